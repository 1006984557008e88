"""A home: a folder with hechos.toml, the register and the cases."""

from __future__ import annotations

import fcntl
import os
import re
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from hechos.app.database import claim_database, database_of, home_id, make_database, new_id
from hechos.errors import InputError, NotFoundError

SCHEMA = 2
_SLUG = re.compile(r"[a-z0-9][a-z0-9_-]{0,99}\Z")


@dataclass(frozen=True, slots=True)
class Home:
    """`path` exists and is ready: Django is set up on its register."""

    path: Path

    def case_folder(self, case_id: str) -> Path:
        return self.path / "cases" / case_id


def present_home() -> Home:
    """Return the home that this process has open."""
    return Home(Path(os.environ["HECHOS_HOME"]))


def open_home(path: Path, *, create: bool = False) -> Home:
    """Open the home and set Django up on its register, which is brought up to this version.

    It is a file in the home or, where $HECHOS_DATABASE says so, a PostgreSQL database that belongs
    to this home alone. A home of a later schema ends in a sentence with the command to run.
    """
    marker = path / "hechos.toml"
    if not marker.exists():
        if not create:
            raise NotFoundError(
                f"There is no home at {path}.",
                hint="Make a case with `hechos new NAME`, or name the home with --home.",
            )
        path.mkdir(parents=True, exist_ok=True)
        (path / "cases").mkdir(exist_ok=True)
        _mark(marker, SCHEMA)
    schema = _schema_of(marker)
    if not home_id(path):
        _mark(marker, schema)
    _set_up_django(path)
    if schema < SCHEMA or _has_pending():
        with _alone(marker):
            _bring_up(marker)
    claim_database(path)
    return Home(path)


def _schema_of(marker: Path) -> int:
    try:
        schema = tomllib.loads(marker.read_text(encoding="utf-8")).get("schema")
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(
            f"{marker} cannot be read: {error}.", hint=f"It should hold one line: schema = {SCHEMA}"
        ) from error
    if not isinstance(schema, int) or not 1 <= schema <= SCHEMA:
        raise InputError(
            f"The home at {marker.parent} has schema {schema}; this version of hechos works "
            f"with {SCHEMA}.",
            hint=f"hechos --home {marker.parent} rebuild --all with the version that made it, "
            "or install that version.",
        )
    return schema


def _mark(marker: Path, schema: int) -> None:
    fresh = marker.with_name(f"{marker.name}.{os.getpid()}")
    before = marker.read_text(encoding="utf-8") if marker.exists() else ""
    settings = re.sub(r"(?m)^\s*(?:schema|home)\s*=.*\n?", "", before)
    own = home_id(marker.parent) or new_id()
    fresh.write_text(f'schema = {schema}\nhome = "{own}"\n{settings}', encoding="utf-8")
    fresh.replace(marker)


@contextmanager
def _alone(marker: Path) -> Iterator[None]:
    """Let one process at a time bring a home up."""
    with marker.open("rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def _bring_up(marker: Path) -> None:
    """Make the tables of this version; rows of an older one get what it has new. What is cut off
    here is done again from the beginning."""
    from django.core.management import call_command
    from django.db import transaction

    if _has_pending():
        call_command("migrate", verbosity=0, interactive=False, run_syncdb=True)
    if _schema_of(marker) < SCHEMA:
        from hechos.app.register.models import CaseHead
        from hechos.app.register.renew import reindex

        for head in CaseHead.objects.order_by("slug"):
            with transaction.atomic():
                reindex(head)
        _mark(marker, SCHEMA)


def _set_up_django(path: Path) -> None:
    os.environ["HECHOS_HOME"] = str(path)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hechos.app.settings")
    import django
    from django.conf import settings
    from django.db import connections

    django.setup()
    from hechos.app.settings import secret_of

    name = database_of(path)["NAME"]
    if settings.DATABASES["default"]["NAME"] != name:
        connections["default"].close()
        settings.DATABASES["default"]["NAME"] = name
        connections["default"].settings_dict["NAME"] = name
        settings.SECRET_KEY = secret_of(path)
    make_database()


def _has_pending() -> bool:
    """Say whether the register lacks a change of tables that this version has."""
    from django.apps import apps
    from django.conf import settings
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder

    applied = MigrationRecorder(connection).applied_migrations()
    return any(
        (app.label, file.stem) not in applied
        for app in apps.get_app_configs()
        if app.label not in settings.MIGRATION_MODULES
        for file in (Path(app.path) / "migrations").glob("0*.py")
    )


def check_slug(slug: str) -> str:
    if not _SLUG.match(slug):
        raise InputError(
            f"“{slug}” cannot name a case.",
            hint="Use lower-case letters, digits, - and _ (for example venezuela-2024).",
        )
    return slug
