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
from collections.abc import Callable
from enum import Enum
from typing import Any, TypeVar

from hechos.errors import InputError
from hechos.records import (
    case_file,
    claims,
    estimates,
    findings,
    linked,
    sources,
    statements,
    vocabularies,
)
from hechos.records.base import Record

VERSION = 1
T = TypeVar("T")
Codec = Callable[[Any], Any]

_TAGGED: dict[str, Any] = {
    cls.__name__: cls
    for module in (
        sources,
        claims,
        linked,
        findings,
        estimates,
        statements,
        vocabularies,
        case_file,
    )
    for cls in vars(module).values()
    if isinstance(cls, type) and dataclasses.is_dataclass(cls)
}
_KINDS: dict[str, Any] = {c.kind: c for c in typing.get_args(claims.AnyContent)}
_SELECTORS = typing.get_args(claims.Selector)


def dumps(value: Any) -> str:
    """Return the canonical JSON of a record: sorted keys, no spaces."""
    return canonical(to_plain(value))


def canonical(plain: Any) -> str:
    return json.dumps(
        plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    )


def to_plain(value: Any) -> Any:
    """Return the record as dicts, lists and scalars; top-level records get `record` and `v`."""
    if isinstance(value, tuple):
        return [to_plain(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, str | int | float):
        return value
    cls: Any = type(value)
    plain = {name: to_plain(getattr(value, name)) for name in _names(cls)}
    plain.update(_tags(cls))
    return plain


@typing.overload
def loads(line: str) -> Record: ...
@typing.overload
def loads(line: str, cls: type[T]) -> T: ...
def loads(line: str, cls: type[Any] | None = None) -> Any:
    return _from_plain(json.loads(line), cls)


@typing.overload
def from_plain(plain: Any) -> Record: ...
@typing.overload
def from_plain(plain: Any, cls: type[T]) -> T: ...
def from_plain(plain: Any, cls: type[Any] | None = None) -> Any:
    """Return the record; without `cls` the class is taken from `record`."""
    return _from_plain(plain, cls)


def _from_plain(plain: Any, cls: Any) -> Any:
    if cls is None:
        name = plain.get("record")
        if name not in _TAGGED:
            raise InputError(f"There is no record called {name!r}.")
        cls = _TAGGED[name]
    return _decoder(cls)(plain)


@functools.cache
def _names(cls: Any) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(cls))


@functools.cache
def _tags(cls: Any) -> dict[str, Any]:
    """Return what the JSON of a class carries beside its fields."""
    if issubclass(cls, claims.Content):
        return {"kind": cls.kind}
    if issubclass(cls, _SELECTORS):
        return {"as": cls.__name__}
    return {"record": cls.__name__, "v": VERSION} if issubclass(cls, Record) else {}


@functools.cache
def _decoder(cls: Any) -> Codec:
    """Return the function that makes a `cls` of its plain form."""
    hints = typing.get_type_hints(cls)
    codecs = {name: _codec(hints[name]) for name in _names(cls)}
    tags = frozenset(_tags(cls))

    def decode(plain: dict[str, Any]) -> Any:
        values = {}
        for key, value in plain.items():
            if key in codecs:
                codec = codecs[key]
                values[key] = value if codec is None or value is None else codec(value)
            elif key not in tags:
                raise InputError(f"{cls.__name__} has no field {key}.")
        return cls(**values)

    return decode


def _codec(hint: Any) -> Codec | None:
    """Return what makes a field's value of its plain form; None where that is the value."""
    origin = typing.get_origin(hint)
    if hint is Any:
        return _frozen
    if origin is tuple:
        return _tuple_codec(typing.get_args(hint))
    if origin in (typing.Union, types.UnionType):
        options = [option for option in typing.get_args(hint) if option is not type(None)]
        return _codec(options[0]) if len(options) == 1 else _union_codec(options)
    if _is_enum(hint):
        return typing.cast("Codec", hint)
    return _decoder(hint) if hasattr(hint, "__dataclass_fields__") else None


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


def _is_enum(hint: Any) -> bool:
    return isinstance(hint, type) and issubclass(hint, Enum)


def _tuple_codec(args: tuple[Any, ...]) -> Codec:
    codecs = [_codec(arg) for arg in args if arg is not Ellipsis]
    if Ellipsis not in args:
        return lambda values: tuple(
            codec(value) if codec else value for codec, value in zip(codecs, values, strict=True)
        )
    codec = codecs[0]
    if codec is None:
        return tuple
    return lambda values: tuple(codec(value) for value in values)


def _union_codec(options: list[Any]) -> Codec | None:
    """Contents are told apart by `kind`, selectors by `as`; int and float need no telling."""
    if options[0] in _SELECTORS:
        return lambda plain: _decoder(_TAGGED[plain["as"]])(plain)
    if issubclass(options[0], claims.Content):
        return lambda plain: _decoder(_KINDS[plain["kind"]])(plain)
    return None
