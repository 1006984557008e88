"""Averaging over decomposable graphs (Madigan and York 1997, Biometrika 84).

Each graph says which lists depend on each other; given a graph and the number on no list, the
table has a closed marginal likelihood. The posterior is over graphs and that number at once.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln

from hechos.counting.histories import Histories
from hechos.counting.systems.base import Estimator
from hechos.counting.verdicts import Code, Reason, after
from hechos.lang.said import Said

Floats = npt.NDArray[np.float64]
FEWEST, MOST = 3, 6
"""Graphs of 7 lists are 617,675."""
CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class Graphs:
    """`edges[g]` is a bit per pair of lists in the order of combinations; `weight[g, mask]` is +1
    for a clique and -1 for a separator."""

    edges: npt.NDArray[np.int64]
    weight: Floats


@functools.cache
def decomposable(lists: int) -> Graphs:
    """Return all decomposable graphs: 8, 61, 822, 18,154 for 3, 4, 5, 6 lists."""
    pairs = list(itertools.combinations(range(lists), 2))
    edges = np.arange(1 << len(pairs), dtype=np.int64)
    near = np.zeros((lists, len(edges)), np.int64)
    for bit, (a, b) in enumerate(pairs):
        there = edges >> bit & 1
        near[a] |= there << b
        near[b] |= there << a
    left = np.full(len(edges), (1 << lists) - 1, np.int64)
    weight = np.zeros((len(edges), 1 << lists), np.int8)
    for _ in range(lists):
        left = _eliminate(near, left, weight)
    kept = left == 0
    weight[:, 0] = 0
    return Graphs(edges[kept], weight[kept].astype(np.float64))


def _eliminate(
    near: npt.NDArray[np.int64], left: npt.NDArray[np.int64], weight: npt.NDArray[np.int8]
) -> npt.NDArray[np.int64]:
    """Take one vertex whose neighbours are all joined out of each graph that has one.

    Its clique counts +1 and the neighbours it leaves behind -1: over a whole elimination that is
    the cliques less the separators. A graph with no such vertex is not decomposable."""
    lists = len(near)
    taken = np.zeros(len(left), bool)
    after = left.copy()
    for v in range(lists):
        own = near[v] & left
        fits = ((left >> v & 1) == 1) & ~taken
        for u in range(lists):
            beside = (own >> u & 1) == 1
            fits &= ~beside | ((own & ~(near[u] | 1 << u)) == 0)
        at = np.flatnonzero(fits)
        np.add.at(weight, (at, own[at] | 1 << v), 1)
        np.add.at(weight, (at, own[at]), -1)
        after[at] &= ~(1 << v)
        taken |= fits
    return after


def full_grid(most: int) -> Floats:
    return np.arange(most + 1, dtype=np.float64)


def fast_grid(most: int, points: int = 1_000) -> Floats:
    """Return whole numbers from 0 to `most`, each one at first and then ever further apart."""
    if most < points:
        return full_grid(most)
    return np.unique(np.round(np.geomspace(1, most + 1, points) - 1))


@dataclass(frozen=True, slots=True)
class Averaged:
    """Posterior of the number on no list: `mass[i]` at `grid[i]`, together 1; `graph[g]` is the
    probability of each graph."""

    grid: Floats
    mass: Floats
    graph: Floats
    edges: npt.NDArray[np.int64]

    def quantile(self, share: float) -> float:
        """Return the least number that at least this share is at or below.

        On a grid with gaps the mass of a point is spread over the numbers that it stands for."""
        edges = _edges(self.grid)
        below = np.concatenate([[0.0], np.cumsum(self.mass)])
        i = int(np.searchsorted(below, share, side="left")) - 1
        i = min(max(i, 0), len(self.grid) - 1)
        if edges[i + 1] - edges[i] <= 1 or not self.mass[i]:
            return float(self.grid[i])
        part = (share - below[i]) / self.mass[i]
        return float(edges[i] + part * (edges[i + 1] - edges[i]))

    @property
    def mean(self) -> float:
        return float(self.grid @ self.mass)

    @property
    def saturated(self) -> float:
        """Probability of the graph that joins every list with every other: under it the number
        on no list is set by the prior alone."""
        return float(self.graph[-1])


def _edges(grid: Floats) -> Floats:
    middle = (grid[1:] + grid[:-1]) / 2
    return np.concatenate([[grid[0] - 0.5], middle, [grid[-1] + 0.5]])


def average(
    histories: Histories, *, delta: float, grid: Floats, exclude_saturated: bool = False
) -> Averaged:
    """Return the posterior with a Dirichlet prior of `delta` in each cell and p(N) ∝ 1/N."""
    lists = len(histories.lists)
    graphs = decomposable(lists)
    subsets = _subsets(histories, delta, grid)
    n = histories.documented + grid
    common = (
        gammaln(n + 1)
        - gammaln(grid + 1)
        - np.log(np.maximum(n, 1))
        + np.log(np.diff(_edges(grid)))
    )
    weight = graphs.weight[:-1] if exclude_saturated else graphs.weight
    most = -np.inf
    peaks, masses, sums = [], [], []
    for start in range(0, len(weight), CHUNK):
        logs = weight[start : start + CHUNK] @ subsets + common
        peak = float(logs.max())
        logs -= peak
        np.exp(logs, out=logs)
        masses.append(logs.sum(axis=0))
        sums.append(logs.sum(axis=1))
        peaks.append(peak)
        most = max(most, peak)
    scale = [float(np.exp(peak - most)) for peak in peaks]
    mass = sum(m * s for m, s in zip(masses, scale, strict=True))
    graph = np.concatenate([g * s for g, s in zip(sums, scale, strict=True)])
    total = graph.sum()
    if exclude_saturated:
        graph = np.concatenate([graph, [0.0]])
    return Averaged(grid, np.asarray(mass) / total, graph / total, graphs.edges)


def _subsets(histories: Histories, delta: float, grid: Floats) -> Floats:
    """Return the log marginal likelihood of the table of each subset of lists, (2^J, grid)."""
    lists = len(histories.lists)
    size = 1 << lists
    counts = np.zeros(size)
    for mask, count in histories.cells:
        counts[mask] = count
    cells = np.arange(size)
    total = delta * size
    whole = gammaln(total) - gammaln(total + histories.documented + grid)
    found = np.zeros((size, len(grid)))
    for mask in range(1, size):
        marginal = np.bincount(cells & mask, weights=counts, minlength=size)[_within(mask)]
        prior = delta * 2.0 ** (lists - mask.bit_count())
        seen = float((gammaln(prior + marginal[1:]) - gammaln(prior)).sum())
        found[mask] = whole + seen + gammaln(prior + marginal[0] + grid) - gammaln(prior)
    return found


def _within(mask: int) -> list[int]:
    """Return the masks inside this one, none first."""
    inside, one = [0], mask
    found = []
    while one:
        found.append(one)
        one = (one - 1) & mask
    return inside + found[::-1]


class DecomposableGraphs(Estimator):
    """Average over all decomposable graphs of 3 to 6 lists.

    `delta` is the prior count of each cell, 2^-J where None; `points` of the grid, None for every
    number up to `cap` times the documented. Refused where the saturated graph, the end of the grid
    or the prior count decides. `exclude_saturated` leaves out the graph that joins all lists."""

    method = "dga"
    fewest_lists, most_lists = FEWEST, MOST

    def __init__(  # noqa: PLR0913 - the parameters of an estimator, all named
        self,
        *,
        delta: float | None = None,
        points: int | None = 1_000,
        cap: float = 20.0,
        exclude_saturated: bool = False,
        draws: int = 4_000,
        seed: int = 1,
        level: float = 0.95,
    ) -> None:
        self.delta, self.points, self.cap = delta, points, cap
        self.exclude_saturated = exclude_saturated
        self.draws, self.seed, self.level = draws, seed, level

    def _fit(self, histories: Histories) -> None:
        histories = histories.only([j for j, size in enumerate(histories.sizes) if size])
        lists = len(histories.lists)
        delta = 2.0**-lists if self.delta is None else self.delta
        found = self._average(histories, delta, self.cap)
        ends = [(1 - self.level) / 2, 0.5, (1 + self.level) / 2]
        low, median, high = (found.quantile(end) + self.documented_ for end in ends)
        wider = self._average(histories, delta, 2 * self.cap).quantile(ends[2]) + self.documented_
        others = [
            self._average(histories, delta * times, self.cap).quantile(0.5) + self.documented_
            for times in (0.5, 2.0)
        ]
        medians = [median, *others]
        self.diagnostics_ = {
            "delta": delta,
            "saturated": round(found.saturated, 6),
            "wider_grid": round(wider / high, 4),
            "delta_ratio": round(max(medians) / min(medians), 4),
            "at_end": float(found.mass[-1]),
            "graphs": _most_likely(found, histories.lists),
        }
        self.reasons_ = tuple(_unsure(self.diagnostics_))
        if not self.reasons_:
            self.low_, self.median_, self.high_ = low, median, high
            self.draws_ = self._drawn(found)
            self.reasons_ = tuple(after(self.documented_, median))

    def _average(self, histories: Histories, delta: float, cap: float) -> Averaged:
        most = int(cap * self.documented_)
        grid = full_grid(most) if self.points is None else fast_grid(most, self.points)
        return average(histories, delta=delta, grid=grid, exclude_saturated=self.exclude_saturated)

    def _drawn(self, found: Averaged) -> Floats:
        random = np.random.default_rng(self.seed)
        edges = _edges(found.grid)
        at = random.choice(len(found.grid), size=self.draws, p=found.mass)
        within = random.uniform(size=self.draws) * (edges[at + 1] - edges[at])
        return self.documented_ + np.maximum(np.round(edges[at] + within), 0)


def _unsure(found: dict[str, object]) -> Iterator[Reason]:
    saturated, wider, ratio = (
        float(str(found[k])) for k in ("saturated", "wider_grid", "delta_ratio")
    )
    if saturated > 0.1:
        yield Reason(
            Code.PRIOR_BOUND,
            Said(
                "The graph that joins all lists has probability {share:.2f}; under it the number "
                "on no list is set by the prior.",
                share=saturated,
            ),
        )
    if abs(wider - 1) > 0.05:
        yield Reason(
            Code.PRIOR_BOUND,
            Said(
                "A grid twice as long moves the upper end by {moved:+.0%}: the grid sets it.",
                moved=wider - 1,
            ),
        )
    if ratio > 1.3:
        yield Reason(
            Code.PRIOR_BOUND,
            Said(
                "Half or twice the prior count moves the median by a factor of {ratio:.2f}.",
                ratio=ratio,
            ),
        )


def _most_likely(found: Averaged, lists: tuple[str, ...], most: int = 5) -> list[tuple[str, float]]:
    pairs = list(itertools.combinations(lists, 2))
    order = np.argsort(-found.graph, kind="stable")[:most]
    named = []
    for g in order:
        joined = [f"{a}-{b}" for bit, (a, b) in enumerate(pairs) if found.edges[g] >> bit & 1]
        named.append((", ".join(joined) or "independent", round(float(found.graph[g]), 4)))
    return named
