"""Make the register anew from the journals; show what new rules would change before taking them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import transaction

from hechos.app.casework.desk import Desk, Progress, index_journal, silent
from hechos.app.casework.intake import Intake, work_through
from hechos.app.casework.linkup import gather, link
from hechos.app.home import Home
from hechos.app.register import queries
from hechos.app.register.models import CaseHead, Given
from hechos.app.register.rows import GIVEN, LAYERS, remove_layers
from hechos.archive.store import CaseArchive, SystemClock
from hechos.coding.coders.beside import Read
from hechos.errors import CustodyError, HechosError
from hechos.pipeline import Material, Rules, code_texts, link_and_weigh
from hechos.records import Case, Claim, Figure, Incident, RulesTaken, wire
from hechos.reporting.rows import short


def rebuild_home(
    home: Home, *, only: str | None = None, progress: Progress = silent
) -> list[tuple[str, str]]:
    """Rebuild every case, or the `only` one (slug or id), from its folder.

    Returns (case folder, what went wrong) for those that could not be rebuilt.
    """
    problems = []
    wanted = CaseHead.objects.filter(slug=only).values_list("id", flat=True).first() or only
    for folder in sorted((home.path / "cases").iterdir()):
        if not (folder / "journal").is_dir() or wanted not in (None, folder.name):
            continue
        try:
            with reopened(home, folder.name, progress=progress) as desk:
                remake(desk)
        except HechosError as error:
            problems.append((folder.name, str(error)))
    return problems


@contextmanager
def reopened(home: Home, case_id: str, *, progress: Progress = silent) -> Iterator[Desk]:
    """Open a case whose rows may be missing: they are made from the journal."""
    clock = SystemClock()
    with CaseArchive.open(home.case_folder(case_id), clock=clock) as archive:
        first = next(iter(archive.journal.lines(0)), None)
        case = wire.from_plain(first["record"]) if first else None
        if not isinstance(case, Case):
            raise CustodyError(f"The journal of the case {case_id} does not begin with its case.")
        with transaction.atomic():
            head, _ = CaseHead.objects.update_or_create(
                id=case.id,
                defaults={"slug": _free_slug(case), "body": wire.dumps(case), "linked": False},
            )
            remove_layers(head, GIVEN, *LAYERS)
            index_journal(head, archive.journal, first=1)
            desk = Desk(home, head, case, archive.objects, archive, clock, progress)
            desk.save_heads()
        yield desk


def _free_slug(case: Case) -> str:
    taken = set(CaseHead.objects.exclude(id=case.id).values_list("slug", flat=True))
    slug, number = case.slug, 2
    while slug in taken:
        slug, number = f"{case.slug}-{number}", number + 1
    return slug


def remake(desk: Desk) -> Intake:
    """Read what is not read, code every text and link, with the rules the case was built with."""
    with transaction.atomic():
        remove_layers(desk.head, *LAYERS)
        Given.objects.filter(case=desk.head, record="Text").update(done=False)
    intake = Intake()
    work_through(desk, intake)
    link(desk)
    return intake


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that new rules would change: `what` is new, gone or changed."""

    what: str
    record: str
    sentence: str


def preview_new_rules(desk: Desk) -> tuple[Rules, list[Change]]:
    """Return the installed rules and what they would change, without keeping anything."""
    rules = Rules.load(languages=desk.case.languages, pack=desk.case.pack)
    found = list(queries.texts(desk.head, desk.payload))
    names = dict(Given.objects.filter(case=desk.head, record="Capture").values_list("id", "name"))
    answers = queries.answers(desk.head, desk.payload)
    read = [Read(t, documents, names[t.capture], answers.get(t.id, ())) for t, documents in found]
    coded = list(code_texts(read, case=desk.case, rules=rules, model=desk.model))
    documents = [claim for item in read for claim in item.documents]
    new_claims = [*documents, *(claim for one in coded for claim in one.claims)]
    material, _ = gather(desk)
    links, _ = link_and_weigh(
        Material(material.captures, material.texts, tuple(new_claims)),
        case=desk.case,
        rules=rules,
        at=max((text.made.at for text in material.texts), default=desk.case.made.at),
    )
    changes = _claim_changes(queries.proposals(desk.head, Claim), new_claims)
    for cls, new in ((Figure, links.figures), (Incident, links.incidents)):
        old = queries.linked(desk.head, cls)
        if len(old) != len(new):
            sentence = f"{len(old)} before, {len(new)} after"
            changes.append(Change("changed", cls.__name__, sentence))
    return rules, changes


def _claim_changes(old: tuple[Claim, ...], new: list[Claim]) -> list[Change]:
    before, after = {c.id: c for c in old}, {c.id: c for c in new}
    changes = [Change("gone", "Claim", _say(c)) for i, c in before.items() if i not in after]
    changes += [Change("new", "Claim", _say(c)) for i, c in after.items() if i not in before]
    changes += [
        Change("changed", "Claim", _say(c))
        for i, c in after.items()
        if i in before and wire.to_plain(before[i].content) != wire.to_plain(c.content)
    ]
    return changes


def _say(claim: Claim) -> str:
    return f"{claim.content.kind} {claim.content.type}: “{short(claim.quote, 90)}”"


def count_changes(changes: list[Change]) -> str:
    counts = Counter((change.what, change.record.lower()) for change in changes)
    return ", ".join(f"{n} {record}s {what}" for (what, record), n in sorted(counts.items()))


def take_new_rules(desk: Desk, rules: Rules) -> Intake:
    """Take the rules over: a given record of its own, then everything proposed is made anew."""
    desk.actor.require("steward")
    desk.give([desk.record(RulesTaken, rules=rules.rulesets)])
    return remake(desk)
