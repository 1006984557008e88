"""Geometry of the drawings: figures of a card on one axis, incidents on a time line.

Positions are in the units of the drawing (its viewBox); templates turn them into SVG."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from hechos.plots.axes import round_step
from hechos.reporting.rules import ReportRules
from hechos.reporting.tree import Card, Mark, Span, Timeline

WIDTH = 760.0
LEFT = 250.0
RIGHT = 150.0
ROW = 56.0
TOP = 14.0
FOOT = 30.0
_LABEL = 34
_TICKS = 5
_SHORT = 62


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    x: float
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """One row: label lines, a bar from x1 to x2, a point, arrows at open ends."""

    y: float
    label: tuple[str, ...]
    under: str
    title: str
    value: str
    href: str
    x1: float
    x2: float
    bar: bool
    point: float | None
    hollow: bool
    derived: bool
    open_left: bool
    open_right: bool

    @property
    def text_x(self) -> float:
        return max(self.x2 if self.bar else 0.0, self.point or 0.0) + 10

    @property
    def left_head(self) -> str:
        return _head(self.x1, self.y, -7)

    @property
    def right_head(self) -> str:
        return _head(self.x2, self.y, 7)

    @property
    def diamond(self) -> str:
        x, y = self.point or 0.0, self.y
        return f"{x:g},{y - 7:g} {x + 7:g},{y:g} {x:g},{y + 7:g} {x - 7:g},{y:g}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    width: float
    height: float
    left: float
    right: float
    foot: float
    ticks: tuple[Tick, ...]
    rows: tuple[Drawn, ...]
    from_zero: bool = True


def draw_card(card: Card, rules: ReportRules) -> Drawing | None:
    """Return the drawing of a card; None where no figure has a number to place."""
    marks = [m for m in card.marks if _numbers(m)]
    if not marks:
        return None
    low, high, step = _axis([n for m in marks for n in _numbers(m)])
    count = round((high - low) / step)
    values = [low + step * i for i in range(count + 1)]
    span = WIDTH - LEFT - RIGHT

    def x(value: float) -> float:
        return round(LEFT + (value - low) / (high - low) * span, 1)

    rows = tuple(_drawn(m, i, x) for i, m in enumerate(marks))
    return _drawing(
        ticks=tuple(Tick(x=x(v), label=rules.number(_tidy(v))) for v in values),
        rows=rows,
        from_zero=low == 0,
    )


def _tidy(value: float) -> int | float:
    return int(value) if float(value).is_integer() else round(value, 4)


def _drawing(ticks: tuple[Tick, ...], rows: tuple[Drawn, ...], from_zero: bool) -> Drawing:
    foot = TOP + ROW * len(rows)
    return Drawing(
        width=WIDTH,
        height=foot + FOOT,
        left=LEFT,
        right=WIDTH - RIGHT,
        foot=foot,
        ticks=ticks,
        rows=rows,
        from_zero=from_zero,
    )


def _numbers(mark: Mark) -> list[float]:
    return [n for n in (mark.low, mark.high, mark.point) if n is not None]


def _axis(numbers: list[float]) -> tuple[float, float, float]:
    """Return start, end and step: from zero unless all numbers lie close together far from it."""
    least, most = min(numbers), max(numbers)
    base = least if 0 < most - least < least * 0.2 else 0.0
    room = (most - base) or max(abs(most), 1.0)
    step = _step(room * 1.15 / _TICKS)
    low = math.floor(base / step) * step if base else 0.0
    if base and low == least:
        low -= step
    high = math.ceil((most + room * 0.1) / step) * step
    return low, max(high, low + step), step


def _step(rough: float) -> float:
    step = round_step(rough)
    return max(step, 1.0) if rough > 0.2 else step


def _drawn(mark: Mark, place: int, at: Callable[[float], float]) -> Drawn:
    point = mark.point
    if point is None and mark.high is None:
        point = mark.low
    elif point is None and mark.low is None:
        point = mark.high
    open_right = mark.low is not None and mark.high is None
    open_left = mark.high is not None and mark.low is None
    bar = open_left or open_right or (mark.low is not None and mark.low != mark.high)
    start = at(mark.low) if mark.low is not None else LEFT
    end = at(mark.high) if mark.high is not None else WIDTH - RIGHT
    return Drawn(
        y=TOP + ROW * place + ROW / 2,
        label=_lines(mark.label, 2),
        under=mark.as_of,
        title=f"{mark.label}: {mark.amount}",
        value=mark.value,
        href=mark.href,
        x1=start,
        x2=end,
        bar=bar,
        point=at(point) if point is not None else None,
        hollow=mark.hollow,
        derived=mark.derived,
        open_left=open_left,
        open_right=open_right,
    )


def _lines(text: str, most: int) -> tuple[str, ...]:
    return tuple(textwrap.wrap(text, _LABEL, max_lines=most, placeholder=" …"))


def _head(x: float, y: float, size: float) -> str:
    return f"{x:g},{y - 4:g} {x + size:g},{y:g} {x:g},{y + 4:g}"


def draw_timeline(timeline: Timeline) -> Drawing | None:
    """Return the drawing of dated incidents; None where none is dated."""
    if not timeline.spans:
        return None
    first, last = _ends(timeline.spans)
    marks = _year_marks(first, last)
    first, last = min(first, marks[0][0]), max(last, marks[-1][0])
    whole = max((last - first).days, 1)
    span = WIDTH - LEFT - RIGHT

    def x(day: date) -> float:
        return round(LEFT + (day - first).days / whole * span, 1)

    rows = tuple(_span_drawn(s, i, x, (first, last)) for i, s in enumerate(timeline.spans))
    return _drawing(tuple(Tick(x=x(d), label=label) for d, label in marks), rows, from_zero=True)


def _ends(spans: Iterable[Span]) -> tuple[date, date]:
    days = [date.fromisoformat(d) for s in spans for d in (s.start, s.end) if d]
    return min(days), max(days)


def _year_marks(first: date, last: date) -> list[tuple[date, str]]:
    """Return ticks at years where the time is long, else at months, at most eight or so."""
    if (last - first).days <= _SHORT:
        return _day_marks(first, last)
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    step = next((s for s in (1, 2, 3, 6, 12, 24, 60, 120) if months / s <= 7), 240)
    start = (first.year * 12 + first.month - 1) // step * step
    marks = []
    at = start
    while True:
        day = date(at // 12, at % 12 + 1, 1)
        label = f"{day.year}" if step % 12 == 0 else f"{day.year}-{day.month:02d}"
        marks.append((day, label))
        if day > last:
            return marks
        at += step


def _day_marks(first: date, last: date) -> list[tuple[date, str]]:
    step = next(s for s in (1, 2, 7, 14) if (last - first).days / s <= _TICKS)
    count = (last - first).days // step + 2
    days = [first + timedelta(days=step * i) for i in range(count)]
    return [(day, day.isoformat()) for day in days]


def _span_drawn(
    span: Span, place: int, at: Callable[[date], float], ends: tuple[date, date]
) -> Drawn:
    start = date.fromisoformat(span.start) if span.start else ends[0]
    end = date.fromisoformat(span.end) if span.end else ends[1]
    x1, x2 = at(start), at(min(end + timedelta(days=1), ends[1]))
    narrow = x2 - x1 < 6 and span.start is not None and span.end is not None
    return Drawn(
        y=TOP + ROW * place + ROW / 2,
        label=_lines(span.label, 2),
        under=span.words,
        title=f"{span.label}: {span.words}",
        value="",
        href=span.href,
        x1=x1,
        x2=x2,
        bar=not narrow,
        point=round((x1 + x2) / 2, 1) if narrow else None,
        hollow=span.uncertain,
        derived=False,
        open_left=span.start is None,
        open_right=span.end is None,
    )
