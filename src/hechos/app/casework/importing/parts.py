"""A row of a list of people held as rows: the entry first, then one for each thing that it says
beside it. Each becomes a claim on the cells that say it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import zip_longest

from hechos.app.casework.importing.detentions import LISTED, SPANS, UNTIL, parted
from hechos.app.casework.importing.rows import Row
from hechos.counting.registers.build import (
    CHARGE,
    CONDITIONS,
    CONVICTION,
    COURT,
    DESCRIBED,
    HEARING,
    HELD_AT,
    INCOMMUNICADO,
    JUDGE,
    NOTES,
    WHEREABOUTS,
)
from hechos.counting.registers.kinds import exit_kinds, traits
from hechos.records import Place

WHO = ("key", "victims", "author", "said_at")
"""Columns that stand in the line of each claim of a row."""
_BESIDE = ("exit", "exit_on", "moved_on", "hearings")
_STEPS = {"judge", "charges", "charged_on", "hearings", "convicted_on", "sentence"}
"""Fields of steps before a court, on which the court stands."""


def with_parts(row: Row) -> Iterator[Row]:
    """Yield a row and what it says beside it; a row of another kind of table has no parts."""
    beside = {*row.more, *_BESIDE} if row.kind else set()
    yield replace(
        row,
        kind="act" if row.kind else "",
        words={name: words for name, words in row.words.items() if name not in beside},
        at={name: column for name, column in row.at.items() if name not in beside},
    )
    if row.kind:
        yield from _person(row)
        yield from _before_court(row)
        yield from _places(row)
        yield from _ways_out(row)
        for name, code in LISTED.items():
            if name in row.more:
                yield _dated(row, code, name)


def _person(row: Row) -> Iterator[Row]:
    """Yield what is said of the person, and the times without contact or without a word."""
    told = _first(row)
    names = [*traits(), HELD_AT, *NOTES]
    names += [] if _STEPS & told.keys() else [COURT]
    described = tuple((name, told[name]) for name in names if name in told)
    if described:
        fields = tuple(name for name, _ in described)
        yield replace(_part(row, DESCRIBED, *fields), part=DESCRIBED, traits=described)
    alone, unknown = (_span(row, name) for name in SPANS)
    if alone is not None:
        yield replace(alone, type=INCOMMUNICADO, kind="act")
    if unknown is not None:
        yield replace(unknown, traits=((WHEREABOUTS, "unknown"),))


def _span(row: Row, name: str) -> Row | None:
    """Return the time of a field; an end that is not told is open."""
    told, until = _first(row), name + UNTIL
    since, end = told.get(name, ""), told.get(until, "")
    if not since and not end:
        return None
    time = since if since == end else f"{since or '..'}/{end or '..'}"
    part = _part(row, DESCRIBED, name, until)
    return replace(part, time=time, stands={"time": name if since else until})


def _before_court(row: Row) -> Iterator[Row]:
    told = _first(row)
    court = told.get(COURT, "")
    if "judge" in told:
        yield replace(_dated(row, JUDGE, "judge", "court"), kind="procedure", court=court)
    for type_, on, words in (
        (CHARGE, "charged_on", "charges"),
        (CONVICTION, "convicted_on", "sentence"),
    ):
        if on in told or words in told:
            step = _dated(row, type_, on, words, "court")
            yield replace(step, kind="procedure", court=court, stage=told.get(words, ""))
    for number, day in enumerate(row.more.get("hearings", ())):
        step = _part(row, HEARING, "hearings", "court")
        stands = _nth_day(row, "hearings", number)
        part = f"hearings {day}"
        yield replace(step, kind="procedure", time=day, stands=stands, part=part, court=court)


def _places(row: Row) -> Iterator[Row]:
    moves = zip(row.more.get("moved_to", ()), row.more.get("moved_on", ()), strict=False)
    for number, (to, on) in enumerate(moves):
        step = _part(row, "transfer", "moved_on", "moved_to")
        stands = {**_nth_day(row, "moved_on", number), "place": "moved_to"}
        place = Place(verbatim=to, path=to)
        yield replace(step, time=on, place=place, stands=stands, part=_nth(step.part, number))


def _ways_out(row: Row) -> Iterator[Row]:
    """Yield the ways out. The conditions are those of the last one that leaves under measures, of
    the last where none does."""
    codes, days = row.more.get("exit", ()), row.more.get("exit_on", ())
    bound = [n for n, code in enumerate(codes) if exit_kinds()[code].leaves == "restricted"]
    holds = (bound or [len(codes) - 1])[-1]
    conditions = _first(row).get(CONDITIONS, "")
    for number, (code, on) in enumerate(zip_longest(codes, days, fillvalue="")):
        has = number == holds and conditions
        step = _part(row, code, "exit_on", "exit", *((CONDITIONS,) if has else ()))
        stands = _nth_day(row, "exit_on", number)
        said = ((CONDITIONS, conditions),) if has else ()
        yield replace(step, time=on, stands=stands, traits=said, part=_nth(step.part, number))


def _nth_day(row: Row, name: str, number: int) -> dict[str, str]:
    """Return where a day stands among those of a cell."""
    words = parted(row.words.get(name, ""))
    return {"time": name, "words": words[number] if number < len(words) else ""}


def _nth(part: str, number: int) -> str:
    """Return what tells the parts of one cell apart; the first bears the name of its field."""
    return f"{part} {number + 1}" if number else part


def _first(row: Row) -> Mapping[str, str]:
    return {name: values[0] for name, values in row.more.items() if values and values[0]}


def _dated(row: Row, type_: str, on: str, *others: str) -> Row:
    """Return what a row says that has a day, which stands in the field `on`."""
    time = _first(row).get(on, "")
    return replace(_part(row, type_, on, *others), time=time, stands={"time": on})


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
