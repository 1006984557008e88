"""Errors of matching move an estimate in known directions, and are undone on average."""

from __future__ import annotations

import pytest

pytest.importorskip("numba", reason="needs the extra count")

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from hechos.counting import Context, Histories, estimate
from hechos.counting.systems.linkage import as_it_may_have_been, drawn, matches, splits_of
from hechos.counting.verdicts import Linkage

PERFECT = (1.0, 1.0, 1.0)


def counts_of(table: Histories) -> np.ndarray:
    counts = np.zeros(1 << len(table.lists))
    for mask, count in table.cells:
        counts[mask] = count
    return counts


def records(counts: np.ndarray) -> float:
    return float(sum(count * mask.bit_count() for mask, count in enumerate(counts)))


@settings(max_examples=30, deadline=None)
@given(st.floats(0.7, 1.0), st.floats(0.7, 1.0), st.integers(0, 99))
def test_matches_are_undone_and_made_as_the_shares_say(
    precision: float, recall: float, seed: int
) -> None:
    counts = 40 * counts_of(
        Histories.of("abcd", {1: 30, 2: 25, 4: 20, 8: 15, 3: 9, 5: 8, 6: 5, 7: 3, 15: 1})
    )
    splits = splits_of(4, np.flatnonzero(counts))
    found = as_it_may_have_been(
        counts, precision, recall, splits=splits, random=np.random.default_rng(seed)
    )
    assert (found >= 0).all()
    assert records(found) == pytest.approx(records(counts), rel=0.02), "no record is lost"
    assert matches(found) == pytest.approx(matches(counts) * precision / recall, rel=0.12)


def test_draws_keep_to_the_interval_of_a_share() -> None:
    random = np.random.default_rng(4)
    shares = drawn((0.95, 0.90, 0.97), 20_000, random)
    assert np.quantile(shares, 0.025) == pytest.approx(0.90, abs=0.01)
    assert np.quantile(shares, 0.975) == pytest.approx(0.97, abs=0.01)
    assert drawn(PERFECT, 5, random) == pytest.approx(1.0)


def test_false_matches_raise_the_band_and_missed_ones_lower_it(four: Histories) -> None:
    plain = estimate(four, method="dga", points=300, checks=False)
    assert plain.linkage is None
    assert plain.median is not None
    medians = []
    for precision, recall in (
        ((0.9, 0.88, 0.92), PERFECT),
        (PERFECT, PERFECT),
        (PERFECT, (0.9, 0.88, 0.92)),
    ):
        context = Context(linkage=Linkage(precision=precision, recall=recall))
        found = estimate(four, method="dga", points=300, checks=False, context=context)
        assert found.linkage is not None
        assert found.median == plain.median, "the estimate itself stays"
        assert str(found.linkage) in found.sentence()
        medians.append(found.linkage.median)
    assert medians[0] > 1.03 * plain.median
    assert medians[1] == pytest.approx(plain.median, rel=0.02)
    assert medians[2] < 0.97 * plain.median
