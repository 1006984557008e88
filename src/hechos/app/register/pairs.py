"""Which pairs wait for a person, and in which order: worked out when a case is linked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from hechos.app.register.models import Proposed
from hechos.linking.deciding.judged import KINDS, Judged, judge
from hechos.linking.deciding.queue import Question, review_queue
from hechos.records import Decision, LinkEdge, Links


def waiting(links: Links, judged: Mapping[str, Judged]) -> list[Question]:
    """Return the pairs that wait for a person, the most urgent first."""
    groups: dict[str, Sequence[Sequence[str]]] = {
        "person": [party.mentions for party in links.parties],
        "incident": [incident.claims for incident in links.incidents],
    }
    for one in ("document", "origin"):
        if one in judged:
            groups[one] = _groups(links.link_edges, judged[one])
    return review_queue(links.link_edges, groups, judged, links.link_runs)


def _groups(edges: Iterable[LinkEdge], judged: Judged) -> list[tuple[str, ...]]:
    own = [e for e in edges if e.kind == judged.kind and e.judgement == "same"]
    mentions = sorted({m for e in own for m in (e.a, e.b)} | judged.mentions)
    return list(judged.cluster(mentions, [(e.a, e.b, e.weight or 0.0) for e in own]).groups)


def put_in_order(rows: Iterable[Proposed], links: Links, decisions: Sequence[Decision]) -> None:
    """Note in the rows of links which of them wait for a person (`part_of` says why) and at which
    place; the rest follow."""
    judged = {kind: judge(decisions, kind) for kind in KINDS}
    asked = {q.id: (n, q.why) for n, q in enumerate(waiting(links, judged)) if q.edge}
    for row in rows:
        if row.record == LinkEdge.__name__:
            place, row.part_of = asked.get(row.id, (len(asked) + row.place, ""))
            row.place = place
