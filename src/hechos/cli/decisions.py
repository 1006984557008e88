"""decide, withdraw, weigh."""

from __future__ import annotations

import click

from hechos.cli.shell import home_of, print_json, print_lines, progress, say
from hechos.errors import InputError
from hechos.records import Assessment

ACTS = ("accept", "reject", "edit", "grade", "checklist", "resolve", "same", "different")


@click.command()
@click.argument("record_id", metavar="ID")
@click.argument("act", type=click.Choice(ACTS))
@click.option("--by", required=True, help="Pseudonym of the member who decides.")
@click.option("--because", required=True, help="Why.")
@click.option("--set", "changes", multiple=True, metavar="SLOT=VALUE")
@click.option("--blind", is_flag=True, help="For `agreement` alone: it decides nothing.")
@click.pass_context
def decide(
    context: click.Context, /, record_id: str, act: str, *, changes: list[str], **options: str
) -> None:
    """Decide on what the machine proposes. Decisions are kept through every rebuild."""
    home = home_of(context)
    from hechos.app.casework.decide import decide as decide_on
    from hechos.app.casework.desk import open_desk
    from hechos.app.casework.grading import whatif
    from hechos.app.casework.learning.agreement import code_blind
    from hechos.app.register import queries

    pairs = [_change(text) for text in changes]
    by, because = options["by"], options["because"]
    verb, word = (code_blind, "coded blind") if options["blind"] else (decide_on, "decision")
    head, _ = queries.find(record_id)
    with open_desk(home, head.slug, progress=progress) as desk:
        _, record = queries.find(record_id)
        before = queries.linked(desk.head, Assessment)
        made = verb(desk, record, act, by=by, because=because, changes=pairs)
        moved = whatif.since(desk, before)
    say(f"{by}: {act} on {type(record).__name__.lower()} {record.id} ({word} {made.id}).")
    for line in moved:
        say(line)


def _change(text: str) -> tuple[str, str]:
    slot, sign, value = text.partition("=")
    if not sign or not slot.strip():
        raise InputError(f"“{text}” does not set a slot.", hint="--set slot=value")
    return slot.strip(), value.strip()


@click.command()
@click.argument("capture_id", metavar="CAPTURE")
@click.option("--by", required=True)
@click.option("--because", required=True)
@click.pass_context
def withdraw(context: click.Context, capture_id: str, by: str, because: str) -> None:
    """Remove a capture's bytes and what was read from them; a tombstone stays."""
    home = home_of(context)
    from hechos.app.casework import decide as verbs
    from hechos.app.casework.desk import open_desk
    from hechos.app.register import queries

    head, _ = queries.find(capture_id)
    with open_desk(home, head.slug, progress=progress) as desk:
        decision = verbs.withdraw(desk, capture_id, by=by, because=because)
    kept = " Its bytes stay, since another capture holds the same." if decision.changes else ""
    say(f"Withdrawn.{kept} Everything that stood on it was weighed again.")


@click.command()
@click.argument("case")
@click.option(
    "--without",
    metavar="WHAT",
    help="What would change if this were false: id of a capture, party, source, claim or origin, "
    "or the name of who says or prints it.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line.")
@click.pass_context
def weigh(context: click.Context, case: str, *, without: str | None, as_json: bool) -> None:
    """List how far each proposition is supported; --without: what falls if a source is false."""
    home = home_of(context)
    from hechos.app.casework.grading import whatif
    from hechos.app.casework.linkup import reading_desk

    with reading_desk(home, case, progress=progress) as desk:
        found = whatif.what_if(desk, without) if without else None
        levels = () if found else whatif.levels(desk)
    if found is None:
        if as_json:
            print_json(one.as_row() for one in levels)
        else:
            print_lines(one.cells() for one in levels)
        return
    if as_json:
        print_json(whatif.row_of(shift) for shift in found.shifts)
    else:
        print_lines(whatif.cells_of(shift) for shift in found.shifts)
    for line in found.lines():
        say(line)


COMMANDS = (decide, withdraw, weigh)
