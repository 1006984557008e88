"""Axes with round numbers."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from hechos.plots.picture import Line, Look, Shape, Words

Say = Callable[[float], str]
"""How a number is written in the reader's language."""
LEFT, RIGHT, TOP, FOOT, WIDTH = 190.0, 24.0, 16.0, 34.0, 720.0


def plainly(value: float) -> str:
    """Return a number with thousands apart, and no more decimals than it needs."""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.3g}"


@dataclass(frozen=True, slots=True)
class Axis:
    """A scale from `low` to `high` over the units from `start` to `end`."""

    low: float
    high: float
    step: float
    start: float
    end: float

    @classmethod
    def over(cls, values: Sequence[float], start: float, end: float, *, zero: bool = True) -> Axis:
        """Return an axis that holds all values, from 0 unless told otherwise."""
        least, most = (min(values), max(values)) if values else (0.0, 1.0)
        least = min(0.0, least) if zero else least
        room = (most - least) or max(abs(most), 1.0)
        step = round_step(room / 5)
        low = math.floor(least / step + 1e-9) * step
        high = math.ceil(most / step - 1e-9) * step
        return cls(low, max(high, low + step), step, start, end)

    def at(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return round(self.start + min(max(share, -0.02), 1.02) * (self.end - self.start), 2)

    @property
    def ticks(self) -> tuple[float, ...]:
        count = round((self.high - self.low) / self.step)
        return tuple(round(self.low + n * self.step, 10) for n in range(count + 1))

    def across(self, top: float, foot: float, say: Say) -> Iterator[Shape]:
        """Yield the lines and numbers of a scale from left to right."""
        for tick in self.ticks:
            x = self.at(tick)
            yield Line(x, top, x, foot, Look.GRID)
            yield Words(x, foot + 18, say(tick), "middle", 11, Look.QUIET)
        yield Line(self.start, foot, self.end, foot, Look.QUIET)

    def up(self, left: float, right: float, say: Say) -> Iterator[Shape]:
        """Yield the lines and numbers of a scale from below to above."""
        for tick in self.ticks:
            y = self.at(tick)
            yield Line(left, y, right, y, Look.GRID)
            yield Words(left - 8, y + 4, say(tick), "end", 11, Look.QUIET)


def round_step(rough: float) -> float:
    """Return the least round step that is not below a rough one."""
    size = 10.0 ** math.floor(math.log10(rough))
    return next(m * size for m in (1.0, 2.0, 2.5, 5.0, 10.0) if m * size >= rough * 0.999)


def short(text: str, most: int = 28) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
