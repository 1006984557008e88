"""What every estimator of multiple systems does, asked of each of them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from hechos.counting.histories import Histories
from hechos.counting.systems.base import Estimator
from hechos.counting.verdicts import Verdict
from hechos.errors import InputError

CLOSE = 0.1
"""A permutation of lists leaves what is drawn within this share."""


def check_estimator_contract(make: type[Estimator], histories: Histories, **params: Any) -> None:
    check_parameters(make, params)
    once = make(**params).fit(histories)
    check_results(once, histories)
    again = make(**params).fit(histories)
    assert (again.low_, again.median_, again.high_) == (once.low_, once.median_, once.high_)
    assert again.diagnostics_ == once.diagnostics_
    assert np.array_equal(again.draws_, once.draws_) if once.draws_ is not None else True
    check_order(once, make(**params), histories)
    check_refusals(make(**params))


def check_parameters(make: type[Estimator], params: dict[str, Any]) -> None:
    estimator = make(**params)
    assert estimator.get_params() == {**make().get_params(), **params}
    assert repr(estimator).startswith(make.__name__)
    assert make().set_params(**params).get_params() == estimator.get_params()
    with pytest.raises(InputError, match="nothing_of_the_kind"):
        estimator.set_params(nothing_of_the_kind=1)


def check_results(fitted: Estimator, histories: Histories) -> None:
    params = fitted.get_params()
    assert type(fitted)(**params).get_params() == params, "fit changes no parameter"
    assert fitted.documented_ == histories.documented
    ends = (fitted.low_, fitted.median_, fitted.high_)
    if fitted.verdict_ is Verdict.REFUSE:
        assert ends == (None, None, None)
        assert fitted.draws_ is None
        assert "no estimate" in repr(fitted)
    elif fitted.median_ is not None:
        low, median, high = (float(end) for end in ends if end is not None)
        assert histories.documented <= low <= median <= high
        assert math.isfinite(high)
        assert f"{fitted.documented_:,} documented" in repr(fitted)
    if fitted.draws_ is None:
        with pytest.raises(InputError):
            fitted.plot()
    else:
        assert np.isfinite(fitted.draws_).all()
        assert "documented" in fitted.plot().says


def check_order(once: Estimator, other: Estimator, histories: Histories) -> None:
    order = list(reversed(range(len(histories.lists))))
    turned = other.fit(histories.only(order))
    assert (turned.median_ is None) == (once.median_ is None)
    if once.median_ is not None and turned.median_ is not None:
        assert math.isclose(turned.median_, once.median_, rel_tol=CLOSE)


def check_refusals(estimator: Estimator) -> None:
    for few in (
        Histories.of(["a", "b", "c"], {}),
        Histories.of(["a"], {1: 5}),
    ):
        try:
            estimator.fit(few)
        except InputError:
            continue
        assert estimator.median_ is None
