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
HISTORIES = "killed-by-list.csv"
"""Who is on which of the three lists, as a table of its own: no source of the case."""
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
        mandate=Mandate(start="2025-01-01"),
        default_class=Confidentiality.C0,
    )
    new_case(home, SLUG, plan=plan, by=BY)
    with open_desk(home, SLUG, progress=progress) as desk:
        tables = [str(LISTS / name) for name in (*MAPS, *TALLY.values())]
        intake.add(desk, tables, klass=Confidentiality.C0, by=BY, demonstration=demonstration)
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
    """Yield in a few lines what was counted, each with the command that tells it whole."""
    from hechos.app.casework.counting import estimating
    from hechos.app.casework.linkup import reading_desk
    from hechos.app.casework.registers.documented import documented_in
    from hechos.app.casework.registers.spells import register_in
    from hechos.counting.registers.checks import check_register
    from hechos.counting.registers.stock import balance

    with reading_desk(home, SLUG) as desk:
        yield f"{desk.case.title} ({SLUG})"
        spells = register_in(desk, HELD).spells
        doubtful = len(check_register(spells, as_of=ON))
        yield f"People held: {balance(spells, BEFORE, ON).sentence()} {doubtful} things to look at."
        yield f"Documented: {documented_in(desk, ('LIFE.UNK',)).victims.sentence()}"
        for kept in estimating.kept_estimates(desk.head):
            reasons = " ".join(sentence for _, sentence in kept.reasons)
            yield f"{kept.question} {kept.documented} documented, and no estimate: {reasons}"
    yield _told_of_tally(context)
    yield f"Look further: hechos --home {home.path} register bulletin {SLUG} --on {ON}"


def _told_of_tally(context: click.Context) -> str:
    from hechos.cli.counting.tables import read_rows, sources_of
    from hechos.counting.tallies.against import AGAINST
    from hechos.counting.tallies.checks import Comparison
    from hechos.counting.tallies.files.bulletins import bulletins_of_rows
    from hechos.counting.tallies.files.rows import read_sheets, read_tables
    from hechos.counting.tallies.tally import tally

    rows = {key: read_rows(one) for key, one in sources_of(context, SLUG, TALLY).items()}
    made = tally(
        read_sheets(rows["sheets"]).readings,
        read_tables(rows["tables"])[0],
        bulletins_of_rows(rows["bulletins"]).bulletins,
    )
    against = [one for one in made.checks if one.name == AGAINST]
    differing = [one for one in against if one.result is Comparison.DIFFERS]
    told = [f"{one.on[0].upper()}{one.on[1:]}: {one.sentence}" for one in differing[:1]]
    whole = made.whole
    counted = (
        f"Tally sheets: {whole.counted} of {whole.tables} tables counted, {whole.waiting} waits."
    )
    return " ".join((counted, *told))
