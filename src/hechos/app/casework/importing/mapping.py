"""The map of a spreadsheet: which column is what, how days and numbers are written, what its words
mean. It is stated by a person and kept by the case; nothing in it is guessed."""

from __future__ import annotations

import functools
import hashlib
import tomllib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from importlib.resources import files
from typing import Any

from hechos.app.casework.desk import ReadingDesk
from hechos.app.casework.importing.sheets import SEPARATORS
from hechos.app.casework.vocabularies.terms import ACTS, Entry, entries, resolve
from hechos.errors import InputError
from hechos.records import wire

DETENTION = "detention"
KINDS = ("act", "status", DETENTION)
DAYS = ("YYYY-MM-DD", "DD/MM/YYYY", "MM/DD/YYYY", "DD.MM.YYYY", "DD-MM-YYYY", "YYYY/MM/DD")
NUMBERS = ("1234.5", "1,234.5", "1.234,5", "1 234,5")
LEFT_OUT = ""
AS_WRITTEN = "="


@dataclass(frozen=True, slots=True)
class Field:
    label: str
    about: str
    needed: bool = False
    fixed: bool = False
    of: str = ""


@functools.cache
def fields() -> Mapping[str, Field]:
    raw = (files("hechos.app.casework.importing") / "data" / "fields.toml").read_text("utf-8")
    return {name: Field(**entry) for name, entry in tomllib.loads(raw).items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetMap:
    """`kind`: what each row says: an act, a status, or one detention of one person. `columns`:
    field → heading of its column; `fixed`: field → what stands for all rows; `terms`: for "type",
    "place" and traits of people, word of the table → code, place or value, AS_WRITTEN, or LEFT_OUT
    where rows with the word are left out."""

    kind: str = "act"
    sheet: str = ""
    separator: str = ","
    head: int = 1
    columns: Mapping[str, str] = field(default_factory=dict)
    fixed: Mapping[str, str] = field(default_factory=dict)
    days: str = DAYS[0]
    numbers: str = NUMBERS[0]
    terms: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> SheetMap:
        """Return the map that was typed; InputError says what of it does not hold."""
        _check_shape(plain)
        made = cls(**plain)
        known = fields()
        for name, allowed in (("kind", KINDS), ("days", DAYS), ("numbers", NUMBERS)):
            if getattr(made, name) not in allowed:
                raise InputError(f"Choose one of: {', '.join(allowed)}.")
        if made.separator not in SEPARATORS or not 1 <= made.head <= 100:
            raise InputError("The headings stand in one of the first 100 rows.")
        unknown = sorted({*made.columns, *made.fixed} - set(known))
        if unknown:
            raise InputError(f"A row has no “{unknown[0]}”.")
        made._check_detention()
        for name, one in known.items():
            if one.needed and not made.columns.get(name) and not made.fixed.get(name):
                raise InputError(f"Say where “{one.label}” stands, or what it is for all rows.")
        return made

    def _check_detention(self) -> None:
        """Raise InputError where a list of people held has no numbers that tie its claims, or
        another table has columns of such a list."""
        of = fields()
        beside = [name for name in (*self.columns, *self.fixed) if of[name].of]
        if self.kind == DETENTION and not self.columns.get("key"):
            raise InputError(
                "A list of people held needs a column with a number for each row.",
                hint="With it, a later version of the list finds the row again.",
            )
        if self.kind != DETENTION and beside:
            raise InputError(f"“{of[beside[0]].label}” is for lists of people held alone.")

    def check_types(self, types: Types) -> None:
        """Raise InputError where the type of all rows is none of the vocabulary."""
        fixed = self.fixed.get("type")
        if fixed and fixed not in types.names:
            raise InputError(f"“{fixed}” is no act or status of the vocabulary.")

    def plain(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def mark(self) -> str:
        """Return what tells this state of the map from others."""
        return hashlib.sha256(wire.canonical(self.plain()).encode()).hexdigest()[:16]


_TEXT, _NUMBER, _TABLE = ("kind", "sheet", "separator", "days", "numbers"), "head", "terms"


def _check_shape(plain: Mapping[str, Any]) -> None:
    """Raise InputError where a map has a part that no map has, or one of another kind."""
    for name, value in plain.items():
        tables: list[Any] = [value]
        if name == _TABLE and isinstance(value, dict):
            tables = list(value.values())
        if name in _TEXT:
            fits = isinstance(value, str)
        elif name == _NUMBER:
            fits = isinstance(value, int) and not isinstance(value, bool)
        elif name in ("columns", "fixed", _TABLE):
            fits = all(isinstance(one, dict) for one in tables)
            fits = fits and all(isinstance(word, str) for one in tables for word in one.values())
        else:
            fits = False
        if not fits:
            raise InputError(f"The map says “{name}” in a way that no map has.")


@dataclass(frozen=True, slots=True)
class Types:
    """The acts and statuses that rows may name: their names by code, and the code that each code
    and each name stands for, in small letters. Retired terms and names that stand for two are in
    neither: they wait for a decision."""

    names: Mapping[str, str]
    by_word: Mapping[str, str]

    @classmethod
    def of(cls, known: Mapping[str, Entry]) -> Types:
        names = {code: entry.called("en") for code, entry in known.items() if entry.stands}
        meant: dict[str, set[str]] = defaultdict(set)
        for code, entry in known.items():
            now = resolve(known, code)
            if now not in names or entry.retired_at:
                continue
            for word in (code, *entry.labels.values()):
                meant[word.casefold()].add(now)
        one = {word: codes.copy().pop() for word, codes in meant.items() if len(codes) == 1}
        return cls(names, one | {code.casefold(): code for code in names})

    def code_of(self, word: str) -> str:
        return self.by_word.get(word.casefold(), "")


def types_in(desk: ReadingDesk) -> Types:
    return Types.of(entries(desk, ACTS))
