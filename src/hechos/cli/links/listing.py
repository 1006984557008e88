"""parties, incidents, links: also as they stood at an earlier time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import click

from hechos.cli.shell import home_of, print_csv, print_json, print_lines, progress
from hechos.records import Incident, LinkEdge, Links, Party, PartyKind, Record, wire
from hechos.reporting.rows import short

Lines = Iterable[Sequence[str]]
Choose = Callable[[Links, dict[str, Any]], Sequence[Record]]


def _command(
    name: str, help_text: str, choose: Choose, line: Callable[[Any], list[str]]
) -> click.Command:
    """Make a command that prints one list of the links of a case, as of any time."""

    @click.command(name, help=help_text)
    @click.argument("case")
    @click.option("--json", "as_json", is_flag=True, help="One JSON object per line.")
    @click.option("--csv", "as_csv", is_flag=True)
    @click.option(
        "--as-of",
        default=None,
        metavar="TIME",
        help="From what was given and decided up to then (2031-05-03, or with T12:00:00Z).",
    )
    @click.pass_context
    def command(context: click.Context, /, case: str, *, as_of: str | None, **options: Any) -> None:
        home = home_of(context)
        from hechos.app.casework.links.past import links_as_of
        from hechos.app.casework.linkup import reading_desk
        from hechos.app.register import queries

        with reading_desk(home, case, progress=progress) as desk:
            links = links_as_of(desk, as_of) if as_of else queries.links_of(desk.head)
        records = choose(links, options)
        if options["as_json"]:
            print_json(wire.to_plain(record) for record in records)
        elif options["as_csv"]:
            print_csv([wire.to_plain(record) for record in records])
        else:
            print_lines(line(record) for record in records)

    return command


def _parties(links: Links, options: dict[str, Any]) -> Sequence[Party]:
    kind = options["kind"]
    return [party for party in links.parties if kind is None or party.kind.value == kind]


def _party_line(party: Party) -> list[str]:
    return [
        party.id,
        party.kind.value,
        f"{len(party.mentions)} mentions",
        short("; ".join(party.variants), 90),
    ]


def _incident_line(incident: Incident) -> list[str]:
    undecided = f", {len(incident.undecided)} undecided" if incident.undecided else ""
    return [
        incident.id,
        incident.time.edtf if incident.time else "no date",
        short(incident.place.path, 32) if incident.place else "no place",
        f"{len(incident.claims)} claims{undecided}",
        short(incident.title, 80),
    ]


def _edge_line(edge: LinkEdge) -> list[str]:
    weight = "" if edge.weight is None else f"{edge.weight:+.1f}"
    return [edge.id, edge.kind, edge.judgement, weight, short(edge.because, 90)]


parties = click.option("--kind", type=click.Choice([kind.value for kind in PartyKind]))(
    _command("parties", "List parties with their mentions.", _parties, _party_line)
)
COMMANDS = (
    parties,
    _command(
        "incidents",
        "List incidents with their claims, and how many may belong to another incident as well.",
        lambda links, _: links.incidents,
        _incident_line,
    ),
    _command(
        "links",
        "List what rules and models propose of two mentions, with the reason.",
        lambda links, _: links.link_edges,
        _edge_line,
    ),
)
