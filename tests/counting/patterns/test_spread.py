from __future__ import annotations

import math
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hechos.counting.patterns.cases import Answer, Documented
from hechos.counting.patterns.spread import bursts_of, month_of, spread_of


def case(number: int, time: str = "", state: str = "", parish: str = "") -> Documented:
    named = (("state", state), ("parish", parish))
    return Documented(id=f"{number}", time=time, places=tuple(p for p in named if p[1]))


CASES = [
    case(1, "2024-07-28", "Alder", "Centro"),
    case(2, "2024-07-29", "Alder", "Centro"),
    case(3, "2024-10", "Brezo", "Centro"),
    case(4, "2024", "Brezo"),
    case(5, "2024-10-02", ""),
]


def test_incidents_are_counted_by_place_and_month() -> None:
    spread = spread_of(CASES, "state", known=["Alder", "Brezo", "Cedro", "Encina"])
    assert spread.months == ("2024-07", "2024-08", "2024-09", "2024-10")
    assert [n for _, n in spread.by_month] == [2, 0, 0, 2]
    assert dict(spread.by_place) == {("Alder",): 2, ("Brezo",): 2}
    assert spread.count(("Alder",), "2024-07") == 2
    assert spread.count(("Brezo",), "2024-10") == 1
    assert (spread.no_place.not_asked, spread.no_month.unknown) == (1, 1)
    assert spread.coverage is not None
    assert (spread.coverage.numerator, spread.coverage.denominator, spread.most) == (2, 4, 3)
    assert (spread.months_with.numerator, spread.months_with.denominator) == (2, 4)


def test_a_wider_place_is_asked_and_not_known() -> None:
    spread = spread_of(CASES, "parish")
    assert dict(spread.by_place) == {("Alder", "Centro"): 2, ("Brezo", "Centro"): 1}
    assert (spread.no_place.unknown, spread.no_place.not_asked) == (1, 1)
    assert spread.coverage is None


def test_a_place_that_is_not_known_is_named_and_not_covered() -> None:
    spread = spread_of(CASES, "state", known=["Alder"])
    assert spread.outside == ("Brezo",)
    assert spread.coverage is not None
    assert spread.coverage.numerator == 1


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["", "2024", "2024-03", "2024-03-09", "2024-05-30/2024-06-02"]),
            st.sampled_from(["", "Alder", "Brezo"]),
            st.sampled_from(["", "p", "q"]),
        ),
        max_size=12,
    ),
    st.randoms(use_true_random=False),
)
def test_order_changes_nothing_and_places_add_up(
    rows: list[tuple[str, str, str]], chance: Random
) -> None:
    cases = [case(number, *row) for number, row in enumerate(rows)]
    mixed = list(cases)
    chance.shuffle(mixed)
    states = spread_of(cases, "state")
    assert states == spread_of(mixed, "state")
    assert sum(n for _, n in states.by_place) + states.no_place.total == len(cases)
    assert sum(n for _, n in states.by_month) + states.no_month.total == len(cases)
    parishes = spread_of([c for c in cases if c.path("state") and c.path("parish")], "parish")
    for path, number in parishes.by_place:
        assert number <= dict(states.by_place)[path[:1]]


@pytest.mark.parametrize(
    ("edtf", "month"),
    [
        ("2024-05-30/2024-06-02", "2024-05"),
        ("2024-05", "2024-05"),
        ("2024-05/2024-06", ""),
        ("2024", ""),
        ("2024-05-01/..", ""),
        ("", ""),
    ],
)
def test_a_month_is_that_in_which_a_short_incident_begins(edtf: str, month: str) -> None:
    assert month_of(edtf) == month


def days(*offsets: int) -> list[Documented]:
    start = date(2024, 1, 1)
    return [
        case(n, (start + timedelta(days=offset)).isoformat()) for n, offset in enumerate(offsets)
    ]


def test_bursts_reach_from_even_to_bunched() -> None:
    assert bursts_of(days(0, 10, 20, 30)).value == pytest.approx(-1)
    assert bursts_of(days(0, 0, 0, 0, 90)).value == pytest.approx(1)
    chance = Random(4)  # noqa: S311
    spaced = [
        bursts_of(days(*(chance.randrange(4000) for _ in range(12)))).value for _ in range(300)
    ]
    assert abs(math.fsum(v or 0 for v in spaced) / len(spaced)) < 0.05


def test_bursts_need_three_days_and_say_what_is_missing() -> None:
    found = bursts_of(
        [*days(1, 5), case(9, "2024-03"), Documented(id="x", missing=(("time", Answer.WITHHELD),))]
    )
    assert (found.value, found.days) == (None, 2)
    assert (found.missing.unknown, found.missing.withheld) == (1, 1)
    assert bursts_of(days(3, 3, 3)).value is None
