"""Rows of a spreadsheet as readings and polling tables; a bad row is kept as failed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from hechos.counting.tallies.files.columns import (
    ColumnMap,
    Columns,
    Failed,
    Row,
    columns_of,
    whole_number,
)
from hechos.counting.tallies.qr import CodeForm, read_by_code
from hechos.counting.tallies.sheets import PARTS, Counts, Places, PollingTable, Reading
from hechos.errors import HechosError, InputError
from hechos.lang.folding import fold
from hechos.lang.said import Said

OWN = ("sheet", "reader", "image", "qr", "features")
FEATURES = ("", "found", "not_found")
JOINED = " / "


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetFile:
    """What a file of readings holds: also the tables that it tells of."""

    readings: tuple[Reading, ...]
    tables: tuple[PollingTable, ...]
    failed: tuple[Failed, ...]
    columns: Columns


def read_sheets(
    rows: Iterable[Row],
    *,
    file: str = "sheets",
    columns: ColumnMap | None = None,
    code: CodeForm | None = None,
) -> SheetFile:
    """Return the readings of a table with one row for each reading of a sheet."""
    kept = list(rows)
    known = columns_of(kept, columns)
    readings, tables, failed = list[Reading](), dict[str, PollingTable](), list[Failed]()
    for number, cells in kept:
        try:
            table = _table(cells, known)
            tables.setdefault(table.id, table)
            for one in _readings((number, cells), known, table.id, code):
                if isinstance(one, Reading):
                    readings.append(one)
                else:
                    failed.append(Failed(file=file, row=number, because=one.sentence))
        except HechosError as error:
            failed.append(Failed(file=file, row=number, because=error.sentence))
    return SheetFile(
        readings=tuple(readings), tables=tuple(tables.values()), failed=tuple(failed), columns=known
    )


def read_tables(
    rows: Iterable[Row], *, file: str = "tables", columns: ColumnMap | None = None
) -> tuple[tuple[PollingTable, ...], tuple[Failed, ...]]:
    """Return the polling tables of a register; a table in two rows stands by the first."""
    kept = list(rows)
    known = columns_of(kept, columns)
    tables, failed = dict[str, PollingTable](), list[Failed]()
    for number, cells in kept:
        try:
            table = _table(cells, known)
        except HechosError as error:
            failed.append(Failed(file=file, row=number, because=error.sentence))
            continue
        if table.id in tables and tables[table.id] != table:
            because = Said(
                "The table {table} stands in an earlier row with other words.", table=table.id
            )
            failed.append(Failed(file=file, row=number, because=because))
        tables.setdefault(table.id, table)
    return tuple(tables.values()), tuple(failed)


def _table(cells: Mapping[str, str], known: Columns) -> PollingTable:
    parts = [cells.get(heading, "").strip() for heading in known.table]
    if not all(parts):
        raise InputError(Said("The row does not say which polling table it is of."))
    fields = dict(known.fields)
    places: Places = tuple(
        (level, cells.get(heading, "").strip())
        for level, heading in known.places
        if cells.get(heading, "").strip()
    )
    electors = whole_number(cells.get(fields.get("electors", ""), ""), "electors")
    return PollingTable(id=JOINED.join(parts), places=places, electors=electors)


def _readings(
    row: Row, known: Columns, table: str, code: CodeForm | None
) -> Iterator[Reading | HechosError]:
    """Yield what the row says and what the code in it says; a code that cannot be read is told."""
    number, cells = row
    fields = dict(known.fields)
    own = {what: cells.get(fields.get(what, ""), "").strip() for what in OWN}
    if own["features"] not in FEATURES:
        said = Said("Features are found or not_found; the row says “{word}”.", word=own["features"])
        raise InputError(said)
    votes = {name: whole_number(cells.get(name, ""), name) for name in known.candidates}
    parts = {part: whole_number(cells.get(fields.get(part, ""), ""), part) for part in PARTS}
    reading = Reading(
        table=table,
        counts=Counts.of({name: n for name, n in votes.items() if n is not None}, **parts),
        signatures=whole_number(cells.get(fields.get("signatures", ""), ""), "signatures"),
        row=number,
        **own,
    )
    coded: Reading | HechosError | None = None
    if own["qr"] and code is not None:
        try:
            coded = _same_candidates(read_by_code(reading, code), known.candidates)
        except HechosError as error:
            coded = error
    if isinstance(coded, Reading) and coded.table != table:
        said = Said(
            "The row is of table {table}, the code on its sheet of {other}.",
            table=table,
            other=coded.table,
        )
        raise InputError(said)
    if reading.counts.numbers():
        yield reading
    elif coded is None:
        yield InputError(Said("The row states no number of votes."))
    if coded is not None:
        yield coded


def _same_candidates(reading: Reading, candidates: Sequence[str]) -> Reading:
    names = {fold(name): name for name in candidates}
    same = {name: names.get(fold(name), name) for name, _ in reading.counts.votes}
    return replace(reading, counts=reading.counts.renamed(same))
