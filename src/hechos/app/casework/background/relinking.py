"""Link a case while others go on deciding: it is locked only to write what was found."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from hechos.app.casework.background.apart import decided_since, opened, stamp_of, unlocked
from hechos.app.casework.desk import Progress, silent
from hechos.app.casework.linkup import gather, keep, link_material
from hechos.app.home import Home, present_home
from hechos.app.jobs.models import Job
from hechos.app.jobs.queue import enqueue, reporter
from hechos.app.register.renew import write_moves
from hechos.app.search import index
from hechos.engine.local import batches
from hechos.errors import UnavailableError

INDEXER = "hechos"
AT_ONCE = 100
"""Records whose entries are written while others wait: half a second of a processor."""
ROUNDS = 3
"""How often a case is linked again at once because it changed meanwhile."""


def run(job: Job) -> str:
    """Do a job of the kind "relink"."""
    if relink(present_home(), job.case, progress=reporter(job)):
        return _("The case is linked and weighed anew.")
    return _("The links were up to date.")


def run_index(job: Job) -> str:
    """Do a job of the kind "index": bring the index of words up to the rows of a case."""
    refresh_index(present_home(), job.case)
    return _("The case is indexed.")


def refresh_index(home: Home, case: str) -> None:
    """Find out without a lock what of the index is old, and write it a few records at a time."""
    for some in batches(index.stale(unlocked(home, case)), AT_ONCE):
        with opened(home, case) as desk:
            index.refresh(desk, some)


def relink(home: Home, case: str, *, progress: Progress = silent) -> bool:
    """Link and weigh a case whose claims or decisions are newer than its links; True if it did.

    Nobody waits for it: what was found is kept with whatever was decided meanwhile applied to it,
    and then found again. Where texts came or went meanwhile it is not kept; a case that goes on
    changing so is linked later."""
    with opened(home, case) as desk:
        if desk.head.linked:
            return False
        rules = desk.rules
    kept = False
    for number in range(ROUNDS):
        progress("link", number, ROUNDS + 1)
        reading = unlocked(home, case)
        before = stamp_of(reading.head)
        material, applied = gather(reading)
        if decided_since(reading.head, before) is None:
            continue
        linked = link_material(reading, rules, material, applied)
        for some in linked.renewal.moves():
            with opened(home, case):
                write_moves(some)
        with opened(home, case) as desk:
            later = None if desk.head.linked else decided_since(desk.head, before)
            if later is not None:
                with transaction.atomic():
                    keep(desk, linked, later)
                    enqueue("index", case=desk.case.id, by=INDEXER, key=f"index {desk.case.id}")
            kept = kept or desk.head.linked or later is not None
            if desk.head.linked:
                break
    if not kept:
        raise UnavailableError("Sources are coming in; the case is linked when they are.")
    progress("link", 1, 1)
    return True
