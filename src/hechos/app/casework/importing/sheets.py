"""The rows of a preserved spreadsheet as they stand: no formula is run, nothing is guessed."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from hechos.errors import InputError, TooLargeError

MOST_CELLS = 400
LONGEST_CELL = 20_000
MOST_UNPACKED = 1 << 30
MOST_RATIO = 300
MOST_PARTS = 5_000
SEPARATORS = (",", ";", "\t", "|")


@dataclass(frozen=True, slots=True)
class Cellar:
    """One cell: its words as they stand, a day where the file itself says that it is one, and
    whether it holds a formula."""

    words: str
    day: date | None = None
    formula: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    number: int
    cells: tuple[Cellar, ...]


@contextmanager
def opened(path: Path, *, sheet: str = "", separator: str = ",") -> Iterator[Iterator[Line]]:
    """Yield the rows of a CSV file or of one sheet of an XLSX file, in order; empty rows are left
    out. `sheet` is its name, "" the first."""
    if zipfile.is_zipfile(path):
        _check_size(path)
        yield from _of_workbook(path, sheet)
    else:
        with path.open("rb") as stream:
            text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
            yield _of_csv(text, separator)


def _of_csv(text: io.TextIOWrapper, separator: str) -> Iterator[Line]:
    try:
        for number, cells in enumerate(csv.reader(text, delimiter=separator, strict=True), start=1):
            if any(cells):
                _check_row(number, cells)
                yield Line(number, tuple(Cellar(cell) for cell in cells))
    except UnicodeDecodeError as error:
        raise InputError(
            "The file is not written in UTF-8.", hint="Save it as CSV UTF-8, or as XLSX."
        ) from error
    except csv.Error as error:
        raise InputError(f"The file is no CSV table: {error}.") from error


def _of_workbook(path: Path, sheet: str) -> Iterator[Iterator[Line]]:
    with _workbook(path) as book:
        if sheet and sheet not in book.sheetnames:
            raise InputError(f"The workbook has no sheet “{sheet}”.")
        yield _of_sheet(book[sheet or book.sheetnames[0]])


@contextmanager
def _workbook(path: Path) -> Iterator[Any]:
    import openpyxl

    with path.open("rb") as stream:
        try:
            book = openpyxl.load_workbook(stream, read_only=True, keep_links=False)
        except Exception as error:
            raise InputError("The file is no workbook that can be opened.") from error
        try:
            yield book
        finally:
            book.close()


def _of_sheet(sheet: Any) -> Iterator[Line]:
    sheet.reset_dimensions()
    for number, row in enumerate(sheet.iter_rows(), start=1):
        cells = tuple(_cell(cell) for cell in row[: MOST_CELLS + 1])
        if any(cell.words for cell in cells):
            _check_row(number, [cell.words for cell in cells])
            yield Line(number, cells)


def _cell(cell: Any) -> Cellar:
    value = cell.value
    if value is None:
        return Cellar("")
    if getattr(cell, "data_type", "") == "f":
        return Cellar(str(value), formula=True)
    if isinstance(value, datetime):
        whole = value.time() == time(0)
        return Cellar(value.date().isoformat() if whole else value.isoformat(" "), value.date())
    if isinstance(value, date):
        return Cellar(value.isoformat(), value)
    if isinstance(value, float) and value.is_integer():
        return Cellar(str(int(value)))
    return Cellar(str(value))


def _check_row(number: int, cells: Sequence[str]) -> None:
    if len(cells) > MOST_CELLS:
        raise TooLargeError(f"Row {number} has more than {MOST_CELLS} cells.")
    if any(len(cell) > LONGEST_CELL for cell in cells):
        raise TooLargeError(f"A cell of row {number} holds more than {LONGEST_CELL} characters.")


def _check_size(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as packed:
            parts = packed.infolist()
    except zipfile.BadZipFile as error:
        raise InputError("The workbook is damaged and cannot be opened.") from error
    unpacked = sum(part.file_size for part in parts)
    ratio = unpacked / max(1, path.stat().st_size)
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED:
        raise TooLargeError("The workbook unpacks to more than may be read.")
    if ratio > MOST_RATIO and unpacked > 10 << 20:
        raise TooLargeError("The workbook is packed tighter than any table is.")


def sheet_names(path: Path) -> tuple[str, ...]:
    """Return the names of the sheets; none where it is no workbook."""
    if not zipfile.is_zipfile(path):
        return ()
    _check_size(path)
    with _workbook(path) as book:
        return tuple(book.sheetnames)


def preview(path: Path, *, sheet: str = "", separator: str = ",", rows: int = 8) -> list[Line]:
    with opened(path, sheet=sheet, separator=separator) as lines:
        return [line for _, line in zip(range(rows), lines, strict=False)]


def rows_of(path: Path, *, name: str = "", sheet: str = "") -> list[tuple[int, dict[str, str]]]:
    """Return the rows below the headings of a CSV or XLSX file, by heading, with their numbers;
    `name` is what the file is called."""
    separator, called = ",", name or path.name
    if not zipfile.is_zipfile(path):
        with path.open(encoding="utf-8", errors="replace") as stream:
            head = stream.readline()
        separator = max(SEPARATORS, key=head.count)
    with opened(path, sheet=sheet, separator=separator) as lines:
        first = next(lines, None)
        if first is None:
            raise InputError(f"{called} has no rows.")
        headings = [cell.words.strip() for cell in first.cells]
        twice = {one for one in headings if one and headings.count(one) > 1}
        if twice:
            raise InputError(f"{called} has two columns “{min(twice)}”.")
        return [
            (line.number, {h: c.words for h, c in zip(headings, line.cells, strict=False) if h})
            for line in lines
        ]
