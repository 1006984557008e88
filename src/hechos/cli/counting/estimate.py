"""estimate: how many people there are, documented or not, or why that cannot be said."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from hechos.cli.counting import given
from hechos.cli.counting.telling import lines_of
from hechos.cli.shell import actor, home_of, print_json, print_lines, progress, say
from hechos.errors import InputError

if TYPE_CHECKING:
    from hechos.app.home import Home
    from hechos.counting.estimates import Estimate
    from hechos.records import Estimate as Kept

METHODS = ("lcm", "dga", "loglinear", "chapman", "chao")
PICTURES = ("posterior", "lists", "methods", "left_out", "without")
UNITS = ("person", "event", "unnamed group", "unknown")
F = TypeVar("F", bound=Callable[..., Any])


def _together(*options: Callable[[F], F]) -> Callable[[F], F]:
    def wrap(function: F) -> F:
        for option in reversed(options):
            function = option(function)
        return function

    return wrap


OF_THE_TABLE = _together(
    click.argument("lists", required=False, type=click.Path(path_type=Path, dir_okay=False)),
    click.option("--unit", type=click.Choice(UNITS), default="person", help="What a row counts."),
    click.option(
        "--same-origin",
        multiple=True,
        metavar="A=B",
        help="Lists that go back to one origin: they are one list.",
    ),
    click.option(
        "--leave-out",
        multiple=True,
        metavar="LIST",
        help="Do without a list; whom it alone names stay documented.",
    ),
    click.option(
        "--structural-zero",
        multiple=True,
        metavar="LIST=STRATUM",
        help="A list that could not reach a stratum; needs --strata.",
    ),
    click.option(
        "--least", type=click.IntRange(min=0), default=0, help="Do without lists of fewer people."
    ),
    click.option("--linkage-precision", metavar="VALUE:LOW:HIGH", help="Share of matches right."),
    click.option("--linkage-recall", metavar="VALUE:LOW:HIGH", help="Share of matches found."),
    click.option("--linkage-unmeasured", is_flag=True, help="Nobody measured the matching."),
)
OF_THE_MODEL = _together(
    click.option("--method", type=click.Choice(METHODS), default="lcm", show_default=True),
    click.option("--strata", default="", metavar="A,B", help="Columns (of a case: year, place)."),
    click.option("--level", type=click.FloatRange(0.5, 0.999), default=0.95, show_default=True),
    click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True),
    click.option("--quick", is_flag=True, help="Without other methods and lists left out."),
)
OF_THE_OUTPUT = _together(
    click.option("--json", "as_json", is_flag=True, help="One JSON object."),
    click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="JSON file."),
    click.option(
        "--plot", type=click.Path(path_type=Path, dir_okay=False), help="Picture: .svg or .png."
    ),
    click.option("--picture", type=click.Choice(PICTURES), help="Which picture."),
)
OF_THE_CASE = _together(
    click.option("--case", "case", default=None, help="From the records of a case, not a file."),
    click.option("--of", default="deaths", show_default=True, help="Acts, with --case."),
    click.option("--keep", metavar="QUESTION", default=None, help="Keep it in the case."),
    click.option("--list", "as_list", is_flag=True, help="List what the case keeps."),
    click.option("--by", default=None, help="Pseudonym of the member who keeps it."),
)


@click.command()
@OF_THE_TABLE
@OF_THE_MODEL
@OF_THE_OUTPUT
@OF_THE_CASE
@click.pass_context
def estimate(
    context: click.Context, /, lists: Path | None, case: str | None, **options: Any
) -> None:
    """Estimate how many people there are, from LISTS.csv or from a case.

    LISTS.csv has one column of 0 and 1 for each list, and one row a person, or a column “count”.
    Columns named in --strata are no lists. Each list is one independent process of documentation.

    Where the data do not carry an estimate there is none: the result is the documented number with
    the reasons, and that is a result (exit 0). Read an interval as “at least about”.
    """
    given.check(lists, case, options)
    if sys.stderr.isatty() and not options["as_list"] and not options["quick"]:
        say(
            "Estimating; other methods and lists left out take most of the time (--quick: without)."
        )
    if case is not None:
        _of_case(home_of(context), case, options)
    elif lists is not None:
        _tell(_of_table(lists, options), options)


def _of_table(path: Path, options: dict[str, Any]) -> Estimate:
    from hechos.counting import estimate as ask

    strata = given.names(options["strata"])
    given.check_table(path, strata)
    return ask(
        path,
        method=options["method"],
        strata=strata,
        context=given.context_of(path, strata, options),
        level=options["level"],
        seed=options["seed"],
        checks=not options["quick"],
    )


def _of_case(home: Home, slug: str, options: dict[str, Any]) -> None:
    from hechos.app.casework.counting import estimating
    from hechos.app.casework.desk import open_desk
    from hechos.app.casework.linkup import reading_desk

    with reading_desk(home, slug, progress=progress) as reading:
        if options["as_list"]:
            every = estimating.kept_estimates(reading.head)
            _list(every, estimating.outdated(reading, estimating.latest(every)), options)
            return
        if options["keep"] is not None:
            reading.member(actor(options["by"]))
        asked = estimating.Asked(
            of=options["of"],
            method=options["method"],
            strata=given.names(options["strata"]),
            level=options["level"],
            seed=options["seed"],
            linkage=given.linkage_of(options),
            leave_out=options["leave_out"],
            least=options["least"],
            quick=options["quick"],
        )
        lists = estimating.case_lists(reading, asked)
    found = estimating.estimate_case(lists, asked)
    _tell(found, options)
    if options["keep"] is not None:
        with open_desk(home, slug, progress=progress) as desk:
            kept = estimating.keep_estimate(
                desk, found, lists, question=options["keep"], by=actor(options["by"])
            )
        say(f"Kept as {kept.id}, version {kept.version} of “{kept.question}”.")


def _list(kept: Sequence[Kept], changed: Sequence[str], options: dict[str, Any]) -> None:
    from hechos.records import wire

    if options["as_json"]:
        print_json({**wire.to_plain(one), "outdated": one.id in changed} for one in kept)
        return
    print_lines(
        [
            one.id,
            f"version {one.version}",
            one.verdict,
            f"{one.documented:,} documented",
            "the case has changed since" if one.id in changed else "",
            one.question,
        ]
        for one in kept
    )


def _tell(found: Estimate, options: dict[str, Any]) -> None:
    plain = found.to_json()
    if options["as_json"]:
        print_json([plain])
    else:
        for line in lines_of(found):
            click.echo(line)
    if options["out"] is not None:
        words = json.dumps(plain, ensure_ascii=False, indent=2) + "\n"
        _write(options["out"], words.encode())
    if options["plot"] is not None:
        _draw(found, options["plot"], options["picture"])


def _draw(found: Estimate, path: Path, kind: str | None) -> None:
    from hechos.plots import png, svg

    drawn = found.interval is not None and len(set(found.draws)) > 1
    picture = found.plot(kind or ("posterior" if drawn else "lists"))
    _write(path, png(picture) if path.suffix.lower() == ".png" else svg(picture).encode())


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise InputError(f"{path} could not be written: {error.strerror}.") from error
    say(f"Wrote {path}.")


COMMANDS = (estimate,)
