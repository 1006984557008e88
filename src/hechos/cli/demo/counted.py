"""The second case of the demonstration: lists of people held and killed, and tally sheets, of a
country that is invented, as all people on them are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from hechos.errors import NotFoundError

if TYPE_CHECKING:
    import click

    from hechos.app.casework.desk import Desk, Progress
    from hechos.app.home import Home

LISTS = Path(__file__).parents[1] / "demo_lists"
SLUG, BY = "lumen", "keeper"
HELD = "people held"
MAPS = {
    "people-held.csv": (HELD, "people-held.toml"),
    "killed-harbour-watch.csv": ("killed, Harbour Watch", "killed.toml"),
    "killed-parish.csv": ("killed, Parish of Lumen", "killed.toml"),
    "killed-night-clinic.csv": ("killed, Night Clinic", "killed.toml"),
}
TALLY = {
    "sheets": "tally-sheets.csv",
    "tables": "polling-tables.csv",
    "bulletins": "bulletins.csv",
}
QUESTION = "How many people were killed in January and February 2025?"
ON, BEFORE = date(2025, 2, 10), date(2025, 2, 3)


def make_lists(home: Home, *, demonstration: str, progress: Progress) -> None:
    """Make the case: preserve the tables, import the lists by their maps, link once, and ask for
    the estimate."""
    from hechos.app.casework import intake
    from hechos.app.casework.cases import Plan, new_case
    from hechos.app.casework.desk import open_desk
    from hechos.app.casework.linkup import ensure_linked
    from hechos.app.casework.registers.taking import Asked, take_table
    from hechos.cli.counting.taking import read_map
    from hechos.records import Confidentiality, Mandate

    if not LISTS.is_dir():
        raise NotFoundError("The demonstration lists are not installed.")
    plan = Plan(
        title="Demonstration: people held, people killed and votes in an invented country",
        mandate=Mandate(start="2025-01-01", territory="Lumen"),
        default_class=Confidentiality.C0,
    )
    new_case(home, SLUG, plan=plan, by=BY)
    with open_desk(home, SLUG, progress=progress) as desk:
        tables = sorted(map(str, LISTS.glob("*.csv")))
        intake.add(
            desk, tables, klass=Confidentiality.C0, by=BY, demonstration=demonstration
        )
    for file, (name, way) in MAPS.items():
        asked = Asked(file=LISTS / file, name=name, map=read_map(LISTS / way), by=BY)
        take_table(home, SLUG, asked, progress=progress)
    with open_desk(home, SLUG, progress=progress) as desk:
        ensure_linked(desk)
        _ask_for_estimate(desk)


def _ask_for_estimate(desk: Desk) -> None:
    from hechos.app.casework.counting import estimating

    asked = estimating.Asked(of="deaths")
    lists = estimating.case_lists(desk, asked)
    found = estimating.estimate_case(lists, asked)
    estimating.keep_estimate(desk, found, lists, question=QUESTION, by=BY)


def counted(context: click.Context, home: Home) -> Iterator[str]:
    yield ""
