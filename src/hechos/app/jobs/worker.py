"""Workers: do the jobs that wait, one after another."""

from __future__ import annotations

import logging
import os
import secrets
import socket
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import OperationalError, close_old_connections, connection
from django.utils.translation import gettext as _
from django.utils.translation import override

from hechos.app.accounts.models import Account
from hechos.app.database import take_statistics
from hechos.app.jobs.kinds import run_of
from hechos.app.jobs.models import Job
from hechos.app.jobs.queue import (
    ATTEMPTS,
    FAILED,
    LEASE,
    finish,
    put_back,
    renew_lease,
    take,
)
from hechos.errors import HechosError, UnavailableError

LOG = logging.getLogger("hechos.jobs")
NICE = 5
LAST_WORDS = 2.0
"""Seconds that a worker gets to end its job when its server ends."""
PAUSE = 0.5
"""Seconds between two looks into an empty queue."""


def work(stop: threading.Event, *, until_empty: bool = False) -> int:
    """Do jobs until told to stop, or until none waits; return how many were begun."""
    worker = f"{socket.gethostname()[:30]}:{os.getpid()}:{secrets.token_hex(4)}"
    begun = 0
    take_statistics()
    while not stop.is_set():
        job = _next(worker)
        if job is not None:
            do(job)
            take_statistics()
            begun += 1
        elif until_empty:
            break
        else:
            stop.wait(PAUSE)
    return begun


def _next(worker: str) -> Job | None:
    try:
        close_old_connections()
        return take(worker)
    except OperationalError:  # the database is busy or away: look again later
        connection.close()
        return None


def do(job: Job) -> None:
    """Do a job that was taken, and note how it ended."""
    with override(_language(job)):
        if job.attempts > ATTEMPTS:
            finish(job, _("This work was cut off too often and is given up."), state=FAILED)
            return
        try:
            with _held(job):
                message = run_of(job.kind)(job)
        except UnavailableError as error:
            put_back(job, str(error), counted=False)
        except HechosError as error:
            finish(job, str(error), state=FAILED)
        except Exception as error:  # noqa: BLE001 - the boundary: one job must not end the worker
            LOG.error("A job of kind %s failed: %s.", job.kind, _where(error))  # noqa: TRY400 - a traceback may hold text of sources
            put_back(job, _("This work could not be done."))
        else:
            finish(job, message)


def _language(job: Job) -> str:
    account = Account.objects.filter(pk=job.account).first() if job.account else None
    return account.language if account else "en"


def _where(error: Exception) -> str:
    """Return the kind and place of an error, nothing of its content."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {Path(last.filename).name}, line {last.lineno}"


@contextmanager
def _held(job: Job) -> Iterator[None]:
    """Renew the lease of a job while it is worked on."""
    over = threading.Event()
    beat = threading.Thread(target=_beat, args=(job, over), name="lease", daemon=True)
    beat.start()
    try:
        yield
    finally:
        over.set()
        beat.join()


def _beat(job: Job, over: threading.Event) -> None:
    while not over.wait(LEASE / 4):
        try:
            if not renew_lease(job):
                break
        except OperationalError:  # whoever writes at length keeps everybody from taking jobs too
            LOG.debug("A lease could not be renewed now.")
    connection.close()


@contextmanager
def worker_beside(home: Path) -> Iterator[None]:
    """Have a process of its own do the jobs as long as the block lasts: what it computes takes
    nothing from who answers pages. It ends with this process, however that ends."""
    words = [sys.executable, "-m", "hechos", "--home", str(home), "worker", "--attached"]
    with subprocess.Popen(words, stdin=subprocess.PIPE) as child:  # noqa: S603 - our own words
        try:
            yield
        finally:
            child.terminate()
            _wait_for(child)


def _wait_for(child: subprocess.Popen[bytes]) -> None:
    try:
        child.wait(LAST_WORDS)
    except subprocess.TimeoutExpired:
        child.kill()  # its job is done again by the next worker


def attach(stop: threading.Event) -> None:
    """Stop when the process that began this one is gone, and leave it the processor before."""
    os.nice(NICE)

    def wait() -> None:
        while os.read(0, 1):  # not sys.stdin, whose lock outlives this thread
            pass
        stop.set()
        time.sleep(LAST_WORDS)
        os._exit(0)

    threading.Thread(target=wait, name="parent", daemon=True).start()
