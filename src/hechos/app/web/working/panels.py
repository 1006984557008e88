"""What work adds to the page of a record: comments, its state, the second look, giving it away."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from hechos.app.web.doors import page_of
from hechos.app.web.panels import Panel, register
from hechos.app.web.serving.guards import record_page
from hechos.app.web.shelf import Shelf
from hechos.app.work import looks, stages
from hechos.app.work.comments import add_comment, change_comment, comments_on, take_comment_away
from hechos.app.work.members import people_of
from hechos.app.work.models import Comment
from hechos.errors import NotFoundError
from hechos.records import Claim, Record

SHOWN = 100
PAST = 5


@register
def panel(request: HttpRequest, shelf: Shelf, record: Record) -> Panel | None:
    """Show comments on a record, where it stands, and who looks at it."""
    actor, head = shelf.actor, shelf.head
    me = actor.account
    people = [(a.pk, a.pseudonym) for a, _ in people_of(head)] if actor.may("comment") else []
    return Panel(
        "working/panel.html",
        {
            "record": record,
            "actor": actor,
            "slug": head.slug,
            "comments": comments_on(head, actor, record.id, most=SHOWN),
            "people": people if actor.may("assign") else [p for p in people if p[0] == me],
            "stage": _stage(shelf, record),
            "look": _look(shelf, record),
        },
    )


def _stage(shelf: Shelf, record: Record) -> dict[str, Any] | None:
    machine = stages.machines().get(type(record).__name__)
    if machine is None:
        return None
    past = stages.stages_past(shelf.head.id, record.id, most=PAST)
    now = past[0].state if past else machine.first
    moves = stages.moves_from(machine, now, shelf.actor)
    return {"now": now, "labels": machine.labels, "moves": moves, "past": past}


def _look(shelf: Shelf, record: Record) -> dict[str, Any] | None:
    if not isinstance(record, Claim):
        return None
    decision = looks.decision_on(*shelf.up_to, record.id)
    said = looks.looks_at(*shelf.up_to, record.id)
    who = shelf.actor.pseudonym
    open_to_me = (
        decision is not None
        and shelf.actor.may("review")
        and decision.made.by != who
        and not any(one.decision == decision.id and one.by == who for one in said)
    )
    return {"decision": decision, "said": said, "mine": open_to_me}


@record_page("comment", methods=("POST",))
def comment(request: HttpRequest, shelf: Shelf, record: Record) -> HttpResponse:
    """Write a comment; change or take away one of one's own."""
    number = request.POST.get("comment", "")
    words = request.POST.get("words", "")
    if number:
        found = _comment(shelf, record, number)
        if request.POST.get("act") == "away":
            take_comment_away(found, shelf.actor)
        else:
            change_comment(found, shelf.actor, words=words)
    else:
        add_comment(shelf.head, shelf.actor, record.id, words=words)
    return HttpResponseRedirect(page_of(record) + "#comments", status=303)


def _comment(shelf: Shelf, record: Record, number: str) -> Comment:
    rows = Comment.objects.filter(
        case=shelf.head, record=record.id, klass__lte=shelf.actor.clearance
    )
    wanted = int(number) if number.isdecimal() and len(number) < 16 else 0
    found = rows.filter(pk=wanted).select_related("case").first()
    if found is None:
        raise NotFoundError(_("There is no such comment."))
    return found


@record_page(methods=("POST",))
def stage(request: HttpRequest, shelf: Shelf, record: Record) -> HttpResponse:
    """Move a record to another state."""
    typed = request.POST
    stages.move(
        shelf.head,
        shelf.actor,
        (type(record).__name__, record.id),
        seen=typed.get("seen", ""),
        to=typed.get("to", ""),
        because=typed.get("because", ""),
    )
    return HttpResponseRedirect(page_of(record) + "#stage", status=303)


@record_page("review", methods=("POST",))
def look(request: HttpRequest, shelf: Shelf, record: Record) -> HttpResponse:
    """Say what one thinks of somebody else's decision."""
    typed = request.POST
    looks.look(
        shelf.head,
        shelf.actor,
        typed.get("decision", ""),
        verdict=typed.get("verdict", ""),
        words=typed.get("words", ""),
    )
    return HttpResponseRedirect(page_of(record) + "#look", status=303)
