"""A home: a folder with hechos.toml, the register and the cases."""

from __future__ import annotations

import os
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from hechos.errors import InputError, NotFoundError

SCHEMA = 1
_SLUG = re.compile(r"[a-z0-9][a-z0-9_-]{0,99}\Z")


@dataclass(frozen=True, slots=True)
class Home:
    """`path` exists and is ready: Django is set up on its register."""

    path: Path

    def case_folder(self, case_id: str) -> Path:
        return self.path / "cases" / case_id


def open_home(path: Path, *, create: bool = False) -> Home:
    """Open the home and set Django up on its register.

    A home of another schema version ends in a sentence with the command to run.
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
        marker.write_text(f"schema = {SCHEMA}\n", encoding="utf-8")
    _check_schema(marker)
    _set_up_django(path)
    return Home(path)


def _check_schema(marker: Path) -> None:
    try:
        schema = tomllib.loads(marker.read_text(encoding="utf-8")).get("schema")
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(
            f"{marker} cannot be read: {error}.", hint="It should hold one line: schema = 1"
        ) from error
    if schema != SCHEMA:
        raise InputError(
            f"The home at {marker.parent} has schema {schema}; this version of hechos works "
            f"with {SCHEMA}.",
            hint=f"hechos --home {marker.parent} rebuild --all with the version that made it, "
            "or install that version.",
        )


def _set_up_django(path: Path) -> None:
    os.environ["HECHOS_HOME"] = str(path)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hechos.app.settings")
    import django
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connections

    register = path / "register.sqlite3"
    django.setup()
    if Path(str(settings.DATABASES["default"]["NAME"])) != register:
        connections["default"].close()
        settings.DATABASES["default"]["NAME"] = str(register)
        connections["default"].settings_dict["NAME"] = str(register)
    if not _has_tables():
        call_command("migrate", verbosity=0, interactive=False)


def _has_tables() -> bool:
    from django.db import connection

    return "register_casehead" in connection.introspection.table_names()


def check_slug(slug: str) -> str:
    if not _SLUG.match(slug):
        raise InputError(
            f"“{slug}” cannot name a case.",
            hint="Use lower-case letters, digits, - and _ (for example venezuela-2024).",
        )
    return slug
