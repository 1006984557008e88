"""tally: tally sheets added up, and what was announced beside them."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import click

from hechos.cli.counting.tables import (
    Source,
    plain,
    read_rows,
    read_words,
    say_failed,
    sources_of,
)
from hechos.cli.shell import (
    NOTHING_DONE,
    SOME_FAILED,
    home_of,
    print_json,
    print_lines,
    progress,
    say,
)
from hechos.counting.tallies.bulletins import Act, Bulletin
from hechos.counting.tallies.checks import Check, Comparison, say_percent
from hechos.counting.tallies.checks import say as number
from hechos.counting.tallies.files.bulletins import (
    Announced,
    bulletins_of_rows,
    bulletins_of_toml,
)
from hechos.counting.tallies.files.columns import Columns, Failed, column_map, level_of
from hechos.counting.tallies.files.rows import SheetFile, read_sheets, read_tables
from hechos.counting.tallies.qr import code_form
from hechos.counting.tallies.sheets import PollingTable, Reading
from hechos.counting.tallies.tally import Tally
from hechos.counting.tallies.tally import tally as add_up
from hechos.counting.tallies.texts.claims import check_said, said_of
from hechos.errors import InputError

MOST_LISTED = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    readings: tuple[Reading, ...] = ()
    tables: tuple[PollingTable, ...] = ()
    bulletins: tuple[Bulletin, ...] = ()
    acts: tuple[Act, ...] = ()
    failed: tuple[Failed, ...] = ()
    sources: tuple[Source, ...] = ()


@click.command()
@click.argument("sheets", required=False)
@click.option("--case", help="Names are those of captures of this case, and no files.")
@click.option("--tables", help="Polling tables with their places and electors.")
@click.option("--bulletins", help="Announced totals: CSV, XLSX or TOML.")
@click.option("--by", default="", metavar="LEVEL", help="Sums by parish, municipality, state …")
@click.option("--columns", help="TOML that says what the columns of SHEETS are.")
@click.option("--code", help="TOML with the order of fields in the QR text.")
@click.option("--double", is_flag=True, help="Count a sheet only where two readers agree.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line.")
@click.pass_context
def tally(context: click.Context, /, sheets: str | None, *, as_json: bool, **options: Any) -> None:
    """Add up tally sheets and hold them against announced totals.

    SHEETS (CSV or XLSX) has a row for each reading of a sheet: table, reader, image, qr, valid,
    null, total, and a column of votes for each candidate; a table may stand in several rows,
    read by several people, and waits where they differ. Needs no home (but with --case)
    and writes nothing. With --case, what texts of the case say of votes is held against the sheets.

    A check matches, differs by so much, or compares what cannot be compared. It is arithmetic
    and says nothing of why numbers differ.
    """
    given = _read(_sources(context, sheets, options), context, options)
    if not given.readings and not given.bulletins:
        say_failed(given.failed)
        say("hechos: There is nothing to add up.")
        sys.exit(NOTHING_DONE)
    made = add_up(
        given.readings,
        given.tables,
        given.bulletins,
        acts=given.acts,
        by=level_of(options["by"]) or options["by"],
        double=options["double"],
    )
    if options["case"]:
        made = _with_texts(context, options["case"], made, given)
    if as_json:
        print_json(_rows(made, given))
    else:
        _print(made)
    say_failed(given.failed)
    if given.failed:
        sys.exit(SOME_FAILED)


def _with_texts(context: click.Context, case: str, made: Tally, given: Given) -> Tally:
    """Return the tally with what the texts of the case say of votes held against the sheets."""
    home = home_of(context)
    from hechos.app.casework.linkup import reading_desk
    from hechos.app.register import queries

    with reading_desk(home, case, progress=progress) as desk:
        said = said_of(queries.claims(desk.head))
    return replace(made, checks=(*made.checks, *check_said(made, given.tables, said)))


def _sources(
    context: click.Context, sheets: str | None, options: dict[str, Any]
) -> dict[str, Source]:
    names = {"sheets": sheets, "tables": options["tables"], "bulletins": options["bulletins"]}
    if sheets is None and options["bulletins"] is None:
        raise InputError("Give a file of tally sheets, or --bulletins, or both.")
    return sources_of(context, options["case"], names)


def _read(sources: dict[str, Source], context: click.Context, options: dict[str, Any]) -> Given:
    ways = sources_of(context, None, {key: options[key] for key in ("code", "columns")})
    form = code_form(read_words(ways["code"])) if "code" in ways else None
    columns = column_map(read_words(ways["columns"])) if "columns" in ways else None
    found: SheetFile | None = None
    if "sheets" in sources:
        source = sources["sheets"]
        found = read_sheets(read_rows(source), file=source.name, columns=columns, code=form)
        _say_columns(found.columns, named=columns is not None)
    tables, failed = found.tables if found else (), found.failed if found else ()
    if "tables" in sources:
        register = sources["tables"]
        registered, bad = read_tables(read_rows(register), file=register.name)
        known = {table.id for table in registered}
        tables = (*registered, *(table for table in tables if table.id not in known))
        failed = (*failed, *bad)
    announced = _announced(sources.get("bulletins"))
    return Given(
        readings=found.readings if found else (),
        tables=tables,
        bulletins=announced.bulletins,
        acts=announced.acts,
        failed=(*failed, *announced.failed),
        sources=tuple(sources.values()),
    )


def _say_columns(columns: Columns, *, named: bool) -> None:
    if not named:
        say(f"Candidates, all columns with numbers: {', '.join(columns.candidates)}.")
    if columns.left_out:
        say(f"Columns left out: {', '.join(columns.left_out)}.")


def _announced(source: Source | None) -> Announced:
    if source is None:
        return Announced()
    if source.name.lower().endswith(".toml"):
        return bulletins_of_toml(read_words(source), file=source.name)
    return bulletins_of_rows(read_rows(source), file=source.name)


def _rows(made: Tally, given: Given) -> Iterator[dict[str, Any]]:
    for source in given.sources:
        yield {
            "what": "source",
            "name": source.name,
            "sha256": source.address,
            "capture": source.capture,
        }
    yield {"what": "sum", **plain(made.whole)}
    for area in made.places:
        yield {"what": "sum", **plain(area)}
    for tested in made.tested:
        yield {"what": "sheets tested", **plain(tested)}
    for check in made.checks:
        yield {"what": "check", **plain(check)}
    for sheet in made.sheets:
        yield {"what": "sheet", **plain(sheet)}
    for act in made.acts:
        yield {"what": "act", **plain(act)}
    for one in given.failed:
        yield {"what": "failed", **plain(one)}


def _print(made: Tally) -> None:
    if made.sheets:
        _print_sum(made)
        _print_places(made)
        _print_tested(made)
        _print_waiting(made)
    _print_checks(made.checks)
    for act in made.acts:
        click.echo(act.sentence)


def _print_sum(made: Tally) -> None:
    whole = made.whole
    click.echo(
        f"{number(whole.counted)} sheets counted ({number(made.agreed)} read alike by two or more "
        f"readers), {number(whole.waiting)} wait, {number(whole.missing)} tables without a sheet."
    )
    for coverage in whole.coverage:
        click.echo(f"Counted: {coverage.sentence}")
    looked = {name: times for name, times in made.features if name != "not looked at"}
    if looked:
        said = ", ".join(f"{name.replace('_', ' ')} {times}" for name, times in looked.items())
        click.echo(f"Security features looked at on {sum(looked.values())} sheets: {said}.")
    click.echo()
    what, base = whole.base
    rows = [
        [name, number(votes), f"{say_percent(votes, base)} of {what}" if base else ""]
        for name, votes in whole.counts.leading
    ]
    rest = [row for row in whole.counts.numbers().items() if not row[0].startswith("votes for ")]
    print_lines(_right([*rows, *([words, number(votes), ""] for words, votes in rest)]))
    for what, times in whole.lacking:
        if times < whole.counted:
            click.echo(f"{number(times)} counted sheets do not state {what}.")
    click.echo()


def _right(rows: Sequence[list[str]]) -> list[list[str]]:
    """Set all cells but the first and the last of each row flush right."""
    if not rows:
        return []
    widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))]
    last = len(widths) - 1
    return [
        [cell.rjust(widths[n]) if 0 < n < last else cell for n, cell in enumerate(row)]
        for row in rows
    ]


def _print_places(made: Tally) -> None:
    if not made.places:
        return
    names = [name for name, _ in made.whole.counts.leading]
    head = ["", "tables", "counted", "wait", "missing", *names, "votes in all", ""]
    rows = []
    for area in made.places:
        votes = area.counts.by_candidate
        cast = area.counts.cast
        rows.append(
            [
                area.name,
                *map(number, (area.tables, area.counted, area.waiting, area.missing)),
                *(number(votes[name]) if name in votes else "-" for name in names),
                "-" if cast is None else number(cast),
                "",
            ]
        )
    print_lines(_right([head, *rows]))
    click.echo()


def _print_tested(made: Tally) -> None:
    for tested in made.tested:
        click.echo(f"{tested.name}: {tested.sentence}")
        for check in tested.differing[:MOST_LISTED]:
            click.echo(f"  {check.on}: {check.sentence}")
            for remedy in check.remedies:
                click.echo(f"    {remedy}.")
        _more(len(tested.differing))
    click.echo()


def _print_waiting(made: Tally) -> None:
    for sheet in made.waiting[:MOST_LISTED]:
        click.echo(f"table {sheet.table} waits: {sheet.because}")
    _more(len(made.waiting))
    noted = [sheet for sheet in made.sheets if sheet.notes]
    for sheet in noted[:MOST_LISTED]:
        click.echo(f"table {sheet.table}: {' '.join(sheet.notes)}")
    _more(len(noted))
    if made.waiting or noted:
        click.echo()


def _more(count: int) -> None:
    if count > MOST_LISTED:
        click.echo(f"  … and {number(count - MOST_LISTED)} more; --json lists all.")


def _print_checks(checks: Sequence[Check]) -> None:
    for on, own in itertools.groupby(checks, key=lambda check: check.on):
        click.echo(on[:1].upper() + on[1:])
        ordered = sorted(own, key=lambda check: check.result is Comparison.NOT_COMPARABLE)
        for (name, assumption), alike in itertools.groupby(
            ordered, key=lambda check: (check.name, check.assumption)
        ):
            click.echo(f"  {name}")
            if assumption:
                click.echo(f"    if: {assumption}")
            for check in alike:
                click.echo(f"    {check.word.upper()}  {check.sentence}")
                for remedy in check.remedies:
                    click.echo(f"      {remedy}.")
        click.echo()
