"""Two lists, and bounds: diagnostics, never an estimate that may be published alone."""

from __future__ import annotations

import math

import numpy as np
from scipy.stats import norm

from hechos.counting.bounds import chapman
from hechos.counting.histories import Histories
from hechos.counting.systems.base import Estimator
from hechos.counting.systems.tables import Table, maximise
from hechos.counting.verdicts import Code, Reason
from hechos.lang.said import Said

FURTHEST = 35.0
"""Logarithm of the most people on no list: more is no estimate."""


class Chapman(Estimator):
    """Two lists that are independent of each other; with more, each pair is in the diagnostics.

    Example:
        >>> Chapman().fit([{"a": 1, "b": 1, "count": 60}, {"a": 1, "b": 0, "count": 140},
        ...                {"a": 0, "b": 1, "count": 90}]).diagnostics_["pairs"]
        {'a, b': (496.6, 40.7)}

    """

    method = "chapman"
    fewest_lists = 2

    def __init__(self, *, level: float = 0.95) -> None:
        self.level = level

    def _fit(self, histories: Histories) -> None:
        names, sizes = histories.lists, histories.sizes
        found = {
            (a, b): chapman(sizes[a], sizes[b], both)
            for a, b, both in histories.overlaps()
            if sizes[a] and sizes[b]
        }
        self.diagnostics_ = {
            "pairs": {
                f"{names[a]}, {names[b]}": (round(total, 1), round(error, 1))
                for (a, b), (total, error) in found.items()
            }
        }
        self.reasons_ = (
            Reason(
                Code.DIAGNOSTIC,
                Said("Two lists say nothing about their dependence: a diagnostic."),
            ),
        )
        if len(found) > 1:
            said = Said(
                "Each pair of lists is estimated alone, from two lists: see the diagnostics."
            )
            self.reasons_ = (Reason(Code.FEW_LISTS, said),)
        if len(found) == 1:
            ((total, error),) = found.values()
            z = float(norm.ppf((1 + self.level) / 2))
            floor = float(self.documented_)
            self.median_ = max(total, floor)
            self.low_, self.high_ = max(total - z * error, floor), total + z * error


class Chao(Estimator):
    """Lower bound where lists depend on each other only positively.

    `unequal`: lists of unequal size (Mth; Rivest and Baillargeon 2007); otherwise of one size (Mh),
    which lies above the other where sizes differ."""

    method = "chao"
    most_lists = 14

    def __init__(self, *, unequal: bool = True, level: float = 0.95) -> None:
        self.unequal = unequal
        self.level = level

    def _fit(self, histories: Histories) -> None:
        unseen, spread = self._bound(Table.of(histories))
        self.reasons_ = (
            Reason(
                Code.DIAGNOSTIC,
                Said(
                    "A lower bound only if people on one list are likelier to be on another; "
                    "lists that avoid each other put it above the truth."
                ),
            ),
        )
        if unseen is None:
            self.reasons_ = (Reason(Code.NO_TRIANGLE, Said("The bound has no finite value here.")),)
            return
        z = float(norm.ppf((1 + self.level) / 2))
        n = self.documented_
        self.median_ = n + unseen
        self.low_, self.high_ = (
            n + unseen * math.exp(-z * spread),
            n + unseen * math.exp(z * spread),
        )

    def _bound(self, table: Table) -> tuple[float | None, float]:
        cells = np.arange(1, len(table.counts) + 1)
        on = np.array([[c >> j & 1 for j in range(table.lists)] for c in cells], float)
        depth = on.sum(axis=1)
        plain = [np.ones(len(cells)), on if self.unequal else depth]
        deep = [np.maximum(depth - k, 0) for k in range(2, table.lists)]
        while True:
            solved = maximise(np.column_stack([*plain, *deep]), table.counts)
            if solved is None:
                return None, 0.0
            beta, covariance, _ = solved
            more = beta[len(beta) - len(deep) :]
            if (more >= 0).all():
                if beta[0] > FURTHEST or not 0 <= covariance[0, 0] < FURTHEST:
                    return None, 0.0
                return math.exp(beta[0]), math.sqrt(covariance[0, 0])
            # people seen often may only be more than independence gives, never fewer
            deep = [column for column, value in zip(deep, more, strict=True) if value >= 0]
