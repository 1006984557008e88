"""Tables that commands read and print without a home."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from pathlib import Path
from typing import Any

import click

from hechos.cli.shell import say
from hechos.errors import InputError

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
DERIVED = ("value", "low", "high", "share", "word", "sentence")
Row = tuple[int, dict[str, str]]


def read_rows(path: Path, *, sheet: str = "") -> list[Row]:
    """Return the rows below the headings of a CSV or XLSX file, with their numbers in it."""
    from hechos.app.casework.importing.sheets import rows_of

    return rows_of(path, sheet=sheet)


def read_words(path: Path) -> str:
    """Return the text of a file of ours, UTF-8."""
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path.name} is not written in UTF-8.") from error


def plain(value: Any) -> Any:
    """Return a result as JSON holds it, with what it derives: exact shares as numbers."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        names = [field.name for field in dataclasses.fields(value)]
        names += [
            name for name in DERIVED if isinstance(getattr(type(value), name, None), property)
        ]
        return {name: plain(getattr(value, name)) for name in names}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Fraction | Decimal):
        return float(value)
    if isinstance(value, dict):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return value


def say_failed(failed: Iterable[Any]) -> None:
    for one in failed:
        say(f"{one.file}, row {one.row}: {one.because}")
