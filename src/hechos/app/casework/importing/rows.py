"""One row of a spreadsheet to what it says, or to all that is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from hechos.app.casework.importing.detentions import Cells, More, parted, read_detention
from hechos.app.casework.importing.mapping import (
    AS_WRITTEN,
    DAYS,
    DETENTION,
    LEFT_OUT,
    NUMBERS,
    SheetMap,
    Types,
    fields,
)
from hechos.app.casework.importing.sheets import Cellar, Line
from hechos.errors import InputError
from hechos.lang.places import Gazetteer
from hechos.records import Place, Quantity
from hechos.weighing.edits import read_quantity

_ISO = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?\Z")
_SIGN = re.compile(r"(>=|<=|>|<|~)?\s*(.+)\Z", re.DOTALL)
_MARKS = {"1234.5": ("", "."), "1,234.5": (",", "."), "1.234,5": (".", ","), "1 234,5": (" ", ",")}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a cell: where, what stands there, why it is not taken, what would be."""

    row: int
    column: str
    value: str
    sentence: str
    accepted: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """What a row says. `words` are the cells of the mapped fields as they stand, `at` their
    columns (the first is 1).

    A row of a list of people held has `more`: what it says beside the entry. Each of that becomes
    a row with its own `kind` (that of the map where it is ""), `part` and `traits`; `stands` names
    the fields on which its time and place stand, where these are others than "time" and "place",
    and under "words" the day as it stands among others of its cell. `court` and `stage` are those
    of a step before a court."""

    number: int
    key: str
    type: str
    words: Mapping[str, str]
    at: Mapping[str, int]
    victims: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    time: str = ""
    place: Place | None = None
    quantity: Quantity | None = None
    author: str = ""
    said_at: str = ""
    occasion: str = ""
    reason: str = ""
    manner: tuple[str, ...] = ()
    court: str = ""
    stage: str = ""
    kind: str = ""
    part: str = ""
    traits: tuple[tuple[str, str], ...] = ()
    more: More = field(default_factory=dict)
    stands: Mapping[str, str] = field(default_factory=dict)


@dataclass
class RowReader:
    """Reads rows by a map. `unknown` counts the words that wait for a decision, by field."""

    map: SheetMap
    gazetteer: Gazetteer
    language: str
    types: Types
    at: dict[str, int] = field(default_factory=dict)
    unknown: dict[str, dict[str, int]] = field(default_factory=lambda: {"type": {}, "place": {}})
    _keys: dict[str, int] = field(default_factory=dict)
    _places: dict[str, Place | None] = field(default_factory=dict)

    def head(self, line: Line) -> None:
        """Take the row of headings; each column that the map names must be there, once."""
        names = [cell.words.strip() for cell in line.cells]
        for name, heading in self.map.columns.items():
            if not heading:
                continue
            if names.count(heading) != 1:
                often = "no column" if heading not in names else "more than one column"
                raise InputError(f"The table has {often} called “{heading}”.")
            self.at[name] = names.index(heading) + 1

    def read(self, line: Line) -> Row | list[Fault] | None:
        """Return the row, what is wrong with it, or None where a decision leaves it out."""
        faults: list[Fault] = []
        words: dict[str, str] = {}
        for name, column in self.at.items():
            cell = line.cells[column - 1] if column <= len(line.cells) else Cellar("")
            if cell.formula:
                faults.append(
                    self.fault(
                        (line.number, name, cell.words),
                        "It is a formula, and is not run.",
                        "the value that it gives",
                    )
                )
            words[name] = "" if cell.formula else cell.words.strip()
        reading = _Reading(self, line, words, faults)
        row = reading.row()
        return faults or row

    def fault(self, cell: tuple[int, str, str], sentence: str, accepted: str = "") -> Fault:
        """Return what is wrong with a cell (row, field, words)."""
        number, name, value = cell
        heading = self.map.columns.get(name) or fields()[name].label
        return Fault(number, heading, value[:200], sentence, accepted)

    def place(self, words: str) -> Place | None:
        """Return the place of the gazetteer that the words name as a whole."""
        if words not in self._places:
            spans = self.gazetteer.find(words, language=self.language)
            whole = [s for s in spans if (s.start, s.end) == (0, len(words))]
            found = whole[0].place if whole and whole[0].place.place_id else None
            if found is None and len(spans) > 1 and spans[0].start == 0:
                found = (
                    spans[0].place if re.fullmatch(r"[\s,()]*", _between(words, spans)) else None
                )
            self._places[words] = found if found and found.place_id else None
        return self._places[words]

    def seen_before(self, key: str, number: int) -> int:
        """Return the row that has the key already, 0 where none has."""
        earlier = self._keys.setdefault(key, number)
        return 0 if earlier == number else earlier


