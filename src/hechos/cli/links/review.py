"""review: pairs side by side, blind first; a second reviewer, and how far the two agree."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click

from hechos.cli.shell import home_of, print_json, progress, say

if TYPE_CHECKING:
    from hechos.app.casework.desk import ReadingDesk

ON = ("person", "incident", "document", "origin")


@click.command()
@click.argument("case")
@click.option("--links", is_flag=True, help="Pairs of mentions; nothing else is reviewed yet.")
@click.option("--kind", type=click.Choice(ON), default=None)
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True)
@click.option("--scores", is_flag=True, help="Also weights and reasons, and what is decided.")
@click.option(
    "--decide", "decided", nargs=2, metavar="PAIR ACT", help="same, different, unsure or family."
)
@click.option("--second", is_flag=True, help="Decided pairs, for a second reviewer; changes none.")
@click.option("--agreement", is_flag=True, help="Cohen's kappa of first and second reviewers.")
@click.option("--by", default=None, help="Pseudonym of the member who reviews.")
@click.option("--because", default=None, help="Why.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line.")
@click.pass_context
def review(context: click.Context, /, case: str, **options: Any) -> None:
    """Show pairs that wait for a person, or record what a member says of one.

    Pairs are shown blind: without score, reason or anybody's word. The order is: words that
    clash, vetoes, links that alone hold a cluster, then what weighs least either way.
    """
    home = home_of(context)
    from hechos.app.casework.links import review as verbs
    from hechos.app.casework.linkup import reading_desk

    if options["decided"]:
        _record(home, case, options)
        return
    with reading_desk(home, case, progress=progress) as desk:
        if options["agreement"]:
            _agreement(verbs.agreement(desk), as_json=options["as_json"])
            return
        rows = _rows(desk, options)
    if options["as_json"]:
        print_json(rows)
    else:
        _print(rows)


def _rows(desk: ReadingDesk, options: dict[str, Any]) -> list[dict[str, Any]]:
    from hechos.app.casework.links import review as verbs

    limit, kind = options["limit"], options["kind"]
    if options["second"]:
        asked = verbs.second_sample(desk, by=options["by"], limit=limit)
        return verbs.rows_of(desk, [q for q in asked if kind in (None, q.kind)])
    found = verbs.questions(desk, kind=kind)
    rows = verbs.rows_of(desk, found[:limit], scores=options["scores"])
    if options["scores"]:
        rows += verbs.decided_rows(desk, kind=kind)
    say(f"{len(found)} pairs wait for a person; {min(limit, len(found))} shown.")
    return rows


def _record(home: Any, case: str, options: dict[str, Any]) -> None:
    from hechos.app.casework.desk import open_desk
    from hechos.app.casework.links import review as verbs

    pair, act = options["decided"]
    if not options["by"] or not options["because"]:
        raise click.UsageError("review --decide needs --by and --because.")
    who = {"by": options["by"], "because": options["because"]}
    with open_desk(home, case, progress=progress) as desk:
        if options["second"]:
            coding = verbs.review_again(desk, pair, act, **who)
            say(f"{options['by']}: {act}, as second reviewer ({coding.id}). No link changes.")
            return
        made = verbs.decide_pair(desk, pair, act, **who)
    say(f"{options['by']}: {act} on {made.kind} {made.on} and {made.other} (decision {made.id}).")


def _agreement(found: Any, *, as_json: bool) -> None:
    if as_json:
        print_json(
            [
                {
                    "n": len(found.pairs),
                    "agreed": found.agreed,
                    "kappa": found.kappa,
                    "disagreements": [
                        {"kind": link.kind, "a": link.a, "b": link.b, "first": one, "second": two}
                        for link, one, two in found.pairs
                        if one != two
                    ],
                }
            ]
        )
        return
    click.echo(found.sentence())
    for link, one, two in found.pairs:
        if one != two:
            click.echo(f"  {link.kind} {link.a} and {link.b}: {one}, {two}")


def _print(rows: Iterable[dict[str, Any]]) -> None:
    for row in rows:
        click.echo(f"{row['pair']}  {row['kind']}")
        for side in (row["a"], row["b"]):
            around = f"…{side['before']}[{side['quote']}]{side['after']}…".replace("\n", " ")
            click.echo(f"  {side['document']}  {side['mention']}\n    {around}")
        if "in_numbers" in row:
            click.echo(f"  {row['why']}, {row['judgement']}: {row['in_numbers']}")
        if "decision" in row:
            said = row["decision"]
            click.echo(f"  {said['by']}: {said['act']}, “{said['reason']}”")


COMMANDS = (review,)
