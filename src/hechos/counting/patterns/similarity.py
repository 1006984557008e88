"""How alike incidents are in the features of how they were done."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from hechos.counting.patterns.cases import Answer, Documented, Share, share_of
from hechos.lang.said import Said

PERMUTATIONS = 499
MOST_COMPARED = 500
MOST_PAIRS = 4_000
Pairs = Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dealt:
    """A number of the incidents as they are; its mean where the answers of each feature are dealt
    out anew among the same incidents, so that features have nothing to do with each other; and
    how often that gives as much."""

    value: float
    expected: float
    p: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Similarity:
    """`jaccard` is the mean over pairs of incidents of the features that both have, over those
    that either has. What features the incidents have most makes a part of it; what their coming
    together makes is in `together`: the variance of the number of features of an incident, over
    that of features which have nothing to do with each other (Schluter 1984, Ecology 65, 998:
    above 1 they come together). None where no pair has a feature. `compared` incidents are drawn
    of all where these are many, and so are `pairs` of them."""

    features: tuple[Share, ...]
    jaccard: Dealt | None
    together: Dealt | None
    incidents: int
    compared: int
    pairs: int
    permutations: int
    seed: int
    missing_as_no: bool = False

    @property
    def sentence(self) -> Said:
        if self.jaccard is None:
            return Said("No two incidents can be compared by their features.")
        how = Said(
            "{permutations} permutations, seed {seed}.",
            permutations=self.permutations,
            seed=self.seed,
        )
        return Said.together(self._shared(self.jaccard), self._coming_together, how, self._rule)

    def _shared(self, jaccard: Dealt) -> str:
        incidents, p = self.incidents, jaccard.p
        value, expected = 100 * jaccard.value, 100 * jaccard.expected
        every = self.compared * (self.compared - 1) // 2
        if self.pairs < every or self.compared < self.incidents:
            return Said(
                "Two of {incidents:,} documented incidents share on average {value:.1f} % of the "
                "features that either has ({pairs:,} pairs of {compared:,} incidents drawn); "
                "{expected:.1f} % if features had nothing to do with each other (p = {p:.3f}).",
                incidents=incidents,
                value=value,
                pairs=self.pairs,
                compared=self.compared,
                expected=expected,
                p=p,
            )
        return Said(
            "Two of {incidents:,} documented incidents share on average {value:.1f} % of the "
            "features that either has; {expected:.1f} % if features had nothing to do with each "
            "other (p = {p:.3f}).",
            incidents=incidents,
            value=value,
            expected=expected,
            p=p,
        )

    @property
    def _coming_together(self) -> str:
        if self.together is None:
            return ""
        return Said(
            "The variance of the number of features of an incident is {value:.2f} times that of "
            "the features apart; {expected:.2f} then (p = {p:.3f}): above it they come together.",
            value=self.together.value,
            expected=self.together.expected,
            p=self.together.p,
        )

    @property
    def _rule(self) -> str:
        if self.missing_as_no:
            return Said("A feature that nobody states counts as absent here.")
        return Said("A feature without an answer in one of the two is left out of a pair.")


def similarity_of(
    cases: Sequence[Documented],
    features: Sequence[str] | None = None,
    *,
    seed: int,
    permutations: int = PERMUTATIONS,
    missing_as_no: bool = False,
) -> Similarity:
    """Return how alike incidents are; `features` are all that any states where None.

    The order of incidents changes nothing: they are taken by id."""
    ordered = sorted(cases, key=lambda case: case.id)
    names = sorted({name for case in cases for name, _ in case.features})
    names = [name for name in names if features is None or name in features]
    chance = Random(seed)  # noqa: S311 - a simulation, no secret
    compared = ordered
    if len(ordered) > MOST_COMPARED:
        compared = [ordered[n] for n in sorted(chance.sample(range(len(ordered)), MOST_COMPARED))]
    columns = [[case.answer(name) for case in compared] for name in names]
    if missing_as_no:
        columns = [[a if a.is_known else Answer.NO for a in column] for column in columns]
    shares = [share_of(name, (case.answer(name) for case in ordered)) for name in names]
    pairs = _pairs(len(compared), chance)
    jaccard = _mean(columns, pairs)
    spread = _variance_ratio(columns)
    again = [_dealt(columns, chance) for _ in range(permutations)] if jaccard is not None else []
    return Similarity(
        features=tuple(sorted(shares, key=lambda one: (-one.numerator, one.name))),
        jaccard=_held(jaccard, [_mean(one, pairs) for one in again]),
        together=_held(spread, [_variance_ratio(one) for one in again]),
        incidents=len(ordered),
        compared=len(compared),
        pairs=len(pairs),
        permutations=len(again),
        seed=seed,
        missing_as_no=missing_as_no,
    )


def _held(value: float | None, dealt: Sequence[float | None]) -> Dealt | None:
    there = [one for one in dealt if one is not None]
    if value is None or not there:
        return None
    as_much = sum(one >= value - 1e-12 for one in there)
    p = (1 + as_much) / (1 + len(there))
    return Dealt(value=value, expected=sum(there) / len(there), p=p)


def _variance_ratio(columns: Sequence[Sequence[Answer]]) -> float | None:
    """Return the variance of features by incident over the sum of the variances of features."""
    if not columns or not columns[0]:
        return None
    count = len(columns[0])
    shares = [column.count(Answer.YES) / count for column in columns]
    apart = sum(share * (1 - share) for share in shares)
    if not apart:
        return None
    rows = [sum(c[n] is Answer.YES for c in columns) for n in range(count)]
    mean = sum(rows) / count
    return sum((row - mean) ** 2 for row in rows) / count / apart


def _pairs(count: int, chance: Random) -> Pairs:
    every = count * (count - 1) // 2
    if every <= MOST_PAIRS:
        return list(itertools.combinations(range(count), 2))
    drawn = set[tuple[int, int]]()
    while len(drawn) < MOST_PAIRS:
        first, second = chance.randrange(count), chance.randrange(count)
        if first != second:
            drawn.add((min(first, second), max(first, second)))
    return sorted(drawn)


def _mean(columns: Sequence[Sequence[Answer]], pairs: Pairs) -> float | None:
    """Return the mean Jaccard index over the pairs that have a feature in common sight."""
    if not columns:
        return None
    known, has = [0] * len(columns[0]), [0] * len(columns[0])
    for bit, column in enumerate(columns):
        for place, answer in enumerate(column):
            known[place] |= answer.is_known << bit
            has[place] |= (answer is Answer.YES) << bit
    total, number = 0.0, 0
    for a, b in pairs:
        seen = known[a] & known[b]
        either = (has[a] | has[b]) & seen
        if either:
            total += (has[a] & has[b] & seen).bit_count() / either.bit_count()
            number += 1
    return total / number if number else None


def _dealt(columns: Sequence[Sequence[Answer]], chance: Random) -> list[list[Answer]]:
    """Deal the answers of each feature out anew among the incidents that have one."""
    made = []
    for column in columns:
        places = [place for place, answer in enumerate(column) if answer.is_known]
        answers = [column[place] for place in places]
        chance.shuffle(answers)
        turned = list(column)
        for place, answer in zip(places, answers, strict=True):
            turned[place] = answer
        made.append(turned)
    return made
