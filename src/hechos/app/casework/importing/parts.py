"""A row of a list of people held as rows: the entry first, then one for each thing that it says
beside it. Each becomes a claim on the cells that say it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from hechos.app.casework.importing.detentions import LISTED
from hechos.app.casework.importing.rows import Row
from hechos.counting.registers.build import CONDITIONS, DESCRIBED, HELD_AT, JUDGE
from hechos.counting.registers.kinds import traits
from hechos.records import Place

WHO = ("key", "victims", "author", "said_at")
"""Columns that stand in the line of each claim of a row."""


def with_parts(row: Row) -> Iterator[Row]:
    """Yield a row and what it says beside it; a row of another kind of table has no parts."""
    beside = {*row.more, "exit", "exit_on", "moved_on"} if row.kind else set()
    yield replace(
        row,
        kind="act" if row.kind else "",
        words={name: words for name, words in row.words.items() if name not in beside},
        at={name: column for name, column in row.at.items() if name not in beside},
    )
    if row.kind:
        yield from _parts(row)


def _parts(row: Row) -> Iterator[Row]:
    told = row.more
    described = tuple((name, told[name]) for name in (*traits(), HELD_AT) if name in told)
    if described:
        fields = tuple(name for name, _ in described)
        yield replace(_part(row, DESCRIBED, *fields), part=DESCRIBED, traits=described)
    if "judge" in told:
        yield replace(_dated(row, JUDGE, "judge"), kind="procedure")
    if "moved_to" in told:
        moved = _dated(row, "transfer", "moved_on", "moved_to")
        place = Place(verbatim=told["moved_to"], path=told["moved_to"])
        yield replace(moved, place=place, stands={**moved.stands, "place": "moved_to"})
    if "exit" in told:
        left = _dated(row, told["exit"], "exit_on", "exit", "conditions")
        conditions = told.get(CONDITIONS, "")
        yield replace(left, traits=((CONDITIONS, conditions),) if conditions else ())
    for name, code in LISTED.items():
        if name in told:
            yield _dated(row, code, name)


def _dated(row: Row, type_: str, on: str, *others: str) -> Row:
    """Return what a row says that has a day, which stands in the field `on`."""
    return replace(_part(row, type_, on, *others), time=row.more.get(on, ""), stands={"time": on})


def _part(row: Row, type_: str, *names: str) -> Row:
    """Return a row of the cells of some fields, beside those that say of whom it is."""
    of = {*WHO, *names}
    return Row(
        number=row.number,
        key=row.key,
        type=type_,
        words={name: words for name, words in row.words.items() if name in of},
        at={name: column for name, column in row.at.items() if name in of},
        victims=row.victims,
        author=row.author,
        said_at=row.said_at,
        kind="status",
        part=names[0],
    )