def _between(words: str, spans: Sequence[object]) -> str:
    left, at = "", 0
    for span in spans:
        left += words[at : span.start]  # type: ignore[attr-defined]
        at = span.end  # type: ignore[attr-defined]
    return left + words[at:]


class _LeftOutError(Exception):
    pass


class _Reading:
    """The reading of one row."""

    def __init__(
        self, reader: RowReader, line: Line, words: dict[str, str], faults: list[Fault]
    ) -> None:
        self.reader, self.line, self.words, self.faults = reader, line, words, faults

    def said(self, name: str) -> str:
        return self.words.get(name) or self.reader.map.fixed.get(name, "")

    def fault(self, name: str, sentence: str, accepted: str = "") -> None:
        self.faults.append(
            self.reader.fault((self.line.number, name, self.said(name)), sentence, accepted)
        )

    def row(self) -> Row | None:
        try:
            type_, place = self._type("type"), self._place()
            more = self._detention()
        except _LeftOutError:
            self.faults.clear()
            return None
        if not self.said("author"):
            self.fault("author", "Who says so is not stated.", "a person, body or document")
        key = self.words.get("key", "")
        if "key" in self.reader.at:
            earlier = self.reader.seen_before(key, self.line.number) if key else 0
            if not key or earlier:
                self.fault(
                    "key",
                    f"Row {earlier} has it too." if earlier else "It is empty.",
                    "a number or name that no other row has",
                )
        return Row(
            number=self.line.number,
            key=key,
            type=type_,
            words=self.words,
            at=self.reader.at,
            victims=parted(self.said("victims")),
            actors=parted(self.said("actors")),
            time=self._time(),
            place=place,
            quantity=self._quantity(),
            author=self.said("author"),
            said_at=self._day("said_at"),
            occasion=self.said("occasion"),
            reason=self.said("reason"),
            manner=parted(self.said("manner")),
            kind=DETENTION if self.reader.map.kind == DETENTION else "",
            more=more,
        )

    def _detention(self) -> More:
        """Return what a row of a list of people held says beside the entry."""
        if self.reader.map.kind != DETENTION:
            return {}
        cells = Cells(self.said, self._day, self._days, self.fault, self._types, self._decided)
        return read_detention(cells)

    def _decided(self, name: str, value: str) -> str | None:
        """Return what a decision of the map says of a word; None where there is none yet."""
        said = self.reader.map.terms.get(name, {}).get(value)
        if said == LEFT_OUT:
            raise _LeftOutError
        return said

    def _wait(self, name: str, said: tuple[str, str], sentence: str, accepted: str) -> None:
        """Note that a word waits for a decision: of which terms (`name`), in which column."""
        counts, (column, value) = self.reader.unknown[name], said
        counts[value] = counts.get(value, 0) + 1
        self.fault(column, sentence, accepted)

    def _type(self, column: str) -> str:
        """Return the act or status that the words of a column name; "" where they do not."""
        value = self.said(column)
        if not value:
            self.fault(column, "It is empty.", "an act or status of the vocabulary")
            return ""
        return self._code(column, value)

    def _types(self, column: str) -> tuple[str, ...]:
        """Return the acts and statuses that a cell names, parted by “;”."""
        return tuple(self._code(column, value) for value in parted(self.said(column)))

    def _code(self, column: str, value: str) -> str:
        types = self.reader.types
        known = types.code_of(value) or self._decided("type", value)
        if known not in types.names:
            self._wait(
                "type",
                (column, value),
                "The vocabulary has no such act or status; it waits for a decision.",
                "a code or name of the vocabulary",
            )
            return ""
        return str(known)

    def _place(self) -> Place | None:
        value = self.said("place")
        if not value:
            return None
        known = self.reader.place(value)
        if known is not None:
            return known
        said = self._decided("place", value)
        if said == AS_WRITTEN:
            return Place(verbatim=value, path=value)
        known = self.reader.place(said) if said else None
        if known is None:
            self._wait(
                "place",
                ("place", value),
                "The gazetteer knows no such place; it waits for a decision.",
                "a place of the gazetteer",
            )
        return known

    def _time(self) -> str:
        start, end = self._day("time"), self._day("until")
        if end and not start:
            self.fault("until", "It has an end and no beginning.", "a beginning as well")
        if start and end and start[: len(end)] > end[: len(start)]:
            self.fault("until", "It ends before it begins.", "a later day")
        return f"{start}/{end}" if end and end != start else start

    def _day(self, name: str) -> str:
        column = self.reader.at.get(name, 0)
        cells = self.line.cells
        if column and column <= len(cells) and cells[column - 1].day:
            return str(cells[column - 1].day)
        value = self.said(name)
        return self._one_day(name, value) if value else ""

    def _days(self, name: str) -> tuple[str, ...]:
        """Return the days of a cell, parted by “;”."""
        parts = parted(self.said(name))
        if len(parts) > 1:
            return tuple(filter(None, (self._one_day(name, part) for part in parts)))
        return tuple(filter(None, (self._day(name),)))

    def _one_day(self, name: str, value: str) -> str:
        found = read_day(value, self.reader.map.days)
        if found is None:
            shape = self.reader.map.days
            self.fault(name, f"It is no day written as {shape}.", f"{shape}, YYYY-MM or YYYY")
        return found or ""

    def _quantity(self) -> Quantity | None:
        value = self.words.get("quantity", "")
        if not value:
            return None
        shape = self.reader.map.numbers
        plain = read_number(value, shape)
        try:
            return read_quantity(plain or "", self.said("unit"))
        except (ValueError, InputError):
            self.fault("quantity", f"It is no number written as {shape}.", f"{shape}, >=14, 10..20")
            return None


