"""A picture as shapes in units of its own, and as SVG: presentation attributes alone, so that a
strict page may hold it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from xml.sax.saxutils import escape, quoteattr

FONT = "system-ui, 'Segoe UI', 'Helvetica Neue', 'Noto Sans', 'DejaVu Sans', sans-serif"


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
        return svg(self)


def svg(picture: Picture, *, inside: bool = False) -> str:
    """Return the picture as an `<svg>` element, readable alone and inside a page; one that is
    only ever `inside` an HTML page needs no address of its namespace."""
    space = "" if inside else 'xmlns="http://www.w3.org/2000/svg" '
    head = (
        f'<svg {space}class="plot" role="img" '
        f'viewBox="0 0 {picture.width:g} {picture.height:g}" '
        f'width="{picture.width:g}" height="{picture.height:g}" '
        f'font-family="{FONT}" aria-label={quoteattr(picture.says)}>'
    )
    return "\n".join((head, *(_drawn(shape) for shape in picture.shapes), "</svg>"))


def _drawn(shape: Shape) -> str:
    match shape:
        case Line(x1, y1, x2, y2):
            ends = f'x1="{x1:.4g}" y1="{y1:.4g}" x2="{x2:.4g}" y2="{y2:.4g}"'
            return f"<line {ends} {_line(shape)}/>"
        case Box(x, y, width, height):
            sides = f'x="{x:.4g}" y="{y:.4g}" width="{width:.4g}" height="{height:.4g}"'
            return f"<rect {sides} {_fill(shape)}/>"
        case Dot(x, y, radius):
            line = _line(shape) if shape.look == "hollow" else ""
            return f'<circle cx="{x:.4g}" cy="{y:.4g}" r="{radius:g}" {_fill(shape)} {line}/>'
        case Path(points):
            where = " ".join(f"{x:.4g},{y:.4g}" for x, y in points)
            if shape.filled:
                return f'<polygon points="{where}" {_fill(shape)}/>'
            return f'<polyline points="{where}" fill="none" {_line(shape)}/>'
        case Words():
            return _words(shape)


def _words(words: Words) -> str:
    weight = ' font-weight="600"' if words.strong else ""
    return (
        f'<text x="{words.x:.4g}" y="{words.y:.4g}" font-size="{words.size:g}" '
        f'text-anchor="{words.anchor}"{weight} {_fill(words)}>{escape(words.text)}</text>'
    )


def _fill(shape: Box | Dot | Path | Words) -> str:
    return f'class="{shape.look.value}" fill="{STYLES[shape.look].fill or "none"}"'


def _line(shape: Line | Dot | Path) -> str:
    style = STYLES[shape.look]
    dash = f' stroke-dasharray="{style.dash[0]} {style.dash[1]}"' if style.dash else ""
    named = "" if isinstance(shape, Dot) else f'class="{shape.look.value}" '
    return f'{named}stroke="{style.line or style.fill}" stroke-width="{style.width:g}"{dash}'
