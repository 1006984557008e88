"""Every estimator keeps to the contract, and chains and moves are what they should be."""

from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip("numba", reason="needs the extra count")

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.counting.contract import check_estimator_contract

from hechos.counting.histories import Histories
from hechos.counting.systems import kernel
from hechos.counting.systems.chains import effective_size, peaks, r_hat, settled
from hechos.counting.systems.fitting import ESTIMATORS
from hechos.counting.systems.graphs import (
    DecomposableGraphs,
    average,
    decomposable,
    fast_grid,
    full_grid,
)
from hechos.counting.systems.latent import Chain, LatentClass, Prior
from hechos.counting.systems.pairs import Chao, Chapman
from hechos.counting.systems.selection import LogLinear, hierarchical
from hechos.counting.systems.tables import Table, fit, independence, pairs
from hechos.counting.verdicts import Code
from hechos.errors import InputError

QUICK: dict[str, dict[str, Any]] = {
    "lcm": {"effective": 200, "warm": 300, "most": 1_000, "seed": 7},
    "dga": {"points": 300},
    "loglinear": {"samples": 40, "level": 0.9},
    "chapman": {"level": 0.9},
    "chao": {"unequal": False},
}

histories = st.dictionaries(st.integers(1, 7), st.integers(0, 60), max_size=7).map(
    lambda cells: Histories.of(["a", "b", "c"], cells)
)


@pytest.mark.parametrize("method", list(ESTIMATORS))
def test_every_estimator_keeps_to_the_contract(method: str, four: Histories) -> None:
    table = four.only([0, 1]) if method == "chapman" else four
    check_estimator_contract(ESTIMATORS[method], table, **QUICK[method])


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(histories, st.sampled_from(["dga", "loglinear", "chao", "lcm"]))
def test_no_table_gives_a_number_that_is_none(table: Histories, method: str) -> None:
    quick = {
        **QUICK[method],
        **({"effective": 30, "warm": 50, "most": 60} if method == "lcm" else {}),
    }
    try:
        found = ESTIMATORS[method](**quick).fit(table)
    except InputError:
        return
    if found.median_ is None:
        assert found.low_ is found.high_ is None
    else:
        assert found.low_ is not None
        assert found.high_ is not None
        assert table.documented <= found.low_ <= found.median_ <= found.high_ < np.inf


def test_the_gradient_is_that_of_the_density(four: Histories) -> None:
    chain = Chain(four, Prior(classes=5), np.random.default_rng(3), 0.0)
    work = np.empty((3 * 4 + 4, 5))

    def density(theta: Any) -> tuple[float, Any]:
        grad = np.empty_like(theta)
        value = kernel.density(theta, chain.on, chain.counts, (0.25, 0.25), grad, work)
        return value, grad

    _, grad = density(chain.theta)
    steps = 1e-6 * np.eye(len(chain.theta))
    numeric = [
        (density(chain.theta + step)[0] - density(chain.theta - step)[0]) / 2e-6 for step in steps
    ]
    assert np.allclose(numeric, grad, rtol=1e-4, atol=1e-3)


def test_a_new_order_of_classes_leaves_the_prior_of_the_sticks_as_it_is() -> None:
    """Draws of the prior, moved, are draws of the prior: the first stick above all."""
    random = np.random.default_rng(11)
    classes, work, before, after = 6, np.empty((16, 6)), [], []
    for _ in range(3_000):
        alpha = max(random.gamma(2.0, 1 / 2.0), 1e-3)
        sticks = random.exponential(1 / alpha, classes - 1)
        theta = np.concatenate([np.log(sticks), random.normal(size=4 * classes)])
        before.append(sticks[[0, 1, 4]])
        kernel.reorder(theta, (2.0, 2.0), 4, 20, random, work)
        after.append(np.exp(theta[[0, 1, 4]]))
    shares = [0.1, 0.25, 0.5, 0.75, 0.9]
    old, new = (1 - np.exp(-np.quantile(x, shares, axis=0)) for x in (before, after))
    assert np.abs(old - new).max() < 0.04


def test_a_class_that_hides_leaves_the_prior_as_it_is() -> None:
    """Where nobody is counted the posterior is the prior: first stick and chance of a list."""
    random = np.random.default_rng(12)
    classes, work, before, after = 4, np.empty((13, 4)), [], []
    on, nobody = np.array([[1, 0, 0], [0, 1, 1]], np.int8), np.zeros(2)
    for _ in range(3_000):
        alpha = max(random.gamma(2.0, 1 / 2.0), 1e-3)
        sticks = random.exponential(1 / alpha, classes - 1)
        theta = np.concatenate([np.log(sticks), random.logistic(size=3 * classes)])
        before.append([1 - np.exp(-sticks[0]), 1 / (1 + np.exp(-theta[3]))])
        kernel.hide(theta, on, nobody, (2.0, 2.0), 12, random, work)
        after.append([1 - np.exp(-np.exp(theta[0])), 1 / (1 + np.exp(-theta[3]))])
    shares = [0.1, 0.25, 0.5, 0.75, 0.9]
    old, new = (np.quantile(x, shares, axis=0) for x in (before, after))
    assert not np.array_equal(before, after)
    assert np.abs(old - new).max() < 0.04


def test_a_new_order_of_classes_leaves_the_likelihood_as_it_is(four: Histories) -> None:
    random = np.random.default_rng(5)
    chain = Chain(four, Prior(classes=6), random, 3.0)
    work, grad = np.empty((16, 6)), np.empty_like(chain.theta)
    share = np.empty(6)

    def chances(theta: Any) -> Any:
        kernel.break_sticks(theta, share)
        seen, unseen, part = np.empty((4, 6)), np.empty((4, 6)), np.empty(6)
        kernel.see(theta, seen, unseen)
        return [kernel.match(row, share, seen, unseen, part) for row in chain.on]

    old = chances(chain.theta)
    moved = chain.theta.copy()
    kernel.reorder(moved, (0.25, 0.25), 4, 50, random, work)
    assert not np.allclose(moved, chain.theta)
    assert np.allclose(chances(moved), old)
    assert len(grad) == len(moved)


