"""Load rule data (TOML, CSV) into frozen entries, checked: a slip names its file and entry."""

from __future__ import annotations

import csv
import dataclasses
import functools
import hashlib
import io
import tomllib
import types
import typing
import unicodedata
from collections.abc import Iterable, Iterator
from enum import StrEnum
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Literal, TypeVar, overload

from hechos.errors import LexiconError
from hechos.records import RuleSet

_DATA = files("hechos.lang") / "data"
T = TypeVar("T")
Source = Traversable | Path


@overload
def load_toml(path: Source) -> dict[str, Any]: ...
@overload
def load_toml(
    path: Source, *, entry: type[T], table: str = ..., unique: str = ...
) -> tuple[T, ...]: ...
def load_toml(
    path: Source, *, entry: type[T] | None = None, table: str = "entry", unique: str = ""
) -> dict[str, Any] | tuple[T, ...]:
    """Return the file as plain values, or its `[[entry]]` tables as instances of `entry`.

    `entry` is a dataclass: its fields are the keys allowed, those without a default the keys
    needed, StrEnum and Literal fields the closed vocabularies. `unique` is the field that may
    not repeat (the class's first field unless given). All text must be in Unicode NFC.
    """
    plain = _parse(path)
    _check_nfc(plain, path, path.name)
    if entry is None:
        return plain
    rows = plain.get(table, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise LexiconError(f"In {path.name}, {table} must be a list of [[{table}]] tables.")
    return _entries(rows, entry, path=path, unique=unique)


def load_csv(path: Source, *, entry: type[T], unique: str = "") -> tuple[T, ...]:
    """Return the rows of a CSV file (UTF-8, header, lines with # are comments) as `entry`.

    A tuple field is split at "|"; an empty cell takes the field's default.
    """
    text = "".join(line for line in _text(path).splitlines(True) if not line.startswith("#"))
    _check_nfc(text, path, path.name)
    rows = []
    for row in csv.DictReader(io.StringIO(text)):
        if None in row or None in row.values():
            raise LexiconError(
                f"In {path.name}, the row “{next(iter(row.values()))}” does not have one cell per "
                "column.",
                hint="Put cells that hold a comma in double quotes.",
            )
        rows.append(_cells(row, entry))
    return _entries(rows, entry, path=path, unique=unique)


def ruleset(stage: str, name: str, *paths: Source, version: str = "1") -> RuleSet:
    """Return the rule set of the files: sha256 over their bytes, one after the other."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(_bytes(path))
    return RuleSet(stage=stage, name=name, version=version, hash=digest.hexdigest())


@functools.cache
def language_rules() -> RuleSet:
    """Return the rule set of all data of this package: numbers, dates, names, places, sentences."""
    names = sorted(
        item.name for item in _DATA.iterdir() if item.name.endswith((".toml", ".csv", ".tsv"))
    )
    return ruleset("lang", "lang", *(_DATA / name for name in names))


def _bytes(path: Source) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise LexiconError(
            f"The data file {path.name} cannot be read.", hint=f"Looked for it at {path}."
        ) from error


def _text(path: Source) -> str:
    try:
        return _bytes(path).decode("utf-8")
    except UnicodeDecodeError as error:
        raise LexiconError(f"The data file {path.name} is not UTF-8.") from error


def _parse(path: Source) -> dict[str, Any]:
    try:
        return tomllib.loads(_text(path))
    except tomllib.TOMLDecodeError as error:
        raise LexiconError(f"The data file {path.name} is not valid TOML: {error}.") from error


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from _strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)


def _check_nfc(value: Any, path: Source, where: str) -> None:
    for text in _strings(value):
        if not unicodedata.is_normalized("NFC", text):
            raise LexiconError(
                f"In {path.name}, “{text[:60]}” ({where}) is not in Unicode NFC.",
                hint="Save the file with composed letters (é as one character).",
            )


def _cells(row: dict[str, str], entry: type[Any]) -> dict[str, Any]:
    hints = _hints(typing.cast("Any", entry))
    values: dict[str, Any] = {}
    for key, cell in row.items():
        if cell == "":
            continue
        hint = hints.get(key)
        if typing.get_origin(hint) is tuple:
            values[key] = cell.split("|")
        elif hint is bool and cell in ("0", "1"):
            values[key] = cell == "1"
        elif hint is int and cell.lstrip("-").isdigit():
            values[key] = int(cell)
        else:
            values[key] = cell
    return values


def _entries(
    rows: Iterable[dict[str, Any]], entry: type[T], *, path: Source, unique: str
) -> tuple[T, ...]:
    fields = dataclasses.fields(typing.cast("Any", entry))
    unique = unique or fields[0].name
    seen: set[Any] = set()
    made = []
    for number, row in enumerate(rows, 1):
        where = f"{path.name}, entry {row.get(unique, number)!r}"
        item = _make(entry, row, where)
        mark = getattr(item, unique)
        if mark in seen:
            raise LexiconError(f"In {where}: there are two entries with this {unique}.")
        seen.add(mark)
        made.append(item)
    return tuple(made)


@functools.cache
def _hints(cls: type[Any]) -> dict[str, Any]:
    return typing.get_type_hints(cls)


def _make(cls: type[T], row: dict[str, Any], where: str) -> T:
    hints = _hints(typing.cast("Any", cls))
    fields = {f.name: f for f in dataclasses.fields(typing.cast("Any", cls)) if f.init}
    unknown = sorted(row.keys() - fields.keys())
    if unknown:
        raise LexiconError(
            f"In {where}: there is no key {', '.join(unknown)}.",
            hint=f"Keys are {', '.join(fields)}.",
        )
    missing = [name for name, f in fields.items() if name not in row and _is_required(f)]
    if missing:
        raise LexiconError(f"In {where}: {', '.join(missing)} is missing.")
    values = {key: _value(hints[key], row[key], f"{where}, {key}") for key in row}
    return cls(**values)


def _is_required(field: dataclasses.Field[Any]) -> bool:
    missing = dataclasses.MISSING
    return field.default is missing and field.default_factory is missing


def _value(hint: Any, value: Any, where: str) -> Any:
    origin = typing.get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        options = [o for o in typing.get_args(hint) if o is not type(None)]
        return _value(options[0], value, where) if len(options) == 1 else value
    if origin is tuple:
        return _tuple(hint, value, where)
    if origin is Literal:
        return _one_of(value, typing.get_args(hint), where)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return hint(_one_of(value, [member.value for member in hint], where))
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        if not isinstance(value, dict):
            raise LexiconError(f"In {where}: a table is needed, not {value!r}.")
        return _make(hint, value, where)
    return _plain(hint, value, where)


def _tuple(hint: Any, value: Any, where: str) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise LexiconError(f"In {where}: a list is needed, not {value!r}.")
    args = typing.get_args(hint)
    if len(args) == 2 and args[1] is Ellipsis:
        return tuple(_value(args[0], item, where) for item in value)
    if len(args) != len(value):
        raise LexiconError(f"In {where}: {len(args)} values are needed, not {len(value)}.")
    return tuple(_value(arg, item, where) for arg, item in zip(args, value, strict=True))


def _one_of(value: Any, allowed: Iterable[Any], where: str) -> Any:
    options = list(allowed)
    if value not in options:
        raise LexiconError(
            f"In {where}: {value!r} is not in the closed list.",
            hint=f"Allowed: {', '.join(map(str, options))}.",
        )
    return value


def _plain(hint: Any, value: Any, where: str) -> Any:
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if isinstance(hint, type) and (
        not isinstance(value, hint) or (isinstance(value, bool) and hint is not bool)
    ):
        raise LexiconError(f"In {where}: {value!r} is not of type {hint.__name__}.")
    return value
