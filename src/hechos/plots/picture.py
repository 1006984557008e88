"""A picture as shapes in units of its own, before it is written as SVG or PNG."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Look(StrEnum):
    """What a shape is there for; its colours are in `STYLES`, and a page may give others."""

    INK = "ink"
    QUIET = "quiet"
    GRID = "grid"
    MAIN = "main"
    BAND = "band"
    KNOWN = "known"
    HOLLOW = "hollow"
    LESS = "less"


@dataclass(frozen=True, slots=True)
class Style:
    """Colours as #rrggbb, None for no fill or line; width of lines in units."""

    fill: str | None
    line: str | None
    width: float = 1.0
    dash: tuple[int, int] | None = None


STYLES = {
    Look.INK: Style("#1c2127", "#1c2127", 1.4),
    Look.QUIET: Style("#5a6470", "#5a6470"),
    Look.GRID: Style("#dfe3e8", "#dfe3e8"),
    Look.MAIN: Style("#1f4e79", "#1f4e79", 2.2),
    Look.BAND: Style("#c9d8e6", None),
    Look.KNOWN: Style("#7a4a00", "#7a4a00", 2.0),
    Look.HOLLOW: Style("#ffffff", "#1f4e79", 1.8, (5, 4)),
    Look.LESS: Style("#b9c0c8", "#b9c0c8", 1.4),
}


@dataclass(frozen=True, slots=True)
class Line:
    x1: float
    y1: float
    x2: float
    y2: float
    look: Look


@dataclass(frozen=True, slots=True)
class Box:
    x: float
    y: float
    width: float
    height: float
    look: Look


@dataclass(frozen=True, slots=True)
class Dot:
    x: float
    y: float
    radius: float
    look: Look


@dataclass(frozen=True, slots=True)
class Path:
    """A line through points, or the area inside them."""

    points: tuple[tuple[float, float], ...]
    look: Look
    filled: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """Text whose baseline is at y; `anchor` is start, middle or end."""

    x: float
    y: float
    text: str
    anchor: str = "start"
    size: float = 12.0
    look: Look = Look.INK
    strong: bool = False


Shape = Line | Box | Dot | Path | Words


@dataclass(frozen=True, slots=True)
class Picture:
    """`says` is the picture in a sentence, for those who cannot see it."""

    width: float
    height: float
    shapes: tuple[Shape, ...]
    says: str

    def _repr_svg_(self) -> str:
        from hechos.plots.svg import svg

        return svg(self)
