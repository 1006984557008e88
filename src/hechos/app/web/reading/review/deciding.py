"""Review of claims: accept, reject, change, take back. An answer to htmx holds the note of the
claim, the paragraphs in which it is marked, and a sentence that says what happened."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from hechos.app.casework.decide import decide
from hechos.app.casework.links.deciding import retract
from hechos.app.casework.versions import VersionConflictError, check_version
from hechos.app.web.doors import Doors, document_of
from hechos.app.web.reading.review.block import REASON, review_forms
from hechos.app.web.reading.review.forms import Field, beside_now, changes_in, checked, fields_of
from hechos.app.web.reading.room import Note, claims_in, counted, notes, rows_of
from hechos.app.web.reading.words import KINDS, STATES
from hechos.app.web.serving.acting import acting
from hechos.app.web.serving.guards import record_page
from hechos.app.web.shelf import Shelf
from hechos.app.web.showing import show
from hechos.errors import InputError, NotFoundError
from hechos.records import Claim, Record
from hechos.reporting.rows import short

LONGEST = 2000
MEANWHILE = gettext_noop("Somebody changed this claim while you had it open. It now stands so:")


@record_page("code", methods=("POST",))
def decide_claim(request: HttpRequest, shelf: Shelf, found: Record) -> HttpResponse:
    claim = claim_of(shelf, found)
    act = request.POST.get("act", "")
    if act not in ("accept", "reject"):
        raise InputError("A claim is accepted or rejected here.")
    because = _because(request)
    if not because:
        return answer(request, shelf, claim, refused=_("A decision needs a reason."))
    try:
        _record(request, shelf, claim, act=act, because=because)
    except VersionConflictError:
        if not is_htmx(request):
            raise
        return answer(request, shelf, claim, refused=_(MEANWHILE))
    if act == "accept":
        request.session[REASON] = because
    said = _("Accepted: {}") if act == "accept" else _("Rejected: {}")
    return answer(request, shelf, claim, said=said.format(short(claim.quote, 80)))


def _because(request: HttpRequest) -> str:
    """Return the reason in the person's own words, else the one that was chosen."""
    own = request.POST.get("because", "").strip()
    return (own or request.POST.get("ground", "").strip())[:LONGEST]


def _record(
    request: HttpRequest,
    shelf: Shelf,
    claim: Claim,
    *,
    act: str,
    because: str,
    changes: Sequence[tuple[str, str]] = (),
) -> None:
    """Take a decision on the state of the claim that the person saw."""
    with acting(shelf) as desk:
        now = present_claim(shelf, claim.id)
        check_version(shelf, now, request.POST.get("seen", ""))
        by = desk.actor.pseudonym
        named = [(slot, shelf.mask.named(value)) for slot, value in changes]
        decide(desk, now, act, by=by, because=because, changes=named)


@record_page("code", methods=("POST",))
def undo_claim(request: HttpRequest, shelf: Shelf, found: Record) -> HttpResponse:
    """Take the last decision on a claim back."""
    claim = claim_of(shelf, found)
    because = _because(request) or _("Taken back by the person who reviews the text.")
    try:
        with acting(shelf) as desk:
            now = note_of(shelf, claim.id)
            check_version(shelf, now.claim, request.POST.get("seen", ""))
            if now.last is None:
                raise InputError(_("Nobody has decided on this claim."))
            retract(desk, now.last.decision, by=desk.actor.pseudonym, because=because)
    except VersionConflictError:
        if not is_htmx(request):
            raise
        return answer(request, shelf, claim, refused=_(MEANWHILE))
    return answer(request, shelf, claim, said=_("Taken back: {}").format(short(claim.quote, 80)))


@record_page()
def note_claim(request: HttpRequest, shelf: Shelf, found: Record) -> HttpResponse:
    """Show one claim as it stands beside its text."""
    return answer(request, shelf, claim_of(shelf, found))


