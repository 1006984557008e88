"""A case with three lists of invented names that share people, taken in from spreadsheets."""

from __future__ import annotations

import csv
import zlib
from pathlib import Path

from tests.app.cast import account
from tests.app.intake.running import do_jobs
from tests.conftest import Cli

from hechos.app.home import open_home

SLUG = "lists"
LISTS = {"Harbour Watch": 0.6, "Parish of Lumen": 0.5, "Night Clinic": 0.45}
PEOPLE = 80
FIRST = ("ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu", "ne", "pi", "ro", "su", "ta")
LAST = ("bran", "dell", "fort", "gas", "hem", "jor", "kest", "lind", "mont", "nuz", "pell", "rast")


def _drawn(*words: object) -> int:
    """Return a number that looks drawn and is the same each time."""
    return zlib.crc32(" ".join(map(str, words)).encode())


def names() -> list[str]:
    """Return names that sound unlike each other."""
    found: dict[str, None] = {}
    while len(found) < PEOPLE:
        turn = len(found)
        parts = [
            FIRST[_drawn("first", turn, n) % len(FIRST)] + LAST[_drawn("last", turn, n) % len(LAST)]
            for n in range(3)
        ]
        found.setdefault(" ".join(part.capitalize() for part in parts))
    return list(found)


def write_lists(folder: Path) -> list[Path]:
    people, paths = names(), []
    for number, (author, share) in enumerate(LISTS.items(), start=1):
        path = folder / f"list {number}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            rows = csv.writer(file)
            rows.writerow(["No", "Name", "Day", "Town", "Told by"])
            for place, name in enumerate(people):
                if _drawn(author, place) % 100 < share * 100:
                    day = f"2024-0{1 + place % 9}-1{place % 7}"
                    rows.writerow([place, name, day, "Caracas", author])
        paths.append(path)
    return paths


MAP = {
    "columns": {
        "key": "No",
        "victims": "Name",
        "time": "Day",
        "place": "Town",
        "author": "Told by",
    },
    "fixed": {"type": "LIFE.EJE"},
}


def make_lists(cli: Cli) -> None:
    cli("new", SLUG, "--by", "lea", "--from", "2020-01-01")
    paths = write_lists(cli.home.parent)
    cli("add", SLUG, *map(str, paths), "--by", "lea", code=None)  # no language of their own
    open_home(cli.home)
    account("ana", SLUG, roles=["investigator"])
    for path in paths:
        _take(cli, path.name)
    cli("claims", SLUG)


def _take(cli: Cli, name: str) -> None:
    from hechos.app.access.actor import member_actor
    from hechos.app.accounts.models import Account
    from hechos.app.casework.importing import runs
    from hechos.app.casework.linkup import reading_desk
    from hechos.app.home import present_home
    from hechos.app.register import queries
    from hechos.app.work.models import ImportRun
    from hechos.records import Capture, Confidentiality

    who = Account.objects.get(name="ana")
    actor = member_actor("ana", ("investigator",), Confidentiality.C1, who.pk)
    with reading_desk(present_home(), SLUG) as desk:
        capture = next(c for c in queries.given(desk.head, Capture) if c.name.endswith(name))
        run = runs.save_map(desk, actor, name=name, body=MAP, capture=capture)
    do_jobs()
    runs.begin_import(ImportRun.objects.get(pk=run.pk), actor)
    do_jobs()
    done = ImportRun.objects.get(pk=run.pk)
    assert done.state == "imported", done.found
