"""The forms beside a claim. They are the same for every claim but for its id and version, so they
are made once for a page and filled in."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from markupsafe import Markup

from hechos.app.web.reading.room import Note
from hechos.app.web.shelf import Shelf

REASON = "reading_reason"
CLAIM, VERSION = "00000000-0000-0000-0000-000000000000", "@version@"


def reason_of(request: HttpRequest) -> str:
    """Return the reason that is offered: the one that was typed last."""
    return request.session.get(REASON) or _("The passage says so.")


def review_forms(request: HttpRequest, shelf: Shelf) -> Callable[[Note], Markup]:
    """Return what gives the forms of a claim; nothing for those who may only read."""
    shells: dict[bool, str] = {}

    def forms(note: Note) -> Markup:
        if not shelf.actor.may("code"):
            return Markup()
        undo = note.last is not None
        if undo not in shells:
            shown = {
                "claim": CLAIM,
                "version": VERSION,
                "undo": undo,
                "reason": reason_of(request),
            }
            shells[undo] = render_to_string("reading/review.html", shown, request=request)
        filled = shells[undo].replace(CLAIM, note.claim.id).replace(VERSION, note.version)
        return Markup(filled)  # noqa: S704 - a template made it; id and version are our own

    return forms
