from __future__ import annotations

import dataclasses
import enum
import typing
from typing import Any

import pytest

from hechos import records
from hechos.errors import InputError
from hechos.records import Record, wire
from hechos.records.claims import Selector, TextSpan, Whole

RECORDS = [
    cls
    for name in records.__all__
    if isinstance(cls := getattr(records, name), type)
    and issubclass(cls, Record)
    and cls is not Record
]


def sample(hint: Any, depth: int = 0) -> Any:  # noqa: PLR0911 - one per kind of field
    """Return a value that fits a field: fills every optional and one item of every tuple."""
    origin = typing.get_origin(hint)
    if origin is tuple:
        args = [arg for arg in typing.get_args(hint) if arg is not Ellipsis]
        return tuple(sample(arg, depth + 1) for arg in args)
    if hint == Selector:
        return sample(TextSpan, depth)
    if typing.get_args(hint):
        return sample(next(a for a in typing.get_args(hint) if a is not type(None)), depth)
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        return list(hint)[-1]
    if hint is TextSpan:
        return TextSpan(text="t", start=3, end=6, quote="año", prefix="«", suffix="»")
    if dataclasses.is_dataclass(hint):
        hints = typing.get_type_hints(hint)
        return hint(**{f.name: sample(hints[f.name], depth + 1) for f in dataclasses.fields(hint)})  # type: ignore[operator]
    if hint is Any:
        return "says", "{n} años", ("n", 7)
    return {str: "ñ", int: 7, bool: True, float: 51.95}[hint]


@pytest.mark.parametrize("cls", RECORDS, ids=lambda cls: cls.__name__)
def test_every_record_survives_the_wire(cls: type[Record]) -> None:
    record = sample(cls)
    line = wire.dumps(record)
    assert wire.loads(line) == record
    assert wire.dumps(wire.loads(line)) == line


@pytest.mark.parametrize("content", typing.get_args(records.AnyContent), ids=lambda c: c.kind)
def test_every_content_is_told_by_its_kind(content: type[Any]) -> None:
    claim = dataclasses.replace(sample(records.Claim), content=sample(content))
    assert wire.loads(wire.dumps(claim)) == claim


@pytest.mark.parametrize(
    "selector",
    [
        Whole(note="metadata"),
        records.Cell(sheet="", row=2, column=3),
        records.Region(page=1, x=0.25, y=0.5, w=0.25, h=0.5),
        records.TimeSpan(from_ms=0, to_ms=1),
    ],
    ids=lambda one: type(one).__name__,
)
def test_every_selector_is_told_by_its_name(selector: Selector) -> None:
    passage = records.Passage(capture="c", selector=selector)
    claim = dataclasses.replace(sample(records.Claim), passages=(passage,))
    assert wire.loads(wire.dumps(claim)) == claim


def test_a_reader_of_version_1_takes_defaults_for_missing_fields() -> None:
    line = (
        '{"case":"c","id":"m","made":{"at":"2025-01-01T00:00:00Z","by":"ana","version":""},'
        '"pseudonym":"ana","record":"Member","v":1}'
    )
    member = wire.loads(line, records.Member)
    assert member.roles == ("analyst",)


def test_an_unknown_field_or_record_is_refused() -> None:
    with pytest.raises(InputError, match="no field shoe"):
        wire.loads('{"record":"Member","v":1,"shoe":1}')
    with pytest.raises(InputError, match="no record called 'Shoe'"):
        wire.loads('{"record":"Shoe","v":1}')


def test_a_passage_must_fit_its_quote() -> None:
    with pytest.raises(InputError, match="does not fit"):
        TextSpan(text="t", start=0, end=3, quote="ab")


@pytest.mark.parametrize(
    "box", [(0, 0, 0, 1, 1), (0.5, 0, 0.6, 1, 1), (-0.1, 0, 1, 1, 1), (0, 0, 1, 1, 0)]
)
def test_a_region_lies_on_its_page(box: tuple[float, float, float, float, int]) -> None:
    x, y, w, h, page = box
    with pytest.raises(InputError):
        records.Region(page=page, x=x, y=y, w=w, h=h)


def test_a_stretch_of_time_ends_after_it_begins() -> None:
    with pytest.raises(InputError):
        records.TimeSpan(from_ms=5, to_ms=5)
