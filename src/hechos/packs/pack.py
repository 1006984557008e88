"""Load a pack: its organisations and its places, checked, with the hash of its files."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from types import MappingProxyType

from hechos.errors import LexiconError, NotFoundError
from hechos.lang.gazetteer.toponyms import PlaceEntry, world
from hechos.lang.lexicon import load_csv, load_toml, ruleset
from hechos.lang.names import fold
from hechos.records import RuleSet

_PACKS = files("hechos.packs")
_BODIES = files("hechos.lang") / "data" / "bodies.toml"
_ARTICLES = ("the ", "el ", "la ", "los ", "las ", "o ", "a ", "os ", "as ")


class OrganisationKind(StrEnum):
    ARMED_FORCE = "armed_force"
    POLICE = "police"
    INTELLIGENCE = "intelligence"
    PRISON = "prison"
    PROSECUTOR = "prosecutor"
    COURT = "court"
    ELECTORAL = "electoral"
    LEGISLATURE = "legislature"
    OMBUDS = "ombuds"
    EXECUTIVE = "executive"
    PARTY = "party"
    ARMED_GROUP = "armed_group"
    PRO_GOVERNMENT_GROUP = "pro_government_group"
    OPPOSITION_GROUP = "opposition_group"
    GANG = "gang"
    FOREIGN_FORCE = "foreign_force"
    COMPANY = "company"
    NGO = "ngo"
    MEDIA = "media"
    IGO = "igo"
    RELIGIOUS = "religious"
    UNION = "union"


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What an organisation is called in each language; empty where it is not known there."""

    es: str = ""
    en: str = ""
    pt: str = ""

    def all(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for name in (self.en, self.es, self.pt) if name))


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """One body. Nothing here says what it did: roles come from claims alone.

    `parent` and `successor` are ids; `valid_from` and `valid_to` EDTF; `is_agency` marks a
    news agency, whose copy others print; `sources` say where the entry comes from."""

    id: str
    names: Names
    kind: OrganisationKind
    acronyms: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    parent: str = ""
    valid_from: str = ""
    valid_to: str = ""
    successor: str = ""
    jurisdiction: str = ""
    is_agency: bool = False
    sources: tuple[str, ...] = ()
    note: str = ""

    def called(self, language: str) -> str:
        """Return its name in the language, else the first it has."""
        named = {"es": self.names.es, "en": self.names.en, "pt": self.names.pt}
        return named.get(language) or self.names.all()[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """A context pack as loaded; `hash` is over the bytes of its files."""

    name: str
    organisations: tuple[Organisation, ...]
    places: tuple[PlaceEntry, ...] = ()
    rulesets: tuple[RuleSet, ...] = ()
    country: str = ""
    _by_name: Mapping[str, Organisation] = field(
        default_factory=lambda: MappingProxyType({}), repr=False, compare=False
    )

    @property
    def hash(self) -> str:
        return self.rulesets[0].hash

    def organisation_of(self, name: str) -> Organisation | None:
        """Return the body of a name, acronym or alias in any language, accents and case aside.

        Acronyms are matched in capitals only. None where no body, or more than one, has the name.
        """
        text = " ".join(name.split())
        short = text.rpartition(" ")[2] if _key(text) != fold(text) else text
        found = self._by_name.get(_key(text)) or self._by_name.get(f"={short.replace('.', '')}")
        if found is None and text.endswith(")") and " (" in text:
            long, _, acronym = text[:-1].rpartition(" (")
            found = self.organisation_of(long) or self.organisation_of(acronym)
        return found

    def organisation(self, organisation_id: str) -> Organisation | None:
        return self._by_name.get(f"#{organisation_id}")


def available() -> tuple[str, ...]:
    """Return the names of the packs that ship, sorted; the template is not one."""
    found = (item.name for item in _PACKS.iterdir() if (item / "organisations.toml").is_file())
    return tuple(sorted(name for name in found if name != "template"))


@functools.cache
def load(name: str) -> Pack:
    """Return the pack of that name, or of the folder whose path `name` is.

    Raises NotFoundError where there is none and LexiconError where an entry is wrong.
    """
    folder: Traversable | Path = Path(name) if "/" in name else _PACKS / name
    if not name or name.startswith(".") or not (folder / "organisations.toml").is_file():
        raise NotFoundError(
            f"There is no context pack called {name!r}.",
            hint=f"Packs: {', '.join(available())}; or give the path of a folder of your own.",
        )
    bodies, places = folder / "organisations.toml", folder / "places.csv"
    rules = ruleset("packs", folder.name, bodies, places)
    return _made(
        folder.name,
        load_toml(bodies, entry=Organisation),
        places=load_csv(places, entry=PlaceEntry),
        rules=rules,
    )


@functools.cache
def generic() -> Pack:
    """Return the bodies of the world that every case knows: UN organs, courts, agencies, NGOs."""
    organisations = load_toml(_BODIES, entry=Organisation)
    return _made("generic", organisations, places=(), rules=ruleset("packs", "generic", _BODIES))


def _made(
    name: str,
    organisations: tuple[Organisation, ...],
    *,
    places: tuple[PlaceEntry, ...],
    rules: RuleSet,
) -> Pack:
    _check_bodies(name, organisations)
    _check_places(name, places)

    return Pack(
        name=name,
        organisations=organisations,
        places=places,
        rulesets=(rules,),
        country=places[0].id.partition(":")[0].upper() if places else "",
        _by_name=MappingProxyType(_index(organisations)),
    )


def _check_bodies(pack: str, organisations: Iterable[Organisation]) -> None:
    ids = {organisation.id for organisation in organisations}
    for one in organisations:
        if not one.names.all():
            raise LexiconError(f"In the pack {pack}, {one.id} has no name in any language.")
        for what, other in (("parent", one.parent), ("successor", one.successor)):
            if other and other not in ids:
                raise LexiconError(f"In the pack {pack}, {one.id}: {what} {other} is no entry.")


def _check_places(pack: str, places: Iterable[PlaceEntry]) -> None:
    ids = {place.id for place in places} | {place.id for place in world()}
    for place in places:
        for other in (place.parent, *place.also_in):
            if other and other not in ids:
                raise LexiconError(f"In the pack {pack}, {place.id}: {other} is no place.")


def _key(name: str) -> str:
    folded = fold(name)
    for article in _ARTICLES:
        if folded.startswith(article):
            return folded[len(article) :]
    return folded


def _index(organisations: Iterable[Organisation]) -> dict[str, Organisation]:
    """Index by "#id", by folded name and by "=ACRONYM"; a name of two bodies leads to none."""
    index: dict[str, Organisation] = {}
    shared: set[str] = set()
    for one in organisations:
        index[f"#{one.id}"] = one
        keys = [_key(name) for name in (*one.names.all(), *one.aliases)]
        keys += [f"={acronym.replace('.', '')}" for acronym in one.acronyms]
        for key in dict.fromkeys(keys):
            if key in index:
                shared.add(key)
            index[key] = one
    return {key: one for key, one in index.items() if key not in shared}
