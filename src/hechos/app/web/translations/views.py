"""The panel of translations on a claim and a document, and the form that adds one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from hechos.app.casework.translations import (
    Rendering,
    check_translation,
    in_force,
    of_passages,
    translate,
    words_of,
)
from hechos.app.web.panels import Panel, register
from hechos.app.web.serving.acting import acting
from hechos.app.web.serving.guards import record_page
from hechos.app.web.shelf import Shelf
from hechos.app.web.showing import show
from hechos.errors import InputError, NotFoundError
from hechos.records import Capture, Claim, Record, Translation

SHOWN = 60


@register
def translations(request: HttpRequest, shelf: Shelf, record: Record) -> Panel | None:
    """Return the translations of a claim's passages, or of all passages of a document."""
    may_check = shelf.actor.may("write") or shelf.actor.may("review")
    shown = {"may_check": may_check, "who": shelf.actor.pseudonym, "record": record.id}
    if isinstance(record, Claim):
        passages = of_passages(shelf.desk, record)
        may_write = shelf.actor.may("write") and bool(passages)
        if not may_write and not any(found for _place, _quote, found in passages):
            return None
        return Panel("translations/claim.html", {**shown, "passages": passages, "may": may_write})
    if isinstance(record, Capture):
        known = in_force(shelf.desk, record.id)[:SHOWN]
        text = shelf.text(record.id) if known else None
        found = [
            (t, text.body[t.passage.start : t.passage.end], words_of(shelf.desk, t))
            for t in known
            if text is not None and text.id == t.passage.text
        ]
        return Panel("translations/document.html", {**shown, "found": found}) if found else None
    return None


@record_page("write", methods=("GET", "HEAD", "POST"))
def adding(request: HttpRequest, shelf: Shelf, found: Record) -> HttpResponse:
    if not isinstance(found, Claim):
        raise NotFoundError("Only a passage of a claim is translated.")
    typed, refused = request.POST, None
    if request.method == "POST":
        rendering = Rendering(
            language=typed.get("language", ""),
            words=typed.get("words", "").replace("\r\n", "\n"),
            tool=typed.get("tool", ""),
            tool_version=typed.get("tool_version", ""),
        )
        place = typed.get("place", "")
        try:
            with acting(shelf) as desk:
                number = int(place) if place.isdecimal() else 0
                translate(desk, found, number, rendering, by=shelf.actor.pseudonym)
            return _to(found.id)
        except InputError as error:
            refused = error
    shelf.captures([found.capture])
    context = {"claim": found, "passages": of_passages(shelf.desk, found), "typed": typed}
    return show(request, "translations/add.html", shelf, refused=refused, **context)


@record_page("read", methods=("POST",))
def checking(request: HttpRequest, shelf: Shelf, found: Record) -> HttpResponse:
    if not isinstance(found, Translation):
        raise NotFoundError("This is no translation.")
    with acting(shelf) as desk:
        check_translation(desk, found, by=shelf.actor.pseudonym)
    back = request.POST.get("record", "")
    return _to(back if shelf.records([back]) else found.capture)


def _to(record: str) -> HttpResponse:
    answer = HttpResponseRedirect(reverse("record", args=(record,)) + "#translations")
    answer.status_code = 303
    return answer
