"""Tables to text: a paragraph for each row, and in the map the cell that each stretch of it comes
from. A cell is a segment of its own: what stands in two cells is no sentence."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from hechos.errors import TooLargeError, UnreadableSourceError
from hechos.reading.rules import VERSION, Extract, Metadatum, ReadingRules
from hechos.reading.segments import is_value
from hechos.records import Segment, SegmentKind

CSV_NAMES = (".csv", ".tsv")
BETWEEN = "\t"
_DELIMITERS = ",;\t|"
_LONGEST_CELL = 32_767
_FEW = 5


@dataclass
class Writer:
    """Puts cells into one text."""

    rules: ReadingRules
    parts: list[str] = field(default_factory=list)
    starts: list[tuple[int, str]] = field(default_factory=list)
    segments: list[Segment] = field(default_factory=list)
    at: int = 0

    def title(self, name: str) -> None:
        self._row([(name, "")])

    def row(self, sheet: str, number: int, values: Iterable[str]) -> None:
        cells = [
            (value, f"cell:{number}:{column}:{sheet}")
            for column, value in enumerate(values, start=1)
            if value
        ]
        if cells:
            self._row(cells)

    def _row(self, cells: list[tuple[str, str]]) -> None:
        self._put("\n\n" if self.parts else "")
        for place, (value, where) in enumerate(cells):
            self._put(BETWEEN if place else "")
            if where:
                self.starts.append((self.at, where))
            kind = SegmentKind.CELL if is_value(value) else SegmentKind.BODY
            self.segments.append(Segment(kind=kind, start=self.at, end=self.at + len(value)))
            self._put(value)
        if self.at > self.rules.max_characters:
            raise TooLargeError("The table is longer than the limits of reading allow.")

    def _put(self, text: str) -> None:
        self.parts.append(text)
        self.at += len(text)


def shown(value: Any) -> str:
    """Return a cell as a person sees it, dates as ISO 8601, on one line."""
    match value:
        case None:
            return ""
        case bool():
            return "TRUE" if value else "FALSE"
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case dt.datetime() if value.time() == dt.time():
            return value.date().isoformat()
        case dt.datetime():
            return value.isoformat(sep=" ", timespec="seconds")
        case _:
            return " ".join(str(value).split())[:_LONGEST_CELL]


def is_csv(body: str, name: str) -> bool:
    return name.lower().endswith(CSV_NAMES) and bool(body.strip())


def read_csv(body: str, rules: ReadingRules) -> Extract:
    """Return the rows of a table in a text file. Raises UnreadableSourceError where it is none."""
    writer = Writer(rules)
    try:
        reader = csv.reader(io.StringIO(body, newline=""), delimiter=_delimiter(body))
        for number, row in enumerate(reader, start=1):
            writer.row("", number, (shown(value) for value in row))
    except csv.Error as error:
        raise UnreadableSourceError(
            f"The table breaks off: {error}.", hint="Is a quotation mark left open?", code="damaged"
        ) from error
    return extract_of(writer, "table (csv)", VERSION)


def _delimiter(body: str) -> str:
    """Return the character that parts the cells: the one that parts the first rows evenly."""
    rows = [line for line in body.splitlines() if line.strip()][:_FEW] or [""]

    def evenness(mark: str) -> tuple[bool, int]:
        counts = [line.count(mark) for line in rows]
        return min(counts) == max(counts) > 0, min(counts)

    return max(_DELIMITERS, key=evenness)


def extract_of(
    writer: Writer, tool: str, version: str, metadata: tuple[Metadatum, ...] = ()
) -> Extract:
    if not writer.starts:
        raise UnreadableSourceError("The table holds no cell with words.", code="no_text")
    return Extract(
        body="".join(writer.parts),
        map=tuple(writer.starts),
        cells=tuple(writer.segments),
        tool=tool,
        tool_version=version,
        metadata=metadata,
    )


def cells_of(text_map: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str, int, int]]:
    """Yield of each cell where it begins in the text, its sheet, row and column."""
    for start, where in text_map:
        kind, _, rest = where.partition(":")
        if kind == "cell":
            row, column, sheet = rest.split(":", 2)
            yield start, sheet, int(row), int(column)
