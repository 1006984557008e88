"""What every estimator of multiple systems keeps to.

Parameters go to the constructor and are not changed; `fit` takes a table of histories and returns
the estimator, whose results end in `_`. `check_estimator_contract` holds all of them to it.
"""

from __future__ import annotations

import inspect
from abc import ABC, abstractmethod
from typing import Any, ClassVar, Self

import numpy as np
import numpy.typing as npt

from hechos.counting import pictures
from hechos.counting.estimates import Interval
from hechos.counting.histories import Histories, from_table
from hechos.counting.verdicts import Reason, Verdict, rounded, verdict_of
from hechos.errors import InputError
from hechos.plots import Picture

Floats = npt.NDArray[np.float64]


class Estimator(ABC):
    """Estimates how many people are on no list, and so how many there are.

    After `fit`: `histories_`, `documented_` (people on a list), `median_`, `low_` and `high_` (the
    total at the middle and the ends of an interval of `level`; None where there is no number),
    `draws_` (draws of the total, or None), `diagnostics_`, `reasons_` and `verdict_`."""

    method: ClassVar[str]
    fewest_lists: ClassVar[int] = 3
    most_lists: ClassVar[int] = 60

    level: float
    histories_: Histories
    documented_: int
    median_: float | None
    low_: float | None
    high_: float | None
    draws_: Floats | None
    diagnostics_: dict[str, Any]
    reasons_: tuple[Reason, ...]

    def get_params(self) -> dict[str, Any]:
        names = inspect.signature(type(self)).parameters
        return {name: getattr(self, name) for name in names}

    def set_params(self, **params: Any) -> Self:
        known = self.get_params()
        for name, value in params.items():
            if name not in known:
                raise InputError(
                    f"{type(self).__name__} has no parameter “{name}”.",
                    hint=f"It has {', '.join(known)}.",
                )
            setattr(self, name, value)
        return self

    def fit(self, histories: Any) -> Self:
        """Fit a table of histories, or what `from_table` reads as one without strata."""
        if not 0 < self.level < 1:
            raise InputError(f"A level of {self.level} is not between 0 and 1.")
        if not isinstance(histories, Histories):
            (histories,) = from_table(histories).values()
        self.histories_, self.documented_ = histories, histories.documented
        self.median_ = self.low_ = self.high_ = self.draws_ = None
        self.diagnostics_, self.reasons_ = {}, ()
        if not self.documented_:
            raise InputError("Nobody is on any list.")
        lists = sum(1 for size in histories.sizes if size)
        if not self.fewest_lists <= lists <= self.most_lists:
            raise InputError(
                f"{self.method} takes from {self.fewest_lists} to {self.most_lists} lists "
                f"with people on them; here are {lists}."
            )
        self._fit(histories)
        return self

    @abstractmethod
    def _fit(self, histories: Histories) -> None:
        """Set the results; `histories` has at least `fewest_lists` lists with people."""

    @property
    def verdict_(self) -> Verdict:
        return verdict_of(self.reasons_)

    def _quantiles(self, draws: Floats) -> None:
        ends = np.quantile(draws, [(1 - self.level) / 2, 0.5, (1 + self.level) / 2])
        self.low_, self.median_, self.high_ = (float(end) for end in ends)
        self.draws_ = draws

    def plot(self) -> Picture:
        """Return how likely each total is, with its interval and the documented number.

        Raises InputError where there is no estimate, or an interval and no draws."""
        low, median, high = (getattr(self, f"{end}_", None) for end in ("low", "median", "high"))
        if low is None or median is None or high is None:
            raise InputError("Nothing is estimated, so there is nothing to draw.")
        ends = Interval(low=low, median=median, high=high)
        draws = [] if self.draws_ is None else [int(one) for one in self.draws_]
        return pictures.posterior(draws, ends, documented=self.documented_, level=self.level)

    def __repr__(self) -> str:
        own = inspect.signature(type(self)).parameters
        changed = {
            name: value for name, value in self.get_params().items() if value != own[name].default
        }
        head = f"{type(self).__name__}({', '.join(f'{k}={v!r}' for k, v in changed.items())})"
        if not hasattr(self, "documented_"):
            return head
        if self.median_ is None or self.low_ is None or self.high_ is None:
            return f"{head}: {self.documented_:,} documented, no estimate"
        width = self.high_ - self.low_
        low, middle, high = (rounded(x, width) for x in (self.low_, self.median_, self.high_))
        return (
            f"{head}: {low:,} to {high:,} ({self.level:.0%}), median {middle:,}; "
            f"{self.documented_:,} documented; {self.verdict_.value}"
        )
