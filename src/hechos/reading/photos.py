"""Pictures inside files, by a hash that scaling and saving again leave nearly as it is.

A difference hash: of the grey picture shrunk to nine columns and eight rows, whether each cell is
brighter than its left neighbour: 64 bits, as hexadecimal digits. PDFium decodes the pictures.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import pypdfium2
import pypdfium2.raw

from hechos.reading.rules import Metadatum

SMALLEST = 96
"""Pixels either way; what is smaller is a logo or a line."""
LARGEST = 30_000_000
MOST = 40
"""So many pictures of one file are read."""
_PLAIN = 4.0  # standard deviation of the brightness of a picture that shows nothing
_JPEG = b"\xff\xd8\xff"


def photos_of_pdf(document: Any) -> Iterator[Metadatum]:
    """Yield the pictures of a PDF with the page where each stands."""
    left = MOST
    for number in range(len(document)):
        if not left:
            return
        page = document[number]
        for item in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE], max_depth=3):
            left -= 1
            value = _hash_of(item)
            if value:
                yield Metadatum(type="photo", value=value, where=f"picture on page {number + 1}")
            if not left:
                break
        page.close()


def photo_of_jpeg(data: bytes) -> str | None:
    """Return the hash of a JPEG; None where it is none, or too small, plain or damaged."""
    if not data.startswith(_JPEG):
        return None
    document = pypdfium2.PdfDocument.new()
    try:
        image = pypdfium2.PdfImage.new(document)
        image.load_jpeg(io.BytesIO(data), inline=True)
        return _hash_of(image)
    except pypdfium2.PdfiumError:
        return None
    finally:
        document.close()


def _hash_of(image: Any) -> str | None:
    try:
        width, height = image.get_px_size()
        if min(width, height) < SMALLEST or width * height > LARGEST:
            return None
        bitmap = image.get_bitmap()
        pixels = np.asarray(bitmap.to_numpy())
        return difference_hash(pixels)
    except (pypdfium2.PdfiumError, ValueError):
        return None


def difference_hash(pixels: npt.NDArray[Any]) -> str | None:
    """Return the hash of pixels (rows, columns) or (rows, columns, colours)."""
    grey = pixels[..., :3].mean(axis=2) if pixels.ndim == 3 else pixels.astype(float)
    if min(grey.shape) < 9 or grey.std() < _PLAIN:
        return None
    rows = np.linspace(0, grey.shape[0], 9).astype(int)
    columns = np.linspace(0, grey.shape[1], 10).astype(int)
    sums = np.add.reduceat(np.add.reduceat(grey, rows[:-1], axis=0), columns[:-1], axis=1)
    cells = sums / np.outer(np.diff(rows), np.diff(columns))
    bits = "".join("1" if bit else "0" for bit in (cells[:, 1:] > cells[:, :-1]).ravel())
    return f"{int(bits, 2):016x}"
