"""Results in time and by number: bars for uncertain dates, days of a year, counts of values."""

from __future__ import annotations

import calendar
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count
from django.utils.translation import gettext as _

from hechos.app.search import running
from hechos.app.search.backend import TooLongError, backend
from hechos.app.search.matching import Scope, beyond, found, in_order, mark_of
from hechos.app.search.models import ALWAYS, NEVER, Entry
from hechos.app.search.query import Dates, narrowed
from hechos.app.search.running import SECONDS, Counts
from hechos.app.web.searching.asking import Asking
from hechos.app.web.searching.rows import Row, rows_of
from hechos.app.web.searching.words import value_words
from hechos.app.web.serving.asked import whole
from hechos.app.web.shelf import Shelf

BARS = 60
WIDTH = 1000.0
STEPS = 5
"""In how many strengths a day is shown."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A result as a bar from `x`, `width` wide; `open_start`/`open_end`: it goes on, nobody knows
    how far."""

    row: Row
    x: float
    width: float
    y: int
    open_start: bool
    open_end: bool


@dataclass(frozen=True, slots=True)
class Timeline:
    bars: Sequence[Bar]
    ticks: Sequence[tuple[float, str]]
    height: int
    after: str
    years: Sequence[tuple[str, str]]
    undated: bool


def timeline_of(shelf: Shelf, asking: Asking, scope: Scope) -> Timeline:
    """Return a page of results as bars, by their first day; TooLongError past the limit."""
    every = found(asking.query, scope)
    rows = in_order(every.filter(dated=True).select_related("spot"), "earliest")
    with backend().within(SECONDS):
        some = list(beyond(rows, "earliest", asking.after)[: BARS + 1])
        days = set(every.order_by().values_list("dated", "earliest").distinct())
    years = _years({day for dated, day in days if dated and day != NEVER}, asking)
    undated = any(not dated for dated, _day in days)
    shown = some[:BARS]
    start, end = _span(shown)
    bars = [
        _bar(row, start, end, number)
        for number, row in enumerate(rows_of(shelf, asking.query, shown))
    ]
    more = asking.with_(after=mark_of(shown[-1], "earliest")) if len(some) > BARS else ""
    return Timeline(bars, _ticks(start, end), len(bars) * 22 + 30, more, years, undated)


