from __future__ import annotations

from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hechos.lang.lexicon import load_toml
from hechos.lang.names import (
    Title,
    Words,
    find_names,
    fold,
    fold_same_length,
    same_name,
    strip_titles,
)
from hechos.records import PartyKind
from hechos.records.base import LANGUAGES

PERSON, BODY = PartyKind.PERSON, PartyKind.ORGANISATION


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("VALIÑAS", "valinas"),
        ("Núñez–Ávila", "nunez-avila"),
        ("“La  Nación”\u00a0dijo", '"la nacion" dijo'),
        ("e\u0301xito", "exito"),
        ("Straße", "strasse"),
        ("soft\u00adhyphen", "softhyphen"),
        ("\tO’Neil ", "o'neil"),
    ],
)
def test_folding_takes_case_accents_and_typography_away(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_the_same_length_fold_keeps_every_offset(text: str) -> None:
    folded = fold_same_length(text)
    assert len(folded) == len(text)
    assert [fold_same_length(char) for char in text] == list(folded)


@pytest.mark.parametrize(
    ("text", "name", "title"),
    [
        ("Mr. Soto", "Soto", "Mr."),
        ("Gen Ana Soto", "Ana Soto", "Gen"),
        ("Prime Minister Ana Soto", "Ana Soto", "Prime Minister"),
        ("Norwegian Prime Minister Ana Soto", "Ana Soto", "Norwegian Prime Minister"),
        ("UN Secretary-General Ana Soto", "Ana Soto", "UN Secretary-General"),
        ("dictator Ana Soto", "Ana Soto", "dictator"),
        ("la ministra Ana Soto", "Ana Soto", "la ministra"),
        ("Fiscal General Ana Soto", "Ana Soto", "Fiscal General"),
        ("Alta Comissária Ana Souto", "Ana Souto", "Alta Comissária"),
        ("Tte. Cnel. Ana Soto", "Ana Soto", "Tte. Cnel."),
        ("Ana Soto", "Ana Soto", None),
        ("President", "President", None),
        ("", "", None),
    ],
)
def test_titles_come_off(text: str, name: str, title: str | None) -> None:
    assert strip_titles(text) == (name, title)


@pytest.mark.parametrize(
    ("a", "b", "says"),
    [
        ("Ana Soto", "Ana Soto", "written the same"),
        ("Souza Peña", "Souza Pena", "an accent"),
        ("ANA SOTO", "Ana Soto", "capital letters"),
        ("Vela-Ríos", "Vela–Ríos", "accent|punctuation"),
        ("Mr. Soto", "Ana Soto", "surname"),
        ("Soto", "Ana Soto Vela", "surname"),
        ("Vela", "Ana Soto Vela", "surname"),
        ("Soto Vela, Ana", "Ana Soto Vela", "differ only"),
        ("Ana Soto", "Ana Soto Vela", "leaves out"),
        ("Ana Vela", "Ana Soto Vela", "leaves out"),
        ("A. Soto", "Ana Soto", "initials"),
        ("Vela-Ríos", "Ana Vela Ríos", "surname|leaves out"),
        ("Gen. Ana Soto", "la ministra Ana Soto", "title"),
        ("NCW", "National Council of Water", "initials"),
        ("NCW", "National Council of Water (NCW)", "acronym"),
        ("N.C.W.", "National Council of Water (NCW)", "acronym"),
        ("IACW", "Inter-American Commission on Water", "initials"),
        ("National Council of Water", "National Council of Water (NCW)", "written the same"),
        ("the Inter-American Commission", "Inter-American Commission on Water", "begins"),
        ("Consejo Nacional", "Consejo Nacional del Agua", "begins"),
    ],
)
def test_one_name_may_be_written_in_two_ways(a: str, b: str, says: str) -> None:
    forward, backward = same_name(a, b), same_name(b, a)
    assert forward is not None
    assert any(part in forward for part in says.split("|")), forward
    assert backward is not None


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Ana Soto", "Luis Soto"),
        ("Ana", "Ana Soto"),
        ("Ana Soto", "Ana Vela"),
        ("Water Court", "Water Traffic Court"),
        ("Ministry of Water", "Ministry of Roads"),
        ("Commission on Water", "Inter-American Commission on Water"),
        ("NCR", "National Council of Water"),
        ("", "Ana Soto"),
        ("...", "Ana Soto"),
    ],
)
def test_two_names_stay_two(a: str, b: str) -> None:
    assert same_name(a, b) is None
    assert same_name(b, a) is None


