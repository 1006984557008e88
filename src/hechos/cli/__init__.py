"""The command line: parse, call, print. Data on stdout, words on stderr."""

from __future__ import annotations

import click

from hechos import __version__
from hechos.cli import (
    batch,
    cases,
    coder,
    counting,
    decisions,
    demo,
    findings,
    intake,
    links,
    lists,
    reports,
    serve,
    transfer,
)
from hechos.cli.shell import Shell


@click.group(cls=Shell, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="hechos")
@click.option(
    "--home",
    envvar="HECHOS_HOME",
    default="hechos-home",
    show_default=True,
    help="Folder with the register and the cases.",
)
@click.pass_context
def main(context: click.Context, home: str) -> None:
    """From sources to findings in which every number opens on its passage.

    Exit: 0 all done · 1 nothing done · 2 wrong use · 3 damage found · 4 done, some items failed.
    """
    context.obj = {"home": home}


MODULES = (
    cases,
    intake,
    demo,
    lists,
    links,
    decisions,
    findings,
    counting,
    coder,
    reports,
    transfer,
    serve,
    batch,
)
for module in MODULES:
    for command in module.COMMANDS:
        main.add_command(command)
