"""A picture as PNG, for documents that take no SVG."""

from __future__ import annotations

import io
import itertools
from functools import lru_cache
from pathlib import Path as File
from typing import TYPE_CHECKING

from hechos.plots.picture import STYLES, Box, Dot, Line, Path, Picture, Shape, Words

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

FONTS = File(__file__).parent / "fonts"
"""Noto Sans, letters of Western Europe (SIL Open Font Licence)."""
ANCHORS = {"start": "ls", "middle": "ms", "end": "rs"}
FINE = 2
"""Drawn so many times larger and made small again, for smooth edges."""


def png(picture: Picture, *, scale: float = 2.0) -> bytes:
    """Return the picture on white, `scale` pixels for each of its units."""
    from PIL import Image, ImageDraw

    size = (round(picture.width * scale), round(picture.height * scale))
    image = Image.new("RGB", (size[0] * FINE, size[1] * FINE), "#ffffff")
    draw = ImageDraw.Draw(image)
    for shape in picture.shapes:
        _draw(draw, shape, scale * FINE)
    held = io.BytesIO()
    image.resize(size, Image.Resampling.LANCZOS).save(held, "PNG", optimize=True)
    return held.getvalue()


@lru_cache(maxsize=32)
def _font(size: int, strong: bool) -> FreeTypeFont:
    from PIL import ImageFont

    weight = 600 if strong else 400
    return ImageFont.truetype(FONTS / f"noto-sans-latin-{weight}-normal.woff", size)


def _draw(draw: ImageDraw, shape: Shape, scale: float) -> None:
    style = STYLES[shape.look]
    width = max(1, round(style.width * scale))
    colour = style.line or style.fill
    match shape:
        case Line(x1, y1, x2, y2):
            _lined(draw, [(x1 * scale, y1 * scale), (x2 * scale, y2 * scale)], shape, scale)
        case Box(x, y, w, h):
            ends = [x * scale, y * scale, (x + max(w, 0)) * scale, (y + max(h, 0)) * scale]
            draw.rectangle(ends, fill=style.fill)
        case Dot(x, y, r):
            outline = colour if shape.look == "hollow" else None
            ends = [(x - r) * scale, (y - r) * scale, (x + r) * scale, (y + r) * scale]
            draw.ellipse(ends, fill=style.fill, outline=outline, width=width)
        case Path(points):
            flat = [(x * scale, y * scale) for x, y in points]
            if shape.filled:
                draw.polygon(flat, fill=style.fill)
            else:
                _lined(draw, flat, shape, scale)
        case Words():
            font = _font(max(6, round(shape.size * scale)), shape.strong)
            at = (shape.x * scale, shape.y * scale)
            draw.text(at, shape.text, fill=style.fill, font=font, anchor=ANCHORS[shape.anchor])


def _lined(
    draw: ImageDraw, points: list[tuple[float, float]], shape: Line | Path, scale: float
) -> None:
    style = STYLES[shape.look]
    colour, width = style.line or style.fill, max(1, round(style.width * scale))
    if style.dash is None:
        draw.line(points, fill=colour, width=width, joint="curve")
        return
    on, off = (part * scale for part in style.dash)
    for (x1, y1), (x2, y2) in itertools.pairwise(points):
        whole = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5
        at = 0.0
        while at < whole:
            a, b = at / whole, min(at + on, whole) / whole
            ends = [(x1 + (x2 - x1) * p, y1 + (y2 - y1) * p) for p in (a, b)]
            draw.line(ends, fill=colour, width=width)
            at += on + off