@record_page("code", methods=("GET", "HEAD", "POST"))
def edit_claim(request: HttpRequest, shelf: Shelf, found: Record) -> HttpResponse:
    """Show the slots of a claim in a form; take what was changed in them."""
    claim = claim_of(shelf, found)
    note = note_of(shelf, claim.id)
    if request.method != "POST":
        return edit_page(request, shelf, note, fields_of(note.claim))
    fields = checked(note.claim, fields_of(note.claim, request.POST.dict()))
    because, changes = _because(request), changes_in(fields)
    refused = ""
    if any(f.error for f in fields):
        refused = _("Some of what was typed does not fit.")
    elif not changes:
        refused = _("Nothing was changed. To accept the claim as it is, use Accept.")
    elif not because:
        refused = _("A decision needs a reason.")
    if refused:
        return edit_page(request, shelf, note, fields, refused=refused)
    try:
        _record(request, shelf, claim, act="edit", because=because, changes=changes)
    except VersionConflictError:
        if not is_htmx(request):
            raise
        now = note_of(shelf, claim.id)
        fields = beside_now(fields_of(now.claim, request.POST.dict()))
        return edit_page(request, shelf, now, fields, refused=_(MEANWHILE), seen=now.version)
    return answer(request, shelf, claim, said=_("Changed: {}").format(short(claim.quote, 80)))


def edit_page(
    request: HttpRequest,
    shelf: Shelf,
    note: Note,
    fields: Sequence[Field],
    *,
    refused: str = "",
    seen: str = "",
) -> HttpResponse:
    template = "reading/edit_form.html" if is_htmx(request) else "reading/edit.html"
    return show(
        request,
        template,
        shelf,
        note=note,
        fields=fields,
        refused=refused,
        because=request.POST.get("because", ""),
        seen=seen or request.POST.get("seen", note.version),
        **words_of(note, request, shelf),
    )


def answer(
    request: HttpRequest, shelf: Shelf, claim: Claim, *, said: str = "", refused: str = ""
) -> HttpResponse:
    """Return what changed on the page; without script, lead back to the claim in its text."""
    if not is_htmx(request):
        if refused:
            raise InputError(refused, hint=_("Go back: what you typed is still there."))
        return HttpResponseRedirect(document_of(claim.capture, claim.id), status=303)
    note = note_of(shelf, claim.id)
    text = shelf.text(claim.capture)
    told, _about = claims_in(shelf, claim.capture)
    return show(
        request,
        "reading/answer.html",
        shelf,
        note=note,
        rows=rows_of(text, told, note.claim) if text else (),
        text=text,
        marked={c.id: c for c in told},
        said=said,
        refused=refused,
        states=counted(told),
        **words_of(note, request, shelf),
    )


def words_of(note: Note, request: HttpRequest, shelf: Shelf) -> dict[str, object]:
    return {
        "line": Doors().html,
        "form": note.claim.id,
        "chosen": note.claim.id,
        "kinds": KINDS,
        "state_words": STATES,
        "forms": review_forms(request, shelf),
    }


def note_of(shelf: Shelf, claim_id: str) -> Note:
    claim = present_claim(shelf, claim_id)
    return notes(shelf, [claim], shelf.text(claim.capture))[0]


def present_claim(shelf: Shelf, claim_id: str) -> Claim:
    """Return a claim as it stands at this moment."""
    claims = shelf.claims([claim_id])
    if not claims:
        raise NotFoundError("There is nothing at this address.")
    return claims[0]


def claim_of(shelf: Shelf, found: Record) -> Claim:
    """Return a claim about what a source tells; whoever may not see the source sees none."""
    if not isinstance(found, Claim) or found.content.kind == "document":
        raise NotFoundError("There is nothing at this address.")
    if not shelf.captures([found.capture]):
        raise NotFoundError("There is nothing at this address.")
    return found


def is_htmx(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"
