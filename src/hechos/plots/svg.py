"""A picture as SVG: presentation attributes alone, so that a strict page may hold it."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from hechos.plots.picture import STYLES, Box, Dot, Line, Path, Picture, Shape, Words

FONT = "system-ui, 'Segoe UI', 'Helvetica Neue', 'Noto Sans', 'DejaVu Sans', sans-serif"


def svg(picture: Picture) -> str:
    """Return the picture as an `<svg>` element, readable alone and inside a page."""
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="plot" role="img" '
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
