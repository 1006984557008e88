"""Which forces are alleged in the same incidents, and how high the alleged involvement reaches."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from hechos.counting.patterns.cases import Documented, Missing, Share
from hechos.counting.patterns.exact import together_tail


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """Two forces: in how many incidents both are alleged, of those in which any is; what is
    expected if the two had nothing to do with each other, and how often that gives as many."""

    pair: tuple[str, str]
    both: Share
    first: int
    second: int
    expected: float
    p: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Forces:
    shares: tuple[Share, ...]
    together: tuple[Together, ...]
    several: Share


def forces_of(cases: Sequence[Documented]) -> Forces:
    """Return in which share of incidents each force is alleged, and each pair of forces."""
    named = [sorted(set(case.forces)) for case in cases if case.forces]
    missing = Missing.of(case.why_missing("forces") for case in cases if not case.forces)
    every = len(named)
    single = Counter(name for own in named for name in own)
    double = Counter(pair for own in named for pair in itertools.combinations(own, 2))

    def share(name: str, number: int) -> Share:
        return Share(name=name, numerator=number, denominator=every, missing=missing)

    return Forces(
        shares=tuple(share(name, n) for name, n in _by_number(single)),
        together=tuple(
            Together(
                pair=(a, b),
                both=share(f"{a} and {b}", n),
                first=single[a],
                second=single[b],
                expected=single[a] * single[b] / every,
                p=together_tail(n, single[a], single[b], every),
            )
            for (a, b), n in sorted(double.items(), key=lambda one: (-one[1], one[0]))
        ),
        several=share("more than one force", sum(len(own) > 1 for own in named)),
    )


def _by_number(counted: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counted.items(), key=lambda one: (-one[1], one[0]))


def levels_of(cases: Sequence[Documented], order: Sequence[str]) -> tuple[Share, ...]:
    """Return for each level, lowest first, in which share of incidents the highest one alleged is
    it; levels that `order` lacks come last, by name."""
    found = Counter(case.level for case in cases if case.level)
    missing = Missing.of(case.why_missing("level") for case in cases if not case.level)
    names = [*order, *sorted(set(found) - set(order))]
    return tuple(
        Share(name=name, numerator=found[name], denominator=found.total(), missing=missing)
        for name in names
    )
