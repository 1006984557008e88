"""A case worked on from outside: read without a lock, opened for moments."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.models import Count, Max

from hechos.app.casework.desk import Desk, Progress, ReadingDesk, open_desk, silent
from hechos.app.home import Home
from hechos.app.register import queries
from hechos.app.register.models import CaseHead, Proposed
from hechos.app.register.rows import CLAIM, FILTERED
from hechos.archive.objects import ObjectStore

WAIT = 30.0
"""Seconds for which a job waits for whoever has the case open."""
Stamp = tuple[int, int, int]


def unlocked(home: Home, case: str) -> ReadingDesk:
    head = queries.head_of(case)
    store = ObjectStore(home.case_folder(head.id))
    return ReadingDesk(home, head, queries.case_of(head), store)


@contextmanager
def opened(home: Home, case: str, *, progress: Progress = silent) -> Iterator[Desk]:
    with open_desk(home, case, progress=progress, wait=WAIT) as desk:
        yield desk


def stamp_of(head: CaseHead) -> Stamp:
    """Return what differs once anything that linking works on has changed: the length of the
    journal, and how many rows coding made up to which one."""
    rows = Proposed.objects.filter(case_id=head.id, layer__in=[CLAIM, FILTERED])
    found = rows.aggregate(count=Count("row"), last=Max("row"))
    length = CaseHead.objects.values_list("journal_length", flat=True).get(id=head.id)
    return length, found["count"], found["last"] or 0
