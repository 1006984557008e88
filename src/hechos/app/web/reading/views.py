"""The reading room of a source, and the way from text to text."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from hechos.app.web import records
from hechos.app.web.panels import panels_of
from hechos.app.web.reading.cut import turning_marks
from hechos.app.web.reading.deciding import REASON
from hechos.app.web.reading.flow import next_capture
from hechos.app.web.reading.room import claims_in, counted, notes, page_of_text
from hechos.app.web.reading.words import KINDS, STATES
from hechos.app.web.serving.guards import record_page
from hechos.app.web.sheets import Sheets
from hechos.app.web.shelf import Shelf
from hechos.app.web.views import show
from hechos.errors import NotFoundError
from hechos.records import Capture, Record, Text


@record_page()
def document(request: HttpRequest, shelf: Shelf, found: Record) -> HttpResponse:
    """Show a source: its text with the passages marked, and its claims beside it."""
    capture = capture_of(shelf, found)
    decisions = shelf.decisions([capture.id])
    gone = any(d.act == "withdraw" for d in decisions)
    text = None if gone else shelf.text(capture.id)
    told, about = claims_in(shelf, capture.id)
    chosen = request.GET.get("claim", "")
    page = page_of_text(
        text, told, part=number(request, "part", 1), claim=chosen, place=number(request, "passage")
    )
    beside = [claim for row in page.rows for claim in row.claims]
    sheets = Sheets.of(shelf, about)
    return show(
        request,
        "reading/room.html",
        shelf,
        capture=capture,
        text=text,
        page=page,
        notes=notes(shelf, beside, text),
        marked={c.id: c for c in told},
        states=counted(told),
        turning=turning_marks(text.body) if text else 0,
        chosen=chosen,
        about=[sheets.claim(c) for c in about],
        gone=gone,
        decisions=[sheets.decision(d) for d in decisions],
        relays=records.relays(shelf, capture),
        line=sheets.doors.html,
        kinds=KINDS,
        state_words=STATES,
        reason=request.session.get(REASON) or _("The passage says so."),
        panels=panels_of(request, shelf, capture),
    )


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


def capture_of(shelf: Shelf, found: Record) -> Capture:
    """Return the source that a record is, or is a reading of."""
    capture = shelf.captures([found.capture if isinstance(found, Text) else found.id])
    if isinstance(found, Text | Capture) and capture:
        return next(iter(capture.values()))
    raise NotFoundError("There is nothing at this address.")


def number(request: HttpRequest, name: str, default: int = 0) -> int:
    value = request.GET.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 9 else default
