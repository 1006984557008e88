"""One total from several strata, and one from several replicates of the data."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from hechos.counting.estimates import Estimate
from hechos.errors import InputError

Floats = npt.NDArray[np.float64]
Rule = Literal["verdata", "rubin"]


@dataclass(frozen=True, slots=True)
class Combined:
    """Mean of the total and the ends of its interval; `freedom` are those of Student's t."""

    low: float
    middle: float
    high: float
    documented: float
    freedom: float


def combine_replicates(
    draws: Sequence[Floats],
    documented: Sequence[int],
    *,
    rule: Rule = "verdata",
    level: float = 0.95,
) -> Combined:
    """Return one total from the draws of each replicate of imputed or re-linked data.

    Works on the logarithm of the number on no list: the variance within and (M + 1) / M times
    that between replicates (Rubin 1987). `verdata` takes the degrees of freedom of Gelman et al.,
    Bayesian Data Analysis 3, section 18.2, as the R package of that name does; `rubin` those of
    Rubin 1987, which are more and give a narrower interval."""
    from scipy.stats import t as student

    if len(draws) < 2 or len(draws) != len(documented):
        raise InputError("Two replicates at least are needed, each with its documented number.")
    logs = [
        np.log(np.maximum(own - seen, 0.5)) for own, seen in zip(draws, documented, strict=True)
    ]
    many = len(logs)
    centre = float(np.mean([own.mean() for own in logs]))
    within = float(np.mean([own.var(ddof=1) for own in logs]))
    between = float(np.var([own.mean() for own in logs], ddof=1))
    total = within + (many + 1) / many * between
    ratio = within / between if between else math.inf
    share = ratio / (many + 1) if rule == "verdata" else ratio * many / (many + 1)
    freedom = (many - 1) * (1 + share) ** 2
    half = float(student.ppf((1 + level) / 2, freedom)) * math.sqrt(total)
    seen = float(np.mean(documented))
    low, high = (seen + math.exp(centre + off) for off in (-half, half))
    middle = float(np.mean([own.mean() for own in draws]))
    return Combined(low, middle, high, seen, freedom)


def combine_estimates(estimates: Sequence[Estimate], *, rule: Rule = "verdata") -> Combined:
    """Return one total from estimates of replicates: of imputed data, or of draws of how people
    were matched.

    Raises InputError where a replicate has no estimate: the others would tell half the story."""
    refused = sum(1 for one in estimates if one.interval is None)
    if refused:
        raise InputError(
            f"{refused} of {len(estimates)} replicates have no estimate, so there is none of all."
        )
    return combine_replicates(
        [np.array(one.draws, dtype=np.float64) for one in estimates],
        [one.documented for one in estimates],
        rule=rule,
        level=estimates[0].level,
    )


def sum_strata(draws: Mapping[str, Floats], *, draw: int, seed: int) -> Floats:
    """Return draws of the total over strata, each drawn on its own.

    Ends of intervals are not summed: that would be too wide. Strata that have no estimate are not
    in it and are named beside the total."""
    random = np.random.default_rng(seed)
    parts = [random.choice(draws[name], size=draw) for name in sorted(draws)]
    return np.sum(parts, axis=0) if parts else np.zeros(draw)
