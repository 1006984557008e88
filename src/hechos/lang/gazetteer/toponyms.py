"""The names of places that ship with the tool: countries, cities, divisions, seas, demonyms."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from typing import Literal

from hechos.lang.folding import fold
from hechos.lang.lexicon import load_csv, load_toml
from hechos.records.base import LANGUAGES

_DATA = files("hechos.lang") / "data"


class PlaceLevel(StrEnum):
    COUNTRY = "country"
    REGION = "region"
    STATE = "state"
    MUNICIPALITY = "municipality"
    CITY = "city"
    PARISH = "parish"
    SECTOR = "sector"
    SITE = "site"
    SEA = "sea"


class PlaceWordKind(StrEnum):
    LOCATIVE = "locative"
    OPENER = "opener"
    STATE = "state"
    MUNICIPALITY = "municipality"
    PARISH = "parish"
    CITY = "city"
    SECTOR = "sector"
    SITE = "site"
    LINK = "link"
    COAST = "coast"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceEntry:
    """One place of the gazetteer. `parent` is the id of what it lies in; `also_in` what it is
    said to lie in as well (a metropolitan area); `path` False keeps it out of printed paths;
    `caution` "kind" is a name to take only beside a noun for its level or before what it lies in;
    `size` is 0 where the entry is chosen by hand, else from 1 (largest) to 4."""

    id: str
    level: PlaceLevel
    name: str
    name_es: str = ""
    name_pt: str = ""
    aliases: tuple[str, ...] = ()
    parent: str = ""
    also_in: tuple[str, ...] = ()
    iso: str = ""
    caution: Literal["", "name", "shared", "kind"] = ""
    path: bool = True
    source: str = ""
    note: str = ""
    size: int = 0

    def called(self, language: str) -> str:
        return {"es": self.name_es, "pt": self.name_pt}.get(language) or self.name

    @property
    def names(self) -> tuple[str, ...]:
        every = (self.name, self.name_es, self.name_pt, *self.aliases)
        return tuple(dict.fromkeys(name for name in every if name))


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    id: str
    name: str
    name_es: str
    name_pt: str
    aliases: tuple[str, ...] = ()
    demonyms_en: tuple[str, ...] = ()
    demonyms_es: tuple[str, ...] = ()
    demonyms_pt: tuple[str, ...] = ()
    caution: Literal["", "name", "shared"] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceWords:
    kind: PlaceWordKind
    words: tuple[str, ...]
    example: str


@functools.cache
def countries() -> tuple[Country, ...]:
    return load_csv(_DATA / "countries.csv", entry=Country)


@functools.cache
def world() -> tuple[PlaceEntry, ...]:
    """Return the places that need no pack: countries first, then by id."""
    nations = (
        PlaceEntry(
            id=country.id,
            level=PlaceLevel.COUNTRY,
            name=country.name,
            name_es=country.name_es,
            name_pt=country.name_pt,
            aliases=country.aliases,
            iso=country.id.upper(),
            caution=country.caution,
        )
        for country in countries()
    )
    return (*nations, *load_csv(_DATA / "places.csv", entry=PlaceEntry))


def demonym_country(word: str) -> str | None:
    """Return the ISO code of the country whose people the word names ("venezolana" → "VE")."""
    return demonyms().get(fold(word))


@functools.cache
def demonyms() -> dict[str, str]:
    """Return the ISO codes by folded word for a country's people."""
    return {fold(word): code for word, code in reversed(tuple(_all_demonyms()))}


def _all_demonyms() -> Iterator[tuple[str, str]]:
    for country in countries():
        for words in (country.demonyms_en, country.demonyms_es, country.demonyms_pt):
            yield from ((word, country.id.upper()) for word in words)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The folded words that may stand beside a place name, of one language."""

    locative: frozenset[str]
    opener: frozenset[str]
    link: frozenset[str]
    coast: frozenset[str]
    level: dict[str, PlaceLevel]
    level_after: dict[str, PlaceLevel]


@functools.cache
def surroundings(language: str) -> Surroundings:
    """Return the words; of all languages where we lack this one."""
    known: Iterable[str] = (language,) if language in LANGUAGES else LANGUAGES
    words: dict[PlaceWordKind, set[str]] = {kind: set() for kind in PlaceWordKind}
    for one in known:
        for entry in load_toml(_DATA / f"places.{one}.toml", entry=PlaceWords):
            words[entry.kind].update(fold(word) for word in entry.words)
    levels = (kind for kind in reversed(PlaceWordKind) if kind.value in set(PlaceLevel))
    level = {word: PlaceLevel(kind.value) for kind in levels for word in sorted(words[kind])}
    return Surroundings(
        locative=frozenset(words[PlaceWordKind.LOCATIVE]),
        opener=frozenset(words[PlaceWordKind.OPENER]),
        link=frozenset(words[PlaceWordKind.LINK]),
        coast=frozenset(words[PlaceWordKind.COAST]),
        level=level,
        level_after=level if language == "en" else {},  # English alone says "Miranda state"
    )
