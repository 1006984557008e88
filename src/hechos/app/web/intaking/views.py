"""Intake: choose class, consent and files; see what became of each."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from hechos.app.access.classes import class_choices
from hechos.app.audit import log
from hechos.app.casework.consent import PURPOSES, VALUES
from hechos.app.casework.intaking import uploads
from hechos.app.casework.intaking.folders import allowed, folders
from hechos.app.jobs.queue import is_live
from hechos.app.web.intaking.spool import SpooledFile
from hechos.app.web.reading.flow import unreviewed
from hechos.app.web.serving.guards import case_page
from hechos.app.web.serving.tables import csv_answer
from hechos.app.web.shelf import Shelf
from hechos.app.web.showing import show
from hechos.app.work.items import failed_states, item_states, items_of, under_way
from hechos.app.work.models import Delivery, Item
from hechos.errors import ConflictError, HechosError, InputError, NotFoundError

SHOWN = 50
WORDS = ("given_by", "form", "language", "explained_by", "guardian", "expiry")


@case_page("intake", methods=("GET", "HEAD", "POST"))
def intake(request: HttpRequest, shelf: Shelf) -> HttpResponse:
    """Show the form and what came in; take a delivery, with its files where no script does."""
    if request.method != "POST":
        return _page(request, shelf, {})
    try:
        delivery, count = _deliver(request, shelf)
    except HechosError as error:
        if _asks_json(request):
            return JsonResponse({"sentence": f"{error} {error.hint}".strip()}, status=422)
        return _page(request, shelf, request.POST, error)
    if _asks_json(request):
        address = reverse("intake-announce", args=(shelf.head.slug, delivery.pk))
        return JsonResponse({"announce": address, "piece": uploads.PIECE}, status=201)
    return HttpResponseRedirect(
        f"{reverse('intake', args=(shelf.head.slug,))}?sent={count}", status=303
    )


def _asks_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept") == "application/json"


def _deliver(request: HttpRequest, shelf: Shelf) -> tuple[Delivery, int]:
    typed = request.POST
    sent = [one for one in request.FILES.getlist("files") if isinstance(one, SpooledFile)]
    folder = ""
    if typed.get("folder"):
        folder = allowed(shelf.desk.home, typed["folder"], typed.get("under", ""))
    elif not sent and not _asks_json(request):
        raise InputError(_("Choose at least one file."))
    delivery = uploads.start_delivery(
        shelf.desk,
        shelf.actor,
        klass=typed.get("klass", ""),
        consent=_consent(typed),
        folder=folder,
    )
    for one in sent:
        uploads.take_whole(shelf.desk.home, delivery, name=one.name or "", file=one.path)
    if folder:
        log.note(
            "intake folder",
            actor=shelf.actor.pseudonym,
            case=shelf.head.id,
            detail={"folder": folder},
        )
        uploads.call(delivery)
    return delivery, len(sent)


def _consent(typed: Mapping[str, str]) -> dict[str, Any]:
    """Return what the form says of consent; nothing where no person's consent is concerned."""
    if typed.get("consent") == "none":
        return {}
    if typed.get("consent") != "given":
        raise InputError(_("Say whether a person's consent is concerned."))
    words = {name: typed[name].strip() for name in WORDS if typed.get(name, "").strip()}
    if "given_by" not in words:
        raise InputError(_("Say by whom consent was given: a pseudonym is enough."))
    purposes = {p: typed[f"for-{p}"] for p in PURPOSES if typed.get(f"for-{p}")}
    return {**words, "purposes": purposes}


def _page(
    request: HttpRequest, shelf: Shelf, typed: Mapping[str, str], error: HechosError | None = None
) -> HttpResponse:
    return show(
        request,
        "intaking/intake.html",
        shelf,
        typed=defaultdict(str, typed.items()),
        error=error,
        classes=class_choices(shelf.actor.clearance),
        chosen=typed.get("klass") or min(shelf.desk.case.default_class, shelf.actor.clearance).name,
        purposes=PURPOSES,
        values=VALUES,
        folders=folders(shelf.desk.home),
        **_listed(request, shelf),
    )


