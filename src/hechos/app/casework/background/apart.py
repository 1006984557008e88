"""A case worked on from outside: read without a lock, opened for moments."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db.models import Count, Max

from hechos.app.casework.desk import Desk, Progress, ReadingDesk, open_desk, silent
from hechos.app.home import Home
from hechos.app.register import queries
from hechos.app.register.models import CaseHead, Given, Proposed
from hechos.app.register.rows import CLAIM, FILTERED, LINK
from hechos.archive.objects import ObjectStore
from hechos.records import (
    Capture,
    Decision,
    Doubt,
    ModelOutput,
    ModelTaken,
    Record,
    RulesTaken,
    Text,
    wire,
)

WAIT = 30.0
"""Seconds for which a job waits for whoever has the case open."""
WORKED_ON: tuple[type[Record], ...] = (
    Capture,
    Doubt,
    ModelOutput,
    ModelTaken,
    RulesTaken,
    Text,
)
"""What linking works on of what is given, beside decisions."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What differs once anything changed that linking works on or writes: how long the journal
    is; how many rows coding and linking made, up to which one."""

    journal: int
    coded: tuple[int, int]
    linked: tuple[int, int]


def unlocked(home: Home, case: str) -> ReadingDesk:
    head = queries.head_of(case)
    store = ObjectStore(home.case_folder(head.id))
    return ReadingDesk(home, head, queries.case_of(head), store)


@contextmanager
def opened(home: Home, case: str, *, progress: Progress = silent) -> Iterator[Desk]:
    with open_desk(home, case, progress=progress, wait=WAIT) as desk:
        yield desk


def stamp_of(head: CaseHead) -> Stamp:
    length = CaseHead.objects.values_list("journal_length", flat=True).get(id=head.id)
    return Stamp(length, _made(head, CLAIM, FILTERED), _made(head, LINK))


def _made(head: CaseHead, *layers: str) -> tuple[int, int]:
    rows = Proposed.objects.filter(case_id=head.id, layer__in=layers)
    found = rows.aggregate(count=Count("row"), last=Max("row"))
    return found["count"], found["last"] or 0


def decided_since(head: CaseHead, before: Stamp) -> list[Decision] | None:
    """Return the decisions taken since; None where more changed than decisions can."""
    now = stamp_of(head)
    if (now.coded, now.linked) != (before.coded, before.linked):
        return None
    rows = Given.objects.filter(case_id=head.id, seq__gte=before.journal).order_by("seq")
    others = rows.filter(record__in=[cls.__name__ for cls in WORKED_ON])
    decisions = rows.filter(record="Decision")
    if others.exists() or decisions.filter(state="withdraw").exists():
        return None
    return [wire.loads(body, Decision) for body in decisions.values_list("body", flat=True)]
