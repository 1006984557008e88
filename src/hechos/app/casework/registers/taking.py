"""Tables taken from files at the command line: preserved, checked against a map, then imported."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from hechos.app.access.actor import owner
from hechos.app.casework import intake
from hechos.app.casework.desk import Progress, ReadingDesk, open_desk, silent
from hechos.app.casework.importing import runs
from hechos.app.casework.importing.mapping import DETENTION
from hechos.app.casework.linkup import ensure_linked
from hechos.app.home import Home
from hechos.app.register import queries
from hechos.app.work.models import ImportRun
from hechos.errors import InputError, UnreadableSourceError
from hechos.records import Capture, Confidentiality, Object


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command is given: the file, the map with its name, who acts, whether only to check,
    and the class of the file where it is new."""

    file: Path
    name: str
    map: Mapping[str, Any]
    by: str
    dry_run: bool = False
    klass: Confidentiality | None = None


def take_list(home: Home, case: str, asked: Asked, *, progress: Progress = silent) -> ImportRun:
    """Preserve a list of people held, check every row and, unless `dry_run`, import those that are
    right; then the case is linked anew."""
    body = {"kind": DETENTION, **asked.map}
    if body["kind"] != DETENTION:
        raise InputError(
            "The map is not one of a list of people held.", hint=f'Write kind = "{DETENTION}".'
        )
    one = take_table(home, case, replace(asked, map=body), progress=progress)
    if one.state == "imported":
        with open_desk(home, case, progress=progress, actor=owner(asked.by)) as desk:
            ensure_linked(desk)
    return one


def take_table(home: Home, case: str, asked: Asked, *, progress: Progress = silent) -> ImportRun:
    """Preserve a table of any kind, check every row and, unless `dry_run`, import those that are
    right. The case is not linked anew: the next table may follow."""
    actor = owner(asked.by)
    with open_desk(home, case, progress=progress, actor=actor) as desk:
        desk.member(asked.by)
        klass = asked.klass if asked.klass is not None else desk.case.default_class
        done = intake.add(desk, [str(asked.file)], klass=klass, by=asked.by)
        if done.missing:
            raise InputError(f"{asked.file} is not there.", hint="Give the path of the list.")
        capture = _capture(desk, asked.file)
        one = runs.keep_map(desk, actor, name=asked.name, body=asked.map, capture=capture)
    runs.check_now(home, one)
    if not asked.dry_run:
        runs.import_now(home, one, actor)
    return one


def _capture(desk: ReadingDesk, file: Path) -> Capture:
    """Return the capture of the bytes of a file, the latest one."""
    with file.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    same = {one.id for one in queries.given(desk.head, Object) if one.plain == digest}
    found = [c for c in queries.given(desk.head, Capture) if c.object in same]
    if not found:
        raise UnreadableSourceError(f"{file.name} could not be preserved.")
    return found[-1]
