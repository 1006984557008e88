"""batch: code, find reprints, link persons or estimate, over millions of rows in parts."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hechos.cli.shell import NOTHING_DONE, SOME_FAILED, print_json, progress, say

if TYPE_CHECKING:
    from hechos.batch.jobs import Job, Report

_UNITS = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9}
EFFORT: dict[str, dict[str, int]] = {"lcm": {"effective": 400}}
"""Draws of one stratum of many: their sum is steadier than each."""


@click.command()
@click.argument("what", type=click.Choice(["code", "reprints", "persons", "estimate"]))
@click.argument("source", metavar="IN", type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder of results.")
@click.option(
    "--engine",
    type=click.Choice(["local", "spark"]),
    default="local",
    show_default=True,
    help="Processes and DuckDB of this machine, or Spark.",
)
@click.option("--master", default=None, help="Of Spark; without it, this machine.")
@click.option("--workers", type=click.IntRange(1), default=None, help="As many as processors.")
@click.option("--memory", default=None, metavar="SIZE", help="Most to use in a join: 4G.")
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="WHAT=NAME",
    help="Which column holds what, where it has another name.",
)
@click.option("--part-rows", type=click.IntRange(1), default=None, help="Rows in a part.")
@click.option("--pack", default=None, help="Context pack.")
@click.option(
    "--tradition",
    type=click.Choice(["es", "pt", "en", "ar"]),
    default="es",
    show_default=True,
    help="How names of persons are written.",
)
@click.option("--unique", is_flag=True, help="No person is twice in one source of the list.")
@click.option("--by", multiple=True, metavar="COLUMN", help="A stratum of estimates; repeat it.")
@click.option("--replicate", default=None, metavar="COLUMN", help="Which replicate a row is of.")
@click.option(
    "--method",
    type=click.Choice(["lcm", "dga", "loglinear"]),
    default="lcm",
    show_default=True,
    help="Of estimates.",
)
@click.option("--seed", type=int, default=1, show_default=True, help="Of estimates.")
@click.option("--dry-run", is_flag=True, help="Say what it would cost, and do nothing.")
@click.option("--json", "as_json", is_flag=True, help="What was done, as one row.")
def batch(what: str, *, as_json: bool, **options: Any) -> None:
    """Do to many rows what is done to few in a case, in parts that can be resumed.

    code: the claims of texts. reprints: which texts share words with which. IN is a Parquet file,
    a folder of them (columns id, text; name and published where known), or a folder of text
    files. persons: which rows of a list are one person, as proposals. IN is a Parquet or CSV
    file; --column says at least where its names are. estimate: how many people are on no list, of
    every stratum and replicate of a CSV file of capture histories. Run it again to go on.
    """
    from hechos.batch import run
    from hechos.cli.alone import loose_case
    from hechos.counting.estimating import Question

    job = _job(options)
    if what == "estimate":
        report = run.estimate_batch(
            job,
            by=options["by"],
            replicate=options["replicate"],
            question=Question(
                method=options["method"],
                seed=options["seed"],
                settings=EFFORT.get(options["method"], {}),
                checks=False,
            ),
        )
    elif what == "persons":
        report = run.person_batch(job, tradition=options["tradition"], unique=options["unique"])
    else:
        verb = run.code_batch if what == "code" else run.reprint_batch
        report = verb(job, case=loose_case(options["pack"]))
    if report is not None:
        _report(report, job.out, as_json=as_json)


def _job(options: dict[str, Any]) -> Job:
    from hechos.batch.jobs import Job
    from hechos.engine.base import EngineName, EngineSettings

    if options["master"] and options["engine"] != "spark":
        raise click.UsageError("--master is Spark's: give --engine spark too.")
    return Job(
        source=options["source"],
        out=options["out"],
        columns=dict(map(_pair, options["columns"])),
        part_rows=options["part_rows"],
        engine=EngineSettings(
            name=EngineName(options["engine"]),
            workers=options["workers"] or os.cpu_count() or 1,
            memory=_size(options["memory"]) if options["memory"] else None,
            master=options["master"],
        ),
        is_dry=options["dry_run"],
        say=say,
        progress=progress,
    )


def _pair(words: str) -> tuple[str, str]:
    what, mark, name = words.partition("=")
    if not mark or not what or not name:
        raise click.UsageError(f"--column takes WHAT=NAME, not {words!r}.")
    return what, name


def _size(words: str) -> int:
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([kmg]?)b?", words.lower())
    if match is None:
        raise click.UsageError(f"--memory takes a size such as 4G, not {words!r}.")
    return int(float(match[1]) * _UNITS[match[2]])


def _report(report: Report, out: Path, *, as_json: bool) -> None:
    made = ", ".join(f"{count:,} {name}" for name, count in report.counts.items())
    say(f"{report.rows:,} rows: {made}, {report.failed:,} not done. They are in {out}.")
    if as_json:
        print_json([{"rows": report.rows, **report.counts, "failed": report.failed}])
    if report.failed:
        done = any(report.counts.values())
        say(f"Why, row by row: {out / 'failures.parquet'}")
        sys.exit(SOME_FAILED if done else NOTHING_DONE)


COMMANDS = (batch,)
