"""Where the register of a home is: a file in it, or a PostgreSQL database of its own."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import re
import tomllib
import uuid
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from hechos.errors import InputError, UnavailableError

VARIABLE = "HECHOS_DATABASE"
_PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA secure_delete=ON;"
    "PRAGMA mmap_size=268435456; PRAGMA cache_size=-64000; PRAGMA temp_store=MEMORY"
)
_POSTGRESQL = (
    "-c jit=off -c max_parallel_workers_per_gather=0 -c random_page_cost=1.1 -c work_mem=32MB"
)
"""For many small questions at once: to compile one, or to spread it over processes, takes longer
than it does."""
_SHAPE = "postgresql://user:password@host:port/name; {home} in the name stands for the home's id"


def database_of(home: Path) -> dict[str, Any]:
    """Return Django's settings of the register of a home; the environment says which kind."""
    url = os.environ.get(VARIABLE, "")
    return _postgresql(home, url) if url else _sqlite(home)


def _sqlite(home: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(home / "register.sqlite3"),
        "CONN_MAX_AGE": None,
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": _PRAGMAS},
    }


def _postgresql(home: Path, url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    name = unquote(parts.path.lstrip("/")).replace("{home}", home_id(home).replace("-", ""))
    if parts.scheme not in ("postgresql", "postgres") or not re.fullmatch(r"[\w.-]{1,63}", name):
        raise InputError(f"{VARIABLE} is no address of a database.", hint=_SHAPE)
    if importlib.util.find_spec("psycopg") is None:
        raise UnavailableError(
            "PostgreSQL needs psycopg, which is not installed.", hint="pip install 'hechos[pg]'"
        )
    options = {"options": _POSTGRESQL, **dict(parse_qsl(parts.query))}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or options.pop("port", "")),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


def home_id(home: Path) -> str:
    """Return the id of a home, by which its database knows it; a home gets one when it is made."""
    try:
        marker = tomllib.loads((home / "hechos.toml").read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError):
        return ""
    return str(marker.get("home", ""))


def new_id() -> str:
    return str(uuid.uuid4())


def make_database() -> None:
    """Make the database of a home where its server has none of that name and lets us make one."""
    from django.db import DEFAULT_DB_ALIAS, OperationalError, connection, connections

    if connection.vendor != "postgresql":
        return
    try:
        connection.ensure_connection()
    except OperationalError as error:
        if "does not exist" not in str(error):
            raise UnavailableError(
                "The database of this home does not answer.", hint=f"See {VARIABLE}.", retry=True
            ) from error
        name = connections[DEFAULT_DB_ALIAS].ops.quote_name(connection.settings_dict["NAME"])
        _on_server(f"CREATE DATABASE {name}")


def _on_server(statement: str) -> None:
    from django.db import OperationalError, ProgrammingError, connection

    with connection._nodb_cursor() as cursor:  # noqa: SLF001 - as Django's own test runner does
        try:
            cursor.execute(statement)
        except (OperationalError, ProgrammingError) as error:
            raise UnavailableError(
                f"The database {connection.settings_dict['NAME']} is not there and cannot be made.",
                hint="Make it with createdb, or let its user create databases.",
            ) from error


def take_statistics() -> None:
    """Let SQLite look at what its indexes hold: without that it takes any index that begins with
    the case, and reads all of the case. It looks at a sample, which takes a moment; PostgreSQL
    does as much by itself."""
    from django.db import OperationalError, connection

    if connection.vendor != "sqlite":
        return
    with contextlib.suppress(OperationalError), connection.cursor() as cursor:
        cursor.execute("PRAGMA analysis_limit=1000")
        cursor.execute("ANALYZE")  # where somebody writes at length, the next time will do


def claim_database(home: Path) -> None:
    """Write into a new database whose it is; refuse one that belongs to another home."""
    from django.db import connection

    from hechos.app.register.models import HomeMark

    if connection.vendor != "postgresql":
        return
    own = home_id(home)
    mark, _ = HomeMark.objects.get_or_create(number=1, defaults={"home": own})
    if mark.home != own:
        raise InputError(
            f"The database {connection.settings_dict['NAME']} belongs to another home than {home}.",
            hint=f"Give each home a database of its own in {VARIABLE}.",
        )
