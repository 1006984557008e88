"""Agreement beyond chance: Cohen's kappa for two coders, Krippendorff's alpha for any number."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

Distance = Callable[[Any, Any], float]


def kappa(pairs: Sequence[tuple[Any, Any]]) -> float | None:
    """Return Cohen's kappa of pairs of categories; None where chance explains everything.

    κ = (p_o − p_e) / (1 − p_e): p_o is the share of pairs that agree, p_e the share expected of
    two coders who choose independently, each by their own marginal shares. Source: J. Cohen, A
    coefficient of agreement for nominal scales, Educational and Psychological Measurement 20
    (1960) 37–46, equation 1.
    """
    n = len(pairs)
    if not n:
        return None
    first, second = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    expected = sum(first[value] * second[value] for value in first) / n**2
    observed = sum(a == b for a, b in pairs) / n
    return (observed - expected) / (1 - expected) if expected < 1 else None


def alpha(units: Sequence[Sequence[Any]], metric: str = "nominal") -> float | None:
    """Return Krippendorff's alpha; None where no unit has two values, or all values are one.

    `units` hold the values of one unit by each coder, None where a coder gave none. `metric` is
    nominal, ordinal, interval or ratio. α = 1 − D_o/D_e, where D_o is the mean squared difference
    of values paired within units and D_e that of all values paired. Source: K. Krippendorff,
    Computing Krippendorff's alpha-reliability (2011), section E.
    """
    paired = [kept for unit in units if len(kept := [v for v in unit if v is not None]) > 1]
    totals = Counter(value for unit in paired for value in unit)
    n = sum(totals.values())
    if n < 2 or len(totals) < 2:
        return None
    distance = _METRICS[metric](totals)
    observed = sum(o * distance(c, k) for (c, k), o in _coincidences(paired).items()) / n
    expected = sum(
        totals[c] * totals[k] * distance(c, k) for c in totals for k in totals if c != k
    ) / (n * (n - 1))
    return 1 - observed / expected


def _coincidences(units: Sequence[Sequence[Any]]) -> Mapping[tuple[Any, Any], float]:
    """Return how often each value stands beside each other one in a unit: every ordered pair of
    a unit of m values counts 1/(m − 1)."""
    found: defaultdict[tuple[Any, Any], float] = defaultdict(float)
    for unit in units:
        counts = Counter(unit)
        for c, many in counts.items():
            for k, others in counts.items():
                found[c, k] += many * (others - (c == k)) / (len(unit) - 1)
    return found


def _nominal(_: Counter[Any]) -> Distance:
    return lambda c, k: float(c != k)


def _ordinal(totals: Counter[Any]) -> Distance:
    ranks = sorted(totals)

    def distance(c: Any, k: Any) -> float:
        low, high = sorted((ranks.index(c), ranks.index(k)))
        between = sum(totals[value] for value in ranks[low : high + 1])
        return float(between - (totals[c] + totals[k]) / 2) ** 2

    return distance


def _interval(_: Counter[Any]) -> Distance:
    return lambda c, k: float(c - k) ** 2


def _ratio(_: Counter[Any]) -> Distance:
    return lambda c, k: ((c - k) / (c + k)) ** 2 if c != k else 0.0


_METRICS = {"nominal": _nominal, "ordinal": _ordinal, "interval": _interval, "ratio": _ratio}
