"""Which log-linear model: forward steps, the Bayesian criterion, an interval that knows it chose.

An interval under the chosen model alone is too narrow: for Kosovo the best model gives
[9,100, 12,000] and all models [6,900, 18,000] (Silverman, Chan and Vincent 2024). Each sample of
the bootstrap therefore chooses anew.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import norm, poisson

from hechos.counting.histories import Histories
from hechos.counting.systems.base import Estimator
from hechos.counting.systems.tables import (
    Fit,
    Floats,
    Model,
    Table,
    fit,
    independence,
    pairs,
    written,
)
from hechos.counting.verdicts import Code, Reason, after
from hechos.errors import InputError
from hechos.lang.said import Said

THRESHOLD = 0.02
Choice = Callable[[Table], Fit | None]


def stepwise(table: Table, *, threshold: float = THRESHOLD) -> Fit | None:
    """Return the fit after adding pairs of lists one by one (Chan, Silverman and Vincent 2021).

    At each step the pair whose overlap is least like the one expected without it (one-sided
    Poisson) comes in, where that is below `threshold` and the estimate exists."""
    model = independence(table.lists)
    now = fit(table, model)
    while now is not None:
        strange = sorted(_strangeness(table, now))
        after = None
        for value, term in strange:
            if value >= threshold:
                break
            after = fit(table, model | {term})
            if after is not None:
                break
        if after is None:
            break
        now, model = after, after.model
    return now


def _strangeness(table: Table, now: Fit) -> Iterator[tuple[float, int]]:
    cells = np.arange(1, len(table.counts) + 1)
    for term in pairs(table.lists):
        if term not in now.model:
            expected = float(now.expected[(cells & term) == term].sum())
            seen = table.on(term)
            yield min(poisson.cdf(seen, expected), poisson.sf(seen - 1, expected)), term


def hierarchical(lists: int, *, order: int) -> Iterator[Model]:
    """Yield every hierarchical model with all lists and terms of at most `order` lists.

    113 of four lists to order 3; 1,024 of five to order 2."""
    masks = [m for m in range(1, 1 << lists) if 2 <= m.bit_count() <= order]
    masks.sort(key=lambda m: (m.bit_count(), m))
    yield from _grown(independence(lists), masks, 0)


def _grown(model: Model, masks: Sequence[int], at: int) -> Iterator[Model]:
    if at == len(masks):
        yield model
        return
    yield from _grown(model, masks, at + 1)
    term = masks[at]
    parts = (term & ~(1 << j) for j in range(term.bit_length()) if term >> j & 1)
    if all(part in model for part in parts):
        yield from _grown(model | {term}, masks, at + 1)


@dataclass(frozen=True, slots=True)
class Ranked:
    """Fits that exist, best first; `tried` models in all."""

    fits: tuple[Fit, ...]
    tried: int


def by_bic(table: Table, *, order: int) -> Ranked:
    models = list(hierarchical(table.lists, order=order))
    fits = [found for model in models if (found := fit(table, model)) is not None]
    fits.sort(key=lambda one: (one.bic, one.parameters, sorted(one.model)))
    return Ranked(tuple(fits), len(models))


def best_bic(table: Table, *, order: int) -> Fit | None:
    found = by_bic(table, order=order).fits
    return found[0] if found else None


@dataclass(frozen=True, slots=True)
class Resampled:
    """Totals of the samples in which some model's estimate exists, and the limits from them."""

    totals: Floats
    low: float
    high: float
    bias: float
    acceleration: float
    failed: int


def bootstrap(
    table: Table,
    choose: Choice,
    *,
    samples: int,
    level: float,
    random: np.random.Generator,
) -> Resampled | None:
    """Return bias-corrected accelerated limits of the total, choosing anew in each sample."""
    whole = choose(table)
    if whole is None:
        return None
    total = table.documented + whole.unseen
    shares = table.counts / table.documented
    totals = []
    for _ in range(samples):
        drawn = Table(table.lists, random.multinomial(int(table.documented), shares).astype(float))
        found = choose(drawn)
        if found is not None and math.isfinite(found.unseen):
            totals.append(drawn.documented + found.unseen)
    if len(totals) < samples / 2:
        return None
    values = np.sort(np.array(totals))
    return _limits(table, choose, total, values, samples=samples, level=level)


