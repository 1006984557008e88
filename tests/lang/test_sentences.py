from __future__ import annotations

from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hechos.lang.lexicon import load_toml
from hechos.lang.sentences import Abbreviation, split_sentences
from hechos.records.base import LANGUAGES


def pieces(text: str, language: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text, language=language)]


# In each case "|" stands where a sentence ends and the next begins.
CASES = {
    "en": [
        "The patrol left.| Nobody followed.",
        "Mr. Reed met Mrs. Soto and Dr. Vale.| They left.",
        "Lt. Col. Reed spoke to Gen. Vale.| He left.",
        "St. Ives is far.",
        "The U.S. Army left.| It came back.",
        "They flew to the U.S.| The rest stayed.",
        "It began at 5 p.m. on the coast.| It ended at 7 p.m.| The guards left.",
        "J. R. Reed and A. Vale spoke.",
        "It rose by 3.5 points.| Then it fell.",
        "He waited... and waited.| It ended…| Nobody came.",
        "“It is over.”| He left.",
        "“Is it over?” she asked.| He said no.",
        "“It is over,” she said.| “We leave.”",
        "See No. 5 and art. 7.| The rest is void.",
        "The men left.|The women stayed.",
        "The men left.”|The women stayed.",
        "One line|\nAnother line|\n\nA third",
        "Who was it?!| Nobody knows.",
        "(They left.)| We stayed.",
        "1. The first point.|\n2. The second point.",
        "The file example.com/a.html is gone.",
        "Mill Inc. Workers met.",
        "They met on Jan. 5.| It rained.",
    ],
    "es": [
        "La patrulla salió.| Nadie la siguió.",
        "El Sr. Soto vio a la Sra. Vela y al Dr. Ríos.| Se fueron.",
        "El cel. Soto y el Gral. Vela hablaron.| Nadie oyó.",
        "La Av. Sucre está cerrada.| Hay otra vía.",
        "Viajó a EE. UU. con dos hijos.",
        "Viajó a EE. UU.| Los demás se quedaron.",
        "La O.N.G. Casa Abierta lo dijo.",
        "La S.S.P. Estatal lo negó.",
        "Según el art. 5 y la pág. 12 del núm. 3, es nulo.",
        "Dijo que no.| Luego se fue.",
        "¿Quién fue?| ¡Nadie!| ¿Y tú?",
        "Subió 3,5 puntos y 2.400 casos.| Bajó después.",
        "«Se acabó».| Nadie respondió.",
        "“¿Se acabó?”, preguntó.| No hubo respuesta.",
        "Esperó… y esperó.| Se fue…| Nadie vino.",
        "A las 5 p. m. del lunes salió.| A las 7 p.m.| El resto siguió.",
        "Un párrafo|\r\nOtro párrafo",
        "Salieron ellos.|Entraron ellas.",
    ],
    "pt": [
        "A patrulha saiu.| Ninguém a seguiu.",
        "O Sr. Souto viu a Sra. Vale e o Dr. Rios.| Saíram.",
        "O cel. Souto e o Ten. Vale falaram.| Ninguém ouviu.",
        "A Av. Brasil está fechada.| Há outra via.",
        "Conforme o art. 5 e a pág. 12 do proc. nº 3, é nulo.",
        "Quem foi?| Ninguém!| E você?",
        "Subiu 3,5 pontos e 2.400 casos.| Caiu depois.",
        "“Acabou.”| Ninguém respondeu.",
        "“Acabou?” perguntou.| Não houve resposta.",
        "Esperou… e esperou.| Saiu…| Ninguém veio.",
        "A O.N.U. Brasil confirmou.",
        "Um parágrafo|\nOutro parágrafo",
        "A sede em D.F. Norte fechou.",
    ],
}


@pytest.mark.parametrize(
    ("language", "marked"), [(lang, case) for lang, cases in CASES.items() for case in cases]
)
def test_sentences_end_where_a_reader_ends_them(language: str, marked: str) -> None:
    want = [piece.strip() for piece in marked.split("|")]
    assert pieces(marked.replace("|", ""), language) == want


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_abbreviation_holds_in_its_example(language: str) -> None:
    path = files("hechos.lang") / "data" / f"abbreviations.{language}.toml"
    for entry in load_toml(path, entry=Abbreviation):
        assert entry.form in entry.example
        assert pieces(entry.example, language) == [entry.example], entry.form


TEXTS = st.text(
    st.one_of(st.sampled_from(' .!?…"”“»«\n\r\t()¿¡-123abAB\u00a0\u2028\u200b'), st.characters())
)


@given(text=TEXTS, language=st.sampled_from([*LANGUAGES, "xx", ""]))
def test_spans_are_trimmed_in_order_and_leave_only_blanks_out(text: str, language: str) -> None:
    last = 0
    for start, end in split_sentences(text, language=language):
        assert start < end
        assert text[last:start].strip() == ""
        assert text[start:end] == text[start:end].strip()
        last = end
    assert text[last:].strip() == ""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("unit", ["word, ", "word ", "word", "a. "])
def test_a_run_without_an_end_is_cut_between_words(unit: str, language: str) -> None:
    text = unit * 3000
    spans = split_sentences(text, language=language)
    assert max(end - start for start, end in spans) <= 2_000
    assert "".join(text[start:end] for start, end in spans).replace(" ", "") == text.replace(
        " ", ""
    )
    if unit != "word":
        assert all(text[end : end + 1].isspace() for _, end in spans[:-1])
