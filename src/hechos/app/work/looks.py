"""The second look: another member than the one who decided says whether he or she agrees. Whoever
looks changes nothing; whoever decided does not look at his or her own work."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from hechos.app.access.actor import Actor
from hechos.app.accounts.models import Account
from hechos.app.audit import log
from hechos.app.questions import composed_once, first
from hechos.app.register import visible
from hechos.app.register.models import CaseHead, Given
from hechos.app.work.members import need_words
from hechos.app.work.models import SecondLook
from hechos.app.work.notices import notify
from hechos.errors import ConflictError, InputError, NotAllowedError
from hechos.records import Decision, wire

ACTS = ("accept", "edit", "reject", "write", "restore")
VERDICTS = ("agrees", "asks")


def standing(decisions: QuerySet[Given]) -> QuerySet[Given]:
    """Return of decisions on claims those that no later decision on the same claim follows."""
    later = Given.objects.filter(
        case=OuterRef("case"),
        record="Decision",
        part_of=OuterRef("part_of"),
        seq__gt=OuterRef("seq"),
    )
    taken_back = Given.objects.filter(
        case=OuterRef("case"), record="Decision", part_of=OuterRef("id"), state="retract"
    )
    rows = decisions.filter(record="Decision", state__in=ACTS)
    return rows.exclude(Exists(later)).exclude(Exists(taken_back))


def waiting(decisions: QuerySet[Given]) -> QuerySet[Given]:
    """Return the decisions on claims that nobody has looked at a second time, earliest first."""
    seen = SecondLook.objects.filter(case=OuterRef("case"), decision=OuterRef("id"))
    return standing(decisions).exclude(Exists(seen)).order_by("seq")


def decision_on(case: str, seen: int, record: str) -> Decision | None:
    """Return the decision on a claim that stands."""
    row = first(_standing_on(case, seen, record))
    return wire.loads(row.body, Decision) if row else None


@composed_once
def _standing_on(case: str, seen: int, record: str) -> QuerySet[Given]:
    return standing(visible.given(case, seen).filter(part_of=record)).order_by("-seq")[:1]


@composed_once
def looks_at(case: str, seen: int, record: str) -> QuerySet[SecondLook]:
    return SecondLook.objects.filter(case=case, klass__lte=seen, record=record).order_by("id")


def look(
    head: CaseHead, actor: Actor, decision: str, *, verdict: str, words: str = ""
) -> SecondLook:
    """Say of a decision of somebody else that one agrees, or asks for it to be looked at again."""
    actor.require("review")
    rows = Given.objects.filter(case=head, klass__lte=actor.clearance)
    row = standing(rows.filter(id=decision)).first()
    if row is None:
        raise ConflictError("Meanwhile something else was decided on it.")
    made = wire.loads(row.body, Decision)
    if made.made.by == actor.pseudonym:
        raise NotAllowedError("Nobody looks a second time at his or her own decision.")
    if verdict not in VERDICTS:
        raise InputError("Say whether you agree.")
    said = need_words(words, "Whoever asks again") if verdict == "asks" else words.strip()[:5_000]
    with transaction.atomic():
        if SecondLook.objects.filter(case=head, decision=decision, by=actor.pseudonym).exists():
            raise ConflictError("You have looked at this decision already.")
        found = SecondLook.objects.create(
            case=head,
            klass=row.klass,
            record=made.on,
            decision=decision,
            account_id=actor.account,
            by=actor.pseudonym,
            verdict=verdict,
            words=said,
        )
        detail = {"verdict": verdict}
        log.note("second look", actor=actor.pseudonym, case=head.id, record=made.on, detail=detail)
        author = Account.objects.filter(pseudonym=made.made.by).values_list("pk", flat=True)
        notify(author, verdict, case=head, record=made.on, by=actor.pseudonym)
    return found
