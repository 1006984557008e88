"""Two figures with what each states of itself: the outcomes that this entitles, and no others."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.weighing.conftest import CASE, MADE

from hechos.records import Bound, Figure, Population, Quantity, Universe
from hechos.weighing.figures.compare import Comparison, compare_figures

PANEL = "Panel of Inquiry"
LEAGUE = "Harbour League (NGO)"
ACTS = {"deaths": ("LIFE.UNK",), "arrests": ("LIB.ARREST",), "incidents": ("LIFE.UNK",)}


def universe(name: str, unit: str, **parts: Any) -> Universe:
    acts = parts.pop("acts", ACTS[unit])
    return Universe(id=f"u-{name}", case=CASE.id, made=MADE, unit=unit, acts=acts, **parts)


def figure(name: str, value: float, author: str, as_of: str | None = None, **more: Any) -> Figure:
    bound, unit = more.pop("bound", Bound.EXACT), more.pop("unit", "deaths")
    low = value + 1 if bound is Bound.MORE_THAN else value
    return Figure(
        id=name, case=CASE.id, made=MADE, universe=f"u-{more.pop('where', name)}", author=author,
        as_of=as_of, claims=(),
        quantity=Quantity(
            verbatim=f"{value:g}", low=low, high=value if bound is Bound.EXACT else None,
            point=value if bound is Bound.EXACT else None, bound=bound, unit=unit,
        ),
        **more,
    )  # fmt: skip


# A series of the shape of domain.md §5: one crackdown, all true for some definition and time.
SERIES: dict[str, tuple[Figure, Universe]] = {}


def tell(
    name: str, *shape: Any, unit: str = "deaths", bound: Bound = Bound.EXACT, **parts: Any
) -> None:
    one = figure(name, *shape, unit=unit, bound=bound)
    SERIES[name] = (one, universe(name, unit, place="Brisa", **parts))


tell("14", 14, "Alder Herald", "2031-05-06", who_in="incl. 1 soldier")
tell("33", 33, PANEL, "2031-05-14", interval="2031-05-02/2031-05-12")
tell("36", 36, PANEL, "2031-06-18", interval="2031-05-02/2031-06-15")
tell("39", 39, "official sources", "2031-06-22", who_in="incl. 3 soldiers")
tell("40", 40, "author unknown", "2032-06-22")
tell("43", 43, PANEL, "2032-06-20", who_in="36 in the marches + 7 in custody")
ARRESTS: dict[str, Any] = {"unit": "arrests"}
tell("1310", 1310, PANEL, "2031-05-16", bound=Bound.AT_LEAST, who_in="incl. 170 women", **ARRESTS)
tell("1720", 1720, LEAGUE, "2031-06-06", interval="2031-05-03/2031-06-06", **ARRESTS)
tell("2100+", 2100, "officials", None, bound=Bound.MORE_THAN, **ARRESTS)
tell("2300", 2300, "officials", "2031-05-20", **ARRESTS)
tell("2340", 2340, PANEL, "2032-06-20", **ARRESTS)
tell("2600", 2600, "official sources", "2031-06-22", **ARRESTS)

ENTITLED = {
    ("33", "36"): "update_over_time",
    ("36", "43"): "different_universe",
    ("36", "39"): "different_universe",
    ("39", "40"): "update_over_time",
    ("1720", "2300"): "different_universe",
}
PAIRS = list(itertools.combinations(SERIES, 2))


def compared(one: str, other: str) -> Comparison | None:
    (a, u), (b, v) = SERIES[one], SERIES[other]
    return compare_figures(a, b, (u, v))


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_a_series_of_many_numbers_is_compared_by_what_is_stated_alone(one: str, other: str) -> None:
    found, back = compared(one, other), compared(other, one)
    if SERIES[one][1].unit != SERIES[other][1].unit:
        assert found is back is None
        return
    assert found is not None
    assert back is not None
    assert found.outcome.value == ENTITLED.get((one, other), "undetermined"), found.because
    assert back.outcome is found.outcome


def test_reasons_name_what_entitles_the_outcome() -> None:
    reasons = {pair: found.because for pair in ENTITLED if (found := compared(*pair))}
    assert "over 2031-05-02/2031-05-12 and 2031-05-02/2031-06-15" in reasons["33", "36"]
    assert "“7 in custody”" in reasons["36", "43"]
    assert "3 soldiers" in reasons["36", "39"]
    assert "candidate only" in reasons["39", "40"]
    assert "verified" in reasons["1720", "2300"]


def outcome(a: Figure, b: Figure, **parts: Any) -> str | None:
    """Compare two figures; `left` and `right` are the parts of their universes."""
    sides = []
    for name, one in (("left", a), ("right", b)):
        unit = one.quantity.unit if one.quantity.unit in ACTS else "deaths"
        sides.append(universe(one.id, unit, **parts.get(name, {})))
    found = compare_figures(a, b, sides)
    return found.outcome.value if found else None


@pytest.mark.parametrize(
    ("left", "right", "wanted"),
    [
        ({"who_out": "police"}, {"who_in": "incl. police"}, "different_universe"),
        ({"who_in": "civilians"}, {"who_in": "incl. 4 soldiers"}, "different_universe"),
        ({"who_in": "women"}, {"who_in": "children"}, "different_universe"),
        ({}, {"who_in": "incl. police"}, "undetermined"),
        (
            {"counting_rule": "killed by public force"},
            {"counting_rule": "all homicides"},
            "different_universe",
        ),
        ({"counting_rule": "killed by public force"}, {}, "undetermined"),
        ({"place": "Alder, Brisa"}, {"place": "Cedro, Brisa"}, "different_universe"),
        ({"place": "Alder, Brisa"}, {"place": "Brisa"}, "undetermined"),
        ({"interval": "2031-01/2031-03"}, {"interval": "2031-05/2031-07"}, "different_universe"),
        ({"interval": "2031-01/2031-03"}, {"interval": "2031-02/2031-07"}, "undetermined"),
        ({"acts": ("LIFE.CUST",)}, {"acts": ("LIFE.EJE",)}, "different_universe"),
    ],
)
def test_two_authors_count_different_universes_only_where_they_say_so(
    left: dict[str, Any], right: dict[str, Any], wanted: str
) -> None:
    a, b = figure("a", 31, PANEL, "2031-08"), figure("b", 40, LEAGUE, "2031-09")
    assert outcome(a, b, left=left, right=right) == wanted


@pytest.mark.parametrize(
    ("author", "as_of", "wanted"),
    [
        (LEAGUE, "2031-08", "different_universe"),
        ("officials", "2031-08", "different_universe"),
        (LEAGUE, "2031-12", "undetermined"),
        ("unknown", "2031-08", "undetermined"),
        (PANEL, "2031-08", "undetermined"),
    ],
    ids=["two bodies", "officials", "later", "nobody", "one author"],
)
def test_a_group_that_only_the_larger_count_names_explains_it_where_time_does_not(
    author: str, as_of: str, wanted: str
) -> None:
    a, b = figure("a", 31, PANEL, "2031-08"), figure("b", 34, author, as_of)
    assert outcome(a, b, right={"who_in": "including soldiers"}) == wanted


def test_a_count_up_to_a_day_is_of_that_day_whenever_it_is_told() -> None:
    a, b = figure("a", 31, PANEL, "2031-09"), figure("b", 34, PANEL, "2031-09")
    assert outcome(a, b) == "undetermined"
    window = {"interval": "2031-07-02/2031-07-20"}
    assert outcome(a, b, left=window) == "update_over_time"
    open_ = {"interval": "2031-07-02/.."}
    assert outcome(a, b, left=window, right=open_) == "update_over_time"


def test_an_official_total_is_made_of_parts_that_others_count() -> None:
    total = figure("a", 27, "officials", includes=tuple(
        Population(words=words) for words in ("11 linked", "7 under review", "9 not linked")
    ))  # fmt: skip
    assert outcome(total, figure("b", 11, LEAGUE)) == "different_universe"
    assert outcome(total, figure("c", 18, LEAGUE)) == "different_universe"
    assert outcome(total, figure("d", 31, LEAGUE)) == "undetermined"


@pytest.mark.parametrize(
    ("value", "as_of", "right", "wanted"),
    [
        (34, "2031-09", {}, "update_over_time"),
        (34, "2031-06", {}, "undetermined"),
        (28, "2031-09", {}, "undetermined"),
        (34, "2031-09", {"interval": "2031-06"}, "undetermined"),
        (34, "2031-09", {"who_in": "incl. deaths in custody"}, "undetermined"),
        (34, "2031-09", {"who_in": "incl. 9 women"}, "update_over_time"),
        (31, "2031-09", {}, "agree"),
    ],
    ids=["later", "earlier", "smaller", "narrower", "with others", "with a share", "equal"],
)
def test_one_author_goes_on_counting(
    value: float, as_of: str, right: dict[str, Any], wanted: str
) -> None:
    left = {"interval": "2031-05/2031-07"}
    a, b = figure("a", 31, PANEL, "2031-08-01"), figure("b", value, PANEL, as_of)
    assert outcome(a, b, left=left, right=right) == wanted


def test_a_series_that_falls_says_that_it_was_corrected_or_changed() -> None:
    found = compare_figures(figure("a", 31, PANEL, "2031-08"), figure("b", 28, PANEL, "2031-09"))
    assert found is not None
    assert (found.case, found.outcome.value) == ("later and smaller", "undetermined")
    assert "corrected" in found.because


def test_numbers_that_nobody_signs_are_candidates_only_where_nothing_happens_twice() -> None:
    def pair(unit: str) -> list[Figure]:
        days = ("2031-06", "2031-08")
        return [
            figure(day, n, "officials", day, unit=unit)
            for day, n in zip(days, (400, 410), strict=True)
        ]

    assert outcome(*pair("deaths")) == "update_over_time"
    assert outcome(*pair("arrests")) == "undetermined"


def test_a_slipped_digit_of_one_day_and_author_is_a_transmission_error() -> None:
    a, b = figure("a", 4186, PANEL, "2031-08-01"), figure("b", 4816, PANEL, "2031-08-02")
    assert outcome(a, b) == "transmission_error"
    assert outcome(a, figure("c", 4816, LEAGUE, "2031-08-02")) == "undetermined"


def test_incidents_and_deaths_are_different_units() -> None:
    a, b = figure("a", 250, PANEL, unit="incidents"), figure("b", 500, PANEL)
    assert outcome(a, b) == "different_unit"


def test_a_bound_and_a_number_of_one_author_and_day_refine_each_other() -> None:
    a = figure("a", 1400, PANEL, "2031-08-01", bound=Bound.AT_LEAST)
    assert outcome(a, figure("b", 1430, PANEL, "2031-08-02")) == "refines"
    assert outcome(a, figure("c", 1430, LEAGUE, "2031-08-02")) == "undetermined"


def test_only_universes_stated_in_full_and_alike_contradict() -> None:
    full = {"who_in": "civilians", "place": "Brisa", "interval": "2031-05"}
    a, b = figure("a", 31, PANEL, "2031-08-01"), figure("b", 44, LEAGUE, "2031-08-01")
    assert outcome(a, b, left=full, right=full) == "true_contradiction"
    assert outcome(a, b, left=full, right={**full, "interval": None}) == "undetermined"


def test_figures_of_one_universe_are_told_apart_by_their_own_words_alone() -> None:
    shared = universe("x", "deaths", interval="2031-05-02/2031-05-12", who_in="incl. 2 soldiers")
    early = figure("a", 33, PANEL, "2031-05-14", where="x", interval="2031-05-02/2031-05-12")
    late = figure("b", 31, LEAGUE, "2031-06-18", where="x")
    found = compare_figures(early, late, {shared.id: shared})
    assert found is not None
    assert found.outcome.value == "undetermined"


AUTHORS = st.sampled_from((PANEL, LEAGUE, "officials", "unknown", "Alder Herald"))
DAYS = st.sampled_from((None, "2031", "2031-05", "2031-05-14", "2031-06-18", "2032-06"))
NOTES = st.sampled_from((None, "incl. 2 soldiers", "excluding police", "civilians", "5 in custody"))


@given(st.tuples(st.integers(1, 99), AUTHORS, DAYS, NOTES),
       st.tuples(st.integers(1, 99), AUTHORS, DAYS, NOTES))  # fmt: skip
def test_the_order_of_two_figures_changes_nothing(one: Any, other: Any) -> None:
    a, b = figure("a", *one[:3]), figure("b", *other[:3])
    sides = [universe("a", "deaths", who_in=one[3]), universe("b", "deaths", who_in=other[3])]
    first, second = compare_figures(a, b, sides), compare_figures(b, a, sides)
    assert first is not None
    assert second is not None
    assert (first.case, first.outcome) == (second.case, second.outcome)
    different = {n for n, *_ in (one, other)}
    assert first.outcome.value != "agree" or len(different) == 1
