"""Pages of a PDF and pictures, drawn as PNG, and where each letter of a page stands.

This runs in a process of its own with limits (`drawer`), since files may be hostile."""

from __future__ import annotations

import ctypes
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw
from PIL import Image, ImageOps

from hechos.errors import InputError, UnreadableSourceError

PIXELS = 60_000_000
"""A larger picture is not decoded."""
FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF")
COARSE = 20
"""Width of a blurred picture: shapes are gone, light and dark stay."""
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A page as PNG. Of its letters, when asked for: each with its box (left, top, width, height
    in shares of the page), empty boxes for what is not printed."""

    png: bytes
    width: int
    height: int
    pages: int
    letters: str = ""
    boxes: tuple[Box, ...] = ()


def draw(path: Path, page: int, width: int, *, blurred: bool) -> Drawn:
    """Return a page, or a picture (its page is 1), as wide as asked, or coarse and grey."""
    data = path.read_bytes()
    if data[:1024].find(b"%PDF-") >= 0:
        return _draw_pdf(data, page, width, blurred=blurred)
    return _draw_picture(data, width, blurred=blurred)


def letters_of(path: Path, page: int) -> Drawn:
    """Return the letters of a page of a PDF with their boxes, and no picture."""
    document = _open(path.read_bytes())
    try:
        one = _page(document, page)
        size = one.get_size()
        layer = one.get_textpage()
        letters, boxes = _letters(layer, size, one.get_bbox()[:2])
        layer.close()
        return Drawn(b"", round(size[0]), round(size[1]), len(document), letters, boxes)
    finally:
        document.close()


def _open(data: bytes) -> Any:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise UnreadableSourceError("The PDF cannot be opened.", code="damaged") from error


def _page(document: Any, page: int) -> Any:
    if not 1 <= page <= len(document):
        raise InputError(f"There is no page {page}.")
    return document[page - 1]


def _draw_pdf(data: bytes, page: int, width: int, *, blurred: bool) -> Drawn:
    document = _open(data)
    try:
        one = _page(document, page)
        wide, high = one.get_size()
        scale = width / max(wide, 1)
        if wide * high * scale * scale > PIXELS:
            raise UnreadableSourceError("The page is too large to be drawn.", code="too_large")
        image = one.render(scale=scale).to_pil().convert("RGB")
        return _png(image, len(document), blurred=blurred)
    finally:
        document.close()


def _draw_picture(data: bytes, width: int, *, blurred: bool) -> Drawn:
    Image.MAX_IMAGE_PIXELS = PIXELS
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as found:
            if found.width * found.height > PIXELS:
                raise UnreadableSourceError("The picture is too large.", code="too_large")
            found.draft("RGB", (width, width))
            image = ImageOps.exif_transpose(found).convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise UnreadableSourceError("The picture cannot be decoded.", code="damaged") from error
    image.thumbnail((width, 4 * width))
    return _png(image, 1, blurred=blurred)


def _png(image: Image.Image, pages: int, *, blurred: bool) -> Drawn:
    width, height = image.size
    if blurred:
        coarse = (COARSE, max(1, round(COARSE * height / max(width, 1))))
        image = image.convert("L").resize(coarse, Image.Resampling.BOX)
        image = image.resize((width // 2 or 1, height // 2 or 1), Image.Resampling.BICUBIC)
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=3)
    return Drawn(out.getvalue(), width, height, pages)


def _letters(
    layer: Any, size: tuple[float, float], corner: tuple[float, float]
) -> tuple[str, tuple[Box, ...]]:
    wide, high = max(size[0], 1), max(size[1], 1)
    found, boxes = [], []
    edges = [ctypes.c_double() for _ in range(4)]
    for place in range(layer.count_chars()):
        code = pypdfium2.raw.FPDFText_GetUnicode(layer.raw, place)
        found.append(chr(code) if 0 < code < 0x110000 else " ")
        ok = pypdfium2.raw.FPDFText_GetCharBox(layer.raw, place, *edges)
        left, right, bottom, top = (edge.value for edge in edges)
        shown = ok and right > left and top > bottom
        box = (
            (left - corner[0]) / wide,
            1 - (top - corner[1]) / high,
            (right - left) / wide,
            (top - bottom) / high,
        )
        boxes.append(box if shown else (0.0, 0.0, 0.0, 0.0))
    return "".join(found), tuple(boxes)


def align(letters: str, text: str) -> list[int]:
    """Return for each character of a page's text the letter it was made of, -1 where there is
    none: the text has its lines joined and blanks set anew, the letters stand as printed."""
    found, at = [], 0
    for char in text:
        place = -1
        if not char.isspace():
            place = letters.find(char, at, at + 200)
            if place >= 0:
                at = place + 1
        found.append(place)
    return found


def rectangles(boxes: Sequence[Box]) -> list[Box]:
    """Join the boxes of letters in the order of reading to one rectangle a line."""
    lines: list[list[float]] = []
    for x, y, w, h in boxes:
        if w <= 0 or h <= 0:
            continue
        last = lines[-1] if lines else None
        same = last is not None and y < last[3] and y + h > last[1] and x > last[0] - 0.01
        if last is not None and same and x - last[2] < 0.15:
            last[1], last[2], last[3] = min(last[1], y), max(last[2], x + w), max(last[3], y + h)
        else:
            lines.append([x, y, x + w, y + h])
    return [(x, y, right - x, bottom - y) for x, y, right, bottom in lines]
