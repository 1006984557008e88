"""Averaging over decomposable graphs (Madigan and York 1997, Biometrika 84).

Each graph says which lists depend on each other; given a graph and the number on no list, the
table has a closed marginal likelihood. The posterior is over graphs and that number at once.
"""

from __future__ import annotations

import functools
import itertools
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln, logsumexp

from hechos.counting.histories import Histories

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
    common = gammaln(n + 1) - gammaln(grid + 1) - np.log(np.maximum(n, 1)) + np.log(np.diff(_edges(grid)))
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
