"""Which version of a record somebody saw, and whether it is still the one that stands."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from hechos.app.casework.versions.taken import OfCase, Staffed, about
from hechos.app.register.models import CaseHead, Given, Proposed
from hechos.app.register.rows import CLAIM, DECIDED, FILTERED, LINK
from hechos.errors import ConflictError, NotFoundError
from hechos.records import ClaimRelation, Decision, LinkEdge, Record, wire

R = TypeVar("R", bound=Record)
LAYERS = (DECIDED, CLAIM, LINK, FILTERED)
"""Where a proposed record is looked for, first to last."""


class VersionConflictError(ConflictError):
    """`seen` is the version that the person had before them; `record` is what stands now."""

    def __init__(self, record: Record, seen: str, now: str) -> None:
        super().__init__(
            "Somebody changed this while you had it open.",
            hint="Nothing of yours was lost, and nothing was saved yet.",
        )
        self.record = record
        self.seen = seen
        self.now = now


def version_of(place: OfCase, record: Record) -> str:
    """Return the mark of a record as it stands: of what it holds and of what was decided on it.

    Linking the case anew keeps it where nothing of the record changes."""
    return versions_of(place, [record])[record.id]


def versions_of(place: OfCase, records: Sequence[Record]) -> dict[str, str]:
    """Return the marks of many records by id, in a fixed number of queries.

    The mark is of the record as it is kept, not as one person may see it."""
    kept = as_kept(place.head, records)
    said = about(place.head, {name for one in kept for name in _named(one)})
    return {one.id: mark(one, decided_on(one, said)) for one in kept}


def as_kept(head: CaseHead, records: Sequence[R]) -> list[R]:
    """Return records as the case keeps them, whatever of them one person may see."""
    rows = _rows(head, [one.id for one in records])
    return [
        wire.loads(rows[one.id][-1].body, type(one)) if one.id in rows else one for one in records
    ]


def _named(record: Record) -> tuple[str, ...]:
    return (record.a, record.b) if isinstance(record, LinkEdge) else (record.id,)


def decided_on(record: Record, decisions: Iterable[Decision]) -> list[Decision]:
    """Return those decisions, of many, that are on this record, retractions among them."""
    held: set[str] = set()
    found = []
    for decision in decisions:
        if _is_on(decision, record) or (decision.act == "retract" and decision.on in held):
            held.add(decision.id)
            found.append(decision)
    return found


def _is_on(decision: Decision, record: Record) -> bool:
    if isinstance(record, LinkEdge):
        return {decision.on, decision.other} == {record.a, record.b}
    return decision.on == record.id


def mark(record: Record, decisions: Iterable[Decision]) -> str:
    if isinstance(record, ClaimRelation):  # how a rule words it is no other outcome
        record = replace(record, kind="", because="")
    plain = [wire.to_plain(record), [decision.id for decision in decisions]]
    return hashlib.sha256(wire.canonical(plain).encode()).hexdigest()[:20]


def present(head: CaseHead, record_id: str) -> Record:
    """Return a record of a case as it stands now."""
    rows = _rows(head, [record_id])
    if record_id not in rows:
        raise NotFoundError(f"There is nothing with the id “{record_id}”.")
    return wire.loads(rows[record_id][-1].body)


def _rows(head: CaseHead, ids: Sequence[str]) -> dict[str, Sequence[Given | Proposed]]:
    """Return the rows of records as they stand, the fullest of those for several classes last."""
    found: dict[str, dict[str, list[Given | Proposed]]] = {}
    for given in Given.objects.filter(case=head, id__in=ids):
        found.setdefault(given.id, {})[""] = [given]
    for row in Proposed.objects.filter(case=head, id__in=ids).order_by("klass"):
        found.setdefault(row.id, {}).setdefault(row.layer, []).append(row)
    return {
        one: next(layers[layer] for layer in ("", *LAYERS) if layer in layers)
        for one, layers in found.items()
    }


def check_version(desk: OfCase, record: Record, seen: str) -> None:
    """Raise VersionConflictError where `seen` is not the version that stands now."""
    now = present(desk.head, record.id)
    version = version_of(desk, now)
    if seen != version:
        raise VersionConflictError(now, seen, version)


def check_reach(desk: Staffed, record_id: str) -> None:
    """Raise NotFoundError where a record is of no case of the person's, or above the clearance."""
    if desk.actor.account is None:
        return
    rows = _rows(desk.head, [record_id]).get(record_id)
    if not rows or rows[0].klass > desk.actor.clearance:
        raise NotFoundError(f"There is nothing with the id “{record_id}”.")
