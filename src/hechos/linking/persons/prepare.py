"""Turn rows of a list into what is compared: name parts, sound keys, intervals of dates, codes."""

from __future__ import annotations

import calendar
import datetime as dt
import functools
import importlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hechos.errors import InputError, UnavailableError
from hechos.lang.folding import fold
from hechos.linking.persons.fields import Fields, not_identifiable
from hechos.linking.persons.names.split import NOTHING, Parts, Splitter
from hechos.linking.persons.names.tradition import load_tradition

if TYPE_CHECKING:
    import pyarrow as pa

Column = list[Any]

_DATE = re.compile(r"(\d{4})(?:-?(\d\d)(?:-?(\d\d))?)?(?:T.*)?$")
_OTHER_DATE = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$")
_YES = frozenset(("1", "y", "yes", "true", "t", "s", "si", "sim", "x", "minor", "menor"))
_NOT_WORD = re.compile(r"[^\w]+")


def need_link() -> None:
    """Raise where the extra that links persons is not installed."""
    try:
        for name in ("duckdb", "pyarrow", "splink"):
            importlib.import_module(name)
    except ImportError as error:
        raise UnavailableError(
            "Persons cannot be linked: the libraries for it are not installed.",
            hint="Install them with: pip install 'hechos[link]'.",
        ) from error


def read_list(rows: Any) -> pa.Table:
    """Return a path (.parquet, .csv), an Arrow table or a row of mappings as a table."""
    import pyarrow as pa

    if isinstance(rows, pa.Table):
        return rows
    if isinstance(rows, str | Path):
        return _read_file(Path(rows))
    names = sorted({key for row in rows for key in row})
    return pa.table({n: pa.array([_text(row.get(n)) for row in rows], pa.string()) for n in names})


def _read_file(path: Path) -> pa.Table:
    import pyarrow as pa
    import pyarrow.csv as pc
    import pyarrow.parquet as pq

    try:
        if path.suffix == ".parquet":
            return pq.read_table(path)
        with path.open(encoding="utf-8-sig") as lines:
            head = lines.readline().rstrip("\r\n")
        separator = max(",;\t", key=head.count)
        names = [name.strip().strip('"') for name in head.split(separator)]
        return pc.read_csv(
            path,
            read_options=pc.ReadOptions(column_names=names, skip_rows=1),
            parse_options=pc.ParseOptions(delimiter=separator),
            convert_options=pc.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=True
            ),
        )
    except (OSError, pa.ArrowException, UnicodeDecodeError) as error:
        raise InputError(
            f"The list {path.name} cannot be read: {str(error).splitlines()[0]}",
            hint="Give a Parquet file, or a CSV file in UTF-8 with a header.",
        ) from error


def prepare(rows: Any, fields: Fields) -> pa.Table:
    """Return the rows prepared for comparing, one for each, in the order of their ids.

    Columns: row (number), id, source, g1 g2 s1 s2 (name parts), kg1 kg2 ks1 ks2 (their sounds),
    d0 d1 dp yr ym (act: first and last day as ordinal, precision, year, month), b0 b1 bs (birth
    and its spelling), age, sex, minor, place, kplace, region, number, code0…, text0…

    Raises InputError where nobody in the list is named.
    """
    need_link()
    import pyarrow as pa

    table = read_list(rows)
    fields.check(table.column_names)
    table = table.append_column("row order", pa.array(_strings(table, fields.id), pa.string()))
    table = table.sort_by("row order")
    ids = table["row order"].to_pylist()
    if len(set(ids)) < len(ids) or None in ids:
        raise InputError(
            f"The column {fields.id} does not tell the rows apart.",
            hint="Each row needs an id of its own.",
        )
    made: dict[str, Column] = {"row": list(range(len(ids))), "id": ids}
    made |= _names(table, fields) | _dates(table, fields) | _marks(table, fields)
    if not any(a or b for a, b in zip(made["g1"], made["s1"], strict=True)):
        raise not_identifiable("no row has a name")
    types = {"row": pa.int32(), "minor": pa.bool_(), "age": pa.int16()}
    types |= dict.fromkeys(("d0", "d1", "yr", "ym", "b0", "b1"), pa.int32())
    return pa.table({n: pa.array(v, types.get(n, pa.string())) for n, v in made.items()})


def _text(value: Any) -> str | None:
    return None if value is None or value != value else str(value).strip() or None  # noqa: PLR0124


def _strings(table: pa.Table, column: str | None) -> Column:
    """Return the column as text, blank cells as None."""
    if column is None:
        return [None] * table.num_rows
    return _each(table, column, _text)


def _each(table: pa.Table, column: str | None, read: Callable[[Any], Any]) -> Column:
    """Return what `read` makes of each cell, each distinct cell read once."""
    if column is None:
        return [None] * table.num_rows
    coded = table[column].combine_chunks().dictionary_encode()
    made = [read(value) for value in coded.dictionary.to_pylist()]
    return [None if k is None else made[k] for k in coded.indices.to_pylist()]


