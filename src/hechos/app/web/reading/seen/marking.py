"""A new claim from a part of a page or picture: drawn, or given as numbers."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from hechos.app.casework.decide import MarkedClaim, mark_claim
from hechos.app.web.doors import marked_on
from hechos.app.web.reading.finding import capture_of
from hechos.app.web.reading.review.forms import new_fields
from hechos.app.web.reading.review.writing import Typed
from hechos.app.web.reading.seen.printed import Mark, looks, sheet_of
from hechos.app.web.serving.acting import acting
from hechos.app.web.serving.guards import record_page
from hechos.app.web.shelf import Shelf
from hechos.app.web.showing import show
from hechos.errors import InputError, NotFoundError
from hechos.records import Capture, Passage, Record


@record_page("code", methods=("GET", "HEAD", "POST"))
def new_mark(request: HttpRequest, shelf: Shelf, found: Record) -> HttpResponse:
    """Show the form of a claim on a part of a page; write the claim that was filled in."""
    capture = capture_of(shelf, found)
    mark = Mark.of(request.POST if request.method == "POST" else request.GET)
    if request.method != "POST":
        return _form(request, shelf, capture, mark=mark)
    typed = Typed.of(request.POST.dict(), default=_("It is to be seen there."))
    refused = typed.refused
    if not refused:
        what = MarkedClaim(kind=typed.kind, type=typed.type)
        try:
            slots = [(slot, shelf.mask.named(value)) for slot, value in typed.slots]
            passage = Passage(capture=capture.id, selector=mark.region())
            with acting(shelf) as desk:
                made = mark_claim(desk, passage, because=typed.because, slots=slots, **what)
        except InputError as error:
            refused = f"{error} {error.hint}".strip()
        else:
            return HttpResponseRedirect(marked_on(capture.id, mark.page, made.id), status=303)
    return _form(request, shelf, capture, mark=mark, typed=replace(typed, refused=refused))


def _form(
    request: HttpRequest, shelf: Shelf, capture: Capture, *, mark: Mark, typed: Typed | None = None
) -> HttpResponse:
    text = shelf.text(capture.id)
    sheet = sheet_of(shelf, capture, mark.page, text=text, claims=())
    if sheet is None:
        raise NotFoundError("There is nothing at this address.")
    return show(
        request,
        "reading/new_mark.html",
        shelf,
        capture=capture,
        sheet=sheet,
        mark=mark,
        fields=typed.fields if typed else new_fields(None),
        form="new",
        refused=typed.refused if typed else "",
        because=typed.because if typed else _("It is to be seen there."),
        kinds={},
        state_words={},
        **looks(request, shelf, capture),
    )
