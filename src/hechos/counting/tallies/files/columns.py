"""What each column of a table of votes is, by its heading or by a map; the numbers in it."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files

from hechos.errors import InputError
from hechos.lang.folding import fold
from hechos.lang.said import Said

Row = tuple[int, Mapping[str, str]]
"""The number of a row in its file, and its cells by heading."""
_WHOLE = re.compile(r"\d+(?:\.0)?|\d{1,3}(?:([.,'’ \u00a0\u202f])\d{3})(?:\1\d{3})*")


LONGEST = 20
"""Characters of a number of people, with its marks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """A row that cannot be used, and why; all others are."""

    file: str
    row: int
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """What each column is. `table` may be several, which together tell a table from all others;
    `fields` and `places` (widest first) are (what, heading)."""

    table: tuple[str, ...]
    fields: tuple[tuple[str, str], ...]
    places: tuple[tuple[str, str], ...]
    candidates: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


@functools.cache
def _known() -> Mapping[str, Mapping[str, str]]:
    """Return by kind what a folded word is: fields, levels, of."""
    source = files("hechos.counting.tallies") / "data" / "columns.toml"
    raw = tomllib.loads(source.read_text("utf-8"))
    return {
        kind: {word: name for name, words in names.items() for word in words}
        for kind, names in raw.items()
    }


def _word(heading: str) -> str:
    return fold(heading).replace("_", " ")


def field_of(heading: str) -> str:
    """Return what field a heading is, "" where it is none."""
    return _known()["fields"].get(_word(heading), "")


def share_of(words: str) -> str:
    """Return what an announced share is of: tables, electors, votes; else the words."""
    return _known()["of"].get(_word(words), words)


def level_of(heading: str) -> str:
    """Return the level of places that a heading names, "" where it names none."""
    return _known()["levels"].get(_word(heading), "")


@functools.cache
def levels() -> tuple[str, ...]:
    """Return the levels of places, widest first."""
    return tuple(dict.fromkeys(_known()["levels"].values()))


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnMap:
    """What a person says of columns: headings of the table, of fields and of places, and which
    are candidates, None where that is left to the headings."""

    table: tuple[str, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)
    candidates: tuple[str, ...] | None = None


def column_map(text: str) -> ColumnMap:
    """Read a map from TOML: `table = ["CENTRO", "MESA"]`, `valid = "VALIDOS"`,
    `candidates = ["A", "B"]`, and `[places]` level = heading."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"The map of columns is no TOML: {error}.") from error
    table, places, candidates = (raw.pop(name, None) for name in ("table", "places", "candidates"))
    known = set(_known()["fields"].values()) - {"table"}
    unknown = sorted(set(raw) - known)
    if unknown:
        raise InputError(
            f"The map of columns has no “{unknown[0]}”.",
            hint=f"It has: table, candidates, places, {', '.join(sorted(known))}.",
        )
    return ColumnMap(
        table=_headings([table] if isinstance(table, str) else table or []),
        fields=dict(zip(raw, _headings(list(raw.values())), strict=True)),
        places=_places(places or {}),
        candidates=None if candidates is None else _headings(candidates),
    )


def _headings(named: object) -> tuple[str, ...]:
    if not isinstance(named, list) or not all(isinstance(one, str) and one for one in named):
        raise InputError("The map of columns names a heading that is no text.")
    return tuple(named)


def _places(named: object) -> Mapping[str, str]:
    if not isinstance(named, dict):
        raise InputError("The map of columns names places as a table: [places] parish = …")
    return dict(zip(named, _headings(list(named.values())), strict=True))


def columns_of(rows: Sequence[Row], given: ColumnMap | None = None) -> Columns:
    """Return what the columns of these rows are, by a map, and by headings what it leaves out."""
    given = given or ColumnMap()
    headings = list(rows[0][1]) if rows else []
    known, places = _by_heading(headings)
    own = known.pop("table", "")
    table = given.table or ((own,) if own else ())
    fields, places = {**known, **given.fields}, {**places, **given.places}
    used = {*table, *fields.values(), *places.values()}
    _check_there({*used, *(given.candidates or ())}, headings)
    if not table:
        raise InputError(
            Said("No column says which polling table a row is of."),
            hint=Said('Call it “table”, or name it in a map: table = ["centre", "table"].'),
        )
    rest = [name for name in headings if name and name not in used]
    numbers = given.candidates
    if numbers is None:
        numbers = tuple(name for name in rest if _holds(rows, name))
    order = {level: place for place, level in enumerate(levels())}
    return Columns(
        table=table,
        fields=tuple(fields.items()),
        places=tuple(sorted(places.items(), key=lambda one: order.get(one[0], len(order)))),
        candidates=numbers,
        left_out=tuple(name for name in rest if name not in numbers),
    )


def _by_heading(headings: Iterable[str]) -> tuple[dict[str, str], dict[str, str]]:
    fields, places = dict[str, str](), dict[str, str]()
    for heading in headings:
        if name := field_of(heading):
            fields.setdefault(name, heading)
        elif level := level_of(heading):
            places.setdefault(level, heading)
    return fields, places


def _check_there(named: Iterable[str], headings: Sequence[str]) -> None:
    lacks = sorted(set(named) - set(headings))
    if lacks:
        raise InputError(
            Said("The file has no column “{name}”.", name=lacks[0]),
            hint=Said("It has: {names:, |, }.", names=tuple(headings)),
        )


def _holds(rows: Sequence[Row], heading: str) -> bool:
    return any(_WHOLE.fullmatch(cells.get(heading, "").strip()) for _, cells in rows)


def whole_number(words: str, what: str) -> int | None:
    """Return a number of votes or people, None where the cell is empty.

    Votes are whole, so 1.234 and 1,234 are one number; 12.5 is none."""
    words = words.strip()
    if not words:
        return None
    if not _WHOLE.fullmatch(words) or len(words) > LONGEST:
        raise InputError(no_number(words, what))
    return int(re.sub(r"\D", "", words.removesuffix(".0")))


def no_number(words: str, what: str) -> Said:
    return Said("“{value}” for “{what}” is no whole number.", value=words, what=what)
