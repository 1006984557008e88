"""What an address of the reading room means."""

from __future__ import annotations

from django.http import HttpRequest

from hechos.app.web.serving.asked import whole
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
    return whole(request.GET.get(name, ""), default=default)