def _day(number: int) -> date:
    return date(number // 10_000 or 1, number // 100 % 100 or 1, number % 100 or 1)


def _span(entries: Sequence[Entry]) -> tuple[date, date]:
    """Return the days between which all known ends lie, with a little room."""
    ends = [n for e in entries for n in (e.earliest, e.latest) if n not in (NEVER, ALWAYS)]
    if not ends:
        return date(2000, 1, 1), date(2001, 1, 1)
    first, last = _day(min(ends)), _day(max(ends))
    room = max(3, (last - first).days // 40)
    low, high = max(1, first.toordinal() - room), last.toordinal() + room
    return date.fromordinal(low), date.fromordinal(min(high, date.max.toordinal()))


def _bar(row: Row, start: date, end: date, number: int) -> Bar:
    entry = row.entry
    days = max(1, (end - start).days)
    first = start if entry.earliest == NEVER else _day(entry.earliest)
    last = end if entry.latest == ALWAYS else _day(entry.latest)
    x = (first - start).days / days * WIDTH
    width = max(4.0, ((last - first).days + 1) / days * WIDTH)
    return Bar(row, x, width, number * 22, entry.earliest == NEVER, entry.latest == ALWAYS)


def _ticks(start: date, end: date) -> list[tuple[float, str]]:
    """Return years, or months where there are few, with where they begin."""
    days = max(1, (end - start).days)
    if days > 3 * 365:
        step = max(1, days // 365 // 8)
        firsts = [date(y, 1, 1) for y in range(start.year + 1, end.year + 1, step)]
        return [((d - start).days / days * WIDTH, str(d.year)) for d in firsts]
    months = [(y, m) for y in range(start.year, end.year + 1) for m in range(1, 13)]
    firsts = [date(y, m, 1) for y, m in months if start <= date(y, m, 1) <= end]
    firsts = firsts[:: max(1, len(firsts) // 8)]
    return [((d - start).days / days * WIDTH, f"{d:%Y-%m}") for d in firsts]


def _years(days: Iterable[int], asking: Asking) -> list[tuple[str, str]]:
    """Return the years in which results begin, each with the address of the search within it."""
    years = []
    for year in sorted({day // 10_000 for day in days})[-60:]:
        query = narrowed(asking.query, Dates(str(year), str(year)))
        if query:
            years.append((str(year), asking.with_(query, after="")))
    return years


@dataclass(frozen=True, slots=True)
class Square:
    x: int
    y: int
    strength: int
    number: int
    day: str
    address: str


@dataclass(frozen=True, slots=True)
class Year:
    """The days of a year on which results surely lie; `months` for the table under it."""

    year: int
    squares: Sequence[Square]
    months: Sequence[tuple[str, int]]
    before: str
    after: str
    total: int
    uncertain: int


def calendar_of(asking: Asking, scope: Scope, asked: str) -> Year:
    """Return a year of results: the one asked for, else the latest with any."""
    rows = found(asking.query, scope).filter(dated=True).order_by()
    with backend().within(SECONDS):
        days = list(rows.values_list("earliest", "latest").annotate(n=Count("row")))
    wanted = whole(asked)
    known = [last for _first, last, _n in days if last < ALWAYS]
    year = wanted if 0 < wanted < 9999 else max(known, default=20000101) // 10_000
    low, high = year * 10_000, (year + 1) * 10_000
    inside = [one for one in days if one[0] < high and one[1] > low]
    counted = Counter(
        {first: n for first, last, n in inside if low < first == last < high},
    )
    every, total = sum(n for _first, _last, n in inside), sum(counted.values())
    top = max(counted.values(), default=1)
    squares = [
        _square(asking, date(year, 1, 1), n, counted=counted, top=top)
        for n in range(_days_in(year))
    ]
    months = [(f"{year}-{m:02}", _in_month(counted, year, m)) for m in range(1, 13)]
    return Year(
        year,
        squares,
        months,
        asking.with_(year=str(year - 1)),
        asking.with_(year=str(year + 1)),
        total,
        every - total,
    )


def _days_in(year: int) -> int:
    return 366 if calendar.isleap(year) else 365


def _in_month(counted: Counter[int], year: int, month: int) -> int:
    return sum(n for day, n in counted.items() if day // 100 == year * 100 + month)


def _square(asking: Asking, first: date, n: int, *, counted: Counter[int], top: int) -> Square:
    day = date.fromordinal(first.toordinal() + n)
    number = counted[day.year * 10_000 + day.month * 100 + day.day]
    week = (n + first.weekday()) // 7
    strength = 0 if not number else 1 + (STEPS - 1) * number // (top + 1)
    address = ""
    if number:
        query = narrowed(asking.query, Dates(day.isoformat(), day.isoformat(), surely=True))
        address = asking.with_(query, view="list") if query else ""
    return Square(week * 14, day.weekday() * 14, strength, number, day.isoformat(), address)


@dataclass(frozen=True, slots=True)
class Chart:
    """How many results say each value: (words, number, share of the most, address)."""

    title: str
    bars: Sequence[tuple[str, int, float, str]]


@dataclass(frozen=True, slots=True)
class Charts:
    charts: Sequence[Chart]
    of: int
    all: bool


def chart_of(asking: Asking, scope: Scope, counts: Counts | None = None) -> Charts:
    """Return counts of the results by field; TooLongError where that takes too long."""
    found_counts = counts or running.counts(asking.query, scope)
    if found_counts is None:
        raise TooLongError
    titles = (
        ("cls", "is", _("What")),
        ("type", "type", _("What is told of")),
        ("year", "year", _("Year")),
        ("spot__country", "place", _("Country")),
        ("source", "source", _("Who says so")),
        ("named", "named", _("Named")),
        ("state", "state", _("State")),
        ("language", "language", _("Language")),
        ("klass", "class", _("Class")),
    )
    charts = [
        Chart(title, _bars(asking, name, found_counts.fields.get(field, ())))
        for field, name, title in titles
    ]
    return Charts([c for c in charts if c.bars], found_counts.of, found_counts.all)


def _bars(
    asking: Asking, name: str, counted: Sequence[tuple[str, int]]
) -> list[tuple[str, int, float, str]]:
    top = max((n for _v, n in counted), default=1)
    bars = []
    for raw, number in counted:
        value = f"C{raw}" if name == "class" else raw
        if name == "year":
            query = narrowed(asking.query, Dates(value, value))
            address = asking.with_(query) if query else ""
        else:
            address = asking.narrow(name, value)
        words = value_words(name, value)
        bars.append((words, number, number / top * 100, address))
    return bars
