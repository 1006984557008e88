"""The words of registers: kinds of exits, and what tables say of the people on them."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Literal

from hechos.lang.folding import fold
from hechos.lang.lexicon import load_toml

_DATA = files("hechos.counting.registers") / "data"
MISSING = ("not asked", "unknown", "withheld")
ADULT, CHILD = 18, 14
OLDEST = 120

Leaves = Literal["free", "restricted", "unknown", "gone", "dead", "held"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExitKind:
    """See data/exits.toml for the meaning of each field."""

    type: str
    name: str
    ends: bool
    leaves: Leaves
    example: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Trait:
    key: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Value:
    trait: str
    value: str
    name: str
    words: tuple[str, ...]


@functools.cache
def exit_kinds() -> Mapping[str, ExitKind]:
    """Return the kinds of exits by the type of claim that says so."""
    kinds = load_toml(_DATA / "exits.toml", entry=ExitKind, table="exit")
    return {type_: kind for kind in kinds for type_ in (kind.type, *kind.also)}


@functools.cache
def traits() -> Mapping[str, Trait]:
    found = load_toml(_DATA / "traits.toml", entry=Trait, table="trait")
    return {trait.key: trait for trait in found}


@functools.cache
def _values() -> tuple[_Value, ...]:
    return load_toml(_DATA / "traits.toml", entry=_Value, table="value", unique="name")


@functools.cache
def _by_word() -> Mapping[tuple[str, str], str]:
    plain: dict[str, Any] = load_toml(_DATA / "traits.toml")
    known = {(v.trait, fold(word)): v.value for v in _values() for word in (v.value, *v.words)}
    for words, value in zip(plain["missing"], MISSING, strict=True):
        for trait in traits():
            for word in (value, *words):
                known.setdefault((trait, fold(word)), value)
    return known


def is_missing(trait: str, value: str) -> bool:
    """Whether a value says that nothing is known; that nobody knows where a person is, is known."""
    return value in MISSING and (trait, value) not in named_values().values()


def name_of(trait: str, value: str) -> str:
    """Return how bulletins call those who have a value: "women", "sex: not asked"."""
    return next((name for name, pair in lines().items() if pair == (trait, value)), value)


def read_trait(trait: str, words: str) -> str | None:
    """Return the value that a cell states, one of MISSING where it says that nothing is known, and
    None for words that nobody decided on yet. An age in years is an age group: from 18 adult, from
    14 adolescent."""
    if trait == "age" and words.strip().isdecimal():
        years = int(words)
        if years > OLDEST:
            return None
        return "adult" if years >= ADULT else "adolescent" if years >= CHILD else "child"
    return _by_word().get((trait, fold(words.strip())))


@functools.cache
def named_values() -> Mapping[str, tuple[str, str]]:
    """Return (trait, value) by the name that bulletins use: "women" → ("sex", "female")."""
    return {one.name: (one.trait, one.value) for one in _values()}


@functools.cache
def lines() -> Mapping[str, tuple[str, str]]:
    """Return (trait, value) by the name of each line of a margin, in the order of bulletins, with
    those of whom it is not known: "sex: not asked"."""
    named = named_values()
    found: dict[str, tuple[str, str]] = {}
    for trait in traits().values():
        found |= {name: pair for name, pair in named.items() if pair[0] == trait.key}
        known = {value for of, value in named.values() if of == trait.key}
        missing = [value for value in MISSING if value not in known]
        found |= {f"{trait.what}: {value}": (trait.key, value) for value in missing}
    return found
