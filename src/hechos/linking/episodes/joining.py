"""Join accounts into incidents: people's decisions first, then rules and scores, never across
what is apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from hechos.linking.deciding.clusters import Clusters, Sets, cluster
from hechos.linking.deciding.judged import Judged
from hechos.linking.episodes.accounts import Telling
from hechos.linking.episodes.compare import Account
from hechos.linking.episodes.pairs import Pair, Pairing
from hechos.linking.episodes.stated import Stated

TOLD_TOGETHER = 1000.0
"""The weight of one document telling claims as one episode: above all scores."""

SAMPLE = 6
"""So many accounts of each group are compared before two groups are joined, the earliest first."""

OTHERS = 2
"""An account stands as a candidate in so many other incidents at most, the likeliest."""

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
    linked.sort(key=lambda p: (-p.weight, p.a.number, p.b.number))
    merger = _Merger(tellings, pairing, judged)
    kept = [(p.a.claim, p.b.claim, p.weight) for p in linked if merger.take(p)]
    found = cluster(claims, [*judged.links, *known, *kept], judged.apart)
    home = {claim: number for number, group in enumerate(found.groups) for claim in group}
    refused = [pair for pair in linked if home[pair.a.claim] != home[pair.b.claim]]
    return Grouping(
        found,
        tuple(_candidates(tellings, found.groups, refused, apart=judged.apart)),
        frozenset(pair.claims for pair in refused),
    )


class _Merger:
    """Joins groups of tellings where they agree on average: one account that links by accident
    draws no incident into another. Two groups that do not agree stay apart however they grow. What
    people joined is theirs: it speaks for no link and against none."""

    def __init__(self, tellings: Sequence[Telling], pairing: Pairing, judged: Judged) -> None:
        self._pairing = pairing
        self._sets = Sets(len(tellings))
        self._members = {one.number: [one] for one in tellings}
        self._stated = {one.number: Stated.of(one.account) for one in tellings}
        first = {claim: one.number for one in tellings for claim in one.claims}
        for a, b in judged.apart:
            if a in first and b in first:
                self._sets.keep_apart(first[a], first[b])

    def take(self, pair: Pair) -> bool:
        """Join what a pair links; False where a group as a whole speaks against it."""
        a, b = self._sets.root(pair.a.number), self._sets.root(pair.b.number)
        if a == b:
            return True
        if self._sets.are_apart(a, b):
            return False
        first, second = self._members[a], self._members[b]
        if self._stated[a].contradicts(self._stated[b]) or not self._pairing.agree(first, second):
            self._sets.keep_apart(a, b)
            return False
        self._sets.join(a, b)
        root = self._sets.root(a)
        self._members[root] = sorted((*first, *second), key=lambda one: one.number)[:SAMPLE]
        self._stated[root] = self._stated[a] | self._stated[b]
        return True


def _candidates(
    tellings: Sequence[Telling],
    groups: Sequence[Sequence[str]],
    refused: Iterable[Pair],
    *,
    apart: Iterable[Two],
) -> Iterator[Two]:
    """Yield the claims that fit a second incident as well, with its first claim: an account that
    says too little to tell which of two it means stays in both until a person decides. `refused`
    are given strongest first."""
    home = {claim: number for number, group in enumerate(groups) for claim in group}
    members: dict[int, list[Account]] = {}
    for telling in tellings:
        members.setdefault(home[telling.claim], []).append(telling.account)
    stated = {number: Stated.of_all(accounts) for number, accounts in members.items()}
    no = {frozenset(home.get(claim) for claim in pair) for pair in apart}
    found: dict[int, dict[int, bool]] = {}
    for pair in refused:
        for telling, other in ((pair.a, pair.b), (pair.b, pair.a)):
            there, tried = home[other.claim], found.setdefault(telling.number, {})
            if there not in tried and sum(tried.values()) < OTHERS:
                is_no = frozenset((home[telling.claim], there)) in no
                tried[there] = not is_no and not Stated.of(telling.account).contradicts(
                    stated[there]
                )
    for number, tried in sorted(found.items()):
        for there in sorted(one for one, fits in tried.items() if fits):
            more = [one for one in tellings[number].claims if home[one] != there]
            yield from ((one, groups[there][0]) for one in more)
