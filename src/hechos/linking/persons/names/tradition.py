"""How one tradition writes the names of persons, as loaded from its data file."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Literal

from hechos.errors import InputError
from hechos.lang.lexicon import load_csv, load_toml

DATA = files("hechos.linking") / "data" / "names"
TRADITIONS = ("ar", "en", "es", "pt")


@dataclass(frozen=True, slots=True)
class NameCount:
    """A token and how many of a million bearers have it."""

    token: str
    per_million: int


@dataclass(frozen=True, slots=True)
class Nickname:
    nick: str
    canonical: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tradition:
    """Keys are those of the data file; `given` are tokens that are rather given names."""

    name: str
    main: Literal["first", "last"]
    surnames: int
    particles: Literal["glue", "drop"]
    particle_words: frozenset[str]
    hyphen: Literal["space", "join"]
    suffixes: frozenset[str]
    given: frozenset[str]
    nicknames: dict[str, str]
    spelling: tuple[tuple[re.Pattern[str], str], ...]
    sound: tuple[tuple[re.Pattern[str], str], ...]
    fathers: bool = False


@functools.cache
def load_tradition(name: str) -> Tradition:
    """Return the tradition of that name ("es", "pt", "en", "ar")."""
    if name not in TRADITIONS:
        raise InputError(
            f"There is no tradition of names “{name}”.", hint=f"Use one of {', '.join(TRADITIONS)}."
        )
    plain = load_toml(DATA / f"{name}.toml")
    return Tradition(
        name=name,
        main=plain["main"],
        surnames=plain["surnames"],
        particles=plain["particles"],
        particle_words=frozenset(plain["particle_words"]),
        hyphen=plain["hyphen"],
        suffixes=frozenset(plain["suffixes"]),
        given=frozenset(row.token for row in counts(plain["given"])),
        nicknames=_nicknames(plain["nicknames"]),
        spelling=_replacements(plain.get("spelling", [])),
        sound=_replacements(plain["sound"]),
        fathers=plain.get("fathers", False),
    )


@functools.cache
def counts(file: str) -> tuple[NameCount, ...]:
    """Return the name frequencies of a file of the data folder; none where it is ""."""
    return load_csv(DATA / file, entry=NameCount) if file else ()


@functools.cache
def unnamed_words() -> frozenset[str]:
    return frozenset(load_toml(DATA / "unnamed.toml")["words"])


@functools.cache
def nickname_words() -> frozenset[str]:
    """Return all nicknames and the names they stand for, in any tradition."""
    tables = [load_tradition(name).nicknames for name in TRADITIONS]
    return frozenset(word for table in tables for pair in table.items() for word in pair)


def _nicknames(file: str) -> dict[str, str]:
    rows = load_csv(DATA / file, entry=Nickname) if file else ()
    return {row.nick: row.canonical for row in rows}


def _replacements(rows: list[dict[str, Any]]) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(row["pattern"]), row["to"]) for row in rows)
