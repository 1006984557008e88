"""demo: the notes as one case with its report, the lists as another that is counted."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hechos.cli.demo.counted import counted, make_lists
from hechos.cli.shell import SOME_FAILED, home_of, progress
from hechos.errors import InputError, NotFoundError
from hechos.records import Confidentiality

if TYPE_CHECKING:
    from hechos.app.casework.intake import Intake
    from hechos.app.home import Home

SOURCES = Path(__file__).parents[1] / "demo_sources"
TOLD = "Demonstration text written for hechos"


@click.command()
@click.option("--serve", "then_serve", is_flag=True, help="Open the pages afterwards.")
@click.option("--port", default=8765, show_default=True)
@click.option("--into", type=click.Path(path_type=Path), default=None, help="Folder to work in.")
@click.option("--notes", "notes_alone", is_flag=True, help="The case of the ten notes alone.")
@click.pass_context
def demo(
    context: click.Context, /, into: Path | None, *, notes_alone: bool, **serving: int
) -> None:
    """Take packaged sources to a case and a report, and packaged lists to counts, in one go."""
    folder = into or Path(tempfile.mkdtemp(prefix="hechos-demo-"))
    context.obj["home"] = str(folder / "home")
    if (folder / "home" / "hechos.toml").exists():
        raise InputError(f"There is a demonstration in {folder} already.", hint="--into NEW")
    home = home_of(context, create=True)
    click.echo("Demonstration texts written for hechos; nothing here is a finding.")
    intake = _make_notes(home, folder)
    if not notes_alone:
        make_lists(home, demonstration=TOLD, progress=progress)
        click.echo()
        for line in counted(context, home):
            click.echo(line)
    click.echo(f"Look further: hechos --home {folder / 'home'} claims demo")
    if intake.failures:
        sys.exit(SOME_FAILED)
    if serving["then_serve"]:
        from hechos.app.web.serving.server import serve

        serve(home, port=serving["port"])


def _make_notes(home: Home, folder: Path) -> Intake:
    """Make the case of the notes and its report, and say what is in it."""
    from hechos.app.casework import intake as verbs
    from hechos.app.casework.cases import Plan, new_case
    from hechos.app.casework.desk import open_desk
    from hechos.app.casework.linkup import ensure_linked
    from hechos.app.casework.overview import overview
    from hechos.app.casework.publish import write_report
    from hechos.records import Mandate

    if not SOURCES.is_dir():
        raise NotFoundError("The demonstration sources are not installed.")
    plan = Plan(
        title="Demonstration: Venezuela, as ten notes tell it",
        mandate=Mandate(start="2014-01-01", territory="Venezuela"),
        pack="ve",
    )
    new_case(home, "demo", plan=plan, by="keeper")
    with open_desk(home, "demo", progress=progress) as desk:
        intake = verbs.add(
            desk, [str(SOURCES)], klass=Confidentiality.C0, by="keeper", demonstration=TOLD
        )
        ensure_linked(desk)
        facts = overview(desk)
        written = write_report(
            desk, folder / "report", formats=("html", "json"), audience="internal", by="keeper"
        )
    for line in facts.lines():
        click.echo(line)
    click.echo(f"Report: {written[0]}")
    return intake
