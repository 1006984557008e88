"""Read and code what came in while others go on working: each batch is found without a lock."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hechos.app.casework.background.apart import opened, unlocked
from hechos.app.casework.desk import Desk, Progress, ReadingDesk, silent
from hechos.app.casework.intake import Intake, code, keep_coded, keep_readings, uncoded
from hechos.app.home import Home, present_home
from hechos.app.jobs.models import Job
from hechos.app.jobs.queue import enqueue, reporter
from hechos.app.register import queries
from hechos.app.register.models import Given
from hechos.pipeline import Rules
from hechos.reading.readers import Readers
from hechos.records import Capture, wire

READ, CODE = 20, 50
"""Captures and texts of one batch: while a batch is kept, others wait."""


def run(job: Job) -> str:
    """Do a job of the kind "work_through"."""
    intake = work_through_apart(present_home(), job.case, progress=reporter(job))
    enqueue("relink", case=job.case, by=job.by, account=job.account)
    read = ngettext("%(n)s source was read", "%(n)s sources were read", intake.texts)
    found = ngettext("%(n)s claim was found", "%(n)s claims were found", intake.claims)
    return _("%(read)s, %(found)s.") % {
        "read": read % {"n": intake.texts},
        "found": found % {"n": intake.claims},
    }


def work_through_apart(home: Home, case: str, *, progress: Progress = silent) -> Intake:
    """Do what `work_through` does, with the case open only while a batch is kept."""
    intake = Intake()
    with opened(home, case) as desk:
        rules = desk.rules
    _read(home, case, intake, rules=rules, progress=progress)
    _code(home, case, intake, rules=rules, progress=progress)
    return intake


def _read(home: Home, case: str, intake: Intake, *, rules: Rules, progress: Progress) -> None:
    reading = unlocked(home, case)
    captures = _unread(reading)
    if not captures:
        return
    done, total = 0, len(captures)
    with Readers(rules.reading, reading.case) as readers:
        source = iter(captures)
        while batch := list(islice(source, READ)):
            items = [(capture, reading.objects.path(capture.address)) for capture in batch]
            found = list(readers.read(items))
            with opened(home, case) as desk:
                still = {capture.id for capture in _unread(desk)}
                keep_readings(desk, [one for one in found if one.capture.id in still], intake)
            done += len(batch)
            progress("read", done, total)


def _unread(desk: ReadingDesk | Desk) -> list[Capture]:
    gone = queries.withdrawn(desk.head)
    rows = Given.objects.filter(case=desk.head, record="Capture", done=False).order_by("seq")
    return [wire.loads(row.body, Capture) for row in rows if row.id not in gone]


def _code(home: Home, case: str, intake: Intake, *, rules: Rules, progress: Progress) -> None:
    done = 0
    for reading, batch, left in _waiting(home, case):
        taught = _taught(reading)
        answers = queries.answers(reading.head, reading.payload)
        coded = code(reading, batch, rules=rules, model=reading.model, answers=answers)
        with opened(home, case) as desk:
            waiting = {row[0] for row in uncoded(desk.head)}
            gone = queries.withdrawn(desk.head)
            same = _taught(desk) == taught and waiting.issuperset(coded.texts)
            if same and gone.isdisjoint(coded.places):
                keep_coded(desk, coded, intake)
                done += len(batch)
        progress("code", done, done + left)


def _taught(desk: ReadingDesk) -> int:
    """Return what differs once anything but the texts changed that coding works on."""
    kinds = ("ModelOutput", "ModelTaken", "RulesTaken")
    return Given.objects.filter(case=desk.head, record__in=kinds).count()


def _waiting(
    home: Home, case: str
) -> Iterator[tuple[ReadingDesk, list[tuple[str, str, str]], int]]:
    """Yield the next batch of texts that are not coded, as long as there are any."""
    while True:
        reading = unlocked(home, case)
        gone = queries.withdrawn(reading.head)
        rows = [row for row in uncoded(reading.head) if row[2] not in gone]
        if not rows:
            return
        yield reading, rows[:CODE], len(rows) - len(rows[:CODE])
