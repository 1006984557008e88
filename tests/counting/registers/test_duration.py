"""How long people are held: the product-limit estimate against examples worked by hand and
against plain counting."""

from __future__ import annotations

import math
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hechos.counting.registers.duration import (
    Time,
    durations,
    seen_by_judge,
    survival,
    without_contact,
)
from hechos.counting.registers.spells import Exit, Span, Spell

# Six detentions: out on days 3, 5 and 5; still held on 6 and 8; one let out on day 9 that came to
# the register on day 4. At risk on day 3: five (the last is not known yet); on day 5: five less
# the one out, and the late one: five; on day 9: the late one alone.
WORKED = [
    Time(-1, 3, True),
    Time(-1, 5, True),
    Time(-1, 5, True),
    Time(-1, 6, False),
    Time(-1, 8, False),
    Time(4, 9, True),
]


def test_an_example_worked_by_hand() -> None:
    found = survival(WORKED)
    assert [(s.day, s.at_risk, s.ended) for s in found.steps] == [(3, 5, 1), (5, 5, 2), (9, 1, 1)]
    assert [s.held for s in found.steps] == pytest.approx([4 / 5, 4 / 5 * 3 / 5, 0])
    first, second, last = found.steps
    assert first.error == pytest.approx(0.8 * math.sqrt(1 / 20))
    assert second.error == pytest.approx(0.48 * math.sqrt(1 / 20 + 2 / 15))
    assert last.error is None
    assert (found.median, found.spells, found.ended, found.late) == (5, 6, 4, 1)


def test_the_interval_is_that_of_the_log_of_the_log() -> None:
    """S = .8, Greenwood's sum 1/20: .8 ** exp(±1.96 · √.05 / log .8)."""
    step = survival(WORKED).steps[0]
    off = 1.959963984540054 * math.sqrt(0.05) / math.log(0.8)
    assert (step.low, step.high) == pytest.approx((0.8 ** math.exp(-off), 0.8 ** math.exp(off)))
    assert step.low == pytest.approx(0.2038, abs=1e-4)
    assert step.high == pytest.approx(0.9692, abs=1e-4)


TIMES = st.builds(Time, after=st.integers(-1, 8), until=st.integers(0, 12), ended=st.booleans())


@given(st.lists(TIMES, max_size=25))
def test_it_is_the_product_over_all_days_of_those_who_stay(times: list[Time]) -> None:
    found = survival(times)
    share = 1.0
    for day in range(14):
        here = [t for t in times if t.after < day <= t.until]
        gone = [t for t in here if t.ended and t.until == day]
        share *= 1 - len(gone) / len(here) if here else 1
        assert found.held_after(day) == pytest.approx(share)


@given(st.lists(st.integers(0, 12), min_size=1, max_size=25))
def test_where_all_is_known_it_is_the_share_held_longer(days: list[int]) -> None:
    found = survival([Time(-1, day, True) for day in days])
    for day in range(14):
        assert found.held_after(day) == pytest.approx(sum(d > day for d in days) / len(days))
    assert found.median == sorted(days)[math.ceil(len(days) / 2) - 1]


@given(st.lists(TIMES, max_size=25))
def test_shares_fall_and_lie_in_their_intervals_and_nothing_is_nan(times: list[Time]) -> None:
    steps = survival(times).steps
    held = [1.0, *(s.held for s in steps)]
    assert held == sorted(held, reverse=True)
    for s in steps:
        assert (s.low is None) == (s.held == 0)
        assert s.low is None or s.high is None or 0 <= s.low <= s.held <= s.high <= 1
    assert survival(times).sentence()


def test_nobody_gives_no_curve_and_a_sentence() -> None:
    assert survival([]).steps == ()
    assert survival([]).held_after(10) == 1.0
    assert "does not reach" in survival([]).sentence()


