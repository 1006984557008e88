"""Keep of compared accounts: edges with their numbers, and the run that made them."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from hechos.linking.episodes.accounts import Telling
from hechos.linking.episodes.joining import Grouping
from hechos.linking.episodes.model import IncidentModel, Score
from hechos.linking.episodes.pairs import Pair, Pairing
from hechos.linking.facts import Facts, Joined
from hechos.records import Incident, LinkEdge, LinkRun

KEPT_SAME, KEPT_REVIEW = 5, 10
"""So many edges of a telling are kept at most, the strongest first, beside those that join."""


def run_of(
    tellings: Sequence[Telling], model: IncidentModel, facts: Facts, *, capped: int = 0
) -> LinkRun:
    """Return the run; `capped` accounts were not compared with all that share something."""
    mentions = "\n".join(claim for telling in tellings for claim in telling.claims)
    claims = [claim for telling in tellings for claim in telling.claims]
    return LinkRun(
        id=facts.draw(claims, "run", "incident"),
        case=facts.case.id,
        made=facts.made("incidents"),
        kind="incident",
        model=f"incidents {model.version}",
        inputs=hashlib.sha256(mentions.encode()).hexdigest(),
        settings=model.ruleset.hash,
        cut=round(model.cut, 2),
        because=(
            f"{len(tellings)} accounts; linked by place and time (R-INC-1) or from a probability "
            f"of {model.same:g} on, shown to a person from {model.review:g} on."
            + (
                f" {capped} share a place or word with so many that they were "
                "compared with those nearest in time alone."
                if capped
                else ""
            )
        ),
    )


def edges_of(
    pairs: Sequence[Pair],
    grouping: Grouping,
    by_claim: dict[str, Incident],
    *,
    pairing: Pairing,
    run: LinkRun,
    decided: Collection[frozenset[str]] = (),
) -> tuple[LinkEdge, ...]:
    """Return the edges in the order of the case. What a person decided is not asked again."""
    strongest = sorted(pairs, key=lambda p: (-p.weight, p.a.number, p.b.number))
    kept = [*_joining(strongest, by_claim), *_asking(strongest, grouping, by_claim, decided)]
    kept.sort(key=lambda p: (p.a.number, p.b.number))
    return tuple(_edge(pair, by_claim, run=run, pairing=pairing) for pair in kept)


def _homes(pair: Pair, by_claim: dict[str, Incident]) -> tuple[Incident, Incident]:
    return by_claim[pair.a.claim], by_claim[pair.b.claim]


def _joining(pairs: Sequence[Pair], by_claim: dict[str, Incident]) -> Iterator[Pair]:
    joined: Joined[int] = Joined()
    uses: Counter[int] = Counter()
    for pair in pairs:
        first, second = _homes(pair, by_claim)
        if not pair.is_same or first is not second:
            continue
        ends = (pair.a.number, pair.b.number)
        if joined.join(*ends) or max(uses[end] for end in ends) < KEPT_SAME:
            uses.update(ends)
            yield pair


def _asking(
    pairs: Sequence[Pair],
    grouping: Grouping,
    by_claim: dict[str, Incident],
    decided: Collection[frozenset[str]],
) -> Iterator[Pair]:
    """Yield the strongest pair of each two incidents that may be one."""
    uses: Counter[int] = Counter()
    asked: set[frozenset[str]] = set()
    for pair in pairs:
        first, second = _homes(pair, by_claim)
        both = frozenset((first.id, second.id))
        if first is second or both in asked or pair.claims in decided:
            continue
        if pair.is_same and pair.claims not in grouping.refused:
            continue
        ends = (pair.a.number, pair.b.number)
        if max(uses[end] for end in ends) < KEPT_REVIEW:
            asked.add(both)
            uses.update(ends)
            yield pair


def _edge(pair: Pair, by_claim: dict[str, Incident], *, run: LinkRun, pairing: Pairing) -> LinkEdge:
    first, second = _homes(pair, by_claim)
    facts, score = pairing.facts, pairing.score(pair)
    a, b = pair.a.claim, pair.b.claim
    return LinkEdge(
        id=facts.draw((a, b), "edge", "incident", a, b),
        case=facts.case.id,
        made=facts.made("incidents"),
        kind="incident",
        a=a,
        b=b,
        judgement="same" if first is second else "review",
        because=_because(pair, score, None if first is second else second),
        weight=score.weight,
        probability=round(score.probability, 4),
        steps=score.steps,
        run=run.id,
    )


def _because(pair: Pair, score: Score, other: Incident | None) -> str:
    reason = f"{score.reason}." if score.steps else "Both state too little to compare."
    if other is None:
        rule = f"One incident by R-INC-1, {pair.rule}" if pair.rule else "One incident"
        return f"{rule}: {reason}"
    why = ""
    if pair.is_same:
        why = " Other accounts of the two speak against a link."
    elif pair.rule:
        why = f" It is {pair.rule}, but many accounts share it and the victims differ."
    return f"Perhaps of one incident with “{other.title}”: {reason}{why}"