def _limits(
    table: Table, choose: Choice, total: float, values: Floats, *, samples: int, level: float
) -> Resampled:
    below = np.clip((values < total).mean(), 0.5 / len(values), 1 - 0.5 / len(values))
    bias = float(norm.ppf(below))
    acceleration = _acceleration(table, choose)
    ends = []
    for share in ((1 - level) / 2, (1 + level) / 2):
        z = bias + float(norm.ppf(share))
        ends.append(float(norm.cdf(bias + z / (1 - acceleration * z))))
    low, high = (float(np.quantile(values, end)) for end in ends)
    return Resampled(values, low, high, bias, acceleration, samples - len(values))


def _acceleration(table: Table, choose: Choice) -> float:
    """Return the acceleration by leaving one person out: the same for all with one history."""
    values, weights = [], []
    for cell in np.flatnonzero(table.counts):
        counts = table.counts.copy()
        counts[cell] -= 1
        found = choose(Table(table.lists, counts))
        if found is not None and math.isfinite(found.unseen):
            values.append(table.documented - 1 + found.unseen)
            weights.append(table.counts[cell])
    if len(values) < 2:
        return 0.0
    off = np.average(values, weights=weights) - np.array(values)
    weight = np.array(weights)
    spread = float((weight * off**2).sum())
    return float((weight * off**3).sum() / (6 * spread**1.5)) if spread else 0.0


class LogLinear(Estimator):
    """Log-linear model chosen by forward steps or by BIC, with an interval that knows it chose.

    `order` is the most lists in one term (BIC); `samples` of the bootstrap choose anew."""

    method = "loglinear"
    most_lists = 8

    def __init__(
        self,
        *,
        selection: str = "stepwise",
        threshold: float = THRESHOLD,
        order: int = 2,
        samples: int = 1_000,
        seed: int = 1,
        level: float = 0.95,
    ) -> None:
        self.selection, self.threshold, self.order = selection, threshold, order
        self.samples, self.seed, self.level = samples, seed, level

    def _fit(self, histories: Histories) -> None:
        table = Table.of(histories.only([j for j, size in enumerate(histories.sizes) if size]))
        found = self._choose(table)
        if found is None:
            self.reasons_ = (
                Reason(Code.NO_TRIANGLE, Said("No model has an estimate on this table.")),
            )
            return
        self.diagnostics_ = {
            "model": written(found.model),
            "total": round(table.documented + found.unseen, 5),
            "deviance": round(found.deviance, 4),
            "aic": round(found.aic, 4),
            "bic": round(found.bic, 4),
            "never_together": [written(frozenset({term})) for term in found.empty],
        }
        again = bootstrap(
            table,
            self._choose,
            samples=self.samples,
            level=self.level,
            random=np.random.default_rng(self.seed),
        )
        if again is None:
            self.reasons_ = (
                Reason(
                    Code.NO_TRIANGLE,
                    Said("Most samples of this table have no model with an estimate."),
                ),
            )
            return
        self.median_ = table.documented + found.unseen
        self.low_, self.high_ = again.low, again.high
        self.draws_ = again.totals
        self.diagnostics_ |= {"acceleration": round(again.acceleration, 6), "failed": again.failed}
        self.reasons_ = tuple(after(self.documented_, self.median_))

    def _choose(self, table: Table) -> Fit | None:
        if self.selection == "bic":
            return best_bic(table, order=min(self.order, table.lists - 1))
        if self.selection == "stepwise":
            return stepwise(table, threshold=self.threshold)
        raise InputError(f"A selection “{self.selection}” is neither stepwise nor bic.")
