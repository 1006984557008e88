"""Do the jobs that wait, in this process."""

from __future__ import annotations

import threading


def do_jobs() -> int:
    """Do every job that waits, as a worker does; return how many were begun."""
    from hechos.app.jobs.worker import work

    return work(threading.Event(), until_empty=True)
