"""Stock and flow: the identity holds for every register, and each term is a list of people."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hechos.counting.documented.amounts import about, at_least, exactly
from hechos.counting.registers.bulletin import bulletin
from hechos.counting.registers.kinds import exit_kinds, lines, traits
from hechos.counting.registers.measures import measures
from hechos.counting.registers.spells import Exit, Listing, Span, Spell, Step, presences
from hechos.counting.registers.stock import IN, OUT, balance, stock
from hechos.counting.registers.totals import balance_of_totals
from hechos.errors import InputError

FIRST = date(2025, 1, 1)
SOME = settings(max_examples=60, deadline=None)
DAYS = st.integers(0, 40).map(lambda n: (FIRST + timedelta(n)).isoformat())
MAYBE = st.just("") | DAYS | st.sampled_from(["2025-01", "2025"])


SPANS = st.tuples(DAYS, DAYS).map(lambda days: "/".join(sorted(days))) | DAYS.map("{}/..".format)
TOLD = {
    trait: st.sampled_from([value for of, value in lines().values() if of == trait])
    for trait in traits()
}


@st.composite
def spells(draw: st.DrawFn) -> Spell:
    kinds = st.sampled_from(sorted({kind.type for kind in exit_kinds().values()}))
    exits = st.builds(Exit, type=kinds, on=MAYBE, known=st.just("") | DAYS)
    listings = st.builds(Listing, kind=st.sampled_from(["in", "out", "removed"]), on=DAYS)
    spans = st.builds(Span, kind=st.just("whereabouts"), time=SPANS)
    steps = st.builds(Step, type=st.just("conviction"), on=MAYBE)
    said = st.fixed_dictionaries({}, optional=TOLD)
    return Spell(
        person=draw(st.sampled_from("abcd")),
        traits=tuple(sorted(draw(said).items())),
        spans=tuple(draw(st.lists(spans, max_size=2))),
        steps=tuple(draw(st.lists(steps, max_size=2))),
        entry=draw(MAYBE),
        registered=draw(st.just("") | DAYS),
        exits=tuple(draw(st.lists(exits, max_size=2))),
        listings=tuple(draw(st.lists(listings, max_size=3))),
    )


REGISTERS = st.lists(spells(), max_size=7)
TWO_DAYS = st.tuples(st.integers(0, 45), st.integers(1, 20)).map(
    lambda p: (FIRST + timedelta(p[0]), FIRST + timedelta(p[0] + p[1]))
)


@given(REGISTERS, TWO_DAYS)
@SOME
def test_the_stock_identity_holds_for_every_register(
    register: list[Spell], days: tuple[date, date]
) -> None:
    found = balance(register, *days)
    assert found.holds is True
    assert found.before == exactly(len(stock(register, days[0])))
    assert found.after == exactly(len(stock(register, days[1])))
    assert all(flow.amount == exactly(len(flow.moves)) for flow in found.flows)
    assert [flow.term for flow in found.flows] == [*IN, *OUT]


@given(REGISTERS, TWO_DAYS)
@SOME
def test_each_margin_sums_to_the_stock_with_those_of_whom_it_is_not_known(
    register: list[Spell], days: tuple[date, date]
) -> None:
    found = bulletin(register, days[0])
    assert found.misfits() == []
    for margin in found.margins:
        assert sum(number for _, number in margin.counts) == found.total
        assert set(margin.named()) <= set(lines())


@given(REGISTERS, TWO_DAYS)
@SOME
def test_ways_out_sum_to_who_is_under_measures_and_nobody_of_them_is_held(
    register: list[Spell], days: tuple[date, date]
) -> None:
    found = measures(register, days[1])
    people = {spell.person for spell in found.people}
    assert sum(number for _, number in found.ways) == len(found.people) == len(people)
    assert not people & {spell.person for spell in stock(register, days[1])}
    assert all(number <= len(people) for _, number in found.conditions)


@given(REGISTERS, TWO_DAYS)
@SOME
def test_whoever_is_in_one_stock_alone_is_in_a_flow(
    register: list[Spell], days: tuple[date, date]
) -> None:
    before, after = ({s.person for s in stock(register, day)} for day in days)
    found = balance(register, *days)
    came = {m.person for f in found.flows if f.term in IN for m in f.moves}
    went = {m.person for f in found.flows if f.term in OUT for m in f.moves}
    assert after - before <= came
    assert before - after <= went
    moves = Counter(m.person for f in found.flows if f.term in IN for m in f.moves)
    moves.subtract(m.person for f in found.flows if f.term in OUT for m in f.moves)
    assert all((p in after) - (p in before) == moves[p] for p in {*before, *after, *moves})


@given(spells())
def test_a_spell_is_counted_on_days_in_order_and_never_after_it_ended(spell: Spell) -> None:
    counted = list(presences(spell))
    edges = [day for one in counted for day in (one.start, one.end or date.max)]
    assert edges == sorted(edges)
    assert all(one.start < (one.end or date.max) for one in counted)
    out = spell.way_out
    assert out is None or out.day is None or all((p.end or date.max) <= out.day for p in counted)


def spell(person: str, entry: str, out: str = "", **slots: object) -> Spell:
    exits = (Exit(type="release", on=out),) if out else ()
    return Spell(person=person, name=person.title(), entry=entry, exits=exits, **slots)  # type: ignore[arg-type]


REGISTER = [
    spell("ana", "2025-01-02"),
    spell("luis", "2025-01-03", "2025-01-10"),
    spell("mara", "2025-01-09", registered="2025-01-16"),
    spell("ivo", "2025-01-15"),
    spell(
        "noe", "2025-01-04", listings=(Listing(kind="out", on="2025-01-15", because="no motive"),)
    ),
    spell("rut", "2025-01-04", listings=(Listing(kind="removed", on="2025-01-14"),)),
    spell("eva", "2025-01-05", listings=(Listing(kind="in", on="2025-01-18"),)),
    spell("tom", "2025-01-14", "2025-01-17"),
]
WEEK = date(2025, 1, 13), date(2025, 1, 20)


def test_every_term_lists_its_people() -> None:
    found = balance(REGISTER, *WEEK)
    told = {f.term: [m.name for m in f.moves] for f in found.flows}
    assert told == {
        "new": ["Tom", "Ivo"],
        "late_registered": ["Mara"],
        "reclassified_in": ["Eva"],
        "exits": ["Tom"],
        "reclassified_out": ["Noe"],
        "removed_after_verification": ["Rut"],
    }
    assert found.sentence() == (
        "3 on 13 January 2025 + 2 new + 1 registered late + 1 taken in by classification − 1 exits "
        "− 1 taken out by classification − 1 removed after verification = 4 on 20 January 2025."
    )
    assert {row["person"]: row["why"] for row in found.rows()}["noe"] == "no motive"


def test_one_who_is_let_out_and_taken_again_is_one_exit_and_one_new() -> None:
    register = [spell("ana", "2025-01-02", "2025-01-14"), spell("ana", "2025-01-17")]
    found = balance(register, *WEEK)
    assert (found.before, found.after) == (exactly(1), exactly(1))
    assert [f.amount for f in found.flows if f.term in ("new", "exits")] == [exactly(1)] * 2


def test_two_spells_that_overlap_are_one_person() -> None:
    register = [spell("ana", "2025-01-02"), spell("ana", "2025-01-14")]
    found = balance(register, *WEEK)
    assert found.sentence() == "1 on 13 January 2025 = 1 on 20 January 2025."


def test_days_known_to_the_month_are_named_and_unknown_ones_are_in_no_number() -> None:
    register = [spell("ana", "2025-01"), spell("luis", ""), spell("mara", "2025-01-02")]
    found = balance(register, *WEEK)
    assert (found.unsure, found.unplaced, found.after) == (("Ana",), ("Luis",), exactly(1))


# --- totals alone --------------------------------------------------------------------------


def test_exits_that_nobody_states_follow_from_the_others() -> None:
    found = balance_of_totals(
        exactly(1687),
        exactly(1601),
        {"new": exactly(10), "exits": None},
        since=WEEK[0],
        until=WEEK[1],
    )
    exits = found.flow("exits")
    assert exits is not None
    assert exits.amount == exactly(96)
    assert found.sentence() == (
        "1,687 on 13 January 2025 + 10 new − 96 exits = 1,601 on 20 January 2025. The number of "
        "exits is worked out, not stated: it holds if nobody was registered late, taken in by "
        "classification, taken out by classification or removed after verification."
    )


def test_what_is_left_of_rough_numbers_is_never_exact() -> None:
    found = balance_of_totals(exactly(2400), None, {"exits": about(2000)})
    assert found.after.says() == "about 400"
    assert not found.after.is_exact
    assert found.holds is None
    assert "Not all of these are exact" in found.sentence()
    assert balance_of_totals(exactly(2220), None, {"exits": exactly(2006)}).after == exactly(214)
    assert balance_of_totals(exactly(20), None, {"exits": at_least(15)}).after.says() == "at most 5"


def test_totals_that_do_not_balance_say_so() -> None:
    found = balance_of_totals(exactly(10), exactly(12), {"new": exactly(1), "exits": exactly(0)})
    assert found.sentence() == "It does not balance: 10 + 1 new make 11, and the stock is 12."


@pytest.mark.parametrize(
    ("after", "flows", "why"),
    [
        (None, {"exits": None}, "Two numbers are unknown"),
        (exactly(5), {"new": None, "exits": None}, "Two numbers are unknown"),
        (exactly(5), {"births": exactly(1)}, "no “births”"),
        (exactly(12), {"exits": None}, "cannot be"),
    ],
    ids=["stock and exits", "both flows", "no such term", "fewer than nobody"],
)
def test_what_totals_cannot_tell_is_refused(after: object, flows: object, why: str) -> None:
    with pytest.raises(InputError, match=why):
        balance_of_totals(exactly(10), after, flows)  # type: ignore[arg-type]
