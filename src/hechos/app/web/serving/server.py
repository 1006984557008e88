"""Serve the pages: on the loopback interface for one person, or behind a proxy for a team."""

from __future__ import annotations

import os
import signal
import socket
import sys
import tempfile
import time
from types import FrameType

import click
import waitress
from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.db import connection, connections
from django.urls import reverse

from hechos.app.accounts.first import TOKEN
from hechos.app.accounts.models import Account
from hechos.app.casework.people.places import take_orphans
from hechos.app.database import take_statistics
from hechos.app.home import Home
from hechos.app.jobs.worker import worker_beside
from hechos.archive.files import make_folder
from hechos.errors import InputError, UnavailableError

THREADS = 4
LAST_PORT = 65535
SOON = 2.0
BACKLOG = 1024


def serve(home: Home, *, port: int) -> None:
    """Print the address and serve until stopped; port 0 is any free one. In a home without
    accounts the address holds a token that opens, once, the page that makes the first."""
    sockets = listen(port)
    port = sockets[0].getsockname()[1]
    settings.SESSION_COOKIE_NAME = f"hechos-{port}"
    call_command("clearsessions")
    take_statistics()
    keep_bodies_in(home)
    server = waitress.create_server(
        get_wsgi_application(), sockets=sockets, threads=THREADS, ident="hechos"
    )
    click.echo(f"http://localhost:{port}{_way_in(home)}")
    sys.stdout.flush()
    click.echo(f"Pages of {home.path}, on this machine alone. Stop with Ctrl-C.", err=True)
    signal.signal(signal.SIGTERM, stop)
    try:
        with worker_beside(home.path):
            server.run()
    finally:
        server.close()


def serve_team(home: Home, *, host: str, port: int, workers: int) -> None:
    """Serve behind a proxy, in processes that share one socket. One that ends is started again;
    the first sign to stop ends all."""
    sockets = listen(port, host)
    call_command("clearsessions")
    take_statistics()
    keep_bodies_in(home)
    click.echo(f"http://{host}:{sockets[0].getsockname()[1]}/")
    sys.stdout.flush()
    names = ", ".join(settings.ALLOWED_HOSTS)
    click.echo(f"Pages of {home.path} for {names}, behind {settings.PROXY}.", err=True)
    connections.close_all()
    signal.signal(signal.SIGTERM, stop)
    running: dict[int, float] = {}
    try:
        while True:
            while len(running) < workers:
                running[_start_worker(sockets)] = time.monotonic()
            ended, _status = os.wait()
            if time.monotonic() - running.pop(ended, 0.0) < SOON:
                time.sleep(SOON)  # one that cannot start is not tried in a circle
    finally:
        for worker in running:
            os.kill(worker, signal.SIGTERM)
        for worker in running:
            os.waitpid(worker, 0)


def keep_bodies_in(home: Home) -> None:
    """Have what a browser sends, which waits in a file where it is long, wait in the home, for its
    owner alone: it may be evidence. Such a file has no name, and is gone with its request."""
    folder = home.path / "tmp" / "requests"
    make_folder(folder)
    for left in folder.iterdir():
        left.unlink(missing_ok=True)
    tempfile.tempdir = str(folder)


def _start_worker(sockets: list[socket.socket]) -> int:
    started = os.fork()
    if started:
        return started
    status = 1
    try:
        server = waitress.create_server(
            get_wsgi_application(),
            sockets=sockets,
            threads=THREADS,
            ident="hechos",
            trusted_proxy=settings.PROXY,
            trusted_proxy_headers={"x-forwarded-for", "x-forwarded-proto"},
            clear_untrusted_proxy_headers=True,
        )
        server.run()
    except SystemExit:
        status = 0
    finally:
        os._exit(status)


def check_team() -> None:
    """Raise where something is missing that a server for several people needs."""
    if not settings.ALLOWED_HOSTS:
        raise InputError(
            "It is not said under which names the proxy serves the desk.",
            hint="Set HECHOS_HOSTS, for example HECHOS_HOSTS=desk.example.org",
        )
    if connection.vendor == "sqlite":
        raise InputError(
            "A team's desk needs PostgreSQL: several people write at once.",
            hint="Set HECHOS_DATABASE=postgresql://user:password@host/name, or try it out on "
            "SQLite with --trial.",
        )


def _way_in(home: Home) -> str:
    if not Account.objects.exists():
        return f"{reverse('start')}?token={TOKEN.make()}"
    for account in Account.objects.filter(is_active=True)[:1]:
        take_orphans(home, account)
    return "/"


def listen(port: int, host: str = "127.0.0.1") -> list[socket.socket]:
    """Listen on an address; where it is the loopback one also on that of IPv6, which is what
    “localhost” means to some browsers."""
    if not 0 <= port <= LAST_PORT:
        raise InputError(f"There is no port {port}.", hint=f"Choose one from 0 to {LAST_PORT}.")
    try:
        first = _bound(socket.AF_INET, host, port)
    except OSError as error:
        raise UnavailableError(
            f"Port {port} cannot be used: {error.strerror}.", hint="Choose another with --port."
        ) from error
    if host != "127.0.0.1":
        return [first]
    try:
        return [first, _bound(socket.AF_INET6, "::1", first.getsockname()[1])]
    except OSError:  # no IPv6 on this machine, or the port is taken there
        return [first]


def _bound(family: socket.AddressFamily, host: str, port: int) -> socket.socket:
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((host, port))
        made.listen(BACKLOG)
    except OSError:
        made.close()
        raise
    return made


def stop(number: int, frame: FrameType | None) -> None:
    """End as Ctrl-C does."""
    raise SystemExit(0)
