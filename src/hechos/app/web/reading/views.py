"""The reading room of a source, and the way from text to text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from hechos.app.web.objects.near import relays
from hechos.app.web.objects.sheets import Sheets
from hechos.app.web.panels import panels_of
from hechos.app.web.reading.cut import turning_marks
from hechos.app.web.reading.finding import capture_of
from hechos.app.web.reading.flow import next_capture
from hechos.app.web.reading.review.block import review_forms
from hechos.app.web.reading.room import Opening, claims_in, counted, notes, page_of_text
from hechos.app.web.reading.seen.beside import others_of
from hechos.app.web.reading.seen.media import NO_PICTURES, form_of, is_open, opened_today
from hechos.app.web.reading.seen.printed import Sheet, sheet_of
from hechos.app.web.reading.words import KINDS, STATES
from hechos.app.web.serving.guards import record_page
from hechos.app.web.shelf import Shelf
from hechos.app.web.showing import show
from hechos.records import Capture, Claim, Record


@record_page()
def document(request: HttpRequest, shelf: Shelf, found: Record) -> HttpResponse:
    """Show a source: its text with the passages marked, and its claims beside it."""
    capture = capture_of(shelf, found)
    decisions = shelf.decisions([capture.id])
    gone = any(d.act == "withdraw" for d in decisions)
    text = None if gone else shelf.text(capture.id)
    told, about = claims_in(shelf, capture.id)
    opening = Opening.of(request)
    page = page_of_text(text, told, opening)
    beside = [claim for row in page.rows for claim in row.claims]
    sheets = Sheets.of(shelf, [*about, *beside])
    return show(
        request,
        "reading/room.html",
        shelf,
        capture=capture,
        text=text,
        page=page,
        notes=notes(shelf, beside, text, sheets=sheets),
        marked={c.id: c for c in told},
        states=counted(told),
        turning=turning_marks(text.body) if text else 0,
        chosen=opening.claim,
        opening=opening,
        about=[sheets.claim(c) for c in about],
        gone=gone,
        decisions=[sheets.decision(d) for d in decisions],
        relays=relays(shelf, capture),
        line=sheets.doors.html,
        kinds=KINDS,
        state_words=STATES,
        forms=review_forms(request, shelf),
        others=others_of(shelf, capture, text),
        seen=seen_of(request, shelf, capture, told),
        panels=panels_of(request, shelf, capture),
    )


@dataclass(frozen=True, slots=True)
class Seen:
    """How a source is seen beside its text, and whether this person opened it."""

    form: str
    opened: bool
    pictures: bool
    today: int
    sheet: Sheet | None = None


def seen_of(
    request: HttpRequest, shelf: Shelf, capture: Capture, claims: Sequence[Claim]
) -> Seen | None:
    form = form_of(capture)
    if not form:
        return None
    pictures = not request.session.get(NO_PICTURES)
    sheet = None
    if form == "picture":
        sheet = sheet_of(shelf, capture, 1, text=None, claims=claims)
    today = opened_today(shelf.actor.pseudonym)
    return Seen(form, is_open(request, capture), pictures, today, sheet)


@record_page()
def next_text(request: HttpRequest, shelf: Shelf, found: Record) -> HttpResponse:
    """Lead on to the next source that has claims which nobody has reviewed."""
    capture = capture_of(shelf, found)
    following = next_capture(shelf, capture)
    if following is None:
        return show(request, "reading/done.html", shelf, capture=capture)
    to, claim = following
    address = reverse("document", args=(to,))
    return HttpResponseRedirect(f"{address}?claim={claim}#c-{claim}")
