"""What jobs do: each kind names a function that takes the job, may run twice, and returns what to
say of it. They are named, not imported: whoever queues work may be called by it."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable

from hechos.app.jobs.models import Job

Run = Callable[[Job], str]
KINDS: dict[str, str] = {
    "estimate": "hechos.app.casework.counting.running:run",
    "import": "hechos.app.casework.importing.runs:run",
    "index": "hechos.app.casework.background.relinking:run_index",
    "intake": "hechos.app.casework.intaking.taking:run",
    "relink": "hechos.app.casework.background.relinking:run",
    "search": "hechos.app.search.saving:run_long",
    "work_through": "hechos.app.casework.background.reading:run",
}


def run_of(kind: str) -> Run:
    found: Run = pkgutil.resolve_name(KINDS[kind])
    return found
