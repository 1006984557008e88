"""Second coding: a member codes proposals without seeing what others made of them; how far two
agree is then measured."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from hechos.app.casework.learning.agreement import ACTS, code_blind, pairs_between
from hechos.app.register.models import Given
from hechos.app.register.rows import CLAIM, DECIDED
from hechos.app.web.objects.sheets import Sheets
from hechos.app.web.serving.acting import acting
from hechos.app.web.serving.guards import case_page
from hechos.app.web.shelf import Shelf
from hechos.app.web.showing import show
from hechos.app.work.members import people_of
from hechos.app.work.models import Task
from hechos.app.work.tasks import NewTask, end_task, give_task, tasks_of
from hechos.coding.agreement.compare import compare_codings
from hechos.errors import HechosError, InputError, NotFoundError
from hechos.records import Claim

LARGEST = 200


def _waiting(shelf: Shelf) -> Any:
    return tasks_of(shelf.head, shelf.actor).filter(to=shelf.actor.account, kind="second")


def _proposal(shelf: Shelf, task: Task) -> Claim | None:
    """Return the claim as the rules propose it; nothing of what anybody decided."""
    row = shelf.proposed.filter(layer=CLAIM, record="Claim", id=task.target).first()
    return shelf.mask.loads(row.body) if row else None


@case_page("comment", methods=("GET", "HEAD", "POST"))
def page(request: HttpRequest, shelf: Shelf) -> HttpResponse:
    """Show the next proposal to code, alone; keep what the member makes of it."""
    error: HechosError | None = None
    if request.method == "POST":
        try:
            _code(request, shelf)
            return HttpResponseRedirect(reverse("second", args=(shelf.head.slug,)), status=303)
        except InputError as refused:
            error = refused
    task = next((t for t in _waiting(shelf)[:20] if _proposal(shelf, t)), None)
    claim = _proposal(shelf, task) if task else None
    sheets = Sheets.of(shelf, [claim] if claim else [])
    return show(
        request,
        "working/second.html",
        shelf,
        task=task,
        claim=claim,
        sheet=sheets.claim(claim) if claim else None,
        slots=sheets.slots(claim) if claim else (),
        line=sheets.doors.html,
        left=_waiting(shelf)[: LARGEST + 1].count(),
        typed=defaultdict(str, request.POST.items()),
        error=error,
    )


def _code(request: HttpRequest, shelf: Shelf) -> None:
    typed = request.POST
    number = typed.get("task", "")
    task = _waiting(shelf).filter(pk=int(number) if number.isdecimal() else 0).first()
    claim = _proposal(shelf, task) if task else None
    if task is None or claim is None:
        raise NotFoundError("There is no such task.")
    act = typed.get("act", "")
    if act not in ACTS:
        raise InputError(_("Say what you make of it."))
    changes = [
        (slot, shelf.mask.named(typed[f"set-{slot}"].strip()))
        for slot in ("type", "time", "place", "quantity", "actors", "victims")
        if act == "edit" and typed.get(f"set-{slot}", "").strip()
    ]
    with acting(shelf) as desk:
        code_blind(
            desk,
            claim,
            act,
            by=shelf.actor.pseudonym,
            because=typed.get("because", ""),
            changes=changes,
        )
    end_task(task, shelf.actor)


@case_page("assign", methods=("GET", "HEAD", "POST"))
def agreement(request: HttpRequest, shelf: Shelf) -> HttpResponse:
    """Draw a sample of decided claims for a second coder; show how far two members agree."""
    people = [(a.pk, a.pseudonym) for a, _who in people_of(shelf.head)]
    if request.method == "POST":
        _draw(request, shelf)
        return HttpResponseRedirect(reverse("agreement", args=(shelf.head.slug,)), status=303)
    names = {name for _, name in people}
    first, second = request.GET.get("first", ""), request.GET.get("second", "")
    found = None
    if first in names and second in names and first != second:
        found = compare_codings(pairs_between(shelf.desk, first, second, within=shelf.proposed))
    return show(
        request,
        "working/agreement.html",
        shelf,
        people=people,
        first=first,
        second=second,
        found=found,
    )


def _draw(request: HttpRequest, shelf: Shelf) -> None:
    """Give a member claims that another decided on, evenly over the case."""
    to, size = request.POST.get("to", ""), request.POST.get("size", "")
    if not to.isdecimal() or not size.isdecimal() or not 1 <= int(size) <= LARGEST:
        raise InputError(_("Choose a member and a number from 1 to 200."))
    person = {a.pk: who for a, who in people_of(shelf.head)}.get(int(to))
    if person is None:
        raise InputError(_("Choose a member of the case."))
    had = Task.objects.filter(case=shelf.head, to=int(to), kind="second").values("target")
    rows = shelf.proposed.filter(record="Claim", klass__lte=person.clearance)
    decided = rows.filter(layer=DECIDED).exclude(id__in=had).values("id")
    ids = list(
        rows.filter(layer=CLAIM, id__in=decided)
        .order_by("place", "id")
        .values_list("id", flat=True)
    )
    own = _decided_by(shelf, person.pseudonym)
    ids = [one for one in ids if one not in own]
    if not ids:
        raise InputError(_("No claim that another decided on is left for this member."))
    step = max(1, len(ids) // int(size))
    give_task(
        shelf.head, shelf.actor, int(to), NewTask(kind="second", targets=ids[::step][: int(size)])
    )


def _decided_by(shelf: Shelf, pseudonym: str) -> set[str]:
    rows = Given.objects.filter(case=shelf.head, record="Decision", state__in=ACTS)
    mark = f'"by":{json.dumps(pseudonym, ensure_ascii=False)}'
    return {on for on, body in rows.values_list("part_of", "body").iterator() if mark in body}
