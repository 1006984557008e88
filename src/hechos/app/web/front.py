"""The first page of a case: what came in, what waits for a person, what is contested."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet

from hechos.app.questions import composed_once, counted_once
from hechos.app.register import visible
from hechos.app.register.models import Given, Proposed
from hechos.app.register.rows import CLAIM, DECIDED, LINK
from hechos.app.web.reading.flow import first_unreviewed
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
    states, at = claim_states(shelf), shelf.up_to
    waiting = first_unreviewed(shelf)
    outcomes = dict(_outcomes(*at))
    return Front(
        captures=_given(*at, "Capture"),
        withdrawn=_given(*at, "Decision", state="withdraw"),
        texts=_given(*at, "Text"),
        claims=sum(states.values()) - states["rejected"],
        unreviewed=states["proposed"],
        first_unreviewed=waiting,
        decided={s: n for s, n in sorted(states.items()) if s != "proposed" and n},
        cards=_linked(*at, "Universe"),
        rival_cards=_linked(*at, "Universe", state="rivals"),
        incidents=_linked(*at, "Incident"),
        relays=_linked(*at, "OriginEdge", kind="documents"),
        outcomes=outcomes,
        doubts=_linked(*at, "Doubt", state="open"),
        blocking=_linked(*at, "Doubt", state="open", kind="blocks"),
        primaries=_linked(*at, "PrimaryDocument"),
        rivals=_records(shelf, _first(*at, "Universe", "rivals")),
        contradictions=_records(shelf, _first(*at, "ClaimRelation", "true_contradiction")),
        decisions=_records(shelf, _last_decisions(*at)),
        linked=shelf.head.linked,
    )


def claim_states(shelf: Shelf) -> Counter[str]:
    """Count the claims as they stand by state, without the claims of files about themselves."""
    states: Counter[str] = Counter()
    for _kind, state, number in _decided(*shelf.up_to):
        states[state] += number
    states["proposed"] += _proposed(*shelf.up_to) - _ruled(*shelf.up_to)
    return states


def _claims(case: str, seen: int, layer: str) -> QuerySet[Proposed]:
    rows = visible.proposed(case, seen).filter(record="Claim", layer=layer)
    return rows.exclude(kind="document")


@composed_once
def _decided(case: str, seen: int) -> QuerySet[Proposed, tuple[str, str, int]]:
    """Ask in the order of the index that holds all that is counted."""
    rows = _claims(case, seen, DECIDED).values_list("kind", "state").annotate(n=Count("row"))
    return rows.order_by("kind", "state")


@counted_once
def _proposed(case: str, seen: int) -> QuerySet[Proposed, Any]:
    return _claims(case, seen, CLAIM).values_list("row")


@counted_once
def _ruled(case: str, seen: int) -> QuerySet[Proposed, Any]:
    """Count those of the proposed claims that somebody decided on."""
    own = _claims(case, seen, CLAIM).filter(id=OuterRef("id"))
    ruled = Proposed.objects.filter(case=case, layer=DECIDED, record="Claim")
    return ruled.filter(Exists(own)).values_list("row")


@composed_once
def _outcomes(case: str, seen: int) -> QuerySet[Proposed, tuple[str, int]]:
    rows = visible.proposed(case, seen).filter(layer=LINK, record="ClaimRelation")
    rows = rows.filter(kind="contradicts")
    return rows.values_list("state").annotate(n=Count("row")).order_by("state")


@counted_once
def _given(case: str, seen: int, record: str, **only: str) -> QuerySet[Given, Any]:
    return visible.given(case, seen).filter(record=record, **only).values_list("id")


@counted_once
def _linked(case: str, seen: int, record: str, **only: str) -> QuerySet[Proposed, Any]:
    rows = visible.proposed(case, seen).filter(layer=LINK, record=record, **only)
    return rows.values_list("row")


@composed_once
def _first(case: str, seen: int, record: str, state: str) -> QuerySet[Proposed]:
    rows = visible.proposed(case, seen).filter(layer=LINK, record=record, state=state)
    return rows.order_by("place", "id")[:SHOWN]


@composed_once
def _last_decisions(case: str, seen: int) -> QuerySet[Given]:
    return visible.given(case, seen).filter(record="Decision").order_by("-seq")[:SHOWN]


def _records(shelf: Shelf, rows: Iterable[Given | Proposed]) -> tuple[Any, ...]:
    return tuple(shelf.read(row) for row in rows)
