"""Join accounts into incidents: people's decisions first, then rules and scores, never across
what is apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hechos.linking.deciding.clusters import cluster
from hechos.linking.episodes.accounts import Telling
from hechos.linking.episodes.pairs import Pair, Pairing

TOLD_TOGETHER = 1000.0
"""The weight of one document telling claims as one episode: above all scores."""

Two = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Grouping:
    """`groups` hold the claims of each incident; `candidates` are (claim, number of the group that
    it may belong to instead); `refused` pairs would join what is apart."""

    groups: tuple[tuple[str, ...], ...]
    candidates: tuple[tuple[str, int], ...]
    refused: frozenset[Two]


def join(
    tellings: Sequence[Telling],
    pairs: Sequence[Pair],
    pairing: Pairing,
    *,
    same: Iterable[Two] = (),
    apart: Iterable[Two] = (),
) -> Grouping:
    """Return the incidents. `same` and `apart` are people's decisions on pairs of claims."""
    order = sorted(
        (fact.order, fact.id) for telling in tellings for fact in telling.episode.facts
    )
    claims = [claim for _, claim in order]
    told = [(one.claim, claim, TOLD_TOGETHER) for one in tellings for claim in one.claims[1:]]
    said = [(a, b, float("inf")) for a, b in same]
    apart = list(apart)
    base = cluster(claims, [*said, *told], apart)
    linked = [(p.a.claim, p.b.claim, p.score.weight) for p in pairs if p.is_same]
    loose = cluster(claims, [*said, *told, *linked], apart)
    conflicts = _conflicts(tellings, loose.groups, base.groups, pairing)
    final = cluster(claims, [*said, *told, *linked], [*apart, *conflicts])
    ends = {frozenset((p.a.claim, p.b.claim)) for p in pairs if p.is_same}
    refused = frozenset(pair for pair in final.refused if frozenset(pair) in ends)
    return Grouping(
        groups=final.groups,
        candidates=_candidates(tellings, final.groups, refused, pairing, apart=apart),
        refused=refused,
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
) -> tuple[tuple[str, int], ...]:
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
    return tuple(sorted(found))
