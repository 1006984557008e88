"""Log-linear models of a table of capture histories, fitted with care for zeros.

A model is hierarchical and named by its terms: masks of lists, each with every non-empty part of
itself. A term whose lists nobody is on together has the estimate minus infinity; its cells are
certain zeros and leave the table (extended maximum likelihood: Fienberg and Rinaldo 2012).
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import linprog

from hechos.counting.histories import Histories

Floats = npt.NDArray[np.float64]
Model = frozenset[int]
STEPS, ENOUGH = 100, 1e-12


@dataclass(frozen=True, slots=True)
class Table:
    """Counts of every cell but the one that nobody saw; `counts[mask - 1]` are on `mask`."""

    lists: int
    counts: Floats

    @classmethod
    def of(cls, histories: Histories) -> Table:
        counts = np.zeros((1 << len(histories.lists)) - 1)
        for mask, count in histories.cells:
            counts[mask - 1] = count
        return cls(len(histories.lists), counts)

    @property
    def documented(self) -> float:
        return float(self.counts.sum())

    def on(self, mask: int) -> float:
        """Return how many are on all lists of the mask."""
        cells = np.arange(1, len(self.counts) + 1)
        return float(self.counts[(cells & mask) == mask].sum())


def independence(lists: int) -> Model:
    return frozenset(1 << j for j in range(lists))


def pairs(lists: int) -> list[int]:
    return [1 << a | 1 << b for a, b in itertools.combinations(range(lists), 2)]


def with_parts(terms: Iterable[int], lists: int) -> Model:
    """Return the hierarchical model with these terms, their parts, and every list alone."""
    found = set(independence(lists))
    for term in terms:
        part = term
        while part:
            found.add(part)
            part = (part - 1) & term
    return frozenset(found)


def generators(model: Model) -> list[int]:
    """Return the terms that no other term of the model holds."""
    return sorted(
        (t for t in model if not any(t != u and t & u == t for u in model)),
        key=lambda mask: [j for j in range(mask.bit_length()) if mask >> j & 1],
    )


def written(model: Model) -> str:
    """Return the model in brackets, lists by their numbers from 1: [12,13,4]."""
    parts = (
        "".join(str(j + 1) for j in range(t.bit_length()) if t >> j & 1) for t in generators(model)
    )
    return f"[{','.join(parts)}]"


@dataclass(frozen=True, slots=True)
class Fit:
    """`unseen` are on no list by this model; `spread` is the standard error of its logarithm.

    `empty` are the terms nobody is on all lists of, whose estimate is minus infinity: they count
    among the parameters. `aic` and `bic` are by Poisson likelihood, the second with the documented
    number as its size."""

    model: Model
    unseen: float
    spread: float
    expected: Floats
    deviance: float
    parameters: int
    aic: float
    bic: float
    empty: tuple[int, ...]


def fit(table: Table, model: Model) -> Fit | None:
    """Return the fit, or None where the model's estimate does not exist or is not identified."""
    shape = shape_of(table, model)
    if not shape.is_identified or not exists(shape.design, shape.counts):
        return None
    return _fitted(table, model, shape)


@dataclass(frozen=True, slots=True)
class Shape:
    """The cells that are no certain zeros, their counts, the design of the terms with a finite
    estimate, and the terms without."""

    rows: npt.NDArray[np.int64]
    counts: Floats
    design: Floats
    empty: tuple[int, ...]

    @property
    def is_identified(self) -> bool:
        """Whether the cells tell every finite term apart."""
        rows, columns = self.design.shape
        return bool(rows >= columns == np.linalg.matrix_rank(self.design))


def shape_of(table: Table, model: Model) -> Shape:
    cells = np.arange(1, len(table.counts) + 1)
    empty = tuple(sorted(t for t in model if t.bit_count() > 1 and not table.on(t)))
    keep = np.ones(len(cells), bool)
    for term in empty:
        keep &= (cells & term) != term
    rows = cells[keep]
    inside = [(rows & term) == term for term in sorted(t for t in model if t not in empty)]
    design = np.column_stack([np.ones(len(rows)), *inside]).astype(np.float64)
    return Shape(rows, table.counts[rows - 1], design, empty)


def exists(design: Floats, counts: Floats) -> bool:
    """Return whether a finite maximum-likelihood estimate exists.

    It does just where some positive table has the same sufficient statistics: the greatest least
    cell of such a table, found by a linear program, is above 0."""
    if (counts > 0).all():
        return True
    cells = len(counts)
    equal = np.column_stack([design.T, design.sum(axis=0)])
    scale = max(1.0, float(counts.sum()))
    found = linprog(
        np.concatenate([np.zeros(cells), [-1.0]]),
        A_eq=equal,
        b_eq=design.T @ counts / scale,
        bounds=[(0, None)] * (cells + 1),
        method="highs",
    )
    return bool(found.status == 0 and -found.fun > 1e-9)


def _fitted(table: Table, model: Model, shape: Shape) -> Fit | None:
    counts = shape.counts
    solved = maximise(shape.design, counts)
    if solved is None:
        return None
    beta, covariance, mean = solved
    expected = np.zeros(len(table.counts))
    expected[shape.rows - 1] = mean
    size = len(model) + 1
    likelihood = float((counts * np.log(mean) - mean - _log_factorial(counts)).sum())
    logs = np.where(counts > 0, counts * np.log(np.where(counts > 0, counts, 1) / mean), 0.0)
    return Fit(
        model=model,
        unseen=float(np.exp(min(beta[0], 700.0))),
        spread=math.sqrt(max(covariance[0, 0], 0.0)),
        expected=expected,
        deviance=2 * float((logs - counts + mean).sum()),
        parameters=size,
        aic=2 * size - 2 * likelihood,
        bic=size * math.log(max(table.documented, 1)) - 2 * likelihood,
        empty=shape.empty,
    )


def maximise(design: Floats, counts: Floats) -> tuple[Floats, Floats, Floats] | None:
    """Return coefficients, their covariance and the means of a Poisson regression (Newton)."""
    beta = np.linalg.lstsq(design, np.log(counts + 0.5), rcond=None)[0]
    mean = np.exp(np.clip(design @ beta, -700, 700))
    before = _likelihood(counts, mean)
    for _ in range(STEPS):
        information = design.T @ (mean[:, None] * design)
        try:
            step = np.linalg.solve(information, design.T @ (counts - mean))
        except np.linalg.LinAlgError:
            return None
        part = 1.0
        while True:
            tried = np.exp(np.clip(design @ (beta + part * step), -700, 700))
            now = _likelihood(counts, tried)
            if now >= before - 1e-9 or part < 1e-6:
                break
            part /= 2
        beta, mean = beta + part * step, tried
        if abs(now - before) <= ENOUGH * (abs(now) + 1) and np.abs(step).max() < 1e-8:
            break
        before = now
    try:
        covariance = np.linalg.inv(design.T @ (mean[:, None] * design))
    except np.linalg.LinAlgError:
        return None
    return np.asarray(beta), np.asarray(covariance), np.asarray(mean)


def _likelihood(counts: Floats, mean: Floats) -> float:
    return float(counts @ np.log(np.maximum(mean, 1e-300)) - mean.sum())


def _log_factorial(counts: Floats) -> Floats:
    from scipy.special import gammaln

    return np.asarray(gammaln(counts + 1))
