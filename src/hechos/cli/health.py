"""Checks of configuration and machine."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path

from hechos.errors import HechosError

FREE = 500_000_000


def problems(home: Path) -> Iterator[tuple[str, str]]:
    """Yield (ok | hint | broken, sentence) for each check."""
    yield "ok", f"Python {sys.version.split()[0]}, SQLite {sqlite3.sqlite_version}"
    nearest = next(p for p in (home, *home.absolute().parents) if p.exists())
    free = shutil.disk_usage(nearest).free
    level = "ok" if free > FREE else "hint"
    yield level, f"{free / 1e9:.1f} GB free where the home is"
    if not (home / "hechos.toml").exists():
        yield "hint", f"There is no home at {home}; `hechos new NAME` makes one."
        return
    yield from _home(home)


def _home(home: Path) -> Iterator[tuple[str, str]]:
    if home.stat().st_mode & 0o077:
        yield "hint", f"Others on this machine can read {home}: chmod 700 {home}"
    if not os.access(home, os.W_OK):
        yield "broken", f"{home} cannot be written."
    from hechos.app.home import open_home

    try:
        open_home(home)
    except HechosError as error:
        yield "broken", f"{error} {error.hint}"
        return
    from hechos.app.register.models import CaseHead

    for head in CaseHead.objects.order_by("slug"):
        there = (home / "cases" / head.id).is_dir()
        yield (
            ("ok", f"Case “{head.slug}” has its folder.")
            if there
            else ("broken", f"The folder of the case “{head.slug}” is gone.")
        )
