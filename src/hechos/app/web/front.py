"""The first page of a case: what came in, what waits for a person, what is contested."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from hechos.app.register import queries
from hechos.app.register.models import CaseHead, Given, Proposed
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
    states = claim_states(head)
    sizes = figures_by_universe(head)
    rivals = [u for u, n in sizes.items() if n > 1]
    outcomes = _outcomes(head)
    return Front(
        captures=_given(head, "Capture").count(),
        withdrawn=_given(head, "Decision").filter(body__contains='"act":"withdraw"').count(),
        texts=_given(head, "Text").count(),
        claims=sum(states.values()) - states["rejected"],
        unreviewed=states["proposed"],
        decided={s: n for s, n in sorted(states.items()) if s != "proposed" and n},
        cards=len(sizes),
        rival_cards=len(rivals),
        incidents=_linked(head, "Incident").count(),
        relays=_linked(head, "OriginEdge").filter(body__contains='"between":"documents"').count(),
        outcomes=outcomes,
        doubts=_linked(head, "Doubt").filter(body__contains='"status":"open"').count(),
        blocking=_open_blocking(head),
        primaries=_linked(head, PrimaryDocument.__name__).count(),
        failures=queries.given(head, Failure)[-SHOWN * 5 :],
        rivals=tuple(shelf.linked(Universe, rivals[:SHOWN])),
        contradictions=_contradictions(head),
        decisions=_last_decisions(head),
        linked=head.linked,
    )


def claim_states(head: CaseHead) -> Counter[str]:
    """Count the claims as they stand by state, without the claims of files about themselves."""
    rows = Proposed.objects.filter(case=head, record="Claim").exclude(kind="document")
    decided = dict(rows.filter(layer=DECIDED).values_list("id", "body"))
    states = Counter(wire.loads(body, Claim).state for body in decided.values())
    states["proposed"] += rows.filter(layer=CLAIM).exclude(id__in=_ids_decided(head)).count()
    return states


def _ids_decided(head: CaseHead) -> QuerySet[Proposed, str]:
    rows = Proposed.objects.filter(case=head, record="Claim", layer=DECIDED)
    return rows.values_list("id", flat=True)


def figures_by_universe(head: CaseHead) -> dict[str, int]:
    """Return how many figures each universe holds, those with rivals first, else in order."""
    sizes: Counter[str] = Counter()
    for body in _linked(head, "Figure").order_by("place").values_list("body", flat=True).iterator():
        found = _UNIVERSE.search(body)
        if found:
            sizes[found.group(1)] += 1
    return dict(sorted(sizes.items(), key=lambda pair: pair[1] < 2))


def _outcomes(head: CaseHead) -> dict[str, int]:
    rows = _linked(head, "ClaimRelation").filter(body__contains='"kind":"contradicts"')
    counts: Counter[str] = Counter()
    for body in rows.values_list("body", flat=True).iterator():
        counts.update(_OUTCOME.findall(body)[:1])
    return dict(sorted(counts.items()))


def _contradictions(head: CaseHead) -> tuple[ClaimRelation, ...]:
    rows = _linked(head, "ClaimRelation").filter(body__contains='"outcome":"true_contradiction"')
    return tuple(wire.loads(row.body, ClaimRelation) for row in rows.order_by("place")[:SHOWN])


def _open_blocking(head: CaseHead) -> int:
    rows = _linked(head, "Doubt").filter(body__contains='"severity":"blocks"')
    return rows.filter(body__contains='"status":"open"').count()


def _last_decisions(head: CaseHead) -> tuple[Decision, ...]:
    rows = _given(head, "Decision").order_by("-seq")[:SHOWN]
    return tuple(wire.loads(row.body, Decision) for row in rows)


def _given(head: CaseHead, record: str) -> QuerySet[Given]:
    return Given.objects.filter(case=head, record=record)


def _linked(head: CaseHead, record: str) -> QuerySet[Proposed]:
    return Proposed.objects.filter(case=head, layer=LINK, record=record)
