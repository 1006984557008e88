"""Mark a name as protected, ask to see one, and answer as the second person."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from hechos.app.access.models import Protected, Reveal
from hechos.app.access.protecting import is_protected, mark_on
from hechos.app.access.reveals import answer, ask, end, revealed, rule_of, set_rule
from hechos.app.casework.decide import decide
from hechos.app.web.objects.sheets import label_of
from hechos.app.web.panels import Panel, register
from hechos.app.web.serving.acting import acting
from hechos.app.web.serving.asked import whole
from hechos.app.web.serving.guards import case_page, record_page
from hechos.app.web.shelf import Shelf
from hechos.app.web.showing import show
from hechos.app.web.spoken import spoken
from hechos.app.work.members import people_of
from hechos.app.work.notices import notify
from hechos.errors import InputError
from hechos.records import Capture, Identity, Party, Record, Source

POST = ("POST",)
ROWS = 100
NAMED = (Party, Source, Capture)
"""What can be protected here; an identity of a witness always is."""


@register
def panel(request: HttpRequest, shelf: Shelf, record: Record) -> Panel | None:
    """Say on the page of a person, a body or a source whether the name is protected."""
    if not isinstance(record, NAMED):
        return None
    shown = {
        "record": record,
        "protected": is_protected(shelf.head, record.id),
        "open": _is_open(shelf, record),
        "source": isinstance(record, Capture),
    }
    return Panel("reveal/panel.html", shown)


@record_page()
def identity(request: HttpRequest, shelf: Shelf, record: Record) -> HttpResponse:
    """Say whether an identity is protected, and offer what this person may do about it."""
    asked = Reveal.objects.filter(case=shelf.head, record=record.id, account=shelf.actor.account)
    return show(
        request,
        "reveal/identity.html",
        shelf,
        record=record,
        label=label_of(record, spoken()),
        protected=_is_closed(shelf, record),
        open=_is_open(shelf, record),
        is_named=isinstance(record, NAMED),
        is_source=isinstance(record, Capture),
        asked=asked.order_by("-id").first(),
        rule=rule_of(shelf.head),
    )


def _is_open(shelf: Shelf, record: Record) -> bool:
    mark = mark_on(shelf.head, record.id)
    return any(revealed(shelf, one) for one in (record.id, *((mark.record,) if mark else ())))


def _is_closed(shelf: Shelf, record: Record) -> bool:
    """Say whether an identity opens only to those who ask: of a witness always."""
    return isinstance(record, Identity) or is_protected(shelf.head, record.id)


@record_page("code", methods=POST)
def mark(request: HttpRequest, shelf: Shelf, record: Record) -> HttpResponse:
    act = "unprotect" if is_protected(shelf.head, record.id) else "protect"
    if request.POST.get("act") != act:
        raise InputError(_("Somebody did that meanwhile."))
    with acting(shelf) as desk:
        decide(desk, record, act, by=desk.actor.pseudonym, because=_because(request))
    return _to("identity", record.id)


@record_page("reveal", methods=POST)
def ask_for(request: HttpRequest, shelf: Shelf, record: Record) -> HttpResponse:
    if not _is_closed(shelf, record):
        raise InputError(_("This identity is not protected."))
    asked = ask(shelf, record.id, because=_because(request))
    if asked.state == "asked":
        others = [a.pk for a, who in people_of(shelf.head) if who.may("approve")]
        told = [one for one in others if one != asked.account_id]
        notify(told, "reveal", case=shelf.head, record=record.id, by=asked.by)
    return _to("identity", record.id)


@record_page("reveal", methods=POST)
def close(request: HttpRequest, shelf: Shelf, record: Record) -> HttpResponse:
    mark = mark_on(shelf.head, record.id)
    for one in {record.id, mark.record if mark else record.id}:
        end(shelf, one)
    return _to("identity", record.id)


@case_page("approve")
def identities(request: HttpRequest, shelf: Shelf) -> HttpResponse:
    """Show what waits for a second person, and who saw which identity, when and why."""
    reveals = list(Reveal.objects.filter(case=shelf.head).order_by("-id")[:ROWS])
    marks = Protected.objects.filter(case=shelf.head, record__in=[one.record for one in reveals])
    return show(
        request,
        "reveal/identities.html",
        shelf,
        waiting=[one for one in reveals if one.state == "asked"],
        reveals=[one for one in reveals if one.state != "asked"],
        names={one.record: str(one) for one in marks},
        rule=rule_of(shelf.head),
    )


@case_page("approve", methods=POST)
def answer_to(request: HttpRequest, shelf: Shelf, number: int) -> HttpResponse:
    one = answer(shelf, number, allow=request.POST.get("answer") == "allow")
    what = "revealed" if one.state == "open" else "unrevealed"
    by = shelf.actor.pseudonym
    notify([one.account_id], what, case=shelf.head, record=one.record, by=by)
    return _to("identities", shelf.head.slug)


@case_page("steward", methods=POST)
def set_the_rule(request: HttpRequest, shelf: Shelf) -> HttpResponse:
    set_rule(
        shelf.head,
        shelf.actor,
        second_person=request.POST.get("second_person") == "yes",
        minutes=whole(request.POST.get("minutes", ""), digits=5),
    )
    return _to("identities", shelf.head.slug)


def _because(request: HttpRequest) -> str:
    return request.POST.get("because", "").strip()[:2000]


def _to(name: str, *args: str) -> HttpResponse:
    return HttpResponseRedirect(reverse(name, args=args), status=303)
