"""What of a case is counted, as one person may see it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from django.db.models import QuerySet

from hechos.app.casework.linkup import gather
from hechos.app.register import queries
from hechos.app.register.models import Given
from hechos.app.register.rows import CLAIM, DECIDED, LINK
from hechos.app.web.shelf import Shelf
from hechos.counting.registers.cases.lists import Rows
from hechos.linking.deciding.judged import joined
from hechos.records import Claim, Decision, Incident, Party, Record

R = TypeVar("R", bound=Record)
COUNTED = ("act", "status", "procedure")
"""Kinds of claims that say what was done to people and what became of them."""


def claims_of(shelf: Shelf, kinds: Iterable[str] = COUNTED) -> list[Claim]:
    """Return all claims of some kinds as they stand, in reading order."""
    rows = shelf.proposed.filter(record="Claim", layer__in=[CLAIM, DECIDED], kind__in=list(kinds))
    found: dict[str, Any] = {}
    for row in rows.iterator():
        if row.layer == DECIDED or row.id not in found:
            found[row.id] = row
    in_order = sorted(found.values(), key=lambda row: (row.place, row.id))
    return [shelf.read(row) for row in in_order]


def linked_of(shelf: Shelf, cls: type[R]) -> list[R]:
    """Return all linked records of a class, in their order."""
    rows = shelf.proposed.filter(layer=LINK, record=cls.__name__).order_by("place", "id")
    return [shelf.read(row) for row in rows.iterator()]


def incidents_in(shelf: Shelf) -> list[Incident]:
    return linked_of(shelf, Incident)


def register_rows(shelf: Shelf) -> Rows:
    """Return what the registers of the case are made of."""
    rows = shelf.given.filter(record="Decision").order_by("seq")
    decisions = [shelf.read(row) for row in rows.iterator()]
    return Rows(
        claims=claims_of(shelf),
        parties=linked_of(shelf, Party),
        decisions=decisions,
        joined=lambda refs: joined(decisions, refs, lambda: _linking(shelf, decisions)),
    )


def _linking(shelf: Shelf, seen: Iterable[Decision]) -> list[Decision]:
    known = {one.id for one in seen}
    return [one for one in gather(shelf.desk)[0].decisions if one.id in known]


def tables_of(shelf: Shelf, names: str) -> QuerySet[Given]:
    """Return the captures with such names that are not withdrawn, the latest first."""
    rows = shelf.given.filter(record="Capture", name__iregex=names)
    return rows.exclude(id__in=queries.withdrawn(shelf.head)).order_by("-seq")
