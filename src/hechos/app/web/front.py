"""The first page of a case: what came in, what waits for a person, what is contested."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet

from hechos.app.register.models import Given, Proposed
from hechos.app.register.rows import CLAIM, DECIDED, LINK
from hechos.app.web.reading.flow import unreviewed
from hechos.app.web.shelf import Shelf
from hechos.records import (
    ClaimRelation,
    Decision,
    Universe,
)

SHOWN = 6


@dataclass(frozen=True, slots=True)
class Front:
    """Counts of what is in force, and the first few of what is contested."""

    captures: int
    withdrawn: int
    texts: int
    claims: int
    unreviewed: int
    first_unreviewed: tuple[str, str] | None
    decided: Mapping[str, int]
    cards: int
    rival_cards: int
    incidents: int
    relays: int
    outcomes: Mapping[str, int]
    doubts: int
    blocking: int
    primaries: int
    rivals: tuple[Universe, ...]
    contradictions: tuple[ClaimRelation, ...]
    decisions: tuple[Decision, ...]
    linked: bool


def front(shelf: Shelf) -> Front:
    states = claim_states(shelf)
    rivals = _linked(shelf, "Universe").filter(state="rivals")
    doubts = _linked(shelf, "Doubt").filter(state="open")
    return Front(
        captures=_given(shelf, "Capture").count(),
        withdrawn=_given(shelf, "Decision").filter(state="withdraw").count(),
        texts=_given(shelf, "Text").count(),
        claims=sum(states.values()) - states["rejected"],
        unreviewed=states["proposed"],
        first_unreviewed=unreviewed(shelf).values_list("part_of", "id").first(),
        decided={s: n for s, n in sorted(states.items()) if s != "proposed" and n},
        cards=_linked(shelf, "Universe").count(),
        rival_cards=rivals.count(),
        incidents=_linked(shelf, "Incident").count(),
        relays=_linked(shelf, "OriginEdge").filter(kind="documents").count(),
        outcomes=_outcomes(shelf),
        doubts=doubts.count(),
        blocking=doubts.filter(kind="blocks").count(),
        primaries=_linked(shelf, "PrimaryDocument").count(),
        rivals=_records(shelf, rivals.order_by("place", "id")[:SHOWN]),
        contradictions=_contradictions(shelf),
        decisions=_last_decisions(shelf),
        linked=shelf.head.linked,
    )


def claim_states(shelf: Shelf) -> Counter[str]:
    """Count the claims as they stand by state, without the claims of files about themselves."""
    rows = shelf.proposed.filter(record="Claim").exclude(kind="document")
    decided = rows.filter(layer=DECIDED).values_list("kind", "state").annotate(n=Count("row"))
    states: Counter[str] = Counter()
    for _kind, state, number in decided.order_by("kind", "state"):
        states[state] += number
    proposed = rows.filter(layer=CLAIM)
    own = proposed.filter(id=OuterRef("id"))
    ruled = Proposed.objects.filter(case=shelf.head, layer=DECIDED, record="Claim")
    states["proposed"] += proposed.count() - ruled.filter(Exists(own)).count()
    return states


def _outcomes(shelf: Shelf) -> dict[str, int]:
    rows = _linked(shelf, "ClaimRelation").filter(kind="contradicts")
    return dict(rows.values_list("state").annotate(n=Count("row")).order_by("state"))


def _contradictions(shelf: Shelf) -> tuple[ClaimRelation, ...]:
    rows = _linked(shelf, "ClaimRelation").filter(state="true_contradiction")
    return _records(shelf, rows.order_by("place", "id")[:SHOWN])


def _records(shelf: Shelf, rows: Iterable[Given | Proposed]) -> tuple[Any, ...]:
    return tuple(shelf.read(row) for row in rows)


def _last_decisions(shelf: Shelf) -> tuple[Decision, ...]:
    return _records(shelf, _given(shelf, "Decision").order_by("-seq")[:SHOWN])


def _given(shelf: Shelf, record: str) -> QuerySet[Given]:
    return shelf.given.filter(record=record)


def _linked(shelf: Shelf, record: str) -> QuerySet[Proposed]:
    return shelf.proposed.filter(layer=LINK, record=record)
