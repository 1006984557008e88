"""Tables that commands read and print without a home."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hechos.cli.shell import home_of, say
from hechos.errors import InputError, NotFoundError
from hechos.records import Capture

if TYPE_CHECKING:
    from hechos.archive.objects import ObjectStore

DERIVED = ("value", "low", "high", "share", "word", "sentence")
Row = tuple[int, dict[str, str]]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file, or a capture of a case: what rows and words are read from. `address` is the SHA-256
    of its bytes."""

    name: str
    path: Path
    address: str
    capture: str = ""


def sources_of(
    context: click.Context, case: str | None, names: Mapping[str, str | None]
) -> dict[str, Source]:
    """Return by key the files of these names; of a case, its captures of these names or ids."""
    wanted = {key: name for key, name in names.items() if name is not None}
    if case is None:
        return {key: _file(name) for key, name in wanted.items()}
    home = home_of(context)
    from hechos.app.register import queries
    from hechos.archive.objects import ObjectStore

    head = queries.head_of(case)
    store = ObjectStore(home.case_folder(head.id))
    gone = queries.withdrawn(head)
    captures = [one for one in queries.given(head, Capture) if one.id not in gone]
    return {key: _capture(name, captures, store) for key, name in wanted.items()}


def _file(name: str) -> Source:
    from hechos.archive.objects import hash_file

    path = Path(name)
    if not path.is_file():
        raise NotFoundError(f"There is no file “{name}”.")
    try:
        return Source(name=path.name, path=path, address=hash_file(path.resolve()))
    except OSError as error:
        raise InputError(f"{path.name} cannot be read: {error.strerror}.") from error


def _capture(name: str, captures: Sequence[Capture], store: ObjectStore) -> Source:
    found = {one.address: one for one in captures if name in (one.id, one.name)}
    if len(found) != 1:
        many = f"{len(found)} captures are" if found else "No capture is"
        raise NotFoundError(f"{many} called “{name}”.", hint="`hechos captures CASE` lists ids.")
    one = next(iter(found.values()))
    store.read(one.address)  # its bytes are those that were preserved
    return Source(name=one.name, path=store.path(one.address), address=one.address, capture=one.id)


def read_rows(source: Source, *, sheet: str = "") -> list[Row]:
    """Return the rows below the headings of a CSV or XLSX file, with their numbers in it."""
    from hechos.app.casework.importing.sheets import rows_of

    return rows_of(source.path, name=source.name, sheet=sheet)


def read_words(source: Source) -> str:
    """Return the text of a file, UTF-8."""
    try:
        return source.path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{source.name} is not written in UTF-8.") from error


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