def _names(table: pa.Table, fields: Fields) -> dict[str, Column]:
    splitter = Splitter(load_tradition(fields.tradition))
    if fields.name:
        names = table[fields.name].to_pylist()
        parts = [splitter.split(str(name)) if name else NOTHING for name in names]
    else:
        given = _each(table, fields.given, lambda v: splitter.tokens(_text(v) or ""))
        surname = _each(table, fields.surname, lambda v: splitter.tokens(_text(v) or ""))
        parts = [_put(splitter, g or [], s or []) for g, s in zip(given, surname, strict=True)]
    columns = [list(c) for c in zip(*parts, strict=True)] if parts else [[], [], [], []]
    keys = (splitter.given_sound, splitter.given_sound, splitter.sound, splitter.sound)
    sounds = [[key(word) for word in column] for key, column in zip(keys, columns, strict=True)]
    named = zip(("g1", "g2", "s1", "s2"), columns, strict=True)
    keyed = zip(("kg1", "kg2", "ks1", "ks2"), sounds, strict=True)
    return dict(named) | dict(keyed)


def _put(splitter: Splitter, given: list[str], surname: list[str]) -> Parts:
    if splitter.tradition.surnames == 1 and len(surname) > 1:
        surname = ["".join(surname)]
    return splitter.put(given, surname)


def _dates(table: pa.Table, fields: Fields) -> dict[str, Column]:
    act = _each(table, fields.date, date_interval)
    birth = _each(table, fields.birth, date_interval)
    ages = _each(table, fields.age, _age)
    made = {
        "d0": [d and d[0] for d in act],
        "d1": [d and d[1] for d in act],
        "dp": [d and d[2] for d in act],
        "yr": [d and d[3] for d in act],
        "ym": [d and d[4] for d in act],
        "b0": [d and d[0] for d in birth],
        "b1": [d and d[1] for d in birth],
        "bs": [d[5] if d and d[2] == "D" else None for d in birth],
    }
    if fields.birth and fields.date:
        ages = [a if a is not None else _age_at(*x) for a, *x in zip(ages, act, birth, strict=True)]
    return made | {"age": ages, "minor": _each(table, fields.minor, _is_yes)}


def _marks(table: pa.Table, fields: Fields) -> dict[str, Column]:
    splitter = Splitter(load_tradition(fields.tradition))
    made = {
        "source": _strings(table, fields.source),
        "sex": _each(table, fields.sex, lambda v: _plain(v)[:1] or None),
        "place": _each(table, fields.place, lambda v: _plain(v) or None),
        "region": _each(table, fields.region, lambda v: _plain(v) or None),
        "number": _each(table, fields.number, lambda v: _NOT_WORD.sub("", _plain(v)) or None),
    }
    made["kplace"] = _each_of(made["place"], lambda v: splitter.sound(v.replace(" ", "")))
    for kind, columns in (("code", fields.codes), ("text", fields.texts)):
        for number, column in enumerate(columns):
            made[f"{kind}{number}"] = _each(table, column, lambda v: _plain(v) or None)
    return made


def _each_of(column: Column, read: Callable[[str], Any]) -> Column:
    made = {value: read(value) for value in set(column) if value is not None}
    return [made.get(value) for value in column]


def _plain(value: Any) -> str:
    return fold(_text(value) or "").upper()


def _is_yes(value: Any) -> bool | None:
    word = _plain(value).lower()
    return word in _YES if word else None


def _age(value: Any) -> int | None:
    found = re.match(r"\d{1,3}", _text(value) or "")
    return int(found[0]) if found and int(found[0]) <= 120 else None


@functools.lru_cache(maxsize=100_000)
def date_interval(value: Any) -> Interval | None:
    """Return first and last day as ordinals, precision D, M or Y, year, year and month, digits.

    Reads 2019, 2019-03, 2019-03-07, 20190307, 7/3/2019 (day first) and intervals of two of those
    in EDTF (2019-03-07/2019-03-09, of which the precision is that of its length); else None.
    """
    text = _text(value) or ""
    before, slash, after = text.partition("/")
    if slash and len(before) >= 4:
        return _between(date_interval(before), date_interval(after))
    if found := _OTHER_DATE.match(text):
        text = f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}"
    found = _DATE.match(text)
    if not found:
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        if day:
            first = last = dt.date(year or 0, month or 0, day)
        elif month:
            first = dt.date(year or 0, month, 1)
            last = first.replace(day=calendar.monthrange(first.year, month)[1])
        else:
            first, last = dt.date(year or 0, 1, 1), dt.date(year or 0, 12, 31)
    except ValueError:
        return None
    precision = "D" if day else "M" if month else "Y"
    of_month = first.year * 100 + first.month if month else None
    return first.toordinal(), last.toordinal(), precision, first.year, of_month, f"{first:%Y%m%d}"


Interval = tuple[int, int, str, int, int | None, str]


def _between(first: Interval | None, last: Interval | None) -> Interval | None:
    if first is None or last is None or first[0] > last[1]:
        return None
    days = last[1] - first[0] + 1
    precision = "D" if days <= 3 else "M" if days <= 31 else "Y"
    of_month = first[4] if precision != "Y" and first[4] == last[4] else None
    return first[0], last[1], precision, first[3], of_month, first[5]


def _age_at(act: Any, birth: Any) -> int | None:
    """Return the age at the act where both days are known."""
    if not act or not birth or act[2] != "D" or birth[2] != "D" or act[0] < birth[0]:
        return None
    then, born = dt.date.fromordinal(act[0]), dt.date.fromordinal(birth[0])
    return then.year - born.year - ((then.month, then.day) < (born.month, born.day))
