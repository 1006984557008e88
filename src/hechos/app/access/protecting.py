"""Which names a case protects: marks on persons, bodies and sources, and the names under them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from django.db.models import Max, Q

from hechos.app.access.masking import NOTHING_HIDDEN, Mask, mask_of
from hechos.app.access.models import Protected
from hechos.app.access.names import names_of_capture, names_of_party, names_of_source, party_now
from hechos.app.access.reveals import Seen, revealed_to
from hechos.app.register.models import CaseHead, Given, Proposed
from hechos.records import Capture, Decision, Record, Source, wire

ACTS = ("protect", "unprotect")
LEAST = 3
"""Letters and digits that a name has at least: shorter ones stand in too many words."""


def note_marks(head: CaseHead, records: Iterable[Record]) -> frozenset[str]:
    """Bring the index up to decisions that were journaled; return the names that are now shown
    or hidden otherwise than before."""
    before = Protected.objects.filter(case=head)
    changed: set[str] = set()
    for on, standing in _marks(head, records):
        last = before.aggregate(last=Max("number"))["last"]
        row, _ = Protected.objects.get_or_create(
            case=head, record=on, defaults={"number": (last or 0) + 1}
        )
        row.standing = standing
        _learn(row)
        row.save()
        changed |= {str(row), *row.known}
    return frozenset(changed)


def _marks(head: CaseHead, records: Iterable[Record]) -> Iterator[tuple[str, bool]]:
    """Yield what each decision makes of the name of what it is on; taking one back turns it."""
    for one in records:
        turned, decision = False, one if isinstance(one, Decision) else None
        while decision is not None and decision.act == "retract":
            row = Given.objects.filter(case=head, record="Decision", id=decision.on).first()
            turned, decision = not turned, wire.loads(row.body, Decision) if row else None
        if decision is not None and decision.act in ACTS:
            yield decision.on, (decision.act == "protect") is not turned


def learn_names(head: CaseHead) -> None:
    """Note the names that what is protected has now that the case was linked anew."""
    for row in Protected.objects.filter(case=head):
        before = (row.now, row.names)
        _learn(row)
        if (row.now, row.names) != before:
            row.save()


def _learn(row: Protected) -> None:
    """Set of a mark what it is on by now, and every name that the case knows of it. A mark keeps
    its names while nothing of the case has its id."""
    given = Given.objects.filter(case=row.case, id=row.record, record="Capture").first()
    if given is not None:
        capture = wire.loads(given.body, Capture)
        row.source, row.now, names = True, capture.id, names_of_capture(row.case, capture)
    elif (source := _source(row)) is not None:
        row.source, row.now, names = True, source.id, names_of_source(row.case, source)
    elif (party := party_now(row.case, row.record)) is not None:
        row.now, names = party.id, names_of_party(row.case, party)
    else:
        return
    kept = [one for one in dict.fromkeys(names) if sum(map(str.isalnum, one)) >= LEAST]
    row.names = json.dumps(kept, ensure_ascii=False)


def _source(mark: Protected) -> Source | None:
    rows = Proposed.objects.filter(case=mark.case, record="Source", id=mark.record)
    found = rows.order_by("upto").last()
    return wire.loads(found.body, Source) if found else None


def mark_on(head: CaseHead, record_id: str) -> Protected | None:
    """Return the mark that stands on a record, also where it was joined with another since."""
    marks = Protected.objects.filter(Q(record=record_id) | Q(now=record_id), case=head)
    return marks.filter(standing=True).order_by("number").first()


def is_protected(head: CaseHead, record_id: str) -> bool:
    return mark_on(head, record_id) is not None


def mask_for(shelf: Seen) -> Mask:
    """Return what takes out the names that are not open to this person."""
    marks = _standing(shelf.head)
    open_ = revealed_to(shelf) if marks else frozenset()
    return _mask(one for one in marks if open_.isdisjoint((one.record, one.now)))


def mask_of_case(head: CaseHead) -> Mask:
    """Return what takes out every name that the case protects."""
    return _mask(_standing(head))


def mask_of_cases(account: int) -> Mask:
    """Return what takes out the names that the cases of somebody protect, for pages that speak of
    several cases."""
    marks = Protected.objects.filter(case__memberships__account=account, standing=True)
    return _mask(marks.order_by("case", "number"))


def _standing(head: CaseHead) -> list[Protected]:
    return list(Protected.objects.filter(case=head, standing=True).order_by("number"))


def _mask(marks: Iterable[Protected]) -> Mask:
    forms = tuple((str(mark), names) for mark in marks if (names := mark.known))
    return mask_of(forms) if forms else NOTHING_HIDDEN
