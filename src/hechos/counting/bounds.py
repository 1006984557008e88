"""Intervals and totals that need no extra."""

from __future__ import annotations

import math

Z = 1.959963984540054
"""The 97.5 % point of the normal distribution: both ends of an interval of 95 %."""


def chapman(first: int, second: int, both: int) -> tuple[float, float]:
    """Return the total by Chapman's estimator and its standard error (Chapman 1951; Seber 1970)."""
    total = (first + 1) * (second + 1) / (both + 1) - 1
    variance = (
        (first + 1)
        * (second + 1)
        * (first - both)
        * (second - both)
        / ((both + 1) ** 2 * (both + 2))
    )
    return total, math.sqrt(variance)
