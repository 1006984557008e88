"""Link a case while others go on deciding: it is locked only to write what was found."""

from __future__ import annotations

from django.utils.translation import gettext as _

from hechos.app.casework.background.apart import opened, stamp_of, unlocked
from hechos.app.casework.desk import Progress, silent
from hechos.app.casework.linkup import ensure_linked, gather, keep, link_material
from hechos.app.home import Home, present_home
from hechos.app.jobs.models import Job
from hechos.app.jobs.queue import reporter
from hechos.app.search import index

ROUNDS = 3
"""Rounds after which a case that changes all the time is held while it is linked."""


def run(job: Job) -> str:
    """Do a job of the kind "relink"."""
    if relink(present_home(), job.case, progress=reporter(job)):
        return _("The case is linked and weighed anew.")
    return _("The links were up to date.")


def run_index(job: Job) -> str:
    """Do a job of the kind "index": make the index of words of a case that has none."""
    with opened(present_home(), job.case) as desk:
        index.refresh(desk)
    return _("The case is indexed.")


def relink(home: Home, case: str, *, progress: Progress = silent) -> bool:
    """Link and weigh a case whose claims or decisions are newer than its links; True if it did.

    What was found is kept if the case is still what it was found from; else it is found again."""
    with opened(home, case) as desk:
        if desk.head.linked:
            return False
        rules = desk.rules
    for number in range(ROUNDS):
        progress("link", number, ROUNDS + 1)
        reading = unlocked(home, case)
        before = stamp_of(reading.head)
        material, applied = gather(reading)
        if stamp_of(reading.head) != before:
            continue
        linked = link_material(reading, rules, material, applied)
        with opened(home, case) as desk:
            if desk.head.linked:
                return True
            if stamp_of(desk.head) == before:
                keep(desk, linked)
                progress("link", 1, 1)
                return True
    with opened(home, case, progress=progress) as desk:
        return ensure_linked(desk)