def test_few_at_the_beginning_are_named() -> None:
    late = [Time(10, 20 + n, False) for n in range(20)]
    assert survival([Time(-1, 2, True), Time(-1, 30, False), *late]).is_thin
    assert not survival([Time(-1, 20 + n, n % 2 == 0) for n in range(20)]).is_thin


# --- from spells ---------------------------------------------------------------------------

DAY = date(2025, 3, 1)


def held(entry: str, out: str = "", **slots: object) -> Spell:
    exits = (Exit(type="release", on=out),) if out else ()
    return Spell(person=entry + out, entry=entry, exits=exits, **slots)  # type: ignore[arg-type]


def test_spells_become_times() -> None:
    spells = [
        held("2025-01-01", "2025-01-11"),
        held("2025-02-19"),
        held("2025-01-01", "2025-02-01", registered="2025-01-21"),
        held("2025-01"),
        held("2025-02-01", "2025-01-01"),
        held("2025-04-01"),
    ]
    found = durations(spells, as_of=DAY)
    assert (found.spells, found.ended, found.late, found.left_out) == (3, 2, 1, 3)
    assert [(s.day, s.at_risk) for s in found.steps] == [(10, 2), (31, 1)]
    assert "3 are left out" in found.sentence()


def test_days_without_a_judge_end_with_the_judge_or_the_exit() -> None:
    spells = [
        held("2025-01-01", "2025-01-11", judge="2025-01-05"),
        held("2025-01-01", "2025-01-03"),
        held("2025-02-01", judge="2025-02-02"),
    ]
    found = durations(spells, as_of=DAY, until="judge")
    assert [(s.day, s.at_risk) for s in found.steps] == [(1, 3), (4, 1)]
    assert "held without a judge" in found.sentence()


@pytest.mark.parametrize(
    ("entry", "judge", "in_time"),
    [
        ("2025-01-01", "2025-01-02", True),
        ("2025-01-01", "2025-01-03", None),
        ("2025-01-01", "2025-01-04", False),
        ("2025-01-01T08:00", "2025-01-03T07:59", True),
        ("2025-01-01T08:00", "2025-01-03T08:01", False),
        ("2025-01-01", "", False),
        ("2025-02-27", "", None),
        ("2025-01", "2025-01-20", None),
        ("", "2025-01-02", None),
    ],
)
def test_48_hours_are_told_only_where_days_or_hours_tell_them(
    entry: str, judge: str, in_time: bool | None
) -> None:
    share = seen_by_judge([held(entry, judge=judge)], as_of=DAY)
    assert (share.in_time, share.not_in_time, share.untold) == tuple(
        int(in_time is value) for value in (True, False, None)
    )


def test_the_share_before_a_judge_is_of_those_whose_days_tell_it() -> None:
    spells = [held("2025-01-01", judge=f"2025-01-0{n}") for n in (2, 2, 3, 7)]
    assert seen_by_judge(spells, as_of=DAY).sentence() == (
        "Before a judge within 48 hours: 2 of 3 (67 %) whose days tell it; of 1 they do not. No "
        "judge on file is not the same as none."
    )


def test_how_long_people_are_held_without_contact() -> None:
    def alone(person: str, time: str) -> Spell:
        span = Span(kind="incommunicado", time=time)
        return Spell(person=person, entry="2025-01-01", spans=(span,))

    spells = [
        alone("a", "2025-01-01/2025-01-05"),
        alone("b", "2025-01-02/2025-01-12"),
        alone("c", "2025-01-03/.."),
        alone("d", "../2025-01-09"),
        alone("e", "2025-01/2025-02"),
        Spell(person="f", entry="2025-01-01"),
    ]
    found = without_contact(spells, as_of=date(2025, 2, 1))
    assert (found.spells, found.ended, found.median, found.left_out) == (3, 2, 10, 2)
    assert "The median time held without contact is 10 days" in found.sentence()
    early = without_contact(spells, as_of=date(2025, 1, 6))
    assert (early.spells, early.ended) == (3, 1)
