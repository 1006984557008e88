"""What was told last of time and place, and how far apart things stand in a sentence."""

from __future__ import annotations

from dataclasses import dataclass

from hechos.lang.dates import DateSpan
from hechos.lang.places import PlaceSpan
from hechos.records import Place, When


@dataclass(slots=True)
class Scene:
    """What the last sentences said of time and place; `paragraph` and `placed_in` where they
    stand; `is_mixed` where the text tells of several things."""

    when: When | None = None
    where: Place | None = None
    at: int = -99
    paragraph: int = -1
    placed: int = -99
    headline: Place | None = None
    placed_in: int = -1
    is_mixed: bool = False


def gap(thing: DateSpan | PlaceSpan, span: tuple[int, int]) -> int:
    """Return how far apart a thing and a span stand; what follows the span counts as nearer."""
    if thing.start >= span[1]:
        return thing.start - span[1]
    if thing.end <= span[0]:
        return span[0] - thing.end + 8
    return 0
