"""What each column of a table of votes is, by its heading or by a map; the numbers in it."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files

from hechos.errors import InputError
from hechos.lang.folding import fold

Row = tuple[int, Mapping[str, str]]
"""The number of a row in its file, and its cells by heading."""
_WHOLE = re.compile(r"\d+(?:\.0)?|\d{1,3}(?:([.,'’ \u00a0\u202f])\d{3})(?:\1\d{3})*")


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
def _known() -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Return what field, and what level, a folded heading is."""
    source = files("hechos.counting.tallies") / "data" / "columns.toml"
    raw = tomllib.loads(source.read_text("utf-8"))
    fields = {word: name for name, words in raw["fields"].items() for word in words}
    return fields, {word: level for level, words in raw["levels"].items() for word in words}


def level_of(heading: str) -> str:
    """Return the level of places that a heading names, "" where it names none."""
    return _known()[1].get(fold(heading).replace("_", " "), "")


@functools.cache
def levels() -> tuple[str, ...]:
    """Return the levels of places, widest first."""
    return tuple(dict.fromkeys(_known()[1].values()))


def column_map(text: str) -> Mapping[str, object]:
    """Read from TOML what the columns of a file are; see `columns_of`."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"The map of columns is no TOML: {error}.") from error


def columns_of(rows: Sequence[Row], given: Mapping[str, object] | None = None) -> Columns:
    """Return what the columns of these rows are, by a map or else by their headings.

    A map names headings: `table = ["CENTRO", "MESA"]`, `valid = "VALIDOS"`, `candidates = […]`,
    and `[places]` level = heading. What it does not name keeps its meaning by heading."""
    given = dict(given or {})
    headings = list(rows[0][1]) if rows else []
    fields, places = _by_heading(headings)
    named = given.pop("places", {})
    places |= named if isinstance(named, dict) else {}
    candidates = given.pop("candidates", None)
    table = given.pop("table", None) or fields.get("table", "")
    table = [table] if isinstance(table, str) else list(table) if isinstance(table, list) else []
    fields = {what: heading for what, heading in fields.items() if what != "table"}
    fields |= {what: str(heading) for what, heading in given.items()}
    used = {*table, *fields.values(), *places.values()}
    wanted = [str(name) for name in candidates] if isinstance(candidates, list) else None
    _check_there({*used, *(wanted or [])} - {""}, headings)
    if not any(table):
        raise InputError(
            "No column says which polling table a row is of.",
            hint='Call it “table”, or name it in a map: table = ["centre", "table"].',
        )
    rest = [name for name in headings if name and name not in used]
    numbers = wanted if wanted is not None else [name for name in rest if _holds(rows, name)]
    order = {level: place for place, level in enumerate(levels())}
    return Columns(
        table=tuple(table),
        fields=tuple(fields.items()),
        places=tuple(sorted(places.items(), key=lambda one: order.get(one[0], len(order)))),
        candidates=tuple(numbers),
        left_out=tuple(name for name in rest if name not in numbers),
    )


def _by_heading(headings: Iterable[str]) -> tuple[dict[str, str], dict[str, str]]:
    known, known_levels = _known()
    fields, places = dict[str, str](), dict[str, str]()
    for heading in headings:
        word = fold(heading).replace("_", " ")
        if word in known:
            fields.setdefault(known[word], heading)
        elif word in known_levels:
            places.setdefault(known_levels[word], heading)
    return fields, places


def _check_there(named: Iterable[str], headings: Sequence[str]) -> None:
    lacks = sorted(set(named) - set(headings))
    if lacks:
        raise InputError(
            f"The file has no column “{lacks[0]}”.", hint=f"It has: {', '.join(headings)}."
        )


def _holds(rows: Sequence[Row], heading: str) -> bool:
    return any(_WHOLE.fullmatch(cells.get(heading, "").strip()) for _, cells in rows)


def whole_number(words: str, what: str) -> int | None:
    """Return a number of votes or people, None where the cell is empty.

    Votes are whole, so 1.234 and 1,234 are one number; 12.5 is none."""
    words = words.strip()
    if not words:
        return None
    if not _WHOLE.fullmatch(words):
        raise InputError(f"“{words}” for “{what}” is no whole number.")
    return int(re.sub(r"\D", "", words.removesuffix(".0")))
