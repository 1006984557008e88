"""What parts of the desk add to the page of a record: history, comments, translations …

A part registers a function here. Each gives the template of its panel and what that shows, or
None where it has nothing to say of such a record."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from hechos.app.web.shelf import Shelf
from hechos.records import Record


@dataclass(frozen=True, slots=True)
class Panel:
    template: str
    shown: Mapping[str, Any]


Make = Callable[[HttpRequest, Shelf, Record], Panel | None]
PANELS: list[Make] = []


def register(make: Make) -> Make:
    """Have a panel on the pages of records; the order is that in which addresses are read."""
    PANELS.append(make)
    return make


def panels_of(request: HttpRequest, shelf: Shelf, record: Record) -> list[Panel]:
    found = (make(request, shelf, record) for make in PANELS)
    return [panel for panel in found if panel]
