"""The comparisons that a list allows: levels of the data file whose columns are filled."""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Literal

from hechos.lang.lexicon import load_toml, ruleset
from hechos.records import RuleSet

DATA = files("hechos.linking") / "data" / "persons"
KINDS = ("code", "text")
"""Comparisons that are made once for each column of their kind (code0, code1, …)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One level; `needs`, `veto`, `conflict`, `birth`, `identity`, `family` as in the data file."""

    label: str
    sql: str
    tf: str | None = None
    needs: tuple[str, ...] = ()
    veto: Literal["", "always", "with age", "of names"] = ""
    conflict: bool = False
    birth: bool = False
    identity: bool = False
    family: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Levels, best first; `kind` is its name in the data file, `name` that of its column."""

    kind: str
    name: str
    missing: str
    levels: tuple[Level, ...]
    fixed: bool = False

    def gamma(self, level: Level) -> int:
        """Return the number by which Splink calls the level: 0 for the last."""
        return len(self.levels) - 1 - self.levels.index(level)

    def gammas(self, mark: str, value: Any = True) -> tuple[int, ...]:
        """Return the numbers of the levels whose `mark` has the value."""
        return tuple(self.gamma(lv) for lv in self.levels if getattr(lv, mark) == value)


@functools.cache
def person_rules() -> RuleSet:
    """Return the rule set of levels, blocks and shipped weights."""
    names = ("blocks.toml", "levels.toml", "model.json")
    return ruleset("linking", "persons", *(DATA / name for name in names))


def comparisons_for(filled: Collection[str]) -> tuple[Comparison, ...]:
    """Return the comparisons of the data file that columns filled in the list allow."""
    made = []
    for row in load_toml(DATA / "levels.toml")["comparison"]:
        for name, column in _instances(row["name"], filled):
            present = [p.replace("{c}", column) for p in row["present"]]
            if any(p in filled for p in present):
                made.append(_comparison(row, name, column, filled))
    return tuple(made)


def _instances(kind: str, filled: Collection[str]) -> Iterator[tuple[str, str]]:
    if kind not in KINDS:
        yield kind, ""
        return
    for column in sorted(c for c in filled if c.startswith(kind) and c[len(kind) :].isdigit()):
        yield column, column


def _comparison(
    row: dict[str, Any], name: str, column: str, filled: Collection[str]
) -> Comparison:
    levels = []
    for plain in row["level"]:
        if all(need in filled for need in plain.get("needs", ())):
            values = {k: v for k, v in plain.items() if k not in ("examples", "needs")}
            values["sql"] = plain["sql"].replace("{c}", column)
            if "tf" in plain:
                values["tf"] = plain["tf"].replace("{c}", column)
            levels.append(Level(**values, needs=tuple(plain.get("needs", ()))))
    missing = row["missing"].replace("{c}", column)
    return Comparison(
        kind=row["name"],
        name=name,
        missing=missing,
        levels=tuple(levels),
        fixed=row.get("fixed", False),
    )
