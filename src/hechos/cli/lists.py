"""claims, figures, relations, origins, doubts, sources, grades, captures, show, explain."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

import click

from hechos.cli.shell import home_of, print_csv, print_json, print_lines, progress, say
from hechos.errors import InputError
from hechos.records import (
    Capture,
    Claim,
    ClaimRelation,
    Doubt,
    Figure,
    Grade,
    OriginGroup,
    Party,
    Proposition,
    Record,
    Universe,
    wire,
)
from hechos.reporting import rows as output

if TYPE_CHECKING:
    from hechos.app.casework.desk import ReadingDesk

Rows = Callable[["ReadingDesk"], tuple[Sequence[Record], Iterable[Sequence[str]]]]


def _list_command(name: str, help_text: str, gather: Rows) -> click.Command:
    """Make a command that prints one list of a case as lines, JSON or CSV."""

    @click.command(name, help=help_text)
    @click.argument("case")
    @click.option("--json", "as_json", is_flag=True, help="One JSON object per line.")
    @click.option("--csv", "as_csv", is_flag=True)
    @click.pass_context
    def command(context: click.Context, case: str, *, as_json: bool, as_csv: bool) -> None:
        home = home_of(context)
        from hechos.app.casework.linkup import reading_desk
        from hechos.app.register import queries

        with reading_desk(home, case, progress=progress) as desk:
            captures = {c.id: c for c in queries.given(desk.head, Capture)}
            records, lines = gather(desk)
            if as_json:
                print_json(output.row_of(record, captures) for record in records)
            elif as_csv:
                print_csv([output.row_of(record, captures) for record in records])
            else:
                print_lines(lines)

    return command


@click.command()
@click.argument("case")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line.")
@click.option("--csv", "as_csv", is_flag=True)
@click.option("--rows", "as_rows", is_flag=True, help="Rows for claims_score.py.")
@click.option("--documents", is_flag=True, help="Also what the files say about themselves.")
@click.option("--filtered", is_flag=True, help="What the learned coder leaves out, and why.")
@click.option("--ranked", is_flag=True, help="What members are likeliest to keep first.")
@click.option("--blind", is_flag=True, help="The proposals alone, without anybody's decisions.")
@click.pass_context
def claims(context: click.Context, /, case: str, *, as_json: bool, **options: bool) -> None:
    """List the claims of a case in reading order, with their state."""
    home = home_of(context)
    from hechos.app.casework.linkup import reading_desk
    from hechos.app.register import queries
    from hechos.coding.rows import claim_rows

    with reading_desk(home, case, progress=progress) as desk:
        captures = {c.id: c for c in queries.given(desk.head, Capture)}
        found = [
            claim
            for claim in _which_claims(desk, options)
            if options["documents"] or claim.content.kind != "document"
        ]
    if options["as_rows"]:
        live = [c for c in found if c.state != "rejected"]
        print_json(row for c in live for row in claim_rows(c, _doc(captures[c.capture])))
    elif as_json:
        print_json(output.claim_row(c, captures.get(c.capture)) for c in found)
    elif options["as_csv"]:
        print_csv([output.claim_row(c, captures.get(c.capture)) for c in found])
    else:
        print_lines(output.claim_line(c, captures.get(c.capture)) for c in found)
        if options["filtered"]:
            print_lines([c.id, c.because] for c in found)


def _which_claims(desk: ReadingDesk, options: dict[str, bool]) -> Sequence[Claim]:
    from hechos.app.casework.learning.coder import ranked
    from hechos.app.register import queries

    if options["filtered"]:
        return queries.filtered(desk.head, Claim)
    if options["blind"]:
        return queries.proposals(desk.head, Claim)
    found = queries.claims(desk.head)
    return ranked(desk, found) if options["ranked"] else found


def _doc(capture: Capture) -> str:
    return capture.name.rsplit("/", 1)[-1]


def _figures(desk: ReadingDesk) -> tuple[Sequence[Record], Iterable[Sequence[str]]]:
    from hechos.app.register import queries

    found = queries.linked(desk.head, Figure)
    universes = {u.id: u for u in queries.linked(desk.head, Universe)}
    lines = [
        [
            figure.id,
            output.say_quantity(figure.quantity) if figure.derivable else "not derivable",
            output.short(figure.author, 32),
            figure.as_of or "no date",
            output.say_held(figure),
            output.short(universes[figure.universe].title, 70),
        ]
        for figure in found
    ]
    return found, lines


def _relations(desk: ReadingDesk) -> tuple[Sequence[Record], Iterable[Sequence[str]]]:
    from hechos.app.register import queries

    found = queries.linked(desk.head, ClaimRelation)
    lines = [[r.id, r.kind, r.outcome.value, output.short(r.because, 120)] for r in found]
    return found, lines


def _origins(desk: ReadingDesk) -> tuple[Sequence[Record], Iterable[Sequence[str]]]:
    from hechos.app.register import queries

    found = queries.linked(desk.head, OriginGroup)
    propositions = {p.id: p for p in queries.linked(desk.head, Proposition)}
    lines = [
        [
            group.id,
            output.short(group.primary or "primary unknown", 40),
            f"{len(group.claims)} claims",
            output.short(propositions[group.proposition].statement, 80),
        ]
        for group in found
    ]
    return found, lines


def _doubts(desk: ReadingDesk) -> tuple[Sequence[Record], Iterable[Sequence[str]]]:
    from hechos.app.register import queries

    found = queries.linked(desk.head, Doubt)
    lines = [[d.id, d.status, d.severity, d.type, output.short(d.text, 110)] for d in found]
    return found, lines


def _grades(desk: ReadingDesk) -> tuple[Sequence[Record], Iterable[Sequence[str]]]:
    from hechos.app.register import queries

    found = queries.linked(desk.head, Grade)
    names = {c.id: c.name for c in queries.given(desk.head, Capture)}
    names |= {p.id: p.name for p in queries.linked(desk.head, Party)}
    lines = [
        [
            g.on,
            f"{g.source or '-'}{g.information or '-'}",
            g.made.by.removeprefix("rule:"),
            " ".join(part for part in (g.topic, g.period, g.integrity) if part) or "all",
            output.short(names.get(g.on, ""), 40),
            output.short(g.because + (f" Interest: {g.interest}." if g.interest else ""), 110),
        ]
        for g in found
    ]
    return found, lines


def _sources(desk: ReadingDesk) -> tuple[Sequence[Record], Iterable[Sequence[str]]]:
    from hechos.app.register import queries
    from hechos.linking.parties import sources_of

    found = sources_of(queries.claims(desk.head), queries.given(desk.head, Capture), case=desk.case)
    return found, [[s.id, s.kind, output.short(s.name, 60), s.interest or ""] for s in found]


def _captures(desk: ReadingDesk) -> tuple[Sequence[Record], Iterable[Sequence[str]]]:
    from hechos.app.register import queries

    gone = queries.withdrawn(desk.head)
    found = queries.given(desk.head, Capture)
    lines = [
        [
            c.id,
            "withdrawn" if c.id in gone else c.klass.name,
            str(c.size),
            c.address[:16],
            c.name,
        ]
        for c in found
    ]
    return found, lines


@click.command()
@click.argument("record_id", metavar="ID")
@click.option("--json", "as_json", is_flag=True)
@click.pass_context
def show(context: click.Context, record_id: str, *, as_json: bool) -> None:
    """Show any object, down to its passages."""
    home = home_of(context)
    from hechos.app.casework.linkup import reading_desk
    from hechos.app.casework.showing import describe
    from hechos.app.register import queries

    head, _ = queries.find(record_id)
    with reading_desk(home, head.slug, progress=progress) as desk:
        _, record = queries.find(record_id)
        captures = {c.id: c for c in queries.given(desk.head, Capture)}
        if as_json:
            print_json([_full(desk, record, captures)])
        else:
            for line in describe(desk, record):
                click.echo(line)


@click.command()
@click.argument("claim_id", metavar="CLAIM")
@click.option("--json", "as_json", is_flag=True)
@click.pass_context
def explain(context: click.Context, claim_id: str, *, as_json: bool) -> None:
    """Tell how a claim came about: frame, number, voice, date and place, step by step."""
    home = home_of(context)
    from hechos.app.casework import showing
    from hechos.app.casework.linkup import reading_desk
    from hechos.app.register import queries

    head, _ = queries.find(claim_id)
    with reading_desk(home, head.slug, progress=progress) as desk:
        _, record = queries.find(claim_id)
        if not isinstance(record, Claim) or record.content.kind == "document":
            raise InputError(
                f"{claim_id} is no claim made by frames.", hint=f"hechos claims {head.slug}"
            )
        explanation, remark = showing.explain(desk, record)
    if as_json:
        steps = [
            {"slot": step.slot, "value": step.value, "how": step.how, "spans": step.spans}
            for step in explanation.steps
        ]
        print_json([{"claim": record.id, "rule": record.rule, "steps": steps, "remark": remark}])
        return
    for line in explanation.lines():
        click.echo(line)
    if remark:
        say(remark)


def _full(desk: ReadingDesk, record: Record, captures: dict[str, Capture]) -> dict[str, Any]:
    """Return the record's row with the claims it stands on, each with its passages."""
    from hechos.app.casework.showing import claims_under

    row = output.row_of(record, captures)
    if not isinstance(record, Claim):
        row = dict(wire.to_plain(record))
        under = claims_under(desk, record)
        row["evidence"] = [output.claim_row(c, captures.get(c.capture)) for c in under]
    return row


COMMANDS = (
    claims,
    _list_command("figures", "List figures: one quantity, one universe, one author.", _figures),
    _list_command(
        "relations", "List pairs of claims that differ or repeat, with the outcome.", _relations
    ),
    _list_command("origins", "List origin groups, per proposition.", _origins),
    _list_command("doubts", "List doubts, open ones and resolved ones.", _doubts),
    _list_command("sources", "List who publishes and who says so.", _sources),
    _list_command(
        "grades", "List grades of sources: by whom, why; F where nobody gave one.", _grades
    ),
    _list_command("captures", "List what was received, withdrawn ones too.", _captures),
    show,
    explain,
)
