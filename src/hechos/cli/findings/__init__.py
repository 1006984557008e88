"""findings, sign."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hechos.cli.shell import actor, home_of, print_json, print_lines, say
from hechos.errors import InputError, NotFoundError
from hechos.records import Finding, wire

if TYPE_CHECKING:
    from hechos.app.casework.desk import Desk

STATES = {
    "draft": "draft, unsigned",
    "second_review": "draft, waits for signatures",
    "approved": "signed",
    "revised": "earlier version",
    "withdrawn": "withdrawn",
}


@click.command()
@click.argument("case")
@click.option("--submit", default=None, metavar="ID", help="Hand a draft over for signing.")
@click.option("--by", default=None, help="Who hands it over.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line.")
@click.pass_context
def findings(
    context: click.Context, case: str, *, submit: str | None, by: str | None, as_json: bool
) -> None:
    """List findings with who signed them, and what they rest on that changed."""
    home = home_of(context)
    from hechos.app.casework.desk import open_desk
    from hechos.app.casework.findings import writing

    with open_desk(home, case) as desk:
        if submit:
            writing.submit(desk, _finding(desk, submit), by=actor(by))
            say("Handed over for signing.")
        rows = _rows(desk)
    if as_json:
        print_json(rows)
    else:
        print_lines(
            (row["id"], row["state_words"], row["level"], row["signed_by"], row["text"])
            for row in rows
        )
    for row in rows:
        if row["changed"]:
            say(f"{row['id']} rests on something that changed since it was written:")
            for reason in row["changed"]:
                say(f"  {reason}")


def _rows(desk: Desk) -> list[dict[str, Any]]:
    from hechos.app.casework.findings.basis import Basis
    from hechos.app.casework.findings.standing import changes_of, standings
    from hechos.app.register import queries
    from hechos.reporting.findings.standing import SIGNERS, hash_of

    every = queries.given(desk.head, Finding)
    known = standings(desk.head, every)
    newest = [f for f in every if known[f.id].state != "revised"]
    changed = changes_of(Basis(desk, desk.actor), newest)
    return [
        {
            "id": f.id,
            "state": known[f.id].state,
            "state_words": STATES[known[f.id].state],
            "level": f.standard.code,
            "signed_by": f"{len(known[f.id].signatures)} of {SIGNERS}",
            "text": " ".join(s.text for s in f.sentences),
            "sha256": hash_of(f),
            "changed": changed[f.id],
            "finding": wire.to_plain(f),
        }
        for f in newest
    ]


@click.command()
@click.argument("case")
@click.argument("finding", required=False)
@click.option("--by", default=None, help="Who signs: a member who did not write it.")
@click.option("--because", default="", help="What was checked.")
@click.option("--to", "target", type=click.Path(path_type=Path), help="Write the signature there.")
@click.option("--from", "source", type=click.Path(path_type=Path), help="Take a signature in.")
@click.pass_context
def sign(context: click.Context, /, case: str, finding: str | None, **options: Any) -> None:
    """Sign a finding, or carry a signature from a copy of the case.

    In the copy: sign CASE FINDING --by NAME --because TEXT --to FILE. Where the case is kept:
    sign CASE --from FILE.
    """
    home = home_of(context)
    from hechos.app.casework.desk import open_desk

    if bool(finding) == bool(options["source"]):
        raise InputError("Name the finding to sign, or the file to take a signature from.")
    with open_desk(home, case) as desk:
        say(_taken(desk, options["source"]) if not finding else _signed(desk, finding, options))


def _taken(desk: Desk, source: Path) -> str:
    from hechos.app.casework.findings.carrying import take_signature

    decision = take_signature(desk, source)
    return f"Signature by {decision.made.by} of {decision.made.at[:10]} taken in."


def _signed(desk: Desk, finding: str, options: dict[str, Any]) -> str:
    from hechos.app.casework.findings.carrying import write_signature
    from hechos.app.casework.findings.writing import sign as sign_finding
    from hechos.reporting.findings.standing import hash_of

    one = _finding(desk, finding)
    decision = sign_finding(
        desk, one, by=actor(options["by"]), because=options["because"], sha256=hash_of(one)
    )
    if options["target"]:
        write_signature(desk, decision, options["target"])
        return f"Signed, and written to {options['target']}."
    return "Signed."


def _finding(desk: Desk, record_id: str) -> Finding:
    from hechos.app.register import queries

    head, record = queries.find(record_id)
    if not isinstance(record, Finding) or head.id != desk.head.id:
        raise NotFoundError(
            f"“{record_id}” is no finding of “{desk.case.slug}”.",
            hint=f"hechos findings {desk.case.slug}",
        )
    return record


COMMANDS = (findings, sign)