def test_a_chain_that_stays_apart_is_seen() -> None:
    random = np.random.default_rng(0)
    draws = random.normal(size=(4, 500))
    assert r_hat(draws) < 1.01
    assert effective_size(draws) > 1_500
    draws[0] += 5
    assert r_hat(draws) > 1.5
    assert effective_size(draws) < 20


def test_what_a_late_chain_saw_on_its_way_is_left_out() -> None:
    random = np.random.default_rng(0)
    draws = random.normal(size=(4, 2_000))
    draws[2, :700] += 8
    assert settled(draws) == 1_000
    assert r_hat(draws[:, settled(draws) :]) < 1.01
    draws[2] += 8
    assert r_hat(draws[:, settled(draws) :]) > 1.5  # one that never arrives is none


@pytest.mark.parametrize("effective", [400, 3_000])
@pytest.mark.parametrize("share", [0.2, 0.5, 0.8])
def test_two_answers_have_two_peaks(share: float, effective: float) -> None:
    random = np.random.default_rng(1)
    values = random.normal(size=8_000) + 6 * (random.random(8_000) < share)
    assert peaks(values, effective) == pytest.approx((0, 6), abs=0.4)
    assert peaks(-values, effective) == pytest.approx((-6, 0), abs=0.4)


@pytest.mark.parametrize("effective", [400, 3_000])
@pytest.mark.parametrize("draw", ["normal", "exponential", "gumbel"])
def test_one_answer_has_one_peak(draw: str, effective: int) -> None:
    for seed in range(20):
        values = getattr(np.random.default_rng(seed), draw)(size=effective)
        low, high = peaks(values, effective)
        assert low == high
    assert peaks(np.full(10, 3.0), 10) == (3.0, 3.0)


def test_chains_with_little_effort_are_refused(four: Histories) -> None:
    found = LatentClass(effective=1_000, warm=25, most=25).fit(four)
    assert found.median_ is None
    assert [reason.code for reason in found.reasons_] == [Code.CHAINS_DISAGREE]


@pytest.mark.parametrize(("lists", "graphs"), [(3, 8), (4, 61), (5, 822)])
def test_there_are_so_many_decomposable_graphs(lists: int, graphs: int) -> None:
    assert len(decomposable(lists).edges) == graphs


def test_a_grid_with_gaps_gives_the_quantiles_of_the_whole(four: Histories) -> None:
    full = average(four, delta=1 / 16, grid=full_grid(20 * four.documented))
    fast = average(four, delta=1 / 16, grid=fast_grid(20 * four.documented))
    for share in (0.025, 0.5, 0.975):
        whole = full.quantile(share) + four.documented
        assert fast.quantile(share) + four.documented == pytest.approx(whole, rel=0.005)
    assert full.graph.sum() == pytest.approx(1)


def test_a_saturated_table_is_refused_by_graphs() -> None:
    """Three lists that depend on each other in every way: the prior alone sets the rest."""
    table = Histories.of(["a", "b", "c"], {1: 50, 2: 50, 4: 50, 3: 5, 5: 5, 6: 5, 7: 80})
    found = DecomposableGraphs().fit(table)
    assert found.median_ is None
    assert {reason.code for reason in found.reasons_} == {Code.PRIOR_BOUND}
    assert found.diagnostics_["saturated"] > 0.1


def test_no_model_is_taken_whose_estimate_does_not_exist() -> None:
    """Lists a and b share people, and none with c: with the pair a, b there is no estimate."""
    table = Table.of(Histories.of(["a", "b", "c"], {1: 40, 2: 30, 4: 20, 3: 6}))
    assert fit(table, independence(3)) is not None
    assert fit(table, independence(3) | {0b011}) is None
    assert fit(table, independence(3) | set(pairs(3))) is None


def test_there_are_so_many_hierarchical_models() -> None:
    assert sum(1 for _ in hierarchical(4, order=3)) == 113
    assert sum(1 for _ in hierarchical(5, order=2)) == 1_024


def test_an_interval_that_knows_it_chose_is_wider_than_one_that_does_not(four: Histories) -> None:
    found = LogLinear(samples=60).fit(four)
    table = Table.of(four)
    chosen = fit(table, independence(4))
    assert chosen is not None
    assert found.low_ is not None
    assert found.high_ is not None
    assert found.high_ - found.low_ > 2 * chosen.unseen * chosen.spread


def test_two_lists_are_a_diagnostic() -> None:
    table = Histories.of(["a", "b"], {1: 140, 2: 90, 3: 60})
    found = Chapman().fit(table)
    assert found.diagnostics_["pairs"] == {"a, b": (496.6, 40.7)}
    assert [reason.code for reason in found.reasons_] == [Code.DIAGNOSTIC]


def test_the_bound_is_a_diagnostic_and_says_when_it_is_none(four: Histories) -> None:
    found = Chao().fit(four)
    assert found.median_ is not None
    assert found.median_ > four.documented
    assert "avoid each other" in found.reasons_[0].sentence


def test_a_method_of_six_lists_takes_no_seven() -> None:
    table = Histories.of(list("abcdefg"), {1 << j | 1 << (j + 1) % 7: 9 for j in range(7)})
    with pytest.raises(InputError, match="from 3 to 6 lists"):
        DecomposableGraphs().fit(table)
