"""How far several chains agree, and how many independent draws they are worth.

Rank-normalised split R-hat and bulk effective size: Vehtari, Gelman, Simpson, Carpenter and
Bürkner 2021, Bayesian Analysis 16. Arrays are (chains, draws).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.ndimage import gaussian_filter1d
from scipy.stats import norm, rankdata

Floats = npt.NDArray[np.float64]
BINS = 512
LEAST, DEEP = 0.1, 0.6
"""Share of the draws on either side of a valley, and its height by the lesser peak."""


def _split(draws: Floats) -> Floats:
    half = draws.shape[1] // 2
    return np.concatenate([draws[:, :half], draws[:, -half:]])


def _normal(draws: Floats) -> Floats:
    ranks = rankdata(draws, method="average").reshape(draws.shape)
    return np.asarray(norm.ppf((ranks - 0.375) / (draws.size + 0.25)))


def _r_hat(draws: Floats) -> float:
    size = draws.shape[1]
    within = draws.var(axis=1, ddof=1).mean()
    between = size * draws.mean(axis=1).var(ddof=1)
    if not within:
        return 1.0 if not between else float("inf")
    return float(np.sqrt((size - 1) / size + between / within / size))


def r_hat(draws: Floats) -> float:
    """Return the greater of the R-hat of ranks (place) and of folded ranks (spread)."""
    halves = _split(draws)
    folded = np.abs(halves - np.median(halves))
    return max(_r_hat(_normal(halves)), _r_hat(_normal(folded)))


def effective_size(draws: Floats) -> float:
    """Return the bulk effective number of draws of all chains together."""
    return _effective(_normal(_split(draws)))


def settled(draws: Floats) -> int:
    """Return from which draw on the chains have left their starts: 0, or the middle where the
    later half is worth more effective draws than all (after Chodera 2016, J. Chem. Theory
    Comput. 12)."""
    half = draws.shape[1] // 2
    return half if effective_size(draws[:, half:]) > effective_size(draws) else 0


def _effective(draws: Floats) -> float:
    size = draws.shape[1]
    within_each = draws.var(axis=1, ddof=1)
    within = within_each.mean()
    if not within:
        return float(draws.size)
    between = draws.mean(axis=1).var(ddof=1)
    pooled = (size - 1) / size * within + between
    covariance = _autocovariance(draws)
    rho = 1 - (within - covariance.mean(axis=0) * size / (size - 1)) / pooled
    return float(min(draws.size / _geyer(rho), draws.size * np.log10(draws.size)))


def _geyer(rho: Floats) -> float:
    """Return 1 + 2 Σ rho over Geyer's initial monotone sequence of positive pairs."""
    pairs = rho[: len(rho) // 2 * 2].reshape(-1, 2).sum(axis=1)
    stop = np.flatnonzero(pairs < 0)
    pairs = pairs[: stop[0]] if len(stop) else pairs
    pairs = np.minimum.accumulate(pairs)
    return max(float(2 * pairs.sum() - 1), 1e-12)


def _autocovariance(draws: Floats) -> Floats:
    size = draws.shape[1]
    centred = draws - draws.mean(axis=1, keepdims=True)
    padded = np.fft.rfft(centred, 2 * size, axis=1)
    return np.asarray(np.fft.irfft(padded * padded.conj(), axis=1)[:, :size] / size)


def peaks(values: Floats, effective: float) -> tuple[float, float]:
    """Return the two highest peaks of the density of draws, the lower first, where a deep valley
    with some of the draws on either side of it lies between them; else the highest twice.

    The density is smoothed by Silverman's rule for so many effective draws."""
    low, high = np.quantile(values, [0.002, 0.998])
    if not high > low:
        return float(low), float(low)
    heights, edges = np.histogram(values, BINS, (low, high))
    width = 0.9 * values.std() * max(effective, 1) ** -0.2 / (edges[1] - edges[0])
    smooth = gaussian_filter1d(heights.astype(float), width, mode="nearest")
    inner = smooth[1:-1]
    tops = np.flatnonzero((inner > smooth[:-2]) & (inner >= smooth[2:])) + 1
    tops = np.sort(tops[np.argsort(-smooth[tops])][:2])
    middle = (edges[:-1] + edges[1:]) / 2
    if len(tops) == 2:
        first, second = tops
        valley = first + int(np.argmin(smooth[first:second]))
        below = float((values <= middle[valley]).mean())
        is_deep = smooth[valley] <= DEEP * min(smooth[first], smooth[second])
        if is_deep and LEAST <= below <= 1 - LEAST:
            return float(middle[first]), float(middle[second])
    top = float(middle[np.argmax(smooth)])
    return top, top
