"""Serve the pages on the loopback interface."""

from __future__ import annotations

import signal
import sys
from types import FrameType

import click
import waitress
from django.core.wsgi import get_wsgi_application

from hechos.app.home import Home
from hechos.app.jobs.worker import worker_beside
from hechos.errors import InputError, UnavailableError

THREADS = 4
LAST_PORT = 65535


def serve(home: Home, *, port: int) -> None:
    """Print the address with its one-time token and serve until stopped; port 0 is any free one."""
    if not 0 <= port <= LAST_PORT:
        raise InputError(f"There is no port {port}.", hint=f"Choose one from 0 to {LAST_PORT}.")
    try:
        server = waitress.create_server(
            get_wsgi_application(), host="127.0.0.1", port=port, threads=THREADS, ident="hechos"
        )
    except OSError as error:
        raise UnavailableError(
            f"Port {port} cannot be used: {error.strerror}.", hint="Choose another with --port."
        ) from error
    click.echo(f"http://127.0.0.1:{server.effective_port}/")
    sys.stdout.flush()
    click.echo(f"Pages of {home.path}, on this machine alone. Stop with Ctrl-C.", err=True)
    signal.signal(signal.SIGTERM, _stop)
    try:
        with worker_beside(home.path):
            server.run()
    finally:
        server.close()


def _stop(number: int, frame: FrameType | None) -> None:
    """End as Ctrl-C does."""
    raise SystemExit(0)
