"""serve."""

from __future__ import annotations

import click

from hechos.cli.shell import home_of


@click.command()
@click.option("--port", default=8765, show_default=True, help="0 takes any free one.")
@click.pass_context
def serve(context: click.Context, port: int) -> None:
    """Show the desk on this machine alone; the first time, the address makes the first account."""
    home = home_of(context)
    from hechos.app.web.serving.server import serve as run

    run(home, port=port)


COMMANDS = (serve,)
