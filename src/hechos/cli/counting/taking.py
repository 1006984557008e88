"""register import: a list of people held, from a spreadsheet and a map of its columns."""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from hechos.cli.shell import NOTHING_DONE, SOME_FAILED, actor, home_of, print_json, progress, say
from hechos.errors import InputError
from hechos.records import Confidentiality

SHOWN = 20


@click.command("import", short_help="A list of people held, from a spreadsheet.")
@click.argument("case")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--map", "map_file", type=click.Path(path_type=Path, dir_okay=False), default=None)
@click.option("--list", "name", default=None, metavar="NAME", help="Its name (that of the file).")
@click.option("--dry-run", is_flag=True, help="Check every row and import none.")
@click.option(
    "--class", "klass", type=click.Choice(list(Confidentiality.__members__)), default=None
)
@click.option("--by", default=None, help="Pseudonym of the member who imports.")
@click.option(
    "--json", "as_json", is_flag=True, help="What is wrong line by line, then the counts."
)
@click.pass_context
def take(context: click.Context, /, case: str, file: Path, **options: Any) -> None:
    """Import a list of people held (CSV in UTF-8, or XLSX), each row on its cells.

    The map says what each column is; without --map one is printed, to be filled in. A later version
    of the list under the same name brings only what is new, and what changed takes the place of
    what it said before. Rows with something wrong are listed and stop no other row.
    """
    if not file.is_file():
        raise InputError(f"There is no file {file}.", hint="Give the path of the list.")
    home = home_of(context)
    if options["map_file"] is None:
        click.echo(blank_map(file), nl=False)
        say("Fill in this map, keep it as a file, and give it with --map. Nothing was imported.")
        sys.exit(NOTHING_DONE)
    from hechos.app.casework.registers.taking import Asked, take_list

    klass = options["klass"]
    asked = Asked(
        file=file,
        name=options["name"] or file.stem,
        map=read_map(options["map_file"]),
        by=actor(options["by"]),
        dry_run=options["dry_run"],
        klass=Confidentiality[klass] if klass else None,
    )
    _report(take_list(home, case, asked, progress=progress), as_json=options["as_json"])


def read_map(file: Path) -> Mapping[str, Any]:
    """Return the map that a TOML file states."""
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except OSError as error:
        raise InputError(f"The map {file} cannot be read.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"The map {file} is no TOML: {error}.") from error


def blank_map(file: Path) -> str:
    """Return a map to be filled in, with the headings that the file has."""
    from hechos.app.casework.importing.mapping import DAYS, fields
    from hechos.app.casework.importing.sheets import preview

    lines = preview(file, rows=1)
    headings = [cell.words.strip() for line in lines for cell in line.cells if cell.words.strip()]
    told = "".join(f"#   {heading}\n" for heading in headings)
    shown = ("key", "victims", "time", "place", "actors", "author", "said_at", "reason")
    columns = "".join(
        f'# {name} = "…"{" " * max(1, 14 - len(name))}# {one.label}: {one.about}\n'
        for name, one in fields().items()
        if one.of or name in shown
    )
    return (
        f"# A map of {file.name}: which column is what. Its columns are\n{told}"
        f'kind = "detention"\ndays = "{DAYS[0]}"      # or {", ".join(DAYS[1:])}\n'
        'separator = ","\n\n'
        "[columns]     # take off the # and give the heading of the column\n"
        f"{columns}\n"
        "[fixed]       # what is the same for all rows\n"
        'type = "LIB.ARREST"   # the entry; LIB.ARR where the list calls arrests arbitrary\n'
        '# author = "…"        # who keeps the list\n\n'
        "# [terms.type]        # words of the list → way out of detention\n"
        '# "excarcelado" = "excarcelated_with_measures"\n'
        "# [terms.sex]         # words of the list → value\n"
        '# "fem." = "female"\n'
    )


def _report(run: Any, *, as_json: bool) -> None:
    found = run.found
    faults = found.get("faults", [])
    if as_json:
        counts = {key: found[key] for key in found if key not in ("faults", "unknown")}
        print_json([*faults, {"record": "import", "state": run.state, **counts}])
    else:
        for one in faults[:SHOWN]:
            accepted = f" Accepted: {one['accepted']}." if one["accepted"] else ""
            say(f"row {one['row']}, {one['column']}: “{one['value']}”. {one['sentence']}{accepted}")
        if len(faults) > SHOWN:
            say(f"… and {len(faults) - SHOWN} more; --json lists all.")
        say(_counted(run.state, found))
    if found["wrong"]:
        sys.exit(SOME_FAILED if found["ready"] else NOTHING_DONE)


def _counted(state: str, found: Mapping[str, int]) -> str:
    rows = f"{found['rows']} rows: {found['ready']} are right, {found['wrong']} are not"
    rows += f", {found['out']} are left out by decision." if found["out"] else "."
    if state != "imported":
        return f"{rows} Nothing was imported."
    told = [
        f"{found['new']} claims are new",
        f"{found['same']} were here",
        f"{found['changed']} took the place of earlier ones",
        f"{found['gone']} are no longer said",
        f"{found['kept']} stand beside one that a member decided on",
    ]
    return f"{rows} {', '.join(told)}."
