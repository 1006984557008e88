"""Join accounts into incidents: people's decisions first, then rules and scores, never across
what is apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from hechos.linking.deciding.clusters import Clusters, cluster
from hechos.linking.deciding.judged import Judged
from hechos.linking.episodes.accounts import Telling
from hechos.linking.episodes.pairs import Pair, Pairing
from hechos.linking.facts import Joined

TOLD_TOGETHER = 1000.0
"""The weight of one document telling claims as one episode: above all scores."""

SAMPLE = 6
"""So many accounts of each group are compared before two groups are joined, the earliest first."""

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
    told = [(one.claim, claim) for one in tellings for claim in one.claims[1:]]
    known = [(*pair, TOLD_TOGETHER) for pair in told if frozenset(pair) not in judged.pairs]
    linked = [pair for pair in pairs if pair.is_same and pair.claims not in judged.pairs]
    linked.sort(key=lambda p: (-p.score.weight, p.a.number, p.b.number))
    merger = _Merger(tellings, pairing, judged)
    kept = [(p.a.claim, p.b.claim, p.score.weight) for p in linked if merger.take(p)]
    found = cluster(claims, [*judged.links, *known, *kept], judged.apart)
    home = {claim: number for number, group in enumerate(found.groups) for claim in group}
    refused = [pair for pair in linked if home[pair.a.claim] != home[pair.b.claim]]
    return Grouping(
        found,
        tuple(_candidates(tellings, found.groups, refused, merger, apart=judged.apart)),
        frozenset(pair.claims for pair in refused),
    )


class _Merger:
    """Joins groups of tellings where they agree on average: one account that links by accident
    draws no incident into another. What people joined is theirs: it speaks for no link and against
    none."""

    def __init__(self, tellings: Sequence[Telling], pairing: Pairing, judged: Judged) -> None:
        self._pairing = pairing
        self._sets: Joined[str] = Joined()
        self._members = {telling.claim: [telling] for telling in tellings}
        self._signs = {telling.claim: {_sign(telling): telling.account} for telling in tellings}
        self._refused: set[frozenset[str]] = set()
        self._apart: dict[str, set[str]] = {}
        first = {claim: telling.claim for telling in tellings for claim in telling.claims}
        for a, b in judged.apart:
            if a in first and b in first and first[a] != first[b]:
                self._apart.setdefault(first[a], set()).add(first[b])
                self._apart.setdefault(first[b], set()).add(first[a])

    def take(self, pair: Pair) -> bool:
        """Join what a pair links; False where a group as a whole speaks against it."""
        a, b = self._sets.find(pair.a.claim), self._sets.find(pair.b.claim)
        if a == b:
            return True
        if frozenset((a, b)) in self._refused:
            return False
        first, second = self._members[a], self._members[b]
        is_apart = bool(self._apart) and self._decided(a, b)
        signs = (self._signs[a], self._signs[b])
        clash = any(
            self._pairing.conflict(x, y) for x in signs[0].values() for y in signs[1].values()
        )
        if is_apart or clash or not self._pairing.agree(first, second):
            self._refused.add(frozenset((a, b)))
            return False
        self._sets.join(a, b)
        root = self._sets.find(a)
        self._members[root] = sorted((*first, *second), key=lambda one: one.number)[:SAMPLE]
        self._signs[root] = signs[0] | signs[1]
        return True

    def _decided(self, a: str, b: str) -> bool:
        return any(
            {self._sets.find(one), self._sets.find(other)} == {a, b}
            for one, others in self._apart.items()
            for other in others
        )

    def conflict(self, some: Iterable[Telling], others: Iterable[Telling]) -> bool:
        """Tell whether accounts of two groups contradict each other in place or side."""
        first = {_sign(one): one.account for one in some}
        second = {_sign(one): one.account for one in others}
        return any(self._pairing.conflict(a, b) for a in first.values() for b in second.values())


def _sign(telling: Telling) -> tuple[object, ...]:
    account = telling.account
    return account.place, account.sides, account.types, account.is_around


def _candidates(
    tellings: Sequence[Telling],
    groups: Sequence[Sequence[str]],
    refused: Iterable[Pair],
    merger: _Merger,
    *,
    apart: Iterable[Two],
) -> Iterator[Two]:
    """Yield the claims that fit a second incident as well, with its first claim: an account that
    says too little to tell which of two it means stays in both until a person decides."""
    home = {claim: number for number, group in enumerate(groups) for claim in group}
    members: dict[int, list[Telling]] = {}
    for telling in tellings:
        members.setdefault(home[telling.claim], []).append(telling)
    no = {frozenset(home.get(claim) for claim in pair) for pair in apart}
    found: dict[Two, None] = {}
    for pair in sorted(refused, key=lambda p: (p.a.number, p.b.number)):
        for telling, other in ((pair.a, pair.b), (pair.b, pair.a)):
            there = home[other.claim]
            if frozenset((home[telling.claim], there)) in no:
                continue
            if not merger.conflict([telling], members[there]):
                more = [one for one in telling.claims if home[one] != there]
                found.update(dict.fromkeys((one, groups[there][0]) for one in more))
    yield from found
