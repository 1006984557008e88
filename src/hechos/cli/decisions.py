"""decide, withdraw, weigh."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from hechos.cli.shell import home_of, print_json, print_lines, progress, say
from hechos.errors import InputError
from hechos.records import Assessment, Decision

if TYPE_CHECKING:
    from hechos.app.casework.desk import Desk

ON_LINKS = ("same", "different", "unsure", "family")
ACTS = ("accept", "reject", "edit", "grade", "checklist", "resolve", *ON_LINKS, "retract")


@click.command()
@click.argument("record_id", metavar="ID")
@click.argument("act", type=click.Choice(ACTS))
@click.option("--by", required=True, help="Pseudonym of the member who decides.")
@click.option("--because", required=True, help="Why.")
@click.option("--set", "changes", multiple=True, metavar="SLOT=VALUE")
@click.option("--blind", is_flag=True, help="For `agreement` alone: it decides nothing.")
@click.pass_context
def decide(
    context: click.Context, /, record_id: str, act: str, *, changes: list[str], **options: Any
) -> None:
    """Decide on what the machine proposes. Decisions are kept through every rebuild.

    same, different, unsure and family are on two mentions: ID is a party, incident, claim,
    capture, edge or mention, and --set with=ID says the other. retract ends the decision ID.
    """
    home = home_of(context)
    from hechos.app.casework.desk import open_desk
    from hechos.app.casework.grading import whatif
    from hechos.app.casework.links.deciding import head_holding
    from hechos.app.register import queries

    pairs = [_change(text) for text in changes]
    head = head_holding(record_id)
    with open_desk(home, head.slug, progress=progress) as desk:
        before = queries.linked(desk.head, Assessment)
        said = _decide(desk, record_id, act, pairs=pairs, options=options)
        moved = whatif.since(desk, before)
    say(f"{options['by']}: {act} on {said}.")
    for line in moved:
        say(line)


def _decide(
    desk: Desk,
    record_id: str,
    act: str,
    *,
    pairs: list[tuple[str, str]],
    options: dict[str, Any],
) -> str:
    """Record it, and return on what it was."""
    from hechos.app.casework.decide import decide as decide_on
    from hechos.app.casework.learning.agreement import code_blind
    from hechos.app.casework.links.deciding import decide_link, retract
    from hechos.app.register import queries

    who: dict[str, str] = {"by": options["by"], "because": options["because"]}
    if act in ON_LINKS and not options["blind"]:
        made = decide_link(desk, record_id, act, changes=pairs, **who)
        return f"{made.kind} {made.on} and {made.other} (decision {made.id})"
    _, record = queries.find(record_id)
    name = f"{type(record).__name__.lower()} {record.id}"
    if act == "retract" and isinstance(record, Decision):
        return f"{name} (decision {retract(desk, record, **who).id})"
    if options["blind"]:
        return f"{name} (coded blind {code_blind(desk, record, act, changes=pairs, **who).id})"
    return f"{name} (decision {decide_on(desk, record, act, changes=pairs, **who).id})"


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
