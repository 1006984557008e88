"""Records to canonical JSON and back.

A record's JSON carries `record` (class name) and `v` (version of its shape). Keys are sorted,
text is UTF-8, tuples are lists, enums their values. Reading ignores nothing: an unknown key is
an error, a missing key takes the field's default (so fields may be added with a default).
"""

from __future__ import annotations

import dataclasses
import functools
import json
import types
import typing
from enum import Enum
from typing import Any, TypeVar

from hechos.errors import InputError
from hechos.records import case_file, claims, linked, sources
from hechos.records.base import Record

VERSION = 1
T = TypeVar("T")

_TAGGED: dict[str, type[Any]] = {
    cls.__name__: cls
    for module in (sources, claims, linked, case_file)
    for cls in vars(module).values()
    if isinstance(cls, type) and dataclasses.is_dataclass(cls)
}
_UNION_TAG = {"kind": {c.kind: c for c in typing.get_args(claims.AnyContent)}}


def dumps(value: Any) -> str:
    """Return the canonical JSON of a record: sorted keys, no spaces."""
    return canonical(to_plain(value))


def canonical(plain: Any) -> str:
    return json.dumps(
        plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    )


def to_plain(value: Any) -> Any:
    """Return the record as dicts, lists and scalars; top-level records get `record` and `v`."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        plain = {f.name: to_plain(getattr(value, f.name)) for f in _fields(type(value))}
        if isinstance(value, claims.Content):
            plain["kind"] = value.kind
        elif isinstance(value, claims.TextSpan | claims.Whole):
            plain["as"] = type(value).__name__
        elif isinstance(value, Record):
            plain["record"], plain["v"] = type(value).__name__, VERSION
        return plain
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return [to_plain(item) for item in value]
    return value


def loads(line: str, cls: type[T] | None = None) -> T:
    return from_plain(json.loads(line), cls)


def from_plain(plain: Any, cls: type[T] | None = None) -> T:
    """Return the record; without `cls` the class is taken from `record`."""
    if cls is None:
        name = plain.get("record")
        if name not in _TAGGED:
            raise InputError(f"There is no record called {name!r}.")
        cls = _TAGGED[name]
    return typing.cast("T", _build(cls, plain))


def _build(cls: type[Any], plain: dict[str, Any]) -> Any:
    hints = _hints(cls)
    given = {k: v for k, v in plain.items() if k not in ("record", "v", "as")}
    if issubclass(cls, claims.Content):
        given.pop("kind", None)
    unknown = given.keys() - hints.keys()
    if unknown:
        raise InputError(f"{cls.__name__} has no field {', '.join(sorted(unknown))}.")
    return cls(**{k: _value(hints[k], v) for k, v in given.items()})


def _value(hint: Any, value: Any) -> Any:
    if value is None:
        return None
    origin = typing.get_origin(hint)
    if origin is tuple:
        args = typing.get_args(hint)
        if len(args) == 2 and args[1] is Ellipsis:
            return tuple(_value(args[0], item) for item in value)
        return tuple(_value(arg, item) for arg, item in zip(args, value, strict=True))
    if origin in (typing.Union, types.UnionType):
        return _union(typing.get_args(hint), value)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint(value)
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        return _build(hint, value)
    return value


def _union(options: tuple[Any, ...], value: Any) -> Any:
    if isinstance(value, dict):
        if "kind" in value and any(
            isinstance(o, type) and issubclass(o, claims.Content) for o in options
        ):
            return _build(_UNION_TAG["kind"][value["kind"]], value)
        if "as" in value:
            return _build(_TAGGED[value["as"]], value)
    real = [o for o in options if o is not type(None)]
    return _value(real[0], value) if len(real) == 1 else value


@functools.cache
def _fields(cls: type[Any]) -> tuple[dataclasses.Field[Any], ...]:
    return dataclasses.fields(cls)


@functools.cache
def _hints(cls: type[Any]) -> dict[str, Any]:
    hints = typing.get_type_hints(cls)
    return {f.name: hints[f.name] for f in _fields(cls)}
