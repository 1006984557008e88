"""A page of a PDF as it was printed, with the passages of its claims drawn over it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

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
from hechos.app.web.serving.guards import record_page
from hechos.app.web.shelf import Shelf
from hechos.app.web.showing import show
from hechos.errors import NotFoundError
from hechos.reading.forms.pages import Box, align, rectangles
from hechos.records import Claim, Record, Region, Text

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


@record_page()
def pages(request: HttpRequest, shelf: Shelf, found: Record, page: int) -> HttpResponse:
    capture = capture_of(shelf, found)
    gone = any(d.act == "withdraw" for d in shelf.decisions([capture.id]))
    if gone or form_of(capture) != "page":
        raise NotFoundError("There is nothing at this address.")
    drawn = letters(shelf, capture, page)
    text = shelf.text(capture.id)
    told, _about = claims_in(shelf, capture.id)
    high = round(UNIT * drawn.height / max(drawn.width, 1))
    boxes = list(drawn.boxes)
    patches = list(_patches(text, told, page, (drawn.letters, boxes))) if text else []
    here = {patch.claim.id for patch in patches}
    chosen = request.GET.get("claim", "")
    return show(
        request,
        "reading/pages.html",
        shelf,
        capture=capture,
        text=text,
        page=page,
        of=drawn.pages,
        unit=UNIT,
        high=high,
        patches=[_scaled(patch, high) for patch in patches],
        notes=notes(shelf, [c for c in told if c.id in here], text),
        chosen=chosen,
        opened=is_open(request, capture),
        pictures=not request.session.get(NO_PICTURES),
        opened_today=opened_today(shelf.actor.pseudonym),
        kinds=KINDS,
        state_words=STATES,
        forms=review_forms(request, shelf),
        line=Doors().html,
    )


def _scaled(patch: Patch, high: int) -> Patch:
    wide = UNIT
    values = (patch.x * wide, patch.y * high, patch.w * wide, patch.h * high)
    return Patch(patch.claim, *(round(value, 1) for value in values))


def _patches(
    text: Text, claims: Sequence[Claim], page: int, printed: tuple[str, list[Box]]
) -> Iterator[Patch]:
    """Yield the rectangles of the claims' passages on a page, and regions marked by hand."""
    start, end = range_of(text, page)
    places = align(printed[0], text.body[start:end])
    for claim in claims:
        for _place, span in spans(text, claim):
            first, last = max(span.start, start), min(span.end, end)
            found = (places[at - start] for at in range(first, last))
            for box in rectangles([printed[1][at] for at in found if at >= 0]):
                yield Patch(claim, *box)
        for passage in claim.passages:
            region = passage.selector
            if isinstance(region, Region) and region.page == page:
                yield Patch(claim, region.x, region.y, region.w, region.h)


def range_of(text: Text, page: int) -> tuple[int, int]:
    """Return where a page begins and ends in the text; nothing where it holds no text."""
    starts = [(start, int(where[5:])) for start, where in text.map if where.startswith("page:")]
    numbers = [number for _, number in starts]
    at = bisect_left(numbers, page)
    if at == len(numbers) or numbers[at] != page:
        return 0, 0
    after = bisect_right(numbers, page)
    return starts[at][0], starts[after][0] if after < len(starts) else len(text.body)
