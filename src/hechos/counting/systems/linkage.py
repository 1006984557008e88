"""How far an estimate moves when the matching of people between lists is not perfect.

Two people taken for one make overlaps larger and the estimate smaller; one person taken for two
does the opposite. Of matches, pairs of records on two lists that are held to be one person, the
share that is right (precision) and, of the right ones, the share that was found (recall) are
measured by clerical review, each with an interval. Draws of both undo, in expectation, the errors
that they imply: a table as it may have been. The estimate's own draws are then moved as a fast
estimator moves from the table as it is to that one.

Undoing: a false match joins people with histories A and B that share no list in proportion to how
many have A and how many B; a missed one takes one list from a person's history and makes a person
of it. Each is a rate of one number, which the measured shares set.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from hechos.counting.estimates import Interval
from hechos.counting.histories import Histories
from hechos.counting.systems.graphs import average, fast_grid
from hechos.counting.systems.selection import stepwise
from hechos.counting.systems.tables import Table
from hechos.counting.verdicts import Linkage

Floats = npt.NDArray[np.float64]
Measured = tuple[float, float, float]
TABLES, FEWER_TABLES = 200, 60
"""Draws of precision and recall, by a fast estimator and by a slower one."""
MOST_LISTS = 6
POINTS = 300
MOST_BY_GRAPHS = 4
LEAST = 0.05


@dataclass(frozen=True, slots=True)
class Splits:
    """Ways to tell one history from two: `whole[i]` is made of `one[i]` and `other[i]`, masks
    that share no list; `pairs[i]` matches hold them together. `single`: `other` is one list."""

    whole: npt.NDArray[np.int64]
    one: npt.NDArray[np.int64]
    other: npt.NDArray[np.int64]
    pairs: Floats
    single: npt.NDArray[np.bool_]


def splits_of(lists: int, seen: npt.NDArray[np.int64]) -> Splits:
    """Return the ways to make any history of two that somebody has, or may have."""
    singles = [1 << j for j in range(lists)]
    masks = sorted({*seen.tolist(), *singles})
    found = [
        (a, b) for a, b in itertools.permutations(masks, 2) if not a & b and (b in singles or a < b)
    ]
    one, other = (np.array([pair[i] for pair in found], np.int64) for i in (0, 1))
    sizes = np.array([[a.bit_count(), b.bit_count()] for a, b in found], float).reshape(-1, 2)
    return Splits(one | other, one, other, sizes.prod(axis=1), sizes[:, 1] == 1)


def matches(counts: Floats) -> float:
    """Return how many pairs of records are held to be one person; counts by mask."""
    sizes = np.array([mask.bit_count() for mask in range(len(counts))], float)
    return float((counts * sizes * (sizes - 1) / 2).sum())


def as_it_may_have_been(
    counts: Floats, precision: float, recall: float, *, splits: Splits, random: np.random.Generator
) -> Floats:
    """Return the counts by mask with false matches undone and missed ones made."""
    held = matches(counts)
    parted = _part(counts, held * (1 - precision), splits, random)
    return _join(parted, held * precision * (1 / recall - 1), splits, random)


def _part(counts: Floats, false: float, splits: Splits, random: np.random.Generator) -> Floats:
    """Undo so many false matches. How many have each history is first taken from the table as it
    is, which still holds the false ones, then from what came of it."""
    fresh, expected = counts, np.zeros(len(splits.whole))
    for _ in range(3):
        chance = fresh[splits.one] * fresh[splits.other] * (counts[splits.whole] > 0)
        total = float((chance * splits.pairs).sum())
        if false <= 0 or total <= 0:
            return counts
        expected = chance * false / total
        fresh = _moved(counts, expected, splits, -1.0)
    return _moved(counts, random.poisson(expected).astype(float), splits, -1.0)


def _join(counts: Floats, missed: float, splits: Splits, random: np.random.Generator) -> Floats:
    """Make so many matches that were missed. A history of m lists is held together by m - 1
    matches; each was missed at one rate, and the table shows people whose were not."""
    chance = np.where(splits.single, counts[splits.whole] * splits.pairs / (splits.pairs + 1), 0.0)
    chance = chance * (counts[splits.one] > 0) * (counts[splits.other] > 0)
    total = float((chance * splits.pairs).sum())
    if missed <= 0 or total <= 0:
        return counts
    made = random.poisson(chance * missed / total).astype(float)
    return _moved(counts, made, splits, 1.0)


def _moved(counts: Floats, people: Floats, splits: Splits, sign: float) -> Floats:
    """Return the counts with people joined (+1) or parted (-1), none of them below 0."""
    change = np.zeros_like(counts)
    np.add.at(change, splits.whole, people)
    np.add.at(change, splits.one, -people)
    np.add.at(change, splits.other, -people)
    return np.maximum(counts + sign * change, 0.0)


def drawn(measured: Measured, size: int, random: np.random.Generator) -> Floats:
    """Return draws of a share from (value, low, high): two halves of normal curves."""
    value, low, high = measured
    below, above = max(value - low, 1e-9) / 1.96, max(high - value, 1e-9) / 1.96
    side = random.uniform(size=size) < below / (below + above)
    away = np.abs(random.standard_normal(size))
    return np.clip(value + np.where(side, -below * away, above * away), LEAST, 1.0)


def adjust(
    histories: Histories, draws: tuple[int, ...], linkage: Linkage, *, seed: int, level: float
) -> Interval | None:
    """Return the interval with errors of matching allowed for; None where nothing fast tells how
    far the estimate would move."""
    lists = len(histories.lists)
    if lists > MOST_LISTS:
        return None
    counts = _counts(histories)
    random = np.random.default_rng(seed)
    base = unseen_of(counts)
    if not base or not draws:
        return None
    seen = np.flatnonzero(counts)
    splits = splits_of(lists, seen)
    size = TABLES if lists <= MOST_BY_GRAPHS else FEWER_TABLES
    own = np.array(draws, float) - histories.documented
    shares = zip(
        drawn(linkage.precision, size, random), drawn(linkage.recall, size, random), strict=True
    )
    totals = []
    for precision, recall in shares:
        may = as_it_may_have_been(counts, precision, recall, splits=splits, random=random)
        found = unseen_of(may)
        if found:
            totals.append(may.sum() + found / base * random.choice(own, 50))
    if len(totals) < size / 2:
        return None
    ends = np.quantile(np.concatenate(totals), [(1 - level) / 2, 0.5, (1 + level) / 2])
    low, median, high = (float(end) for end in ends)
    return Interval(low=low, median=median, high=high)


def unseen_of(counts: Floats) -> float | None:
    """Return a fast estimate of the people on no list, from counts by mask."""
    lists = len(counts).bit_length() - 1
    whole = np.round(counts)
    if lists <= MOST_BY_GRAPHS:
        table = Histories.of(_names(lists), {int(m): int(whole[m]) for m in np.flatnonzero(whole)})
        grid = fast_grid(20 * table.documented, POINTS)
        return average(table, delta=2.0**-lists, grid=grid).quantile(0.5)
    found = stepwise(Table(lists, whole[1:]))
    return found.unseen if found else None


def _names(lists: int) -> list[str]:
    return [str(j) for j in range(lists)]


def _counts(histories: Histories) -> Floats:
    counts = np.zeros(1 << len(histories.lists))
    for mask, count in histories.cells:
        counts[mask] = count
    return counts
