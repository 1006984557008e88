"""register printed, register totals: numbers that somebody published, without the people."""

from __future__ import annotations

import csv
import io
import sys
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hechos.cli.counting.balances import balance_row
from hechos.cli.shell import SOME_FAILED, print_json, print_lines, say
from hechos.errors import InputError

if TYPE_CHECKING:
    from hechos.counting.documented.amounts import Amount

UNKNOWN = "?"


@click.command(short_help="Check balances that somebody printed.")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line.")
def printed(file: Path, *, as_json: bool) -> None:
    """Check balances that a register printed: margins against totals, and what changed.

    FILE is a CSV with the columns as_of (YYYY-MM-DD), total, and any lines of a bulletin: men,
    women, civilians, military, adults, adolescents, convicted … An empty cell is not stated.
    """
    from hechos.counting.registers.bulletin import check_series
    from hechos.counting.registers.printed import read_printed

    series = read_printed(_rows(file))
    misfits = list(check_series(series))
    wrong = {one.as_of for one, _ in misfits}
    if as_json:
        print_json(
            {
                "record": "balance",
                "as_of": one.as_of.isoformat(),
                "total": one.total,
                "lines": one.rows(),
                "misfits": [m.sentence for of, m in misfits if of is one],
            }
            for one in series
        )
    else:
        in_order = sorted(series, key=lambda one: one.as_of)
        changes = ["", *(f"{b.total - a.total:+,}" for a, b in pairwise(in_order))]
        print_lines(
            [
                one.as_of.isoformat(),
                f"{one.total:,}",
                change,
                "does not fit" if one.as_of in wrong else "fits",
            ]
            for one, change in zip(in_order, changes, strict=True)
        )
        for one, misfit in misfits:
            click.echo(f"{one.as_of.isoformat()}: {misfit.sentence}")
        say(f"{len(series)} balances, {len(series) - len(wrong)} fit.")
    if wrong:
        sys.exit(SOME_FAILED)


def _rows(file: Path) -> list[dict[str, str]]:
    try:
        text = file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{file} cannot be read as CSV in UTF-8.") from error
    reader = csv.DictReader(io.StringIO(text), restval="", restkey="")
    try:
        rows = [{k: v for k, v in row.items() if k} for row in reader]
    except csv.Error as error:
        raise InputError(f"{file} is no CSV table: {error}.") from error
    if not rows:
        raise InputError(f"{file} holds no balance.", hint="One row each, below the headings.")
    return rows


_NUMBER = "A number: 14, >=14, >14, <=14, ~14, 10..20, or ? for the one that nobody states."


@click.command(short_help="The one number that totals leave open.")
@click.argument("before")
@click.option("--new", default=None, metavar="N", help="Newly held.")
@click.option("--late", "late_registered", default=None, metavar="N", help="Registered late.")
@click.option("--in", "reclassified_in", default=None, metavar="N", help="By classification.")
@click.option("--exits", default=None, metavar="N", help="Let out, fled or dead.")
@click.option("--out", "reclassified_out", default=None, metavar="N", help="By classification.")
@click.option("--removed", "removed_after_verification", default=None, metavar="N")
@click.option("--after", default=UNKNOWN, metavar="N", help="The last stock (default: ?).")
@click.option("--json", "as_json", is_flag=True)
def totals(before: str, *, after: str, as_json: bool, **options: str | None) -> None:
    """Work out the one number that is missing where only totals are told.

    A number is 14, >=14, >14, <=14, ~14 (about) or 10..20; “?” stands for the one that nobody
    states. What follows from a rough number is rough: 2400 --exits ~2000 leaves about 400.
    """
    from hechos.counting.registers.totals import balance_of_totals

    flows = {
        term: None if words == UNKNOWN else _amount(words)
        for term, words in options.items()
        if words is not None
    }
    first = _amount(before)
    found = balance_of_totals(first, None if after == UNKNOWN else _amount(after), flows)
    if as_json:
        print_json([balance_row(found)])
    else:
        click.echo(found.sentence())
    if found.holds is False:
        sys.exit(SOME_FAILED)


def _amount(words: str) -> Amount:
    from hechos.counting.documented.amounts import amount_of
    from hechos.weighing.edits import read_quantity

    try:
        return amount_of(read_quantity(words, "persons"))
    except ValueError as error:
        raise InputError(f"“{words}” is no number.", hint=_NUMBER) from error
