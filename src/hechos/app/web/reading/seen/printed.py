"""A page or picture as it was received, with the passages of its claims drawn over it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from hechos.app.web.doors import Doors
from hechos.app.web.reading.cut import spans
from hechos.app.web.reading.finding import capture_of
from hechos.app.web.reading.review.block import review_forms
from hechos.app.web.reading.room import claims_in, notes
from hechos.app.web.reading.seen.media import (
    NO_PICTURES,
    form_of,
    is_open,
    letters,
    opened_today,
)
from hechos.app.web.reading.words import KINDS, STATES
from hechos.app.web.serving.asked import whole
from hechos.app.web.serving.guards import record_page
from hechos.app.web.shelf import Shelf
from hechos.app.web.showing import show
from hechos.errors import InputError, NotFoundError
from hechos.reading.forms.pages import Box, align, rectangles
from hechos.records import Capture, Claim, Record, Region, Text

UNIT = 1000
"""Width of the drawing over a page."""


@dataclass(frozen=True, slots=True)
class Patch:
    """A rectangle over a page, in the units of the drawing."""

    claim: Claim
    x: float
    y: float
    w: float
    h: float


@dataclass(frozen=True, slots=True)
class Mark:
    """A part of a page as it was typed: in percent of its width and height."""

    page: int
    x: str = ""
    y: str = ""
    w: str = ""
    h: str = ""

    @classmethod
    def of(cls, typed: Mapping[str, str]) -> Mark:
        sides = (typed.get(side, "") for side in ("x", "y", "w", "h"))
        return cls(whole(typed.get("page", ""), default=1), *sides)

    def region(self) -> Region:
        try:
            sides = (self.x, self.y, self.w, self.h)
            x, y, w, h = (float(side.replace(",", ".")) / 100 for side in sides)
        except ValueError as error:
            raise InputError(
                _("Say where it is on the page: four numbers from 0 to 100.")
            ) from error
        return Region(page=self.page, x=x, y=y, w=w, h=h)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page or picture (`form`) with what is marked on it. The drawing over a picture is as high
    as it is wide, and is stretched to the picture."""

    form: str
    page: int
    of: int
    high: int
    patches: Sequence[Patch]
    unit: int = UNIT

    @property
    def claims(self) -> frozenset[str]:
        return frozenset(patch.claim.id for patch in self.patches)


@record_page()
def pages(request: HttpRequest, shelf: Shelf, found: Record, page: int) -> HttpResponse:
    """Show a page or picture with what is marked on it, and the claims of these marks."""
    capture = capture_of(shelf, found)
    gone = any(d.act == "withdraw" for d in shelf.decisions([capture.id]))
    text = None if gone else shelf.text(capture.id)
    told, _about = claims_in(shelf, capture.id)
    sheet = None if gone else sheet_of(shelf, capture, page, text=text, claims=told)
    if sheet is None:
        raise NotFoundError("There is nothing at this address.")
    return show(
        request,
        "reading/pages.html",
        shelf,
        capture=capture,
        text=text,
        sheet=sheet,
        notes=notes(shelf, [c for c in told if c.id in sheet.claims], text),
        chosen=request.GET.get("claim", ""),
        mark=Mark(page),
        kinds=KINDS,
        state_words=STATES,
        forms=review_forms(request, shelf),
        line=Doors().html,
        **looks(request, shelf, capture),
    )


def looks(request: HttpRequest, shelf: Shelf, capture: Capture) -> dict[str, Any]:
    """Return how this person sees pictures, for the page of one."""
    return {
        "opened": is_open(request, capture),
        "pictures": not request.session.get(NO_PICTURES),
        "opened_today": opened_today(shelf.actor.pseudonym),
    }


def sheet_of(
    shelf: Shelf, capture: Capture, page: int, *, text: Text | None, claims: Sequence[Claim]
) -> Sheet | None:
    """Return a page of a source with the passages of its claims; None where it has no such page."""
    form = form_of(capture)
    if form == "picture" and page == 1:
        found = [_scaled(patch, UNIT) for patch in _regions(claims, page)]
        return Sheet(form, 1, 1, UNIT, found)
    if form != "page":
        return None
    drawn = letters(shelf, capture, page)
    high = round(UNIT * drawn.height / max(drawn.width, 1))
    patches = list(_regions(claims, page))
    if text is not None:
        patches += _patches(text, claims, page, (drawn.letters, list(drawn.boxes)))
    return Sheet(form, page, drawn.pages, high, [_scaled(patch, high) for patch in patches])


def _scaled(patch: Patch, high: int) -> Patch:
    wide = UNIT
    values = (patch.x * wide, patch.y * high, patch.w * wide, patch.h * high)
    return Patch(patch.claim, *(round(value, 1) for value in values))


def _regions(claims: Sequence[Claim], page: int) -> Iterator[Patch]:
    """Yield the regions of a page that persons marked."""
    for claim in claims:
        for passage in claim.passages:
            region = passage.selector
            if isinstance(region, Region) and region.page == page:
                yield Patch(claim, region.x, region.y, region.w, region.h)


def _patches(
    text: Text, claims: Sequence[Claim], page: int, printed: tuple[str, list[Box]]
) -> Iterator[Patch]:
    """Yield the rectangles of the words of the claims' passages on a page."""
    start, end = range_of(text, page)
    places = align(printed[0], text.body[start:end])
    for claim in claims:
        for _place, span in spans(text, claim):
            first, last = max(span.start, start), min(span.end, end)
            found = (places[at - start] for at in range(first, last))
            for box in rectangles([printed[1][at] for at in found if at >= 0]):
                yield Patch(claim, *box)


def range_of(text: Text, page: int) -> tuple[int, int]:
    """Return where a page begins and ends in the text; nothing where it holds no text."""
    starts = [(start, int(where[5:])) for start, where in text.map if where.startswith("page:")]
    numbers = [number for _, number in starts]
    at = bisect_left(numbers, page)
    if at == len(numbers) or numbers[at] != page:
        return 0, 0
    after = bisect_right(numbers, page)
    return starts[at][0], starts[after][0] if after < len(starts) else len(text.body)
