"""Names taken apart by their tradition; sound keys; what is no name."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hechos.errors import InputError
from hechos.lang.lexicon import load_toml
from hechos.linking.persons.names.split import NOTHING, Splitter
from hechos.linking.persons.names.tradition import DATA, TRADITIONS, counts, load_tradition


def splitter(name: str) -> Splitter:
    return Splitter(load_tradition(name))


def examples(table: str) -> list[tuple[str, Any]]:
    return [
        (name, row)
        for name in TRADITIONS
        for row in load_toml(DATA / f"{name}.toml").get(table, [])
    ]


@pytest.mark.parametrize(("tradition", "row"), examples("examples"))
def test_a_name_comes_apart_as_its_tradition_has_it(tradition: str, row: dict[str, Any]) -> None:
    found = splitter(tradition).split(row["name"])
    assert [p for p in found[:2] if p] == row["given"]
    assert [p for p in found[2:] if p] == row["surnames"]


@pytest.mark.parametrize(("tradition", "row"), examples("sound"))
def test_each_rule_of_sound_joins_its_examples(tradition: str, row: dict[str, Any]) -> None:
    one = splitter(tradition)
    for first, second in row["examples"]:
        a, b = one.fold(first), one.fold(second)
        assert one.sound(a) == one.sound(b)
        assert any(re.search(row["pattern"], word) for word in (a, b)) or tradition == "en"


@pytest.mark.parametrize(("tradition", "row"), examples("spelling"))
def test_each_rule_of_spelling_evens_out_its_examples(tradition: str, row: dict[str, Any]) -> None:
    one = splitter(tradition)
    for first, second in row["examples"]:
        assert first != second
        assert one.fold(first) == one.fold(second)


UNNAMED = load_toml(DATA / "unnamed.toml")


@pytest.mark.parametrize("name", UNNAMED["examples"])
def test_what_stands_for_a_missing_name_is_nobody(name: str) -> None:
    assert splitter("es").split(name) == NOTHING


@pytest.mark.parametrize("name", UNNAMED["named"])
def test_a_name_with_such_a_word_in_it_is_a_name(name: str) -> None:
    assert splitter("es").split(name) != NOTHING


def test_a_nickname_sounds_as_the_name_it_stands_for() -> None:
    one = splitter("es")
    assert one.given_sound("PEPE") == one.given_sound("JOSE")
    assert one.sound("PEPE") != one.sound("JOSE")


def test_an_initial_is_no_particle() -> None:
    assert splitter("es").split("Luis E. Quiroga")[:3] == ("LUIS", "E", "QUIROGA")


def test_arabic_script_and_latin_meet_in_the_skeleton() -> None:
    one = splitter("ar")
    here, there = one.split("سامي نبيل الحداد"), one.split("Sami Nabil al-Haddad")
    assert [one.sound(p) for p in here[:3]] == [one.sound(p) for p in there[:3]]


def test_an_unknown_tradition_is_refused_with_a_hint() -> None:
    with pytest.raises(InputError) as raised:
        load_tradition("xx")
    assert "es" in raised.value.hint


@pytest.mark.parametrize("file", ["given.es.csv", "surnames.es.csv"])
def test_tokens_of_the_names_data_are_folded(file: str) -> None:
    one = splitter("es")
    assert all(one.fold(row.token) == row.token for row in counts(file))


@given(st.text(max_size=40), st.sampled_from(TRADITIONS))
def test_any_text_comes_apart_without_a_fault(text: str, tradition: str) -> None:
    found = splitter(tradition).split(text)
    assert all(part is None or part for part in found)
    assert found == splitter(tradition).split(text)
