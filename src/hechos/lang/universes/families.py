"""Families of acts: what is counted together, and in which units."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files

from hechos.lang.folding import fold
from hechos.lang.lexicon import load_toml

_FILE = files("hechos.lang") / "data" / "families.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Acts that count the same thing; see data/families.toml for the meaning of each field."""

    name: str
    types: tuple[str, ...]
    unit: str
    units: tuple[str, ...]
    repeats: bool
    harm: bool
    unspecified: tuple[str, ...] = ()
    kin: str = ""
    registers: bool = False


@functools.cache
def families() -> tuple[Family, ...]:
    return load_toml(_FILE, entry=Family, table="family")


def family_of(acts: Sequence[str], unit: str | None) -> Family | None:
    """Return what is counted: by the acts, else by a unit that only one family has."""
    by_act, by_unit = _indexes()
    found = {by_act[act].name: by_act[act] for act in acts if act in by_act}
    if found or acts:
        return next(iter(found.values())) if len(found) == 1 else None
    return by_unit.get(fold(unit or ""))


@functools.cache
def _indexes() -> tuple[dict[str, Family], dict[str, Family]]:
    by_unit: dict[str, list[Family]] = {}
    for family in families():
        for unit in family.units:
            by_unit.setdefault(fold(unit), []).append(family)
    return (
        {act: family for family in families() for act in family.types},
        {unit: some[0] for unit, some in by_unit.items() if len(some) == 1},
    )
