"""What does not fit in a register: each as a doubt with its rule, its person and its claims."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from tests.counting.registers.test_stock import REGISTERS

from hechos.counting.registers.checks import DISAPPEARANCE, check_register
from hechos.counting.registers.spells import Exit, Spell, Stay

AS_OF = date(2025, 6, 1)
QUIET = {"judge": "2025-01-11", "name": "Ana Prado", "person": "p1", "claims": ("c1",)}


def out(type_: str, on: str) -> Exit:
    return Exit(type=type_, on=on)


def found(*spells: Spell) -> list[tuple[str, str]]:
    return [(check.rule, check.type) for check in check_register(spells, as_of=AS_OF)]


def spell(entry: str = "2025-01-10", **slots: object) -> Spell:
    return Spell(entry=entry, **{**QUIET, **slots})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("slots", "rule", "type_"),
    [
        ({"exits": (out("release", "2025-01-09"),)}, "R-DET-2", "exit before entry"),
        ({"exits": (out("release", ""),)}, "R-DET-2", "no day of exit"),
        (
            {"exits": (out("died_in_custody", "2025-02-01"), out("release", "2025-02-03"))},
            "R-DET-2",
            "exit after death",
        ),
        (
            {
                "stays": (
                    Stay(place="Alta", since="2025-01-10", until="2025-02-10"),
                    Stay(place="Baja", since="2025-02-01"),
                    Stay(place="Cima", since="2025-01-20", until="2025-03-01"),
                )
            },
            "R-DET-2",
            "two places at once",
        ),
        ({"stays": (Stay(place="Alta", since="2025-01-02"),)}, "R-DET-2", "place before entry"),
        ({"judge": "2025-01-20"}, "R-DET-3", "no judge in time"),
        ({"judge": ""}, "R-DET-3", "no judge on file"),
        ({"judge": "2025-01-01"}, "R-DET-3", "judge before entry"),
        ({"traits": (("whereabouts", "denied"),)}, "R-DET-3", DISAPPEARANCE),
    ],
)
def test_what_does_not_fit_is_told_with_its_rule(
    slots: dict[str, object], rule: str, type_: str
) -> None:
    assert (rule, type_) in found(spell(**slots))


def test_a_spell_that_fits_raises_no_doubt() -> None:
    stays = (
        Stay(place="Alta", since="2025-01-10", until="2025-02-01"),
        Stay(place="Baja", since="2025-02-01"),
    )
    assert not found(spell(exits=(out("release", "2025-03-01"),), stays=stays))


def test_two_spells_of_one_person_at_once_are_told_and_in_turn_are_not() -> None:
    first = spell(exits=(out("release", "2025-02-01"),))
    second = spell("2025-03-01", judge="2025-03-02")
    assert not found(first, second)
    assert found(spell(), second) == [("R-DET-2", "overlapping spells")]


def test_a_search_without_answer_is_a_question_and_no_finding() -> None:
    (check,) = check_register([spell(traits=(("whereabouts", "denied"),))], as_of=AS_OF)
    assert check.sentence() == (
        "Ana Prado was searched for without an answer: look whether this may be an enforced "
        "disappearance. This is a question, not a finding."
    )
    assert check.claims == ("c1",)


@given(REGISTERS)
@settings(max_examples=40)
def test_the_order_of_spells_changes_nothing(register: list[Spell]) -> None:
    one = {check.text for check in check_register(register, as_of=AS_OF)}
    assert one == {check.text for check in check_register(register[::-1], as_of=AS_OF)}
