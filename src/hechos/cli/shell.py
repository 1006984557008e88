"""What every command shares: the home, errors as sentences, progress, printing."""

from __future__ import annotations

import csv
import io
import json
import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hechos.errors import CustodyError, HechosError

if TYPE_CHECKING:
    from hechos.app.home import Home

NOTHING_DONE, DAMAGE, SOME_FAILED = 1, 3, 4  # 2, wrong use, is click's


class Shell(click.Group):
    """A group whose commands end in one sentence and a hint, never in a traceback."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().main(*args, **kwargs)
        except HechosError as error:
            say(f"hechos: {error}")
            if error.hint:
                say(f"  {error.hint}")
            sys.exit(DAMAGE if isinstance(error, CustodyError) else NOTHING_DONE)
        except KeyboardInterrupt:
            say("hechos: stopped. What was acknowledged is kept; run the command again to go on.")
            sys.exit(130)
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(0)


def say(words: str) -> None:
    """Words go to stderr; data goes to stdout."""
    click.echo(words, err=True)


def home_of(context: click.Context, *, create: bool = False) -> Home:
    """Open the home of this call; Django is loaded here and not before."""
    from hechos.app.home import open_home

    return open_home(Path(context.obj["home"]), create=create)


def actor(given: str | None) -> str:
    """Return who acts: --by, else $HECHOS_MEMBER, else the member that `new` makes."""
    return given or os.environ.get("HECHOS_MEMBER") or "keeper"


def progress(stage: str, done: int, total: int) -> None:
    """Show progress on a terminal, and nothing elsewhere."""
    if sys.stderr.isatty() and total:
        end = "\n" if done >= total else ""
        click.echo(f"\r{stage}: {done} of {total}{end}", err=True, nl=False)


def print_json(rows: Iterable[dict[str, Any]]) -> None:
    for row in rows:
        click.echo(json.dumps(row, ensure_ascii=False, sort_keys=False))


def print_csv(rows: Sequence[dict[str, Any]]) -> None:
    """Print the rows with one column per key; what is nested is given as JSON."""
    if not rows:
        return
    columns = list(dict.fromkeys(key for row in rows for key in row))
    out = io.StringIO()
    writer = csv.DictWriter(out, columns)
    writer.writeheader()
    for row in rows:
        writer.writerow({key: _cell(value) for key, value in row.items()})
    click.echo(out.getvalue(), nl=False)


def _cell(value: Any) -> Any:
    nested = isinstance(value, dict | list)
    text = json.dumps(value, ensure_ascii=False) if nested else value
    if isinstance(text, str) and text[:1] in ("=", "+", "-", "@", "\t"):
        return "'" + text
    return text


def print_lines(lines: Iterable[Sequence[str]]) -> None:
    """Print rows of cells as aligned columns; the last one may be long."""
    table = [list(line) for line in lines]
    if not table:
        return
    widths = [max(len(row[n]) for row in table) for n in range(len(table[0]) - 1)]
    for row in table:
        cells = [cell.ljust(width) for cell, width in zip(row[:-1], widths, strict=True)]
        click.echo("  ".join([*cells, row[-1]]).rstrip())
