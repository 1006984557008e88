"""Exact and simulated tests of small tables, in plain Python."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

MOST_EXACT = 200_000
DRAWS = 9_999
MOST_DRAWN = 20_000_000
_SAME = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """`p` is how often counts as rare as these, or rarer, come from the reference. `method`:
    exact, simulated (then `draws`), or chi-square."""

    p: float
    method: str
    statistic: float
    draws: int = 0


def multinomial_test(counts: Sequence[int], shares: Sequence[float], *, seed: int) -> Fit:
    """Return how often counts as rare come from cells with these shares (which add up to 1).

    All outcomes are gone through where they are few; else outcomes are drawn with the seed; of
    very many counts the chi-square distribution is taken."""
    n, statistic = sum(counts), chi_square(counts, shares)
    if any(count and not share for count, share in zip(counts, shares, strict=True)):
        return Fit(p=0.0, method="exact", statistic=statistic)
    kept = [(c, s) for c, s in zip(counts, shares, strict=True) if s]
    own, parts = [c for c, _ in kept], [s for _, s in kept]
    if math.comb(n + len(own) - 1, len(own) - 1) <= MOST_EXACT:
        return Fit(p=_exact(own, parts), method="exact", statistic=statistic)
    if n * DRAWS <= MOST_DRAWN:
        return Fit(
            p=_simulated(own, parts, Random(seed)),  # noqa: S311 - a simulation, no secret
            method="simulated",
            statistic=statistic,
            draws=DRAWS,
        )
    return Fit(p=chi_square_tail(statistic, len(own) - 1), method="chi-square", statistic=statistic)


def chi_square(counts: Sequence[int], shares: Sequence[float]) -> float:
    n = sum(counts)
    pairs = [(c, n * s) for c, s in zip(counts, shares, strict=True)]
    return sum((c - e) ** 2 / e if e else math.inf for c, e in pairs if c or e)


def _log_probability(counts: Sequence[int], logs: Sequence[float]) -> float:
    head = math.lgamma(sum(counts) + 1)
    return head + sum(c * one - math.lgamma(c + 1) for c, one in zip(counts, logs, strict=True))


def _exact(counts: Sequence[int], shares: Sequence[float]) -> float:
    logs = [math.log(share) for share in shares]
    limit = _log_probability(counts, logs) + _SAME
    rare = (_log_probability(way, logs) for way in _ways(sum(counts), len(counts)))
    return min(1.0, math.fsum(math.exp(one) for one in rare if one <= limit))


def _ways(total: int, parts: int) -> Iterator[tuple[int, ...]]:
    if parts == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in _ways(total - first, parts - 1):
            yield (first, *rest)


def _simulated(counts: Sequence[int], shares: Sequence[float], chance: Random) -> float:
    logs = [math.log(share) for share in shares]
    limit, n, cells = _log_probability(counts, logs) + _SAME, sum(counts), range(len(counts))
    rare = 0
    for _ in range(DRAWS):
        drawn = Counter(chance.choices(cells, weights=shares, k=n))
        rare += _log_probability([drawn[cell] for cell in cells], logs) <= limit
    return (rare + 1) / (DRAWS + 1)


def chi_square_tail(value: float, freedom: int) -> float:
    """Return P(X > value) of the chi-square distribution with whole degrees of freedom."""
    if freedom < 1 or value <= 0:
        return 1.0
    half = value / 2
    if freedom % 2:
        first, tail = 0.5, math.erfc(math.sqrt(half))
    else:
        first, tail = 1.0, math.exp(-half)
    for step in range((freedom - 1) // 2):
        power = first + step
        tail += math.exp(power * math.log(half) - half - math.lgamma(power + 1))
    return min(1.0, tail)


def together_tail(both: int, first: int, second: int, every: int) -> float:
    """Return how often two things share at least `both` of `every` cases, where one is in `first`
    and the other in `second` of them and they have nothing to do with each other."""
    first, second = sorted((first, second))
    least = max(both, first + second - every)
    every_way = _log_ways(every, second)
    ways = (
        _log_ways(first, k) + _log_ways(every - first, second - k) - every_way
        for k in range(least, min(first, second) + 1)
    )
    return min(1.0, math.fsum(math.exp(way) for way in ways))


def _log_ways(n: int, k: int) -> float:
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
