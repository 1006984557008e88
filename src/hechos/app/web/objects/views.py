"""The page of a record, the rest of what is near it, and what is decided there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from hechos.app.web.doors import page_of
from hechos.app.web.objects.contexts import context_of
from hechos.app.web.objects.deciding import take
from hechos.app.web.objects.forms import Refused, asked_in
from hechos.app.web.objects.kinds.base import Asking
from hechos.app.web.objects.kinds.parties import MentionSheet, mentions_page
from hechos.app.web.objects.near import PARTS, near
from hechos.app.web.objects.rows import rows_context
from hechos.app.web.objects.sheets import label_of
from hechos.app.web.objects.support import Origin, side_page
from hechos.app.web.objects.words import kind_of
from hechos.app.web.panels import panels_of
from hechos.app.web.serving.acting import acting
from hechos.app.web.serving.guards import NOTHING, record_page
from hechos.app.web.shelf import Shelf
from hechos.app.web.showing import show
from hechos.app.web.spoken import spoken
from hechos.errors import InputError, NotFoundError
from hechos.records import Capture, Party, Proposition, Record, Text

SIZE = 30
POST = ("POST",)


def record_shown(
    request: HttpRequest, shelf: Shelf, found: Record, refused: Refused | None = None
) -> HttpResponse:
    """Show any record but a document: what it says and stands on, and what may be decided."""
    template, context = context_of(Asking(shelf, found, refused))
    panels = panels_of(request, shelf, found)
    answer = show(request, template, shelf, record=found, panels=panels, **context)
    if refused is not None:
        answer.status_code = 422
    return answer


@record_page("code", methods=POST)
def decide(request: HttpRequest, shelf: Shelf, found: Record) -> HttpResponse:
    """Take a decision; one that cannot be taken comes back with all that was typed."""
    asked = asked_in(request.POST.dict())
    try:
        with acting(shelf) as desk:
            take(desk, found, asked, shelf.mask.named)
    except InputError as error:
        if isinstance(found, Capture | Text):
            raise
        return record_shown(request, shelf, found, Refused(asked, error))
    return see_other(request.POST.get("next", ""), page_of(found))


def see_other(asked: str, default: str) -> HttpResponse:
    """Lead to a page of this desk after something was done; any other address is not taken."""
    own = asked.startswith("/") and not asked.startswith(("//", "/\\")) and "\n" not in asked
    return HttpResponse(status=303, headers={"Location": asked if own else default})


@dataclass(frozen=True, slots=True)
class Rest:
    """A page of one part of what is near a record; `last` leads to the next page, if any."""

    title: str
    last: str
    rows: Sequence[Record] = ()
    mentions: Sequence[MentionSheet] = ()
    origins: Sequence[Origin] = ()


@record_page()
def more(request: HttpRequest, shelf: Shelf, found: Record, part: str) -> HttpResponse:
    """Show one part of what is near a record, a page at a time."""
    after = request.GET.get("after", "")
    rest = _rest(shelf, found, part, after)
    return show(
        request,
        "objects/more.html",
        shelf,
        found=found,
        label=label_of(found, spoken()),
        called=kind_of(found),
        rest=rest,
        first=not after,
        **rows_context(shelf, rest.rows),
    )


def _rest(shelf: Shelf, found: Record, part: str, after: str) -> Rest:
    if isinstance(found, Party) and part == "mentions":
        mentions, last = mentions_page(shelf, found, after, SIZE)
        return Rest(_("Where the name stands"), last, mentions=mentions)
    if isinstance(found, Proposition) and part in ("for", "against"):
        origins, last = side_page(shelf, found, part, after=after, size=SIZE)
        title = _("What speaks for it") if part == "for" else _("What speaks against it")
        return Rest(title, last, origins=origins)
    spec = PARTS.get(type(found), {}).get(part)
    if spec is None:
        raise NotFoundError(NOTHING)
    some = near(shelf, found, part, size=SIZE, after=after)
    return Rest(_(spec.title), some.after, rows=some.records)
