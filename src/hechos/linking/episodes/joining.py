"""Join accounts into incidents: people's decisions first, then rules and scores, never across
what is apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hechos.linking.deciding.clusters import DECIDED, Clusters, cluster
from hechos.linking.deciding.judged import Judged
from hechos.linking.episodes.accounts import Telling
from hechos.linking.episodes.pairs import Pair, Pairing

TOLD_TOGETHER = 1000.0
"""The weight of one document telling claims as one episode: above all scores."""

Two = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Grouping:
    """`found` are the clusters of claims, one for each incident; `candidates` are (claim, first
    claim of the incident that it may belong to instead); `refused` are links that would join what
    is apart."""

    found: Clusters
    candidates: tuple[Two, ...]
    refused: frozenset[frozenset[str]]


def join(
    tellings: Sequence[Telling], pairs: Sequence[Pair], pairing: Pairing, judged: Judged
) -> Grouping:
    """Return the incidents; what people decided goes before all rules and scores."""
    facts = [fact for telling in tellings for fact in telling.episode.facts]
    claims = [fact.id for fact in sorted(facts, key=lambda f: (f.claim.capture, f.start, f.id))]
    told = [(one.claim, claim, TOLD_TOGETHER) for one in tellings for claim in one.claims[1:]]
    said = [(a, b, DECIDED) for a, b in judged.same]
    ends = [(pair.a.claim, pair.b.claim, pair.score.weight) for pair in pairs if pair.is_same]
    linked = [one for one in ends if frozenset(one[:2]) not in judged.pairs]
    base = cluster(claims, [*said, *told], judged.apart)
    loose = cluster(claims, [*said, *told, *linked], judged.apart)
    conflicts = _conflicts(tellings, loose.groups, base.groups, pairing)
    found = cluster(claims, [*said, *told, *linked], [*judged.apart, *conflicts])
    proposed = {frozenset(one[:2]) for one in linked}
    refused = [pair for pair in found.refused if frozenset(pair) in proposed]
    return Grouping(
        found,
        _candidates(tellings, found.groups, refused, pairing, apart=judged.apart),
        frozenset(map(frozenset, refused)),
    )


def _number(groups: Sequence[Sequence[str]]) -> dict[str, int]:
    return {claim: number for number, group in enumerate(groups) for claim in group}


def _conflicts(
    tellings: Sequence[Telling],
    loose: Sequence[Sequence[str]],
    base: Sequence[Sequence[str]],
    pairing: Pairing,
) -> list[Two]:
    """Return pairs that links would join by way of a third although they contradict each other.

    What a person joined is no conflict. Accounts alike in place and side are compared once."""
    group_of, decided = _number(loose), _number(base)
    members: dict[int, list[Telling]] = {}
    for telling in tellings:
        members.setdefault(group_of[telling.claim], []).append(telling)
    found = []
    for some in members.values():
        alike: dict[tuple[object, ...], list[Telling]] = {}
        for one in some:
            account = one.account
            signs = (account.place, account.sides, account.types, account.is_around)
            alike.setdefault(signs, []).append(one)
        kinds = list(alike.values())
        for at, kind in enumerate(kinds):
            for other in kinds[at + 1 :]:
                if pairing.conflict(kind[0].account, other[0].account):
                    found += [(a.claim, b.claim) for a in kind for b in other]
    return [(a, b) for a, b in found if decided[a] != decided[b]]


def _candidates(
    tellings: Sequence[Telling],
    groups: Sequence[Sequence[str]],
    refused: Iterable[Two],
    pairing: Pairing,
    *,
    apart: Iterable[Two],
) -> tuple[Two, ...]:
    """Return the claims that fit a second incident as well: an account that says too little to
    tell which of two it means stays in both until a person decides."""
    number = _number(groups)
    by_claim = {telling.claim: telling for telling in tellings}
    members: dict[int, list[Telling]] = {}
    for telling in tellings:
        members.setdefault(number[telling.claim], []).append(telling)
    no = {frozenset((number[a], number[b])) for a, b in apart if a in number and b in number}
    found: dict[tuple[str, int], None] = {}
    for pair in sorted(refused):
        for claim, other in (pair, pair[::-1]):
            telling, there = by_claim[claim], number[other]
            fits = frozenset((number[claim], there)) not in no and not any(
                pairing.conflict(telling.account, one.account) for one in members[there]
            )
            if fits:
                found.update(dict.fromkeys((one, there) for one in telling.claims))
    return tuple((claim, groups[there][0]) for claim, there in sorted(found))
