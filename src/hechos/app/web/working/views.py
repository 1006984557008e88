"""What waits: for me, for a second look, and what is contested."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from hechos.app.register.rows import LINK
from hechos.app.web.objects.rows import labels
from hechos.app.web.objects.sheets import Sheets
from hechos.app.web.serving.guards import case_page
from hechos.app.web.shelf import Shelf
from hechos.app.web.showing import show
from hechos.app.work.looks import waiting
from hechos.app.work.members import people_of
from hechos.app.work.models import Task
from hechos.app.work.tasks import NewTask, end_task, give_task, tasks_of
from hechos.errors import HechosError, NotFoundError

SHOWN = 40
QUEUES = ("mine", "given", "second", "contested")


@case_page()
def work(request: HttpRequest, shelf: Shelf) -> HttpResponse:
    """Show one of the queues."""
    return _page(request, shelf)


def _page(request: HttpRequest, shelf: Shelf, error: HechosError | None = None) -> HttpResponse:
    asked = request.GET.get("queue", "")
    queue = asked if asked in QUEUES else "mine"
    after = request.GET.get("after", "")
    after = after if after.isdecimal() and len(after) < 16 else ""
    make = {"second": _second, "contested": _contested}.get(queue, _tasks)
    me = shelf.actor.account
    people = [(account.pk, account.pseudonym) for account, _ in people_of(shelf.head)]
    if not shelf.actor.may("assign"):
        people = [one for one in people if one[0] == me]
    return show(
        request,
        "working/work.html",
        shelf,
        queue=queue,
        error=error,
        typed=defaultdict(str, request.POST.items()),
        people=people,
        **make(shelf, queue, after),
    )


def _tasks(shelf: Shelf, queue: str, after: str) -> dict[str, Any]:
    rows = tasks_of(shelf.head, shelf.actor)
    me = shelf.actor.account
    codings = rows.filter(to=me, kind="second")
    rows = rows.exclude(kind="second")
    rows = rows.filter(to=me) if queue == "mine" else rows.filter(giver=me).exclude(to=me)
    found = list(rows.filter(id__gt=int(after or 0))[: SHOWN + 1])
    shown = found[:SHOWN]
    about = [t.target for t in shown if t.kind == "record"]
    return {
        "tasks": shown,
        "codings": codings.count() if queue == "mine" else 0,
        "labels": labels(shelf, about),
        "today": timezone.now().date(),
        "next": shown[-1].pk if len(found) > SHOWN else None,
    }


def _second(shelf: Shelf, queue: str, after: str) -> dict[str, Any]:
    rows = list(waiting(shelf.given).filter(seq__gt=int(after or -1))[: SHOWN + 1])
    decisions = [shelf.mask.loads(row.body) for row in rows[:SHOWN]]
    claims = shelf.claims(d.on for d in decisions)
    sheets = Sheets.of(shelf, claims)
    there = {c.id: sheets.claim(c) for c in claims}
    return {
        "waiting": [(sheets.decision(d), there[d.on]) for d in decisions if d.on in there],
        "line": sheets.doors.html,
        "next": rows[SHOWN - 1].seq if len(rows) > SHOWN else None,
    }


def _contested(shelf: Shelf, queue: str, after: str) -> dict[str, Any]:
    rows = shelf.proposed.filter(layer=LINK, record="ClaimRelation", state="true_contradiction")
    found = list(rows.filter(place__gte=int(after or 0)).order_by("place", "id")[: SHOWN + 1])
    pairs = [shelf.mask.loads(row.body) for row in found[:SHOWN]]
    claims = shelf.claims(i for r in pairs for i in (r.left, r.right))
    sheets = Sheets.of(shelf, claims)
    return {
        "pairs": pairs,
        "sheets": {c.id: sheets.claim(c) for c in claims},
        "line": sheets.doors.html,
        "next": found[SHOWN].place if len(found) > SHOWN else None,
    }


@case_page("comment", methods=("POST",))
def give(request: HttpRequest, shelf: Shelf) -> HttpResponse:
    """Give a member something to do; a refused form comes back with what was typed."""
    typed = request.POST
    to = typed.get("to", "")
    kind = typed.get("kind", "free")
    try:
        targets = _targets(shelf, kind, typed.getlist("target"))
        give_task(
            shelf.head,
            shelf.actor,
            int(to) if to.isdecimal() and len(to) < 16 else 0,
            NewTask(
                kind=kind, targets=targets, words=typed.get("words", ""), due=typed.get("due", "")
            ),
        )
    except HechosError as error:
        if isinstance(error, NotFoundError) or kind != "free":
            raise
        return _page(request, shelf, error)
    where = reverse("record", args=(targets[0],)) if kind == "record" else _queue(shelf, "given")
    return HttpResponseRedirect(where, status=303)


def _targets(shelf: Shelf, kind: str, typed: Sequence[str]) -> list[str]:
    """Return the targets that the person may see; one that is not there is refused as such."""
    if kind in ("record", "second"):
        there = shelf.records(typed)
        if set(there) != set(typed):
            raise NotFoundError("There is no such record.")
    return [one for one in typed if one]


def _queue(shelf: Shelf, queue: str) -> str:
    return reverse("work", args=(shelf.head.slug,)) + f"?queue={queue}"


@case_page("comment", methods=("POST",))
def end(request: HttpRequest, shelf: Shelf, task: int) -> HttpResponse:
    found = Task.objects.filter(pk=task, case=shelf.head, klass__lte=shelf.actor.clearance).first()
    if found is None:
        raise NotFoundError("There is no such task.")
    end_task(found, shelf.actor, state=request.POST.get("state", "done"))
    mine = found.to_id == shelf.actor.account
    return HttpResponseRedirect(_queue(shelf, "mine" if mine else "given"), status=303)
