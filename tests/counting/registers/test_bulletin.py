"""Bulletins: margins, what changed, and the balances that one organisation printed."""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import date
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from hechos.counting.registers.bulletin import (
    Bulletin,
    Margin,
    bulletin,
    check_series,
)
from hechos.counting.registers.kinds import exit_kinds, read_trait
from hechos.counting.registers.measures import measures
from hechos.counting.registers.printed import read_printed
from hechos.counting.registers.spells import Exit, Spell

BALANCES = Path(__file__).parent / "data" / "balances.csv"


def printed() -> list[Bulletin]:
    with BALANCES.open(encoding="utf-8", newline="") as file:
        return read_printed(list(csv.DictReader(file)))


def test_eight_printed_balances_reconcile_and_the_ninth_says_why_not() -> None:
    series = printed()
    assert len(series) == 9
    ((last, misfit),) = check_series(series)
    assert last.as_of == date(2026, 2, 2)
    assert misfit.sentence == "By age: 687 adults + 1 adolescents = 688, and the total is 687."


def test_every_number_of_a_printed_balance_is_read() -> None:
    first = printed()[0]
    assert first.total == 275
    assert {m.trait: [n for _, n in m.counts] for m in first.margins} == {
        "sex": [256, 19],
        "force": [128, 147],
        "age": [275, 0],
        "convicted": [137, 138],
    }
    assert "44 whereabouts unknown" in printed()[6].sentence()


def test_a_change_of_one_digit_breaks_a_margin() -> None:
    text = BALANCES.read_text("utf-8").replace("1495", "1459")
    series = read_printed(list(csv.DictReader(text.splitlines())))
    assert "By sex: 1,459 men + 202 women = 1,661, and the total is 1,697." in {
        misfit.sentence for _, misfit in check_series(series)
    }


def test_the_change_since_the_last_balance_is_told_line_by_line() -> None:
    series = printed()
    delta = {
        row["what"]: (row["last"], row["now"], row["change"]) for row in series[4].delta(series[3])
    }
    assert delta["people held"] == (1601, 1194, -407)
    assert delta["women"] == (183, 119, -64)
    assert {row["what"]: row["change"] for row in series[3].delta(series[2])}["adults"] is None


def under(spells: list[Spell], day: date) -> tuple[str, ...]:
    return tuple(spell.person for spell in measures(spells, day).people)


PEOPLE = [
    Spell(person="a", entry="2025-01-02", traits=(("sex", "female"), ("age", "adult"))),
    Spell(person="b", entry="2025-01-02", traits=(("sex", "male"), ("age", "adolescent"))),
    Spell(
        person="c",
        entry="2025-01-03",
        exits=(
            Exit(type="excarcelated_with_measures", on="2025-01-10"),
            Exit(type="released_unconditional", on="2025-03-01"),
        ),
    ),
    Spell(person="d", entry="2025-01-03", exits=(Exit(type="died_in_custody", on="2025-01-12"),)),
]


def test_a_bulletin_of_a_register_counts_its_people() -> None:
    found = bulletin(PEOPLE, date(2025, 1, 13), last=date(2025, 1, 6))
    assert found.sentence() == (
        "2 people held on 13 January 2025, as documented. By sex: 1 women, 1 men. By age: 1 "
        "adolescents, 1 adults. 1 person let out under measures."
    )
    assert found.flows is not None
    assert found.flows.sentence() == "4 on 6 January 2025 − 2 exits = 2 on 13 January 2025."
    exits = found.flows.flow("exits")
    assert exits is not None
    assert exits.kinds() == {"out of prison under measures": 1, "died in custody": 1}


def test_released_is_not_free() -> None:
    assert under(PEOPLE, date(2025, 2, 1)) == ("c",)
    assert under(PEOPLE, date(2025, 3, 1)) == ()
    assert PEOPLE[2].standing(date(2025, 1, 9)) == "held"
    assert PEOPLE[2].standing(date(2025, 2, 1)) == "restricted"
    assert PEOPLE[2].standing(date(2025, 3, 1)) == "free"
    again = Spell(person="c", entry="2025-01-20")
    assert under([*PEOPLE, again], date(2025, 2, 1)) == ()


TRAITS = st.dictionaries(
    st.sampled_from(["sex", "age", "force"]),
    st.sampled_from(["female", "male", "adult", "civilian", "unknown", "withheld"]),
)


@given(st.lists(TRAITS, max_size=12))
def test_margins_of_a_register_always_sum_to_its_stock(traits: list[dict[str, str]]) -> None:
    spells = [
        Spell(person=str(n), entry="2025-01-01", traits=tuple(sorted(own.items())))
        for n, own in enumerate(traits)
    ]
    found = bulletin(spells, date(2025, 1, 1))
    assert found.total == len(traits)
    assert not found.misfits()
    assert all(sum(n for _, n in margin.counts) == found.total for margin in found.margins)


def test_what_is_missing_is_counted_as_missing() -> None:
    margin = Margin(trait="sex", counts=(("female", 3), ("not asked", 2), ("withheld", 1)))
    assert margin.missing == 3
    assert margin.named() == {"women": 3, "sex: not asked": 2, "sex: withheld": 1}


def test_what_is_missing_of_two_traits_is_two_lines() -> None:
    spells = [Spell(person=p, entry="2025-01-01", traits=PEOPLE[0].traits[:n]) for p, n in BOTH]
    (lines,) = [{row["what"]: row["people"] for row in bulletin(spells, date(2025, 1, 1)).rows()}]
    assert (lines["sex: not asked"], lines["age: not asked"]) == (1, 2)


BOTH = (("a", 0), ("b", 1), ("c", 2))


def test_of_two_exits_on_one_day_the_one_that_says_its_kind_counts() -> None:
    told = [Exit(type=type_, on="2025-01-10") for type_ in ("release", "released_unconditional")]
    spell = Spell(person="a", entry="2025-01-01", exits=tuple(told))
    assert spell.way_out == told[1]
    assert spell.standing(date(2025, 1, 10)) == "free"


def test_words_of_tables_are_read_and_unknown_ones_wait() -> None:
    read = defaultdict(set)
    for trait, words in (
        ("sex", "F Mujer Hombre masculino x ?"),
        ("age", "14 17 18 13 adulta"),
        ("convicted", "sí no Condenada"),
    ):
        read[trait] = {read_trait(trait, word) for word in words.split()}
    assert read["sex"] == {"female", "male", "other", "unknown"}
    assert read["age"] == {"adolescent", "adult", "child"}
    assert read["convicted"] == {"convicted", "not convicted"}
    assert read_trait("sex", "zorp") is None
    assert read_trait("age", "900") is None


def test_a_transfer_is_no_exit() -> None:
    assert not exit_kinds()["transfer"].ends
    assert exit_kinds()["LIFE.CUST"].type == "died_in_custody"
