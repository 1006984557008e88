"""The decisions on some records, from the register, without reading all there are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from hechos.app.access.actor import Actor
from hechos.app.register.classes import chunks
from hechos.app.register.models import CaseHead, Given
from hechos.errors import NotFoundError
from hechos.records import Case, Decision, wire


class OfCase(Protocol):
    """What knows its case: a desk, or what a page reads through."""

    @property
    def head(self) -> CaseHead: ...


class Opened(OfCase, Protocol):
    """A case of which objects can be read."""

    @property
    def case(self) -> Case: ...

    def payload(self, address: str) -> bytes: ...


class Staffed(OfCase, Protocol):
    """A case at which somebody works."""

    @property
    def actor(self) -> Actor: ...


def about(head: CaseHead, ids: Iterable[str]) -> list[Decision]:
    """Return the decisions on the records, and the retractions of those, in their order."""
    found: dict[str, tuple[int, Decision]] = {}
    wanted = set(ids)
    while wanted:
        fresh = {d.id: (seq, d) for seq, d in _on(head, wanted) if d.id not in found}
        found |= fresh
        wanted = set(fresh)
    return [decision for _, decision in sorted(found.values(), key=lambda pair: pair[0])]


def _on(head: CaseHead, ids: Iterable[str]) -> Iterator[tuple[int, Decision]]:
    for some in chunks(sorted(ids)):
        rows = Given.objects.filter(case=head, record="Decision", part_of__in=some)
        for seq, body in rows.values_list("seq", "body"):
            yield seq, wire.loads(body, Decision)


def roots(head: CaseHead, decisions: Iterable[Decision]) -> list[Decision]:
    """Return what the decisions come down to: of a retraction what it takes back in the end."""
    found = []
    for decision in decisions:
        meant = decision
        while meant.act == "retract":
            row = Given.objects.filter(case=head, record="Decision", id=meant.on).first()
            if row is None:
                break
            meant = wire.loads(row.body, Decision)
        found.append(meant)
    return found


def seen_copies(desk: Opened, decisions: Iterable[Decision]) -> dict[str, str]:
    """Return by address the copies of what members saw; those that were withdrawn are missing."""
    seen = {}
    for decision in decisions:
        if decision.seen:
            try:
                seen[decision.seen] = desk.payload(decision.seen).decode()
            except NotFoundError:
                continue
    return seen
