"""What is new in a case for one person: what came in, waits, became weaker or failed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from hechos.app.questions import composed_once, counted_once
from hechos.app.register import visible
from hechos.app.register.models import Given
from hechos.app.web.shelf import Shelf
from hechos.app.work.items import failed_states, items_of
from hechos.app.work.looks import waiting
from hechos.app.work.models import Item, Standing, Task, Visit
from hechos.app.work.standings import fallen
from hechos.app.work.tasks import tasks_of
from hechos.records import Capture, Decision, Failure, Proposition, ids

SHOWN = 6
MOST = 1000
WEEK = timedelta(days=7)
AWAY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class News:
    """`since` is the last visit, a week ago where there was none or it was later than that.
    Numbers above MOST are not counted to their end."""

    since: datetime
    captures: int
    latest: Sequence[Capture]
    decided: int
    decisions: Sequence[Decision]
    tasks: Sequence[Task]
    codings: int
    looks: int
    fell: Sequence[tuple[Standing, Proposition | None]]
    failed: int
    failures: Sequence[Failure]
    stuck: Sequence[Item]


def news(shelf: Shelf) -> News:
    since = visited(shelf)
    came, decided, failed = (
        _since(shelf, name, since) for name in ("Capture", "Decision", "Failure")
    )
    mine = tasks_of(shelf.head, shelf.actor).filter(to=shelf.actor.account)
    stuck = items_of(shelf.head, shelf.actor).filter(state__in=failed_states())
    return News(
        since=since,
        captures=len(came),
        latest=_latest(shelf, came),
        decided=len(decided),
        decisions=_latest(shelf, decided),
        tasks=list(mine.exclude(kind="second")[:SHOWN]),
        codings=len(mine.filter(kind="second").values_list("pk")[: MOST + 1]),
        looks=_looks(*shelf.up_to) if shelf.actor.may("review") else 0,
        fell=_fallen(shelf),
        failed=len(failed),
        failures=_latest(shelf, failed),
        stuck=list(stuck[:SHOWN]) if shelf.actor.may("intake") else [],
    )


def visited(shelf: Shelf) -> datetime:
    """Note that the person is here; return since when things are new to him or her."""
    now = timezone.now()
    account = shelf.actor.account
    if account is None:
        return now - WEEK
    visit, made = Visit.objects.get_or_create(
        account_id=account, case=shelf.head, defaults={"last": now}
    )
    if not made and now - visit.last > AWAY:
        visit.before, visit.last = visit.last, now
        visit.save(update_fields=["before", "last"])
    return min(visit.before or now - WEEK, now - AWAY)


def _since(shelf: Shelf, record: str, since: datetime) -> list[str]:
    """Return the ids of what was given since a time, latest first: ids begin with their time. Of
    the last that were given, no more are looked at than are counted."""
    first = ids.uuid7(int(since.timestamp() * 1000), bytes(10))
    last = _last(*shelf.up_to, record)
    return sorted((one for (one,) in last if one >= first), reverse=True)


@composed_once
def _last(case: str, seen: int, record: str) -> QuerySet[Given, tuple[str]]:
    rows = visible.given(case, seen).filter(record=record).order_by("-seq")
    return rows.values_list("id")[: MOST + 1]


def _latest(shelf: Shelf, found: Sequence[str]) -> list[Any]:
    rows = visible.given_by_id(*shelf.up_to, found[:SHOWN])
    return [shelf.read(row) for row in sorted(rows, key=lambda row: row.id, reverse=True)]


@counted_once
def _looks(case: str, seen: int) -> QuerySet[Given, tuple[str]]:
    return waiting(visible.given(case, seen)).order_by().values_list("id")[: MOST + 1]


def _fallen(shelf: Shelf) -> list[tuple[Standing, Proposition | None]]:
    """Return what became weaker in a week, each proposition once, with what it stands at now."""
    rows = fallen(shelf.head, shelf.actor, timezone.now() - WEEK)[: SHOWN * 4]
    latest: dict[str, Standing] = {}
    for one in rows:
        latest.setdefault(one.proposition, one)
    shown = list(latest.values())[:SHOWN]
    there = {p.id: p for p in shelf.linked(Proposition, [one.proposition for one in shown])}
    return [(one, there.get(one.proposition)) for one in shown]