@given(st.text(max_size=40), st.text(max_size=40))
def test_comparing_is_symmetric_and_never_fails(a: str, b: str) -> None:
    assert (same_name(a, b) is None) == (same_name(b, a) is None)


@pytest.mark.parametrize(
    ("language", "text", "want"),
    [
        ("en", "On Monday Ana Soto met Luis Vela.", [("Ana Soto", PERSON), ("Luis Vela", PERSON)]),
        ("en", "Norwegian Minister Ana Soto spoke.", [("Ana Soto", PERSON)]),
        ("en", "Police said the Water Council (WC) met.", [("Water Council", BODY)]),
        (
            "en",
            "She left the Council for Peace and Justice.",
            [("Council for Peace and Justice", BODY)],
        ),
        (
            "en",
            "The Water Court and Road Council met.",
            [("Water Court", BODY), ("Road Council", BODY)],
        ),
        (
            "en",
            "They blame Reed and Vale.",
            [("Reed", PartyKind.UNKNOWN), ("Vale", PartyKind.UNKNOWN)],
        ),
        ("en", "He saw Mr. Reed’s car.", [("Reed", PERSON)]),
        ("en", "Then the NCW acted.", [("NCW", BODY)]),
        ("en", "Families wept. Nobody spoke.", []),
        ("en", "It was Ana Reed. Reed left.", [("Ana Reed", PERSON), ("Reed", PartyKind.UNKNOWN)]),
        (
            "es",
            "Los agentes vieron a Ana Soto y a la Junta de Agua.",
            [("Ana Soto", PERSON), ("Junta de Agua", BODY)],
        ),
        ("es", "Habló el coronel Luis de la Vela.", [("Luis de la Vela", PERSON)]),
        ("es", "El Ministerio de Agua y Vías lo negó.", [("Ministerio de Agua y Vías", BODY)]),
        (
            "pt",
            "Segundo Ana Souto, a Polícia do Vale saiu.",
            [("Ana Souto", PERSON), ("Polícia do Vale", BODY)],
        ),
        (
            "es",
            "Viven en La Vela y en Santo Domingo.",
            [("La Vela", PartyKind.UNKNOWN), ("Santo Domingo", PartyKind.UNKNOWN)],
        ),
        ("es", "El lunes volvió. Los Pinos ardió.", [("Pinos", PartyKind.UNKNOWN)]),
        ("pt", "O 3º Batalhão Norte chegou.", [("Batalhão Norte", PartyKind.UNIT)]),
    ],
)
def test_names_are_found_with_a_guess_of_their_kind(
    language: str, text: str, want: list[tuple[str, PartyKind]]
) -> None:
    found = find_names(text, language=language)
    assert [(name.verbatim, name.kind) for name in found] == want


def test_the_acronym_in_parentheses_belongs_to_the_name() -> None:
    (name,) = find_names("He cited the National Water Council (NWC) twice.", language="en")
    assert (name.verbatim, name.acronym) == ("National Water Council", "NWC")


def test_a_body_before_a_title_is_kept_with_the_title() -> None:
    (name,) = find_names("He saw National Guard General Ana Soto.", language="en")
    assert (name.verbatim, name.title) == ("Ana Soto", "National Guard General")


@given(
    text=st.text() | st.text("AaBbÉé .'’-()\n\u00a0Mr"),
    language=st.sampled_from(["en", "es", "pt", "xx"]),
)
def test_name_spans_are_verbatim_and_in_order(text: str, language: str) -> None:
    last = 0
    for name in find_names(text, language=language):
        assert last <= name.start < name.end
        assert text[name.start : name.end] == name.verbatim
        last = name.end


@pytest.mark.parametrize("language", LANGUAGES)
def test_entries_hold_in_their_examples(language: str) -> None:
    data = files("hechos.lang") / "data"
    for title in load_toml(data / f"titles.{language}.toml", entry=Title):
        named = [name.verbatim for name in find_names(title.example, language=language)]
        assert named in (["Ana Soto"], ["Ana Souto"]), title.form
    for words in load_toml(data / f"names.{language}.toml", entry=Words, unique="kind"):
        assert any(word in words.example for word in words.words), words.kind
        assert list(words.words) == sorted(set(words.words)), words.kind
