"""A new claim from words that a person selects: its slots are suggested by the coder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from hechos.app.casework.decide import NewClaim, write_claim
from hechos.app.web.doors import document_of
from hechos.app.web.reading.finding import capture_of, number
from hechos.app.web.reading.review.deciding import LONGEST, is_htmx
from hechos.app.web.reading.review.forms import Field, changes_in, new_fields
from hechos.app.web.reading.review.suggesting import suggested
from hechos.app.web.reading.words import KINDS, offered_types
from hechos.app.web.serving.acting import acting
from hechos.app.web.serving.asked import whole
from hechos.app.web.serving.guards import record_page
from hechos.app.web.shelf import Shelf
from hechos.app.web.showing import show
from hechos.errors import InputError, NotFoundError
from hechos.records import Claim, Record, Text

Span = tuple[int, int]


@record_page("code", methods=("GET", "HEAD", "POST"))
def new_claim(request: HttpRequest, shelf: Shelf, found: Record) -> HttpResponse:
    """Show the form of a claim for words of a text; write the claim that was filled in."""
    capture = capture_of(shelf, found)
    text = shelf.text(capture.id)
    if text is None:
        raise NotFoundError("There is nothing at this address.")
    if request.method == "POST":
        return _written(request, shelf, text)
    span = _trimmed(text, number(request, "start"), number(request, "end"))
    coded = suggested(shelf, text, capture.name, span)
    return _form(request, shelf, text, span=span, fields=new_fields(coded))


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed into the form of a new claim; `refused` says what cannot be taken."""

    fields: list[Field]
    because: str
    kind: str
    type: str
    refused: str

    @classmethod
    def of(cls, typed: Mapping[str, str], *, default: str) -> Typed:
        fields = [replace(f, given="") for f in new_fields(None, typed)]
        because = (typed.get("because", "") or default).strip()[:LONGEST]
        kind, _colon, type_ = typed.get("what", "").partition(":")
        known = kind in KINDS and type_ in offered_types(kind)
        refused = "" if known else _("Choose what it is.")
        return cls(fields, because, kind, type_, refused)

    @property
    def slots(self) -> list[tuple[str, str]]:
        return [one for one in changes_in(self.fields) if one[0] != "what"]


def _written(request: HttpRequest, shelf: Shelf, text: Text) -> HttpResponse:
    typed = Typed.of(request.POST.dict(), default=_("The passage says so."))
    span, refused = _narrowed(text, request.POST.dict())
    refused = refused or typed.refused
    if not refused:
        new = NewClaim(
            text_id=text.id, start=span[0], end=span[1], kind=typed.kind, type=typed.type
        )
        try:
            slots = [(slot, shelf.mask.named(value)) for slot, value in typed.slots]
            with acting(shelf) as desk:
                made = write_claim(desk, because=typed.because, slots=slots, **new)
        except InputError as error:
            refused = f"{error} {error.hint}".strip()
        else:
            return _to(request, made)
    return _form(request, shelf, text, span=span, fields=typed.fields, refused=refused)


def _to(request: HttpRequest, claim: Claim) -> HttpResponse:
    address = document_of(claim.capture, claim.id)
    if is_htmx(request):
        return HttpResponse(headers={"HX-Redirect": address})
    return HttpResponseRedirect(address, status=303)


def _form(
    request: HttpRequest,
    shelf: Shelf,
    text: Text,
    *,
    span: Span,
    fields: list[Field],
    refused: str = "",
) -> HttpResponse:
    template = "reading/new_form.html" if is_htmx(request) else "reading/new.html"
    start, end = span
    return show(
        request,
        template,
        shelf,
        capture=text.capture,
        text=text,
        start=start,
        end=end,
        words=request.POST.get("words", text.body[start:end]),
        before=text.body[max(0, start - 200) : start],
        after=text.body[end : end + 200],
        fields=fields,
        form="new",
        refused=refused,
        because=request.POST.get("because", _("The passage says so.")),
    )


def _trimmed(text: Text, start: int, end: int) -> Span:
    """Return the words without white space around them; InputError where there are none."""
    start, end = max(0, start), min(end, len(text.body))
    inside = text.body[start:end]
    lead = len(inside) - len(inside.lstrip())
    words = inside.strip()
    if not words:
        raise InputError(_("Select the words that say it."))
    return start + lead, start + lead + len(words)


def _narrowed(text: Text, typed: Mapping[str, str]) -> tuple[Span, str]:
    """Return where the words typed stand inside the stretch, and what is wrong with them."""
    try:
        start, end = _trimmed(text, whole(typed.get("start", "")), whole(typed.get("end", "")))
    except InputError as error:
        return (0, 0), str(error)
    words = typed.get("words", "").replace("\r\n", "\n").strip()
    inside = text.body[start:end].replace("\r\n", "\n")
    if not words or words == inside:
        return (start, end), ""
    at = text.body.find(words, start, end)
    if at < 0:
        return (start, end), _("These words do not stand in the passage. Copy them exactly.")
    if text.body.find(words, at + 1, end) >= 0:
        return (start, end), _("These words stand there twice. Take a few more.")
    return (at, at + len(words)), ""
