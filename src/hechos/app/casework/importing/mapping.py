"""The map of a spreadsheet: which column is what, how days and numbers are written, what its words
mean. It is stated by a person and kept by the case; nothing in it is guessed."""

from __future__ import annotations

import functools
import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from importlib.resources import files
from typing import Any

from hechos.app.casework.importing.sheets import SEPARATORS
from hechos.errors import InputError
from hechos.records import wire
from hechos.reporting.rules import ReportRules

KINDS = ("act", "status")
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


@functools.cache
def fields() -> Mapping[str, Field]:
    raw = (files("hechos.app.casework.importing") / "data" / "fields.toml").read_text("utf-8")
    return {name: Field(**entry) for name, entry in tomllib.loads(raw).items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetMap:
    """`columns`: field → heading of its column; `fixed`: field → what stands for all rows;
    `terms`: for "type" and "place", word of the table → code or place, AS_WRITTEN, or LEFT_OUT
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
        for name, one in known.items():
            if one.needed and not made.columns.get(name) and not made.fixed.get(name):
                raise InputError(f"Say where “{one.label}” stands, or what it is for all rows.")
        if made.fixed.get("type") and made.fixed["type"] not in types():
            raise InputError(f"“{made.fixed['type']}” is no act or status of the vocabulary.")
        return made

    def plain(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def mark(self) -> str:
        """Return what tells this state of the map from others."""
        return hashlib.sha256(wire.canonical(self.plain()).encode()).hexdigest()[:16]


@functools.cache
def types() -> Mapping[str, str]:
    """Return the acts and statuses that rows may name, code → name."""
    return {code: str(entry["name"]) for code, entry in ReportRules.load().tables["act"].items()}


@functools.cache
def types_by_word() -> Mapping[str, str]:
    """Return what names a type: its code and its name, in small letters."""
    known = types()
    named = {name.casefold(): code for code, name in known.items()}
    return named | {code.casefold(): code for code in known}
