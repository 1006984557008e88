"""Which pairs people should look at first: words that clash, vetoes, bridges, then what is near."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from hechos.linking.deciding.clusters import Clusters, Pair
from hechos.linking.deciding.conflicts import conflicts
from hechos.linking.deciding.judged import Judged, pair_of
from hechos.records import LinkEdge, LinkRun

CONFLICT, VETOED, BRIDGE, NEAR = "conflict", "vetoed", "bridge", "near"
_ORDER = (CONFLICT, VETOED, BRIDGE, NEAR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A pair for people to decide on. `id` is that of the edge, or of the decision that clashes;
    `why` and `edge` are what a reviewer sees after deciding, not before."""

    id: str
    kind: str
    a: str
    b: str
    why: str
    edge: LinkEdge | None = None


def review_queue(
    edges: Iterable[LinkEdge],
    groups: Mapping[str, Sequence[Sequence[str]]],
    judged: Mapping[str, Judged],
    runs: Iterable[LinkRun] = (),
) -> list[Question]:
    """Return the pairs that nobody decided on, in the order in which they should be looked at.

    `groups` are the provisional clusters by kind. A conflict is a "same" of people that joins
    nothing, or a proposal across what people keep apart. Vetoed is what weighs enough to join and
    may not; a bridge is the weakest link whose removal splits a cluster. Family hints are no
    question.
    """
    edges = sorted(edges, key=lambda edge: edge.id)
    cuts = {run.id: run.cut for run in runs}
    found: list[tuple[tuple[int, float, str], Question]] = []
    for kind, one in judged.items():
        group = {m: n for n, members in enumerate(groups.get(kind, ())) for m in members}
        own = [edge for edge in edges if edge.kind == kind]
        open_edges = [edge for edge in own if frozenset((edge.a, edge.b)) not in one.pairs]
        bridges = _weakest_bridges(own, one, group)
        for decision, _ in conflicts(
            one, Clusters(tuple(map(tuple, groups.get(kind, ()))), _split(one, group))
        ):
            a, b = pair_of(decision)
            question = Question(id=decision.id, kind=kind, a=a, b=b, why=CONFLICT)
            found.append(((0, 0.0, decision.id), question))
        for edge in open_edges:
            why = _why(edge, group, bridges, cuts.get(edge.run or "", 0.0))
            if why:
                question = Question(id=edge.id, kind=kind, a=edge.a, b=edge.b, why=why, edge=edge)
                found.append(((_ORDER.index(why), _nearness(edge), edge.id), question))
    return [question for _, question in sorted(found, key=lambda one: one[0])]


def _split(judged: Judged, group: Mapping[str, int]) -> tuple[Pair, ...]:
    """Return the pairs that people said are the same and that stand apart all the same."""
    return tuple((a, b) for a, b in judged.same if group.get(a, a) != group.get(b, b))


def _why(edge: LinkEdge, group: Mapping[str, int], bridges: frozenset[str], cut: float) -> str:
    if edge.judgement == "family":
        return ""
    if edge.judgement == "same" and group.get(edge.a, edge.a) != group.get(edge.b, edge.b):
        return CONFLICT
    if edge.judgement == "review" and edge.weight is not None and edge.weight >= cut:
        return VETOED
    return BRIDGE if edge.id in bridges else NEAR


def _nearness(edge: LinkEdge) -> float:
    """Order by how little the weight says; the link of a rule, which has none, comes last."""
    return float("inf") if edge.weight is None else abs(edge.weight)


def _weakest_bridges(
    edges: Sequence[LinkEdge], judged: Judged, group: Mapping[str, int]
) -> frozenset[str]:
    """Return, of each cluster of three or more, the weakest link that alone holds two parts."""
    links: list[tuple[str, str, LinkEdge | None]] = [
        (e.a, e.b, e)
        for e in edges
        if e.judgement == "same" and group.get(e.a, -1) == group.get(e.b, -2)
    ]
    links += [(a, b, None) for a, b in judged.same]
    weakest: dict[int, LinkEdge] = {}
    sizes: dict[int, int] = {}
    for number in group.values():
        sizes[number] = sizes.get(number, 0) + 1
    for number in bridges_of([link[:2] for link in links]):
        edge = links[number][2]
        if edge is None or sizes.get(group[edge.a], 0) < 3:
            continue
        best = weakest.get(group[edge.a])
        if best is None or (_strength(edge), edge.id) < (_strength(best), best.id):
            weakest[group[edge.a]] = edge
    return frozenset(edge.id for edge in weakest.values())


def _strength(edge: LinkEdge) -> float:
    return float("inf") if edge.weight is None else edge.weight


def bridges_of(links: Sequence[Pair]) -> list[int]:
    """Return the places of the links whose removal splits what they join, in their order.

    Source: R. E. Tarjan, A note on finding the bridges of a graph (1974), without recursion.
    """
    beside: dict[str, list[tuple[str, int]]] = {}
    for number, (a, b) in enumerate(links):
        beside.setdefault(a, []).append((b, number))
        beside.setdefault(b, []).append((a, number))
    met: dict[str, int] = {}
    low: dict[str, int] = {}
    found = []
    for start, around in beside.items():
        if start in met:
            continue
        met[start] = low[start] = len(met)
        stack = [(start, -1, iter(around))]
        while stack:
            node, through, rest = stack[-1]
            other, number = next(rest, ("", -1))
            if number < 0:
                stack.pop()
                if stack:
                    above = stack[-1][0]
                    low[above] = min(low[above], low[node])
                    if low[node] > met[above]:
                        found.append(through)
            elif number != through and other in met:
                low[node] = min(low[node], met[other])
            elif number != through:
                met[other] = low[other] = len(met)
                stack.append((other, number, iter(beside[other])))
    return sorted(found)
