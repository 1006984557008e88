from __future__ import annotations

import csv
from collections import Counter
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hechos import packs
from hechos.lang.gazetteer.atlas import atlas
from hechos.lang.gazetteer.toponyms import PlaceWords, countries, world
from hechos.lang.lexicon import load_toml
from hechos.lang.places import (
    Gazetteer,
    PlaceSpan,
    demonym_country,
    unknown_place_after_preposition,
)
from hechos.records.base import LANGUAGES

WORLD = Gazetteer.load()
PACK = Gazetteer.load(pack=packs.load("ve"))


CASES = [
    (language, *row)
    for language in LANGUAGES
    for row in csv.reader(
        line
        for line in (Path(__file__).parent / f"data/places.{language}.csv")
        .read_text("utf-8")
        .splitlines()[2:]
    )
]


@pytest.mark.parametrize(("language", "text", "country", "want"), CASES)
def test_places_of_the_table(language: str, text: str, country: str, want: str) -> None:
    """A document's country VE brings the pack of Venezuela with it."""
    gazetteer = PACK if country == "VE" else WORLD
    known = gazetteer.find(text, language=language, country=country or None)
    others = unknown_place_after_preposition(text, language=language, known=known)
    found = [span.place for span in sorted((*known, *others), key=lambda span: span.start)]
    level = " @" in want
    printed = [f"{one.path} @{one.level}" if level else one.path for one in found]
    assert "; ".join(printed) == want.removesuffix("none")


def test_the_tables_are_long_enough() -> None:
    counts = Counter(language for language, *_ in CASES)
    assert all(counts[language] >= 150 for language in LANGUAGES)


def test_the_atlas_knows_its_own_ids() -> None:
    for word in ("apartado", "aleppo", "guadalupe", "sao"):
        for _, entry in atlas().named(word):
            found = atlas().entry(entry.id)
            assert found is not None
            assert found.id == entry.id
    assert atlas().entry("xx:city:nowhere") is None


def paths(spans: tuple[PlaceSpan, ...]) -> list[str]:
    return [span.place.path for span in spans]


@pytest.mark.parametrize(
    ("language", "text", "want"),
    [
        ("en", "They flew from Spain to Brazil.", ["Spain", "Brazil"]),
        ("es", "Volaron de España a Brasil.", ["España", "Brasil"]),
        ("pt", "Voaram da Espanha ao Brasil.", ["Espanha", "Brasil"]),
        ("en", "They met in Bogota.", ["Bogotá, Colombia"]),
        ("es", "Se reunieron en Ginebra.", ["Ginebra, Suiza"]),
        ("pt", "Reuniram-se em Genebra.", ["Genebra, Suíça"]),
        (
            "en",
            "The U.S. and the US and the United Kingdom",
            ["United States"] * 2 + ["United Kingdom"],
        ),
        ("es", "Viajó a EE. UU. y a EEUU", ["Estados Unidos"] * 2),
        ("en", "Tell us what US law says.", ["United States"]),
        ("en", "a Caracas-based group and a pro-Venezuela march", []),
        ("en", "The Washington Times wrote it.", []),
        ("en", "Jordan Reed left Jordan Street.", []),
        ("en", "He lives in Jordan.", ["Jordan"]),
        ("en", "The Rowing Berlin club met.", []),
        ("en", "In northern Lagos and Greater Lagos.", ["Lagos, Nigeria"] * 2),
        ("en", "Santos spoke and Mariana listened.", []),
        ("pt", "O navio partiu em Santos.", ["Santos, São Paulo, Brasil"]),
        ("en", "clashes in Sucre, Bolivia", ["Sucre, Chuquisaca, Bolivia", "Bolivia"]),
        ("es", "en Córdoba, España", ["Córdoba, Andalucía, España", "España"]),
        ("en", "in Georgia, where Tbilisi lies", ["Georgia", "Tbilisi, Georgia"]),
        ("en", "in Oaxaca\u00a0and Puerto\u00a0Rico", ["Oaxaca, Mexico", "Puerto Rico"]),
        ("en", "Venezuelans and Brazilian officers", []),
        ("en", "boats in the Caribbean Sea", ["Caribbean Sea"]),
        ("en", "a boat off the coast of Chile", ["off the coast of Chile"]),
        ("es", "un bote frente a las costas de Chile", ["frente a las costas de Chile"]),
        ("pt", "um barco na costa do Chile", ["na costa do Chile"]),
        ("en", "CLASHES IN CHILE", ["Chile"]),
    ],
)
def test_places_of_the_world_need_no_pack(language: str, text: str, want: list[str]) -> None:
    assert paths(WORLD.find(text, language=language)) == want


