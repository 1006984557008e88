"""coder, agreement: what decisions teach, and how far two who code the same agree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from hechos.cli.shell import home_of, print_json, print_lines, progress, say

if TYPE_CHECKING:
    from hechos.coding.learning.compare import Comparison

ACTIONS = ("compare", "train", "off", "show")


@click.command()
@click.argument("action", type=click.Choice(ACTIONS))
@click.argument("case")
@click.option("--by", default=None, help="Pseudonym of the member who decides (train, off).")
@click.option("--because", default=None, help="Why (train, off).")
@click.option("--json", "as_json", is_flag=True)
@click.pass_context
def coder(
    context: click.Context,
    action: str,
    case: str,
    *,
    by: str | None,
    because: str | None,
    as_json: bool,
) -> None:
    """Learn from a case's decisions which proposals to leave out.

    compare: precision and recall with and without, changing nothing. train: switch on, if that is
    better. off: the rules alone again. show: print what was learned.
    """
    home = home_of(context)
    if action in ("train", "off"):
        if not by or not because:
            raise click.UsageError(f"coder {action} needs --by and --because.")
        _switch(home, action, case, by=by, because=because)
        return
    from hechos.app.casework.linkup import reading_desk

    with reading_desk(home, case, progress=progress) as desk:
        if action == "show":
            click.echo(desk.model.dumps() if desk.model else "No learned coder is switched on.")
            return
        from hechos.app.casework.learning.coder import lesson_of

        found = lesson_of(desk).found
    if as_json:
        print_json([_row(found)])
    else:
        _print(found)


def _switch(home: Any, action: str, case: str, *, by: str, because: str) -> None:
    from hechos.app.casework.desk import open_desk
    from hechos.app.casework.learning import coder as verbs

    with open_desk(home, case, progress=progress) as desk:
        if action == "off":
            intake = verbs.switch_off(desk, by=by, because=because)
            say(f"Switched off: {intake.claims} claims, by the rules alone.")
            return
        model, intake = verbs.switch_on(desk, by=by, because=because)
    say(
        f"Switched on: {intake.claims} claims, {intake.filtered} proposals left out "
        f"(model {model.hash[:16]}, {len(model.weights)} weights, class {model.klass.name}).\n"
        f"See them: hechos claims {case} --filtered"
    )


def _row(found: Comparison) -> dict[str, Any]:
    return {
        "kept": found.kept,
        "rejected": found.rejected,
        "captures": found.captures,
        "missing": dict(found.missing),
        **found.measured(),
        "is_better": found.is_better,
        "because": found.because,
    }


def _print(found: Comparison) -> None:
    say(
        f"{found.kept} claims kept and {found.rejected} rejected by members, in {found.captures} "
        "captures. Recall is of what the rules propose."
    )
    if found.before is not None and found.after is not None:
        print_lines(
            [name, *(f"{key} {value:5.1f}" for key, value in score.as_row().items())]
            for name, score in (
                ("rules alone", found.before),
                ("with what was learned", found.after),
            )
        )
    say(found.because)


COMMANDS = (coder,)
