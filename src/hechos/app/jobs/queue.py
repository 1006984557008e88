"""Put work in the queue, and say how far it is.

A job is taken by one update that fails where another worker was first, so the table needs no lock
that only one kind of database has. Whoever stops renewing its lease has lost the job.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone

from hechos.app.jobs.models import Job
from hechos.records import wire

QUEUED, RUNNING, DONE, FAILED = "queued", "running", "done", "failed"
LIVE = (QUEUED, RUNNING)
LEASE = 60.0
"""Seconds for which a worker holds a job without renewing."""
CATCHING_UP = frozenset(("index", "intake", "relink"))
"""Kinds of work that follow what changes: asked for while it runs, it is done once more."""
ATTEMPTS = 5
"""How often a job is begun before it is given up."""
LONGEST_PAUSE = 300.0
EVERY = 0.5
"""Seconds between two notes of progress."""


def enqueue(
    kind: str,
    *,
    by: str,
    case: str = "",
    account: int | None = None,
    args: Mapping[str, Any] | None = None,
    key: str = "",
) -> Job:
    """Queue work, in the transaction of the caller if there is one. Where the same work (the same
    `key`; without one, the same kind, case and `args`) waits or runs already, that job is returned.

    `kind` is one of `jobs.kinds`; `args` holds ids, names of lists and numbers alone."""
    plain = dict(args or {})
    own = key or f"{kind}:{case}" + (f":{wire.canonical(plain)}"[:75] if plain else "")
    for _ in range(ATTEMPTS):
        try:
            with transaction.atomic():
                return Job.objects.create(
                    kind=kind, case=case, by=by, account=account, args=plain, key=own
                )
        except IntegrityError:
            if kind in CATCHING_UP:
                Job.objects.filter(key=own, state=RUNNING).update(again=True)
            live = Job.objects.filter(key=own, state__in=LIVE).first()
            if live is not None:
                return live
    raise IntegrityError(f"The job {kind} could not be queued.")


def is_live(kind: str, case: str) -> bool:
    """Say whether work of a kind waits or runs for a case."""
    return Job.objects.filter(kind=kind, case=case, state__in=LIVE).exists()


def take(worker: str) -> Job | None:
    """Take the oldest job that waits, or that its worker let go of; None where there is none."""
    now = time.time()
    free = Q(state__in=LIVE, lease_until__lt=now)
    for number, attempts in Job.objects.filter(free).order_by("id").values_list("id", "attempts"):
        mine = Job.objects.filter(free, id=number, attempts=attempts).update(
            state=RUNNING, worker=worker, lease_until=now + LEASE, attempts=attempts + 1
        )
        if mine:
            return Job.objects.get(id=number)
    return None


def renew_lease(job: Job) -> bool:
    """Hold the job for longer; False where it is another worker's by now."""
    return bool(_mine(job).update(lease_until=time.time() + LEASE))


def finish(job: Job, message: str, *, state: str = DONE) -> None:
    """End a job, or queue it once more where it was asked for while it ran."""
    ended = _mine(job).filter(again=False)
    if not ended.update(state=state, message=message, lease_until=0, ended_at=timezone.now()):
        _mine(job).update(state=QUEUED, again=False, attempts=0, lease_until=0)


def put_back(job: Job, message: str, *, counted: bool = True) -> None:
    """Have the job begun again after a while, or give it up where it was begun often enough."""
    if counted and job.attempts >= ATTEMPTS:
        finish(job, message, state=FAILED)
        return
    pause = min(2.0**job.attempts, LONGEST_PAUSE)
    left = F("attempts") if counted else F("attempts") - 1
    _mine(job).update(state=QUEUED, message=message, lease_until=time.time() + pause, attempts=left)


def _mine(job: Job) -> Any:
    return Job.objects.filter(id=job.pk, worker=job.worker, state=RUNNING, attempts=job.attempts)


def reporter(job: Job) -> Callable[[str, int, int], None]:
    """Return what notes progress on the job: (stage, done, total)."""
    last = 0.0

    def note(stage: str, done: int, total: int) -> None:
        nonlocal last
        if done < total and time.monotonic() - last < EVERY:
            return
        last = time.monotonic()
        _mine(job).update(done=done, total=total, message=stage)

    return note
