"""The first page of a case: what came in, what waits for a person, what is contested."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from hechos.app.register.models import Given, Proposed
from hechos.app.register.rows import CLAIM, DECIDED, LINK
from hechos.app.web.shelf import Shelf
from hechos.records import Claim, ClaimRelation, Decision, Failure, PrimaryDocument, Universe, wire

_UNIVERSE = re.compile(r'"universe":"([^"]+)"')
_OUTCOME = re.compile(r'"outcome":"([a-z_]+)"')
SHOWN = 6


@dataclass(frozen=True, slots=True)
class Front:
    """Counts of what is in force, and the first few of what is contested."""

    captures: int
    withdrawn: int
    texts: int
    claims: int
    unreviewed: int
    decided: Mapping[str, int]
    cards: int
    rival_cards: int
    incidents: int
    relays: int
    outcomes: Mapping[str, int]
    doubts: int
    blocking: int
    primaries: int
    failures: tuple[Failure, ...]
    rivals: tuple[Universe, ...]
    contradictions: tuple[ClaimRelation, ...]
    decisions: tuple[Decision, ...]
    linked: bool


def front(shelf: Shelf) -> Front:
    head = shelf.head
    states = claim_states(shelf)
    sizes = figures_by_universe(shelf)
    rivals = [u for u, n in sizes.items() if n > 1]
    outcomes = _outcomes(shelf)
    return Front(
        captures=_given(shelf, "Capture").count(),
        withdrawn=_given(shelf, "Decision").filter(body__contains='"act":"withdraw"').count(),
        texts=_given(shelf, "Text").count(),
        claims=sum(states.values()) - states["rejected"],
        unreviewed=states["proposed"],
        decided={s: n for s, n in sorted(states.items()) if s != "proposed" and n},
        cards=len(sizes),
        rival_cards=len(rivals),
        incidents=_linked(shelf, "Incident").count(),
        relays=_linked(shelf, "OriginEdge").filter(body__contains='"between":"documents"').count(),
        outcomes=outcomes,
        doubts=_linked(shelf, "Doubt").filter(body__contains='"status":"open"').count(),
        blocking=_open_blocking(shelf),
        primaries=_linked(shelf, PrimaryDocument.__name__).count(),
        failures=tuple(shelf.all_given(Failure)[-SHOWN * 5 :]),
        rivals=tuple(shelf.linked(Universe, rivals[:SHOWN])),
        contradictions=_contradictions(shelf),
        decisions=_last_decisions(shelf),
        linked=head.linked,
    )


def claim_states(shelf: Shelf) -> Counter[str]:
    """Count the claims as they stand by state, without the claims of files about themselves."""
    rows = shelf.proposed.filter(record="Claim").exclude(kind="document")
    decided = dict(rows.filter(layer=DECIDED).values_list("id", "body"))
    states = Counter(wire.loads(body, Claim).state for body in decided.values())
    states["proposed"] += rows.filter(layer=CLAIM).exclude(id__in=_ids_decided(shelf)).count()
    return states


def _ids_decided(shelf: Shelf) -> QuerySet[Proposed, str]:
    rows = shelf.proposed.filter(record="Claim", layer=DECIDED)
    return rows.values_list("id", flat=True)


def figures_by_universe(shelf: Shelf) -> dict[str, int]:
    """Return how many figures each universe holds, those with rivals first, else in order."""
    sizes: Counter[str] = Counter()
    for body in (
        _linked(shelf, "Figure").order_by("place").values_list("body", flat=True).iterator()
    ):
        found = _UNIVERSE.search(body)
        if found:
            sizes[found.group(1)] += 1
    return dict(sorted(sizes.items(), key=lambda pair: pair[1] < 2))


def _outcomes(shelf: Shelf) -> dict[str, int]:
    rows = _linked(shelf, "ClaimRelation").filter(body__contains='"kind":"contradicts"')
    counts: Counter[str] = Counter()
    for body in rows.values_list("body", flat=True).iterator():
        counts.update(_OUTCOME.findall(body)[:1])
    return dict(sorted(counts.items()))


def _contradictions(shelf: Shelf) -> tuple[ClaimRelation, ...]:
    rows = _linked(shelf, "ClaimRelation").filter(body__contains='"outcome":"true_contradiction"')
    return tuple(wire.loads(row.body, ClaimRelation) for row in rows.order_by("place")[:SHOWN])


def _open_blocking(shelf: Shelf) -> int:
    rows = _linked(shelf, "Doubt").filter(body__contains='"severity":"blocks"')
    return rows.filter(body__contains='"status":"open"').count()


def _last_decisions(shelf: Shelf) -> tuple[Decision, ...]:
    rows = _given(shelf, "Decision").order_by("-seq")[:SHOWN]
    return tuple(wire.loads(row.body, Decision) for row in rows)


def _given(shelf: Shelf, record: str) -> QuerySet[Given]:
    return shelf.given.filter(record=record)


def _linked(shelf: Shelf, record: str) -> QuerySet[Proposed]:
    return shelf.proposed.filter(layer=LINK, record=record)
