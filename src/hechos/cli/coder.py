"""coder, agreement: what decisions teach, and how far two who code the same agree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hechos.cli.shell import home_of, print_json, print_lines, progress, say
from hechos.errors import InputError
from hechos.reporting.rows import short

if TYPE_CHECKING:
    from hechos.coding.agreement.codings import Pair
    from hechos.coding.agreement.compare import Agreement, SlotAgreement
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


@click.command()
@click.argument("sources", nargs=-1, required=True, metavar="CASE|FIRST.jsonl SECOND.jsonl")
@click.option(
    "--between", nargs=2, metavar="MEMBER MEMBER", help="Of a case; “rules” is the coder."
)
@click.option("--json", "as_json", is_flag=True, help="Slots, then disagreements, one a line.")
@click.pass_context
def agreement(
    context: click.Context,
    sources: tuple[str, ...],
    *,
    between: tuple[str, str] | None,
    as_json: bool,
) -> None:
    """Say how far two who coded the same texts agree: kappa and alpha per slot, disagreements.

    Two files hold rows as `hechos code --rows` or `claims --json` print them. In a case, members
    code the list of `claims CASE --blind` with `decide … --blind`.
    """
    from hechos.coding.agreement.compare import compare_codings

    if len(sources) == 2 and between is None:
        found = compare_codings(_pairs_of_files(Path(sources[0]), Path(sources[1])))
    elif len(sources) == 1 and between is not None:
        found = compare_codings(_pairs_of_case(context, sources[0], between))
    else:
        raise click.UsageError("Give two files, or a case with --between MEMBER MEMBER.")
    if as_json:
        print_json(_agreement_rows(found))
    else:
        _print_agreement(found)


def _pairs_of_files(first: Path, second: Path) -> list[Pair]:
    from hechos.coding.agreement.codings import align, read_codings

    texts = []
    for file in (first, second):
        try:
            texts.append(read_codings(file.read_text(encoding="utf-8").splitlines(), file.name))
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(f"{file} cannot be read as UTF-8 text: {error}.") from error
    return align(*texts)


def _pairs_of_case(context: click.Context, case: str, between: tuple[str, str]) -> list[Pair]:
    home = home_of(context)
    from hechos.app.casework.learning.agreement import pairs_between
    from hechos.app.casework.linkup import reading_desk

    with reading_desk(home, case, progress=progress) as desk:
        return pairs_between(desk, *between)


def _agreement_rows(found: Agreement) -> Iterator[dict[str, Any]]:
    for slot in found.slots:
        yield {"row": "slot", **asdict(slot)}
    for difference in found.disagreements:
        yield {"row": "disagreement", **asdict(difference)}


def _print_agreement(found: Agreement) -> None:
    from hechos.coding.agreement.compare import FEW

    say(
        f"{found.both} claims coded by both, {found.only_first} by the first only, "
        f"{found.only_second} by the second only."
    )
    head = ["slot", "units", "filled", "agree %", "kappa", "alpha", "interval", "ratio"]
    print_lines([head, *(_slot_cells(slot) for slot in found.slots)])
    if found.both < FEW:
        say(f"Fewer than {FEW} claims: kappa and alpha may be far off.")
    print_lines(
        [d.slot, f"{d.doc} {d.start}–{d.end}", d.first, d.second, f"“{short(d.quote, 60)}”"]
        for d in found.disagreements
    )


def _slot_cells(slot: SlotAgreement) -> list[str]:
    share = f"{100 * slot.share:.0f}" if slot.share is not None else "-"
    figures = (slot.kappa, slot.alpha, slot.interval, slot.ratio)
    measured = ["-" if figure is None else f"{figure:.3f}" for figure in figures]
    return [slot.slot, str(slot.units), str(slot.coded), share, *measured]


COMMANDS = (coder, agreement)
