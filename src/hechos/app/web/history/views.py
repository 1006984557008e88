"""The history of a record: a panel on its page, a page of its own, restore and take back."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from hechos.app.casework.decide import restore
from hechos.app.casework.links.deciding import retract
from hechos.app.casework.versions import check_version, version_of
from hechos.app.casework.versions.history import Version, history_of
from hechos.app.casework.versions.marks import VersionConflictError, present
from hechos.app.web.doors import page_of
from hechos.app.web.history.differences import told
from hechos.app.web.history.merge import merge_page
from hechos.app.web.objects.sheets import label_of
from hechos.app.web.panels import Panel, register
from hechos.app.web.serving.acting import acting
from hechos.app.web.serving.guards import ANSWERS, record_page
from hechos.app.web.shelf import Shelf
from hechos.app.web.showing import show
from hechos.app.web.spoken import spoken
from hechos.errors import InputError, NotFoundError
from hechos.records import Claim, Decision, Record

FEW = 3
LONGEST = 2000


@register
def panel(request: HttpRequest, shelf: Shelf, record: Record) -> Panel | None:
    """Show the last versions of what somebody decided on."""
    versions = _versions(shelf, record)
    if len(versions) < 2:
        return None
    shown = told(shelf, versions)
    return Panel(
        "history/panel.html",
        {"record": record, "versions": shown[:FEW], "more": max(0, len(shown) - FEW)},
    )


@record_page()
def history(request: HttpRequest, shelf: Shelf, record: Record) -> HttpResponse:
    """Show every version of a record, with what changed, who changed it, when and why."""
    if isinstance(record, Claim):
        shelf.captures([record.capture])
    versions = _versions(shelf, record)
    return show(
        request,
        "history/page.html",
        shelf,
        record=record,
        label=label_of(record, spoken()),
        versions=told(shelf, versions),
        last=_last(versions),
        seen=version_of(shelf, record),
        is_claim=isinstance(record, Claim),
    )


def _versions(shelf: Shelf, record: Record) -> list[Version]:
    return history_of(shelf.desk, present(shelf.head, record.id))


def _last(versions: list[Version]) -> Decision | None:
    """Return the last decision that stands and can be taken back."""
    for version in reversed(versions):
        decision = version.decision
        if decision and version.standing and decision.act not in ("retract", "withdraw"):
            return decision
    return None


@record_page("code", methods=("POST",))
def restore_version(request: HttpRequest, shelf: Shelf, record: Record) -> HttpResponse:
    if not isinstance(record, Claim):
        raise InputError(_("Only a claim can be restored; take the decision back instead."))
    with acting(shelf) as desk:
        check_version(desk, record, request.POST.get("seen", ""))
        now = present(desk.head, record.id)
        if not isinstance(now, Claim):
            raise NotFoundError("That is no claim.")
        version = request.POST.get("version", "")
        restore(desk, now, version, by=desk.actor.pseudonym, because=_because(request))
    return _back(record)


@record_page("code", methods=("POST",))
def take_back(request: HttpRequest, shelf: Shelf, record: Record) -> HttpResponse:
    """Take back the last decision on a record: it is as it was before."""
    with acting(shelf) as desk:
        check_version(desk, record, request.POST.get("seen", ""))
        decision = _last(history_of(desk, present(desk.head, record.id)))
        if decision is None or decision.id != request.POST.get("decision"):
            raise InputError(_("There is no such decision to take back."))
        retract(desk, decision, by=desk.actor.pseudonym, because=_because(request))
    return _back(record)


def _because(request: HttpRequest) -> str:
    return request.POST.get("because", "").strip()[:LONGEST]


def _back(record: Record) -> HttpResponse:
    return HttpResponseRedirect(page_of(record) + "history/", status=303)


ANSWERS[VersionConflictError] = merge_page
