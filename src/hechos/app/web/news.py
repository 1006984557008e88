"""What is new in a case for one person: what came in, waits, became weaker or failed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

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
    second = waiting(shelf.given) if shelf.actor.may("review") else Given.objects.none()
    stuck = items_of(shelf.head, shelf.actor).filter(state__in=failed_states())
    return News(
        since=since,
        captures=len(came),
        latest=[shelf.mask.loads(row.body) for row in _rows(shelf, came)],
        decided=len(decided),
        decisions=[shelf.mask.loads(row.body) for row in _rows(shelf, decided)],
        tasks=list(mine.exclude(kind="second")[:SHOWN]),
        codings=len(mine.filter(kind="second").values_list("pk")[: MOST + 1]),
        looks=len(second.values_list("pk")[: MOST + 1]),
        fell=_fallen(shelf),
        failed=len(failed),
        failures=[shelf.mask.loads(row.body) for row in _rows(shelf, failed)],
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
    """Return the ids of what was given since a time, latest first: ids begin with their time."""
    first = ids.uuid7(int(since.timestamp() * 1000), bytes(10))
    rows = shelf.given.filter(record=record, id__gte=first).order_by("-id")
    return list(rows.values_list("id", flat=True)[: MOST + 1])


def _rows(shelf: Shelf, found: Sequence[str]) -> list[Given]:
    return list(shelf.given.filter(id__in=found[:SHOWN]).order_by("-id"))


def _fallen(shelf: Shelf) -> list[tuple[Standing, Proposition | None]]:
    """Return what became weaker in a week, each proposition once, with what it stands at now."""
    rows = fallen(shelf.head, shelf.actor, timezone.now() - WEEK)[: SHOWN * 4]
    latest: dict[str, Standing] = {}
    for one in rows:
        latest.setdefault(one.proposition, one)
    shown = list(latest.values())[:SHOWN]
    there = {p.id: p for p in shelf.linked(Proposition, [one.proposition for one in shown])}
    return [(one, there.get(one.proposition)) for one in shown]