@pytest.mark.parametrize(
    ("language", "text", "country", "want"),
    [
        (
            "en",
            "in San Pedro de Los Altos, in the Caracas region",
            None,
            "ve:city:miranda/san-pedro-de-los-altos",
        ),
        ("en", "in the La Vega area of Caracas", None, "ve:parish:caracas/la-vega"),
        ("en", "in La Vega, in the Dominican Republic", None, "do:city:la-vega"),
        ("en", "in La Vega", "DO", "do:city:la-vega"),
        ("en", "in La Vega", "VE", "ve:parish:caracas/la-vega"),
        ("es", "en el estado Sucre", None, "ve:state:sucre"),
        ("en", "in Sucre state", None, "ve:state:sucre"),
        ("es", "en el municipio Sucre del estado Miranda", None, "ve:municipality:miranda/sucre"),
        ("es", "en la parroquia Sucre de Caracas", None, "ve:parish:caracas/sucre"),
        (
            "es",
            "en el municipio Libertador de Caracas",
            None,
            "ve:municipality:distrito-capital/libertador",
        ),
        ("es", "en Sucre, Bolivia", "VE", "bo:city:sucre"),
        ("es", "en Valencia, Carabobo", None, "ve:city:valencia"),
        ("es", "en Valencia, España", "VE", "es:city:valencia"),
        ("es", "en el estado Bolívar", None, "ve:state:bolivar"),
        ("es", "en Petare", None, "ve:city:miranda/petare"),
        ("es", "en el 23 de Enero", None, "ve:parish:caracas/23-de-enero"),
        ("es", "en la Cota 905", None, "ve:sector:el-paraiso/cota-905"),
        ("en", "held in El Helicoide", None, "ve:site:helicoide"),
        ("es", "en El Junquito", None, "ve:parish:caracas/el-junquito"),
        ("en", "in Vargas state", None, "ve:state:la-guaira"),
    ],
)
def test_homonyms_are_told_apart_by_what_stands_around(
    language: str, text: str, country: str | None, want: str
) -> None:
    found = PACK.find(text, language=language, country=country)
    assert found[0].place.place_id == want


def test_other_places_of_the_name_stay_as_candidates() -> None:
    (span,) = PACK.find("en La Vega", language="es", country="VE")
    assert "do:city:la-vega" in span.place.candidates
    assert span.place.place_id not in span.place.candidates


def test_a_shared_name_that_nothing_supports_gets_no_id() -> None:
    (span,) = WORLD.find("They met in La Vega.", language="en")
    assert (span.place.place_id, span.place.path) == (None, "La Vega")
    assert "do:city:la-vega" in span.place.candidates


def test_the_path_leads_up_and_skips_what_it_repeats() -> None:
    assert (
        paths(PACK.find("in La Vega, Caracas", language="en"))[0] == "La Vega, Caracas, Venezuela"
    )
    assert paths(PACK.find("em Maracaibo", language="pt")) == ["Maracaibo, Zulia, Venezuela"]


def test_without_the_pack_its_small_places_are_unknown() -> None:
    assert WORLD.find("en El Junquito", language="es") == ()


