"""Intervals one under the other: methods, lists left out, strata, sensitivity."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from hechos.plots.axes import FOOT, LEFT, RIGHT, TOP, WIDTH, Axis, Say, plainly, short
from hechos.plots.picture import Dot, Line, Look, Picture, Shape, Words

ROW = 34.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """One row. Without numbers its `note` alone is shown, as “not estimated”; `known` is a value
    that the interval should hold."""

    label: str
    low: float | None = None
    middle: float | None = None
    high: float | None = None
    known: float | None = None
    note: str = ""
    warned: bool = False

    @property
    def numbers(self) -> list[float]:
        held = (self.low, self.middle, self.high, self.known)
        return [n for n in held if n is not None and math.isfinite(n)]


def plot_intervals(
    rows: Sequence[Interval],
    *,
    title: str,
    documented: float | None = None,
    documented_words: str = "",
    say: Say = plainly,
) -> Picture:
    """Return the rows on one axis from 0, with the documented number as a line through all."""
    held = [n for row in rows for n in row.numbers]
    held += [documented] if documented is not None else []
    axis = Axis.over(held, LEFT, WIDTH - RIGHT)
    top = TOP + (20 if documented is not None else 0) + 18
    foot = top + ROW * len(rows)
    shapes: list[Shape] = [Words(LEFT, TOP + 4, title, size=13, strong=True)]
    shapes += axis.across(top, foot, say)
    if documented is not None:
        x = axis.at(documented)
        shapes.append(Line(x, top - 6, x, foot, Look.KNOWN))
        anchor = "end" if x > (LEFT + WIDTH) * 0.6 else "start"
        said = f"{documented_words} {say(documented)}".strip()
        shapes.append(Words(x, top - 10, said, anchor, 11, Look.KNOWN))
    for number, row in enumerate(rows):
        shapes += _row(row, top + ROW * (number + 0.5), axis)
    return Picture(WIDTH, foot + FOOT, tuple(shapes), _says(title, rows, say))


def _row(row: Interval, y: float, axis: Axis) -> Iterator[Shape]:
    yield Words(LEFT - 14, y + 4, short(row.label), "end", 12)
    look = Look.HOLLOW if row.warned else Look.MAIN
    if row.low is not None and row.high is not None:
        yield Line(axis.at(row.low), y, axis.at(row.high), y, look)
        for end in (row.low, row.high):
            yield Line(axis.at(end), y - 5, axis.at(end), y + 5, Look.MAIN)
    if row.middle is not None:
        yield Dot(axis.at(row.middle), y, 5, look)
    if row.known is not None:
        x = axis.at(row.known)
        yield Line(x, y - 9, x, y + 9, Look.KNOWN)
    if row.note:
        at = max((axis.at(n) for n in row.numbers), default=LEFT) + 10
        if at > WIDTH - RIGHT - 7 * len(row.note):
            yield Words(WIDTH - RIGHT, y - 8, short(row.note, 70), "end", 11, Look.QUIET)
        else:
            yield Words(at, y + 4, short(row.note, 70), "start", 11, Look.QUIET)


def _says(title: str, rows: Iterable[Interval], say: Say) -> str:
    parts = []
    for row in rows:
        ends = [say(n) for n in (row.low, row.high) if n is not None]
        middle = f" ({say(row.middle)})" if row.middle is not None and ends else ""
        known = f" · {say(row.known)}" if row.known is not None else ""
        said = f"{'–'.join(ends)}{middle}{known} {row.note}".strip()
        parts.append(f"{row.label}: {said}")
    return f"{title}. {'; '.join(parts)}"
