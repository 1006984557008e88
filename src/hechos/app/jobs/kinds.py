"""What kinds of jobs there are, and the function that does each: run(job) returns a message."""

from __future__ import annotations

KINDS: dict[str, str] = {
    "intake": "hechos.app.casework.intaking.taking.run",
    "import": "hechos.app.casework.importing.runs.run",
}