@pytest.mark.parametrize(
    ("language", "text", "want"),
    [
        ("en", "in the village of Salt Ford", [("Salt Ford", "city")]),
        ("en", "near Salt Ford and Mill", [("Salt Ford", "unknown")]),
        ("en", "in Mill Row, Caracas", [("Mill Row, Caracas, Venezuela", "unknown")]),
        (
            "en",
            "in the Mill Row neighbourhood in Bogotá",
            [("Mill Row, Bogotá, Colombia", "sector")],
        ),
        (
            "es",
            "en el barrio Los Pozos de Maracaibo",
            [("Los Pozos, Maracaibo, Zulia, Venezuela", "sector")],
        ),
        ("es", "en El Vado", [("El Vado", "unknown")]),
        ("es", "en la vereda Vado Sal", [("Vado Sal", "sector")]),
        (
            "pt",
            "na favela do Riacho, no Rio de Janeiro",
            [("Riacho, Rio de Janeiro, Brasil", "sector")],
        ),
        ("pt", "na Cidade Nova do Sal", [("Cidade Nova do Sal", "city")]),
        ("en", "in January and on Monday in the Water Court", []),
        ("en", "faith in Alice Reed", []),
        ("en", "in Caracas", []),
    ],
)
def test_unknown_places_are_kept_as_text(
    language: str, text: str, want: list[tuple[str, str]]
) -> None:
    known = PACK.find(text, language=language)
    found = unknown_place_after_preposition(text, language=language, known=known)
    assert [(span.place.path, span.place.level) for span in found] == want
    assert all(span.place.place_id is None for span in found)


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("Venezuelan", "VE"),
        ("venezolanas", "VE"),
        ("VENEZUELANOS", "VE"),
        ("estadounidense", "US"),
        ("alemães", "DE"),
        ("Spanish", "ES"),
        ("españolas", "ES"),
        ("Venezuela", None),
        ("", None),
    ],
)
def test_words_for_a_people_name_the_country(word: str, code: str | None) -> None:
    assert demonym_country(word) == code


def test_the_country_most_spoken_of() -> None:
    text = "Chilean officers left Chile, and then Arica in Chile, for Peru."
    assert WORLD.country_of(text) == "CL"
    assert WORLD.country_of(WORLD.find(text, language="en")) == "CL"
    assert WORLD.country_of("Nobody went anywhere.") is None
    assert WORLD.country_of(()) is None


def place(text: str, language: str = "es") -> PlaceSpan:
    return PACK.find(text, language=language)[0]


def test_one_place_lies_in_another() -> None:
    vega, caracas, nation = (place(f"en {n}").place for n in ("La Vega", "Caracas", "Venezuela"))
    assert PACK.within(vega, caracas)
    assert PACK.within(vega, nation)
    assert PACK.within(caracas, caracas)
    assert not PACK.within(caracas, vega)
    assert PACK.within(place("en Chacao").place, caracas)


def test_places_that_may_be_one() -> None:
    vega, petare, chile = (place(f"en {name}").place for name in ("La Vega", "Petare", "Chile"))
    coast = place("frente a las costas de Venezuela").place
    text = "in Salt Ford"
    (unknown,) = unknown_place_after_preposition(text, language="en")
    assert PACK.compatible(vega, place("en Venezuela").place)
    assert not PACK.compatible(vega, petare)
    assert not PACK.compatible(vega, chile)
    assert PACK.compatible(unknown.place, vega)
    assert PACK.compatible(coast, place("en el Mar Caribe").place)


def test_ids_and_parents_are_sound() -> None:
    ids = {entry.id for entry in world()}
    assert len(ids) == len(world())
    parents = {entry.parent for entry in world() if entry.parent}
    assert all(one in ids or atlas().entry(one) for one in parents)
    assert len(countries()) > 195


@given(
    text=st.text() | st.text("abcASÑñ .,'-\n\u00a0") | st.sampled_from(["La Vega", "U.S."]),
    language=st.sampled_from(["en", "es", "pt", "xx"]),
)
def test_place_spans_are_verbatim_and_in_order(text: str, language: str) -> None:
    known = PACK.find(text, language=language)
    last = 0
    for span in known:
        assert last <= span.start < span.end
        assert text[span.start : span.end] == span.place.verbatim
        assert (span.place.start, span.place.end) == (span.start, span.end)
        last = span.end
    for span in unknown_place_after_preposition(text, language=language, known=known):
        assert text[span.start : span.end] == span.place.verbatim


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_around_places_hold_in_their_examples(language: str) -> None:
    path = files("hechos.lang") / "data" / f"places.{language}.toml"
    for words in load_toml(path, entry=PlaceWords):
        assert any(word in words.example.lower() for word in words.words), words.kind
        assert list(words.words) == sorted(set(words.words)), words.kind
