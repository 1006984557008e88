"""How many persons there are: a range, because links are proposals until people decide."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from hechos.linking.deciding.judged import Judged
from hechos.records import LinkEdge


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonCount:
    """How many distinct persons some mentions are.

    `low` with every link that is proposed, `high` with those alone that people decided; `cuts`
    are (weight from which a proposal joins, persons). `decided` and `proposed` count pairs that
    join mentions: those that people looked at, and those that nobody did.
    """

    mentions: int
    low: int
    high: int
    cuts: tuple[tuple[float, int], ...]
    decided: int
    proposed: int

    @property
    def reviewed(self) -> float | None:
        """The share of the links that people looked at; None where there are no links."""
        links = self.decided + self.proposed
        return self.decided / links if links else None

    def sentence(self) -> str:
        persons = f"{self.low}–{self.high}" if self.low != self.high else f"{self.high}"
        share = "" if self.reviewed is None else f" ({100 * self.reviewed:.0f} % of links reviewed)"
        return (
            f"{persons} distinct persons in {self.mentions} mentions: {self.decided} decided by "
            f"people, {self.proposed} proposed{share}"
        )


def count_persons(
    mentions: Sequence[str],
    groups: Iterable[Sequence[str]],
    edges: Iterable[LinkEdge],
    judged: Judged,
) -> PersonCount:
    """Return how many persons some mentions are.

    `groups` are the provisional clusters of the case (mentions of a party, oldest first) and
    `edges` its links. Two of the mentions may be linked by way of a third that is not counted.
    """
    counted = frozenset(mentions)
    near = [group for group in groups if not counted.isdisjoint(group)]
    known = dict.fromkeys((*(one for group in near for one in group), *mentions))
    links = [(a, b, math.inf) for group in near for a, b in _within_texts(group)]
    links += [
        (e.a, e.b, math.inf if e.weight is None else e.weight)
        for e in edges
        if e.judgement == "same" and e.a in known and e.b in known
    ]
    decided = {pair for pair in judged.pairs if pair <= known.keys()}
    weights = sorted({weight for *_, weight in links if weight < math.inf})

    def persons(cut: float) -> int:
        joining = (link for link in links if link[2] >= cut)
        found = judged.cluster(list(known), joining).groups
        return sum(not counted.isdisjoint(group) for group in found)

    return PersonCount(
        mentions=len(counted),
        low=persons(-math.inf),
        high=sum(not counted.isdisjoint(group) for group in judged.cluster(list(known)).groups),
        cuts=tuple((cut, persons(cut)) for cut in _cuts(weights)),
        decided=len(decided),
        proposed=len({frozenset(link[:2]) for link in links} - decided),
    )


def _within_texts(group: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield what is one party in one text, by its spelling: at every cut it is one proposal."""
    last: dict[str, str] = {}
    for mention in group:
        text = mention.partition(":")[0]
        if text in last:
            yield last[text], mention
        last[text] = mention


def _cuts(weights: Sequence[float]) -> list[float]:
    """Return five cuts at most, from the loosest to the strictest that the weights know."""
    if len(weights) <= 5:
        return list(weights)
    last = len(weights) - 1
    return [weights[last * step // 4] for step in range(5)]


def in_numbers(edge: LinkEdge) -> str:
    """Return what an edge rests on: "prior -20.4; +15.0 both surnames; … = +3.6 (p .92)"."""
    if edge.weight is None:
        return f"a rule, which has no weight: {edge.because}"
    parts = [f"{weight:+.1f} {what}" for what, weight in edge.steps]
    total = f"weight {edge.weight:+.1f}"
    if edge.probability is not None and 0 < edge.probability < 1:
        odds = math.log2(edge.probability / (1 - edge.probability))
        parts.insert(0, f"prior {odds - edge.weight:+.1f}")
        total += f", probability {edge.probability:.3f}"
    return f"{'; '.join(parts)} = {total}" if parts else total
