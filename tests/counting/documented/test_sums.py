"""Sums over what does not meet, with gaps named; margins and series that have to fit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hechos.counting.documented.amounts import Amount, about, amount_of, at_least, exactly
from hechos.counting.documented.margins import (
    Correction,
    Reported,
    check_cumulative,
    check_margin,
)
from hechos.counting.documented.sums import Stated, add_stated, why_not_compared
from hechos.errors import InputError
from hechos.lang.numbers import find_numbers
from hechos.records import Bound, Made, Quantity, Universe

MADE = Made(by="test", version="1", at="2025-01-01T00:00:00Z")


def universe(interval: str | None = None, **slots: object) -> Universe:
    given_: dict[str, object] = {"unit": "arrest_event", "acts": ("LIB.ARR",), "place": "Norvik"}
    return Universe(id="u", case="c", made=MADE, interval=interval, **{**given_, **slots})  # type: ignore[arg-type]


def least(number: int, words: str = "") -> Quantity:
    return Quantity(
        verbatim=words or f"at least {number}",
        low=number,
        high=None,
        point=None,
        bound=Bound.AT_LEAST,
    )


def stated(number: int, interval: str | None, **slots: object) -> Stated:
    return Stated(
        quantity=least(number), universe=universe(interval, **slots), claims=(f"c{number}",)
    )


def test_lower_bounds_of_two_windows_add_up_and_the_gap_is_named() -> None:
    found = add_stated([stated(200, "2025-01/2025-08-25"), stated(14, "2025-09-01/2025-09-15")])
    assert found.amount == at_least(214)
    assert found.sentence() == (
        "At least 214 arrests for 1 January 2025 to 15 September 2025. These add up, for "
        "their windows do not meet: at least 200 + at least 14. Not covered by any of them: "
        "26 August 2025 to 31 August 2025."
    )
    assert found.claims == ("c200", "c14")


def test_a_window_that_ends_with_a_month_may_leave_days_out() -> None:
    found = add_stated([stated(200, "2025-01/2025-08"), stated(14, "2025-09-01/2025-09-15")])
    assert found.amount == at_least(214)
    assert "“2025-08” is not known to the day" in found.gaps[0]


@pytest.mark.parametrize(
    ("a", "b", "why"),
    [
        (stated(2, "2025-01/2025-08"), stated(3, "2025-08/2025-09"), "may meet"),
        (stated(2, None), stated(3, "2025-09"), "may meet"),
        (stated(2, "2025-01"), stated(3, "2025-03", acts=("INT.TORT",)), "The act is"),
        (stated(2, "2025-01"), stated(3, "2025-03", unit="persons"), "The unit is"),
        (stated(2, "2025-01"), stated(3, "2025-03", cohort="the strike"), "The occasion is"),
        (
            stated(2, "2025-01", unit="persons"),
            stated(3, "2025-03", unit="persons"),
            "one person twice",
        ),
    ],
    ids=["windows meet", "no window", "other act", "other unit", "other occasion", "persons"],
)
def test_what_may_be_counted_twice_is_not_added(a: Stated, b: Stated, why: str) -> None:
    found = add_stated([a, b])
    assert found.amount is None
    assert found.sentence().startswith("Not added: ")
    assert why in found.because


def test_deaths_of_two_windows_and_arrests_of_two_towns_add_up() -> None:
    dead = {"unit": "deaths", "acts": ("LIFE.UNK",)}
    assert add_stated([stated(2, "2025-01", **dead), stated(3, "2025-03", **dead)]).amount == (
        at_least(5)
    )
    towns = [stated(2, "2025-01", place="Alta, Norvik"), stated(3, "2025-01", place="Baja, Norvik")]
    assert add_stated(towns).over == "place"
    nested = [stated(2, "2025-01", place="Alta, Norvik"), stated(3, "2025-01", place="Norvik")]
    assert add_stated(nested).amount is None


def test_two_universes_are_compared_only_where_all_is_equal() -> None:
    one = universe("2025-01")
    assert why_not_compared(one, replace(one, id="other")) is None
    assert "the time is “2025-01” and unstated" in (why_not_compared(one, universe()) or "")


# --- amounts -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("At least 14 people were arrested.", at_least(14)),
        ("More than 14 people were arrested.", at_least(15)),
        ("About 2,000 people were arrested.", about(2000)),
        ("Exactly 14 people were arrested.", exactly(14)),
        ("Dozens of people were arrested.", at_least(24)),
    ],
)
def test_numbers_of_a_text_become_amounts(text: str, amount: Amount) -> None:
    assert amount_of(find_numbers(text, language="en")[0].quantity) == amount


def test_what_is_left_of_a_rough_number_is_rough() -> None:
    assert exactly(2400).minus(about(2000)).of_people().says() == "about 400"
    assert exactly(2220).minus(exactly(2006)).says() == "214"
    with pytest.raises(InputError, match="cannot be"):
        exactly(3).minus(exactly(5)).of_people()


RANGES = st.tuples(st.integers(0, 50), st.integers(0, 50)).map(lambda p: Amount(min(p), max(p)))


@given(RANGES, RANGES, st.data())
def test_a_sum_and_a_difference_hold_all_that_may_be(
    a: Amount, b: Amount, data: st.DataObject
) -> None:
    x = data.draw(st.integers(a.low or 0, a.high))
    y = data.draw(st.integers(b.low or 0, b.high))
    assert a.plus(b).meets(exactly(x + y))
    assert a.minus(b).meets(exactly(x - y))


# --- margins and series --------------------------------------------------------------------


@given(st.dictionaries(st.sampled_from("abcd"), st.integers(0, 9), min_size=2), st.integers(-3, 3))
def test_parts_sum_to_the_total_or_a_doubt_says_so(parts: dict[str, int], off: int) -> None:
    total = max(0, sum(parts.values()) + off)
    found = check_margin(total, parts, what="sex")
    assert (found is None) == (total == sum(parts.values()))
    assert found is None or found.by == sum(parts.values()) - total


def test_a_margin_that_does_not_fit_is_told_in_numbers() -> None:
    found = check_margin(687, {"adults": 687, "adolescents": 1}, what="age")
    assert found is not None
    assert found.sentence == "By age: 687 adults + 1 adolescents = 688, and the total is 687."


def test_a_cumulative_series_falls_only_with_a_correction() -> None:
    rising = [17571, 18326, 18455, 18824]
    days = [date(2024, 9, 2), date(2025, 4, 7), date(2025, 8, 4), date(2026, 1, 28)]
    series = [Reported(as_of=day, number=n) for day, n in zip(days, rising, strict=True)]
    assert not list(check_cumulative(series, what="Arrests since 2014"))
    fallen = [*series, Reported(as_of=date(2026, 2, 2), number=18800)]
    (found,) = check_cumulative(fallen, what="Arrests since 2014")
    assert found.by == -24
    assert "no correction is on file" in found.sentence
    corrected = Correction(as_of=date(2026, 2, 2), because="Twice listed.")
    assert not list(check_cumulative(fallen, [corrected], what="Arrests since 2014"))