def _listed(request: HttpRequest, shelf: Shelf) -> dict[str, Any]:
    """Return a page of the items, latest first, and whether something is on its way."""
    rows = items_of(shelf.head, shelf.actor)
    before = request.GET.get("before", "")
    here = rows.filter(pk__lt=int(before)) if before.isdecimal() and len(before) < 16 else rows
    found = list(here.select_related("delivery")[: SHOWN + 1])
    states = item_states()
    waiting = unreviewed(shelf).values_list("part_of", "id") if shelf.actor.may("code") else None
    return {
        "items": found[:SHOWN],
        "next": waiting.first() if waiting is not None and found else None,
        "more": found[SHOWN - 1].pk if len(found) > SHOWN else None,
        "first": here is rows,
        "states": states,
        "busy": (busy := rows.filter(state__in=under_way()).exists()),
        "stalled": busy and not is_live("intake", shelf.head.id),
        "failures": rows.filter(state__in=failed_states()).exists(),
        "visible": set(shelf.captures(i.capture for i in found if i.capture)),
    }


@case_page("intake")
def items(request: HttpRequest, shelf: Shelf) -> HttpResponse:
    """Show the list alone, for the page that waits."""
    shown = {"case": shelf.desk.case, "actor": shelf.actor, **_listed(request, shelf)}
    return render(request, "intaking/items.html", shown)


@case_page("intake", methods=("POST",))
def announce(request: HttpRequest, shelf: Shelf, delivery: int) -> HttpResponse:
    """Make room for one file; the answer says where to send its pieces, and from which byte on."""
    own = Delivery.objects.filter(pk=delivery, case=shelf.head, account=shelf.actor.account).first()
    if own is None:
        raise NotFoundError("There is no such delivery.")
    size = request.POST.get("size", "")
    if not size.isdecimal() or len(size) > 15:
        raise InputError("A file has a size.")
    item = uploads.announce(
        shelf.desk,
        own,
        name=request.POST.get("name", ""),
        size=int(size),
        mark=request.POST.get("mark", "")[:64],
    )
    return _said(shelf, item, 201)


def _said(shelf: Shelf, item: Item, status: int = 200) -> HttpResponse:
    address = reverse("intake-piece", args=(shelf.head.slug, item.key))
    plain = {"address": address, "offset": item.received, "size": item.size, "state": item.state}
    return JsonResponse(plain, status=status)


def _own(shelf: Shelf, key: uuid.UUID) -> Item:
    """Return an item that this person sent; of others one cannot send or drop a piece."""
    rows = items_of(shelf.head, shelf.actor).filter(delivery__account=shelf.actor.account)
    item = rows.filter(key=key).select_related("delivery").first()
    if item is None:
        raise NotFoundError("There is no such file.")
    return item


@case_page("intake", methods=("GET", "HEAD", "PUT"))
def piece(request: HttpRequest, shelf: Shelf, key: uuid.UUID) -> HttpResponse:
    """Say how much of a file is there; take its next piece."""
    item = _own(shelf, key)
    if request.method != "PUT":
        return _said(shelf, item)
    offset = request.headers.get("Upload-Offset", "")
    data = request.read(uploads.LARGEST_PIECE + 1)
    if not offset.isdecimal() or len(offset) > 15 or len(data) > uploads.LARGEST_PIECE:
        raise InputError("This is no piece of a file.")
    try:
        item = uploads.take_piece(
            shelf.desk.home,
            item,
            offset=int(offset),
            data=data,
            sha256=request.headers.get("Piece-Sha256", ""),
        )
    except ConflictError:
        item.refresh_from_db()
        return _said(shelf, item, 409)
    return _said(shelf, item)


@case_page("intake", methods=("POST",))
def act(request: HttpRequest, shelf: Shelf, key: uuid.UUID) -> HttpResponse:
    """Try a failed file again, or forget one that did not arrive."""
    if request.POST.get("act") == "on":
        uploads.call(_own(shelf, key).delivery)
    elif request.POST.get("act") == "again":
        item = items_of(shelf.head, shelf.actor).filter(key=key).select_related("delivery").first()
        if item is None:
            raise NotFoundError("There is no such file.")
        uploads.try_again(shelf.desk.home, shelf.actor, item)
    else:
        uploads.drop(shelf.desk.home, shelf.actor, _own(shelf, key))
    return HttpResponseRedirect(reverse("intake", args=(shelf.head.slug,)) + "#came-in", status=303)


@case_page("intake")
def failed_list(request: HttpRequest, shelf: Shelf) -> HttpResponse:
    """Send the list of what failed, with the reasons."""
    states = item_states()
    rows = items_of(shelf.head, shelf.actor).filter(state__in=failed_states()).order_by("id")
    log.note("intake failures listed", actor=shelf.actor.pseudonym, case=shelf.head.id)
    lines = (
        (i.path or i.name, i.size, _(states[i.state].label), i.sentence, i.changed_at.isoformat())
        for i in rows.iterator()
    )
    head = (_("File"), _("Bytes"), _("State"), _("Reason"), _("When"))
    return csv_answer(f"{shelf.head.slug}-not-done.csv", head, lines)
