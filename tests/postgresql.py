"""A throw-away PostgreSQL for tests: a cluster of its own, our tables in every new database."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from hechos.app.database import VARIABLE, home_id, new_id

CHOICE = "HECHOS_TEST_DATABASE"
_MAKE = """
import sys
from pathlib import Path
from hechos.app.home import open_home
open_home(Path(sys.argv[1]), create=True)
"""
OPTIONS = (
    "-F -c listen_addresses= -c max_connections=120 -c shared_buffers=64MB -c wal_level=minimal "
    "-c max_wal_senders=0 -c full_page_writes=off -c synchronous_commit=off"
)


def is_asked_for() -> bool:
    return os.environ.get(CHOICE) == "postgresql"


def programs() -> Path | None:
    """Return the folder of initdb and its like; None where PostgreSQL is not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    here = shutil.which("initdb")
    return found[-1].parent if found else Path(here).parent if here else None


@contextmanager
def cluster() -> Iterator[str]:
    """Run a server on a socket; yield the address of a home's database in it. PostgreSQL does not
    run as root: there it runs as the user that its package made."""
    place = programs()
    assert place, "PostgreSQL is not installed: make postgres"
    user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    with tempfile.TemporaryDirectory(prefix="hechos-pg-", dir="/tmp") as folder:
        if user == "postgres":
            shutil.chown(folder, user)
        data = f"{folder}/data"
        initdb = ("-D", data, "-A", "trust", "-U", "hechos", "-E", "UTF8", "--locale=C.UTF-8", "-N")
        _run(user, str(place / "initdb"), *initdb)
        started = ("-D", data, "-o", f"{OPTIONS} -k {folder}", "-l", f"{folder}/log", "-w")
        _run(user, str(place / "pg_ctl"), *started, "start")
        try:
            yield f"postgresql://hechos@/h{{home}}?host={folder}"
        finally:
            _run(user, str(place / "pg_ctl"), "-D", data, "-m", "immediate", "stop")


def _run(user: str, *words: str) -> None:
    other = ("runuser", "-u", user, "--") if os.geteuid() == 0 else ()
    done = subprocess.run([*other, *words], capture_output=True, text=True, cwd="/", check=False)
    assert done.returncode == 0, done.stderr


def prepare(url: str) -> None:
    """Put our tables into the database that every new one is made from. A process of its own makes
    them: Django is not set up in the one that starts the tests."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ[VARIABLE] = url
        home = Path(folder) / "home"
        subprocess.run([sys.executable, "-c", _MAKE, str(home)], check=True)
        name = _name(home)
        on_server(
            "UPDATE pg_database SET datistemplate = false WHERE datname = 'template1'",
            "DROP DATABASE template1",
            f'CREATE DATABASE template1 TEMPLATE "{name}"',
            "UPDATE pg_database SET datistemplate = true WHERE datname = 'template1'",
            f'DROP DATABASE "{name}"',
        )
        in_database("template1", "DELETE FROM register_homemark")


def on_server(*statements: str) -> None:
    in_database("postgres", *statements)


def in_database(name: str, *statements: str) -> None:
    import psycopg

    host = os.environ[VARIABLE].partition("host=")[2]
    with psycopg.connect(host=host, user="hechos", dbname=name, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def _name(home: Path) -> str:
    return "h" + home_id(home).replace("-", "")


def close_connections() -> None:
    from django.conf import settings
    from django.db import connections

    if settings.configured:  # no home was opened yet otherwise
        connections.close_all()


def copied(home: Path, copy: Path) -> None:
    """Give a copy of a home a database of its own, with what the home's holds."""
    old, own = _name(home), new_id()
    marker = copy / "hechos.toml"
    marker.write_text(marker.read_text("utf-8").replace(home_id(home), own), "utf-8")
    close_connections()
    on_server(f'CREATE DATABASE "{_name(copy)}" TEMPLATE "{old}"')
    in_database(_name(copy), f"UPDATE register_homemark SET home = '{own}'")  # noqa: S608 - an id


def drop(homes: Sequence[Path]) -> None:
    """Remove the databases of homes."""
    names = [_name(home) for home in homes if home_id(home)]
    close_connections()
    if names:
        on_server(*(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)' for name in names))
