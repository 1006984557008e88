"""serve and worker."""

from __future__ import annotations

import signal
import threading

import click

from hechos.cli.shell import home_of, say


@click.command()
@click.option("--port", default=8765, show_default=True, help="0 takes any free one.")
@click.pass_context
def serve(context: click.Context, port: int) -> None:
    """Show the desk on this machine alone; the first time, the address makes the first account."""
    home = home_of(context)
    from hechos.app.web.serving.server import serve as run

    run(home, port=port)


@click.command()
@click.option("--until-empty", is_flag=True, help="End when no job waits any more.")
@click.option("--attached", is_flag=True, hidden=True)
@click.pass_context
def worker(context: click.Context, until_empty: bool, attached: bool) -> None:
    """Do what pages leave to do in the background; `serve` alone does it too."""
    home_of(context)
    from hechos.app.jobs.worker import attach, work

    stop = threading.Event()
    if attached:
        attach(stop)
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    begun = work(stop, until_empty=until_empty)
    say(f"{begun} jobs done.")


COMMANDS = (serve, worker)
