from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hechos.counting.patterns import exact
from hechos.counting.patterns.exact import chi_square_tail, multinomial_test, together_tail


def test_two_cells_are_the_exact_binomial_test() -> None:
    """R: binom.test(7, 10, 0.3)$p.value = 0.01059; here by adding up all that is as rare."""
    p = [math.comb(10, k) * 0.3**k * 0.7 ** (10 - k) for k in range(11)]
    expected = sum(one for one in p if one <= p[7] * (1 + 1e-9))
    found = multinomial_test([7, 3], [0.3, 0.7], seed=1)
    assert found.method == "exact"
    assert found.p == pytest.approx(expected, abs=1e-12)
    assert found.p == pytest.approx(0.01059, abs=1e-5)


@settings(max_examples=40)
@given(st.lists(st.integers(0, 6), min_size=2, max_size=4).filter(any), st.data())
def test_the_test_does_not_depend_on_the_order_of_cells(
    counts: list[int], data: st.DataObject
) -> None:
    weights = [data.draw(st.integers(1, 9)) for _ in counts]
    shares = [weight / sum(weights) for weight in weights]
    order = data.draw(st.permutations(range(len(counts))))
    first = multinomial_test(counts, shares, seed=1)
    second = multinomial_test([counts[n] for n in order], [shares[n] for n in order], seed=1)
    assert 0 < first.p <= 1
    assert first.p == pytest.approx(second.p)


def test_draws_agree_with_the_exact_result(monkeypatch: pytest.MonkeyPatch) -> None:
    counts, shares = [14, 3, 5, 2], [0.4, 0.2, 0.25, 0.15]
    true = multinomial_test(counts, shares, seed=1)
    monkeypatch.setattr(exact, "MOST_EXACT", 10)
    drawn = multinomial_test(counts, shares, seed=1)
    assert (true.method, drawn.method, drawn.draws) == ("exact", "simulated", 9_999)
    assert drawn.p == pytest.approx(true.p, abs=0.02)
    assert drawn == multinomial_test(counts, shares, seed=1)
    monkeypatch.setattr(exact, "MOST_DRAWN", 10)
    assert multinomial_test(counts, shares, seed=1).method == "chi-square"


def test_what_the_reference_excludes_never_comes_from_it() -> None:
    assert multinomial_test([1, 3], [0.0, 1.0], seed=1).p == 0
    assert multinomial_test([0, 3], [0.0, 1.0], seed=1).p == 1


@pytest.mark.parametrize(
    ("value", "freedom"),
    [(3.841459, 1), (5.991465, 2), (7.814728, 3), (9.487729, 4), (18.307038, 10)],
)
def test_the_chi_square_tail_has_its_known_points(value: float, freedom: int) -> None:
    assert chi_square_tail(value, freedom) == pytest.approx(0.05, abs=1e-6)


def test_two_things_together_are_counted_as_all_ways_to_place_them() -> None:
    every, first, second = 7, 4, 3
    ways = [len({0, 1, 2, 3} & set(own)) for own in itertools.combinations(range(every), second)]
    for both in range(4):
        true = sum(one >= both for one in ways) / len(ways)
        assert together_tail(both, first, second, every) == pytest.approx(true)


def test_large_tables_do_not_overflow() -> None:
    assert 0 <= together_tail(900, 1500, 1400, 3000) <= 1
    assert 0 < multinomial_test([900, 1100], [0.5, 0.5], seed=1).p < 1
