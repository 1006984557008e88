"""What an address of the reading room means."""

from __future__ import annotations

from django.http import HttpRequest

from hechos.app.web.shelf import Shelf
from hechos.errors import NotFoundError
from hechos.records import Capture, Record, Text


def capture_of(shelf: Shelf, found: Record) -> Capture:
    """Return the source that a record is, or is a reading of."""
    capture = shelf.captures([found.capture if isinstance(found, Text) else found.id])
    if isinstance(found, Text | Capture) and capture:
        return next(iter(capture.values()))
    raise NotFoundError("There is nothing at this address.")


def number(request: HttpRequest, name: str, default: int = 0) -> int:
    value = request.GET.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 9 else default
