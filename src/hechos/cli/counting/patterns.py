"""patterns: how many, where and when, how alike: statistics of documented incidents."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
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
from hechos.counting.patterns.cases import Documented, Share
from hechos.counting.patterns.patterns import Patterns, Question, find_patterns
from hechos.counting.patterns.records import Taken
from hechos.counting.patterns.regions import Reference, Wound, reference_of
from hechos.counting.patterns.spread import Spread
from hechos.counting.patterns.tables import incidents_of_rows, wounds_of_rows
from hechos.counting.tallies.files.columns import Failed, level_of
from hechos.errors import InputError

MOST_LISTED = 20
MOST_MONTHS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    cases: tuple[Documented, ...]
    failed: tuple[Failed, ...] = ()
    states: tuple[str, ...] = ()
    basis: str = ""
    is_case: bool = False


@click.command()
@click.argument("case", required=False)
@click.option("--table", help="Incidents from CSV or XLSX; needs no home.")
@click.option("--level", default="state", show_default=True, help="Of places.")
@click.option("--known", help="Names of all places of the level, one a line.")
@click.option("--order", default="", metavar="A,B,C", help="Levels of command, lowest first.")
@click.option("--feature", "features", multiple=True, help="Compare incidents by these alone.")
@click.option("--wounds", help="Table of body and region, a row for each wound.")
@click.option("--reference", help="TOML with shares of regions to hold wounds against.")
@click.option("--seed", default=1, show_default=True, help="Of permutations and draws.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line.")
@click.pass_context
def patterns(context: click.Context, /, case: str | None, *, as_json: bool, **options: Any) -> None:
    """Count documented incidents by place and month, and say how alike they are.

    Of a case, or of a coding sheet (--table): id, date, places by their levels, forces parted by
    “;”, level of command, and yes, no, unknown or withheld for each feature; an empty cell was
    not asked. Every share has its denominator and what is missing. Documented cases, not an
    estimate.
    """
    if (case is None) == (options["table"] is None):
        raise InputError("Give a case, or --table with a file of incidents.")
    names = {key: options[key] for key in ("table", "known", "wounds", "reference")}
    sources = sources_of(context, None, names)
    given = _of_table(sources["table"]) if case is None else _of_case(context, case)
    wounds, bad = _wounds(sources.get("wounds"))
    failed = (*given.failed, *bad)
    if not given.cases and not wounds:
        say_failed(failed)
        say("hechos: There is no documented incident.")
        sys.exit(NOTHING_DONE)
    made = find_patterns(
        given.cases,
        _question(given, sources, options),
        wounds=wounds,
        reference=_reference(sources),
    )
    if as_json:
        print_json(_rows(made, given, failed))
    else:
        _print(made, given)
    say_failed(failed)
    if failed:
        sys.exit(SOME_FAILED)


def _of_table(source: Source) -> Given:
    cases, failed = incidents_of_rows(read_rows(source), file=source.name)
    basis = f"{len(cases):,} incidents of {source.name} (SHA-256 {source.address[:16]}…)."
    return Given(cases=cases, failed=failed, basis=basis)


def _of_case(context: click.Context, case: str) -> Given:
    home = home_of(context)
    from hechos.app.casework.counting.patterns import incidents_of
    from hechos.app.casework.linkup import reading_desk
    from hechos.app.register import queries

    with reading_desk(home, case, progress=progress) as desk:
        links = queries.links_of(desk.head)
        claims = queries.claims(desk.head)
        found = incidents_of(desk, claims, links.incidents, links.parties)
    taken = found.taken
    return Given(cases=taken.cases, states=found.states, basis=_basis(taken), is_case=True)


def _basis(taken: Taken) -> str:
    apart = [
        f"{number:,} {words}"
        for number, words in (
            (taken.waves, "waves or practices"),
            (taken.operations, "operations whose parts are counted"),
        )
        if number
    ]
    left = f" Not counted: {', '.join(apart)}." if apart else ""
    return (
        f"{len(taken.cases):,} incidents, from {taken.claims:,} claims of which a person accepted "
        f"{taken.accepted:,}.{left}"
    )


def _wounds(source: Source | None) -> tuple[tuple[Wound, ...], tuple[Failed, ...]]:
    return ((), ()) if source is None else wounds_of_rows(read_rows(source), file=source.name)


def _reference(sources: dict[str, Source]) -> Reference | None:
    if "reference" not in sources:
        return None
    if "wounds" not in sources:
        raise InputError("A reference needs --wounds to hold against it.")
    return reference_of(read_words(sources["reference"]))


def _question(given: Given, sources: dict[str, Source], options: dict[str, Any]) -> Question:
    level = level_of(options["level"]) or options["level"]
    known = given.states if level == "state" else ()
    if "known" in sources:
        lines = read_words(sources["known"]).splitlines()
        known = tuple(dict.fromkeys(line.strip() for line in lines if line.strip()))
    order = tuple(part.strip() for part in options["order"].split(",") if part.strip())
    question = Question(
        level=level,
        known=known,
        features=options["features"] or None,
        seed=options["seed"],
        missing_as_no=given.is_case,
        order=order or (Question().order if given.is_case else ()),
    )
    _check_features(question, given.cases)
    return question


def _check_features(question: Question, cases: Sequence[Documented]) -> None:
    there = {name for case in cases for name, _ in case.features}
    lacks = sorted(set(question.features or ()) - there)
    if lacks:
        raise InputError(
            f"No incident has the feature “{lacks[0]}”.",
            hint=f"There are: {', '.join(sorted(there))}.",
        )


def _rows(made: Patterns, given: Given, failed: Iterable[Failed]) -> Iterator[dict[str, Any]]:
    note = {"note": made.note}
    yield {"what": "basis", "incidents": made.incidents, "sentence": given.basis, **note}
    yield {"what": "spread", **plain(made.spread), **note}
    yield {"what": "bursts", **plain(made.bursts), **note}
    yield {"what": "similarity", **plain(made.similarity), **note}
    yield {"what": "forces", **plain(made.forces), **note}
    yield {"what": "levels", "levels": plain(made.levels), **note}
    if made.regions is not None:
        yield {"what": "regions", **plain(made.regions), **note}
    for one in failed:
        yield {"what": "failed", **plain(one)}


def _print(made: Patterns, given: Given) -> None:
    click.echo(f"{given.basis}\n{made.note}")
    _print_spread(made.spread)
    bursts = made.bursts
    value = "not known" if bursts.value is None else f"{bursts.value:+.2f}"
    click.echo(
        f"Bunched in time: {value} (-1 evenly spaced, 0 as chance spaces them, 1 in bursts), from "
        f"{bursts.days:,} incidents with a day; {bursts.missing.words}."
    )
    _print_shares("Features", made.similarity.features)
    click.echo(made.similarity.sentence)
    _print_shares("Forces alleged", (*made.forces.shares, made.forces.several))
    for pair in made.forces.together[:MOST_LISTED]:
        click.echo(
            f"  {pair.both.name}: {pair.both.numerator:,} incidents; {pair.expected:.1f} expected "
            f"if they had nothing to do with each other (p = {pair.p:.3g})."
        )
    _more(len(made.forces.together))
    _print_shares("Highest level alleged", made.levels)
    if made.regions is not None:
        _print_shares("Regions of wounds", made.regions.shares)
        click.echo(made.regions.sentence)


def _print_shares(title: str, shares: Sequence[Share]) -> None:
    if not shares:
        return
    click.echo(f"\n{title}")
    print_lines(
        [f"  {share.name.replace('_', ' ')}", share.sentence] for share in shares[:MOST_LISTED]
    )
    _more(len(shares))


def _print_spread(spread: Spread) -> None:
    months = [month for month, number in spread.by_month if number]
    shown = months[-MOST_MONTHS:]
    click.echo(f"\nIncidents by {spread.level} and month")
    head = ["  ", *shown, "all", ""]
    rows = [
        [
            f"  {', '.join(reversed(place))}",
            *(str(spread.count(place, month) or "·") for month in shown),
            str(number),
            "",
        ]
        for place, number in spread.by_place
    ]
    widths = [max(len(row[n]) for row in (head, *rows)) for n in range(len(head))]
    print_lines(
        [row[0], *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        for row in (head, *rows)
    )
    if len(months) > len(shown):
        click.echo(
            f"  The last {len(shown)} of {len(months)} months with incidents; --json has all."
        )
    click.echo(f"Without a {spread.level}: {spread.no_place.words}.")
    click.echo(f"Without a month: {spread.no_month.words}.")
    _print_coverage(spread)


def _print_coverage(spread: Spread) -> None:
    if spread.coverage is None:
        click.echo("How many places there are is not known; --known names them.")
    else:
        click.echo(f"Coverage: {spread.coverage.sentence}")
        if spread.no_place.total:
            click.echo(
                f"  At most {spread.most:,}, if each of the {spread.no_place.total:,} without a "
                f"{spread.level} were in a place of its own."
            )
    if spread.outside:
        click.echo(f"Not among the known ones: {', '.join(spread.outside)}.")
    click.echo(f"Months with an incident or more: {spread.months_with.sentence}")


def _more(count: int) -> None:
    if count > MOST_LISTED:
        click.echo(f"  … and {count - MOST_LISTED:,} more; --json lists all.")
