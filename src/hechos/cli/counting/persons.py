"""register persons: whom claims name as dead, disappeared or minors."""

from __future__ import annotations

from typing import Any

import click

from hechos.cli.shell import home_of, print_json, progress, say
from hechos.reporting.rows import short

OF = ("deaths", "disappearances", "children", "all")


@click.command(short_help="Whom claims name as dead, disappeared, minors.")
@click.argument("case")
@click.option("--of", type=click.Choice(OF), default="all", show_default=True)
@click.option("--decided", is_flag=True, help="One person only where people decided so.")
@click.option("--json", "as_json", is_flag=True, help="One line a person, then the count.")
@click.pass_context
def persons(context: click.Context, /, case: str, of: str, **options: bool) -> None:
    """List the persons that claims name, with their passages, and how many they are.

    Without --decided, links that rules and models propose join mentions, for searching alone; as
    a list of persons it may go out only with --decided.
    """
    home = home_of(context)
    from hechos.app.casework.links.registers import register_rows
    from hechos.app.casework.linkup import reading_desk

    with reading_desk(home, case, progress=progress) as desk:
        found, rows = register_rows(desk, of=of, decided=options["decided"])
    if options["as_json"]:
        print_json([*rows, _count(found)])
        return
    for row in rows:
        click.echo("; ".join(row["names"]))
        for place in row["mentions"]:
            around = f"{place['before']}[{place['quote']}]{place['after']}"
            click.echo(f"  {place['document']}  {place['mention']}  …{short(around, 120)}…")
    click.echo(found.count.sentence())
    if found.count.cuts:
        cuts = ", ".join(f"{n} at weight {cut:.1f}" for cut, n in found.count.cuts)
        click.echo(f"persons over the cuts: {cuts}")
    if found.unplaced:
        say(f"{found.unplaced} names stand at no place of their own and are left out.")
    if not options["decided"]:
        say("Links that nobody decided on join mentions here; the named list is with --decided.")


def _count(found: Any) -> dict[str, Any]:
    count = found.count
    return {
        "record": "count",
        "of": found.of,
        "mentions": count.mentions,
        "low": count.low,
        "high": count.high,
        "cuts": [{"cut": cut, "persons": n} for cut, n in count.cuts],
        "decided": count.decided,
        "proposed": count.proposed,
        "reviewed": count.reviewed,
        "unplaced": found.unplaced,
        "sentence": count.sentence(),
    }
