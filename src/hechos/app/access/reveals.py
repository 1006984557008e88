"""Ask to see a protected identity, allow or refuse it, and say whether it stands open."""

from __future__ import annotations

from datetime import timedelta
from typing import Protocol

from django.db import transaction
from django.utils import timezone

from hechos.app.access.actor import Actor
from hechos.app.access.models import Reveal, RevealRule
from hechos.app.audit.log import note
from hechos.app.register.models import CaseHead
from hechos.errors import InputError, NotAllowedError, NotFoundError

LONGEST_REASON = 2000
LONGEST_MINUTES = 60 * 24


class Seen(Protocol):
    """A case as somebody sees it."""

    @property
    def head(self) -> CaseHead: ...
    @property
    def actor(self) -> Actor: ...


def revealed(shelf: Seen, record_id: str) -> bool:
    """Say whether the identity of a record stands open for this person now."""
    return record_id in revealed_to(shelf)


def revealed_to(shelf: Seen) -> frozenset[str]:
    """Return the records whose identity stands open for this person now."""
    if shelf.actor.account is None:
        return frozenset()
    standing = Reveal.objects.filter(
        case=shelf.head, account=shelf.actor.account, state="open", until__gt=timezone.now()
    )
    return frozenset(standing.values_list("record", flat=True))


def rule_of(head: CaseHead) -> RevealRule:
    return RevealRule.objects.filter(case=head).first() or RevealRule(case=head)


def set_rule(head: CaseHead, actor: Actor, *, second_person: bool, minutes: int) -> RevealRule:
    actor.require("steward")
    if not 1 <= minutes <= LONGEST_MINUTES:
        raise InputError(f"Give from 1 to {LONGEST_MINUTES} minutes.")
    with transaction.atomic():
        rule, _ = RevealRule.objects.update_or_create(
            case=head, defaults={"second_person": second_person, "minutes": minutes}
        )
        detail = {"second person": second_person, "minutes": minutes}
        note("reveal rule set", actor=actor.pseudonym, case=head.id, detail=detail)
    return rule


def ask(shelf: Seen, record_id: str, *, because: str) -> Reveal:
    """Ask to see an identity. It opens at once, or waits for a second person where the case asks
    for one; the asking itself is an event."""
    actor = shelf.actor
    actor.require("reveal")
    if actor.account is None or not because.strip():
        raise InputError("Say why you need to see the identity.")
    rule = rule_of(shelf.head)
    with transaction.atomic():
        asked = Reveal.objects.create(
            case=shelf.head,
            record=record_id,
            account_id=actor.account,
            by=actor.pseudonym,
            because=because.strip()[:LONGEST_REASON],
        )
        told = {"asking": asked.pk}
        note(
            "reveal asked", actor=actor.pseudonym, case=shelf.head.id, record=record_id, detail=told
        )
        if not rule.second_person:
            _open(asked, rule, by=actor.pseudonym)
    return asked


def answer(shelf: Seen, number: int, *, allow: bool) -> Reveal:
    """Allow or refuse an asking, as the second person."""
    actor = shelf.actor
    actor.require("approve")
    with transaction.atomic():
        waiting = Reveal.objects.select_for_update().filter(case=shelf.head, state="asked")
        asked = waiting.filter(pk=number).first()
        if asked is None:
            raise NotFoundError("Nobody waits for this any more.")
        if asked.account_id == actor.account:
            raise NotAllowedError("Somebody else has to allow what you asked for.")
        if allow:
            _open(asked, rule_of(shelf.head), by=actor.pseudonym)
        else:
            asked.state, asked.answered_by = "refused", actor.pseudonym
            asked.save()
            _note("reveal refused", asked, actor.pseudonym)
    return asked


def end(shelf: Seen, record_id: str) -> None:
    """Close what stands open of a record for this person."""
    with transaction.atomic():
        standing = Reveal.objects.filter(
            case=shelf.head, account=shelf.actor.account, record=record_id, state="open"
        )
        for one in standing:
            one.state = "ended"
            one.save()
            _note("reveal ended", one, shelf.actor.pseudonym)


def _open(asked: Reveal, rule: RevealRule, *, by: str) -> None:
    asked.state, asked.answered_by = "open", by
    asked.until = timezone.now() + timedelta(minutes=rule.minutes)
    asked.save()
    _note("reveal opened", asked, by)


def _note(what: str, asked: Reveal, by: str) -> None:
    detail = {"asking": asked.pk, "for": asked.by}
    if asked.until:
        detail["until"] = asked.until.isoformat()
    note(what, actor=by, case=asked.case_id, record=asked.record, detail=detail)
