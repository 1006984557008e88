from __future__ import annotations

import itertools
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hechos.counting.tallies.checks import Comparison
from hechos.counting.tallies.rounding import TENTH, chance_of, is_rounded, rounding_test
from hechos.counting.tallies.sheets import Counts


@pytest.mark.parametrize(("total", "steps"), [(97, 10), (100, 10), (35, 10), (240, 20)])
def test_the_chance_is_never_below_the_share_of_results_that_pass(total: int, steps: int) -> None:
    step = Fraction(1, steps)
    ways = [
        (a, b, total - a - b)
        for a, b in itertools.product(range(total + 1), repeat=2)
        if a + b <= total
    ]
    passing = sum(all(is_rounded(number, total, step) for number in way) for way in ways)
    true = Fraction(passing, len(ways))
    assert true <= chance_of(total, 3, step) <= 2 * true


@given(
    st.integers(10**6, 10**8),
    st.integers(0, 1000).flatmap(lambda a: st.tuples(st.just(a), st.integers(0, 1000 - a))),
)
def test_totals_made_from_rounded_percentages_pass(total: int, tenths: tuple[int, int]) -> None:
    first, second = (round(Fraction(one, 1000) * total) for one in tenths)
    counts = Counts.of({"A": first, "B": second}, valid=total)
    last = total - first - second
    assert is_rounded(first, total)
    assert is_rounded(second, total)
    found = rounding_test(counts, "a bulletin")
    assert (found.result is Comparison.MATCH) is is_rounded(last, total)


def test_one_vote_more_or_less_is_seen() -> None:
    counts = Counts.of({"A": 5_150_093, "B": 4_445_977, "C": 462_704}, valid=10_058_774)
    found = rounding_test(counts, "a bulletin", step=TENTH)
    assert found.result is Comparison.DIFFERS


def test_many_parts_of_few_votes_have_no_chance_that_can_be_told() -> None:
    assert chance_of(4_999, 10) == 1
    assert chance_of(5_001, 10) < 1


def test_few_votes_tell_nothing() -> None:
    counts = Counts.of({"A": 400, "B": 300}, valid=700)
    found = rounding_test(counts, "a bulletin")
    assert found.result is Comparison.NOT_COMPARABLE
    assert "tells nothing" in found.sentence


def test_without_the_valid_votes_it_cannot_be_asked() -> None:
    found = rounding_test(Counts.of({"A": 4_000_000, "B": 3_000_000}), "a bulletin")
    assert found.result is Comparison.NOT_COMPARABLE
