"""Claims become spells: rows of a list one each, documents by person and day."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.counting.made import claim, when

from hechos.counting.registers.build import Told, is_of_detention, spells_of
from hechos.counting.registers.bulletin import bulletin
from hechos.counting.registers.stock import balance
from hechos.counting.registers.telling import lines_of
from hechos.records import (
    ActContent,
    Actor,
    Claim,
    Factuality,
    Mention,
    PartyKind,
    Place,
    Polarity,
    ProcedureContent,
    StatusContent,
    VoiceLink,
)

ANA = Mention(verbatim="Ana Prado", name="Ana Prado", kind=PartyKind.PERSON, start=0, end=9)
GUARD = Actor(mention=Mention(verbatim="the Guard", name="the Guard"))


def entry(id_: str, day: str, type_: str = "LIB.ARREST", **slots: Any) -> Claim:
    time = when(day) if day else None
    return claim(id_, ActContent(type=type_, victims=(ANA,), actors=(GUARD,), time=time), **slots)


def status(id_: str, type_: str, day: str = "", **slots: Any) -> Claim:
    content = StatusContent(type=type_, subjects=(ANA,), time=when(day) if day else None, **slots)
    return claim(id_, content)


def told(*claims: Claim, row: str = "") -> list[Told]:
    return [Told(claim=one, person="p1", name="Ana Prado", row=row) for one in claims]


def test_a_row_of_a_list_is_one_spell_with_all_that_it_says() -> None:
    said = VoiceLink(speaker=GUARD.mention, kind="report", said_at=when("2025-01-06"))
    prison = Place(verbatim="Baja", path="Baja")
    (spell,) = spells_of(
        told(
            status("d", "described", traits=(("sex", "female"), ("held_at", "Alta"))),
            entry("a", "2025-01-02", voice=(said,)),
            claim(
                "b", ProcedureContent(type="before_judge", parties=(ANA,), time=when("2025-01-03"))
            ),
            status("c", "transfer", "2025-02-01", place=prison),
            status("e", "bail", "2025-03-01", traits=(("conditions", "report weekly"),)),
            status("f", "list_out", "2025-02-20"),
            row="1",
        )
    )
    assert (spell.entry, spell.registered, spell.judge) == (
        "2025-01-02",
        "2025-01-06",
        "2025-01-03",
    )
    assert spell.body == "the Guard"
    assert [(s.place, s.since, s.until) for s in spell.stays] == [
        ("Alta", "2025-01-02", "2025-02-01"),
        ("Baja", "2025-02-01", ""),
    ]
    assert [(x.type, x.on, x.conditions) for x in spell.exits] == [
        ("transfer", "2025-02-01", ()),
        ("bail", "2025-03-01", ("report weekly",)),
    ]
    assert [(one.kind, one.on) for one in spell.listings] == [("out", "2025-02-20")]
    assert spell.traits == (("sex", "female"),)
    assert spell.claims[0] == "a"
    assert set(spell.claims) == set("abcdef")


def test_documents_that_tell_one_arrest_are_one_spell_and_a_second_arrest_is_another() -> None:
    first, second = spells_of(
        told(
            entry("a", "2025-01"),
            entry("b", "2025-01-05", "LIB.ARR"),
            status("c", "release", "2025-02-01"),
            entry("d", "2025-05-01"),
            status("e", "released_unconditional", "2025-06-01"),
        )
    )
    assert (first.entry, [x.type for x in first.exits]) == ("2025-01-05", ["release"])
    assert (second.entry, [x.type for x in second.exits]) == (
        "2025-05-01",
        ["released_unconditional"],
    )


def test_a_death_in_custody_told_as_an_act_is_an_exit() -> None:
    death = ActContent(type="LIFE.CUST", victims=(ANA,), time=when("2025-02-01"))
    (spell,) = spells_of(told(entry("a", "2025-01-02"), claim("b", death)))
    assert [x.type for x in spell.exits] == ["died_in_custody"]


@pytest.mark.parametrize(
    "slots",
    [
        {"state": "rejected"},
        {"polarity": Polarity.DENIED},
        {"factuality": Factuality.POSSIBLE},
        {"factuality": Factuality.DEMANDED},
    ],
)
def test_what_is_not_said_to_have_happened_is_no_spell(slots: dict[str, Any]) -> None:
    assert spells_of(told(entry("a", "2025-01-02", **slots))) == ()


def test_an_entry_that_a_member_rejected_was_removed_after_verification() -> None:
    gone = entry("a", "2025-01-02", state="rejected")
    removed = Told(
        claim=gone, person="p1", name="Ana", row="1", removed=("2025-02-01", "Never held.")
    )
    (spell,) = spells_of([removed])
    (flow,) = [f for f in _january_to_march([spell]) if f.moves]
    assert flow.term == "removed_after_verification"
    assert flow.moves[0].why == "Never held."


def _january_to_march(spells: list[Any]) -> Any:
    return balance(spells, date(2025, 1, 10), date(2025, 3, 1)).flows


def test_only_what_a_register_holds_is_of_detention() -> None:
    assert is_of_detention(entry("a", ""))
    assert is_of_detention(status("b", "described"))
    assert not is_of_detention(status("c", "asylum"))
    assert not is_of_detention(entry("d", "", "INT.TORT"))


def test_the_order_of_claims_changes_nothing() -> None:
    claims = told(
        entry("a", "2025-01-05"), entry("d", "2025-05-01"), status("c", "release", "2025-02-01")
    )
    assert spells_of(claims) == spells_of(claims[::-1])


def procedure(id_: str, type_: str, day: str = "", **slots: Any) -> Claim:
    time = when(day) if day else None
    return claim(id_, ProcedureContent(type=type_, parties=(ANA,), time=time, **slots))


COURT = Mention(verbatim="Third Court", name="Third Court")


def test_a_detention_holds_court_charges_manner_and_the_times_nobody_saw_the_person() -> None:
    taken = ActContent(
        type="LIB.ARREST", victims=(ANA,), time=when("2025-01-02"), methods=("checkpoint",)
    )
    alone = ActContent(type="LIB.INC", victims=(ANA,), time=when("2025-01-02/2025-01-09"))
    (spell,) = spells_of(
        told(
            claim("a", taken),
            claim("b", alone),
            status("c", "described", "2025-01-02/..", traits=(("whereabouts", "unknown"),)),
            status("d", "described", traits=(("warrant", "not shown"), ("health", "asthma"))),
            procedure("e", "charge", "2025-01-05", forum=COURT, stage="incitement"),
            procedure("f", "hearing", "2025-02-01", forum=COURT),
            procedure("g", "conviction", "2025-03-01", stage="ten years"),
        )
    )
    assert (spell.entry, spell.manner, spell.claims[0]) == ("2025-01-02", ("checkpoint",), "a")
    assert [(s.kind, s.time) for s in spell.spans] == [
        ("incommunicado", "2025-01-02/2025-01-09"),
        ("whereabouts", "2025-01-02/.."),
    ]
    assert [(s.type, s.on, s.court, s.said) for s in spell.steps] == [
        ("charge", "2025-01-05", "Third Court", "incitement"),
        ("hearing", "2025-02-01", "Third Court", ""),
        ("conviction", "2025-03-01", "", "ten years"),
    ]
    assert (spell.traits, spell.notes) == ((("warrant", "not shown"),), (("health", "asthma"),))
    assert spell.trait_on("convicted", date(2025, 2, 28)) == "not convicted"
    assert spell.trait_on("convicted", date(2025, 3, 1)) == "convicted"
    assert spell.trait_on("whereabouts", date(2025, 2, 1)) == "unknown"
    words = {line.what: (line.coded, line.words) for line in lines_of(spell, date(2025, 2, 1))}
    assert words["charged"] == ("", "2025-01-05; Third Court; incitement")
    assert words["warrant"] == ("no warrant shown", "")
    assert words["lawyer"] == ("not asked", "")
    assert words["first before a judge"] == ("not told", "")
    assert words["without contact"] == ("", "2025-01-02 – 2025-01-09")


def test_a_time_without_a_word_that_is_over_leaves_the_place_known() -> None:
    (spell,) = spells_of(
        told(
            entry("a", "2025-01-02"),
            status("b", "described", "2025-01-02/2025-01-10", traits=(("whereabouts", "unknown"),)),
        )
    )
    assert spell.trait_on("whereabouts", date(2025, 1, 10)) == "unknown"
    assert spell.trait_on("whereabouts", date(2025, 1, 11)) == "known"
    (last,) = bulletin([spell], date(2025, 1, 11)).margins
    assert last.named() == {"place known": 1}


def test_to_be_held_without_contact_is_an_entry_only_where_no_other_is_told() -> None:
    alone = claim("b", ActContent(type="LIB.INC", victims=(ANA,), time=when("2025-06-01")))
    (spell,) = spells_of(told(alone))
    assert (spell.entry, spell.spans[0].time) == ("2025-06-01", "2025-06-01")
    (spell,) = spells_of(told(entry("a", "2025-01-02"), alone))
    assert (spell.entry, spell.claims) == ("2025-01-02", ("a", "b"))