def read_day(value: str, shape: str) -> str | None:
    """Return the day, month or year as EDTF; None where it is not written in the shape stated.

    A bare year and YYYY-MM are the same in every shape."""
    if shape not in DAYS:
        return None
    iso = _ISO.match(value)
    if iso and (not iso[3] or shape == DAYS[0]):
        return value if _is_day(*iso.groups()) else None
    pattern = re.escape(shape).replace("YYYY", r"(?P<y>[0-9]{4})")
    pattern = pattern.replace("MM", r"(?P<m>[0-9]{1,2})").replace("DD", r"(?P<d>[0-9]{1,2})")
    match = re.fullmatch(pattern, value)
    if match is None:
        return None
    found = f"{match['y']}-{int(match['m']):02}-{int(match['d']):02}"
    return found if _is_day(*found.split("-")) else None


def _is_day(year: str, month: str | None, day: str | None) -> bool:
    try:
        date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return False
    return True


def read_number(value: str, shape: str) -> str | None:
    """Return a number or range in plain digits; None where it is not written in the shape."""
    if shape not in NUMBERS:
        return None
    parts = value.split("..")
    signed = _SIGN.match(parts[0].strip())
    if len(parts) > 2 or signed is None:
        return None
    sign, first = signed[1] or "", signed[2]
    numbers = [_plain(part.strip(), shape) for part in (first, *parts[1:])]
    if any(number is None for number in numbers):
        return None
    return sign + "..".join(str(number) for number in numbers)


def _plain(value: str, shape: str) -> str | None:
    group, point = _MARKS[shape]
    value = value.replace("\u00a0", " ").replace("\u202f", " ")
    grouped = rf"[0-9]{{1,3}}(?:{re.escape(group)}[0-9]{{3}})+|" if group else ""
    if not re.fullmatch(rf"(?:{grouped}[0-9]+)(?:{re.escape(point)}[0-9]+)?", value):
        return None
    return value.replace(group, "").replace(point, ".") if group else value
