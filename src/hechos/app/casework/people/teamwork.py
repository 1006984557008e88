"""What a team keeps beside the journals, for a backup: accounts, work, searches, the audit log.

A table is a file, a row a line, as Django writes rows. Secrets (passwords, second factors, the key
of the home) go with it only where that is asked for."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from allauth.mfa.models import Authenticator
from django.core import serializers
from django.core.management.color import no_style
from django.core.serializers.base import DeserializationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction

from hechos.app.access.models import Reveal, RevealRule
from hechos.app.accounts.models import Account, HomeRules, Membership, Team
from hechos.app.audit.models import Event
from hechos.app.register.models import CaseHead
from hechos.app.search.models import Look, SavedSearch
from hechos.app.search.saving import turn_of
from hechos.app.work.models import (
    Comment,
    CommentVersion,
    ImportMap,
    ImportRun,
    Notice,
    SecondLook,
    Stage,
    Standing,
    Task,
    Visit,
)
from hechos.errors import CustodyError, InputError

Table = type[models.Model]


class _Exact(DjangoJSONEncoder):
    """As Django writes values, with times to the microsecond."""

    def default(self, value: Any) -> Any:
        return value.isoformat() if isinstance(value, datetime) else super().default(value)


TABLES: tuple[Table, ...] = (
    *(Account, Team, HomeRules, Membership, RevealRule, Reveal),
    *(ImportMap, ImportRun, Task, SecondLook, Comment, CommentVersion),
    *(Notice, Stage, Visit, Standing, SavedSearch, Look),
)
"""In an order in which each names only those before it. Not here: what is remade (the index), what
is of a moment (sittings, links, jobs), and uploads that did not end."""
LOG: Table = Event
SECRET: Table = Authenticator
KEY = "secret.key"


def write_tables(folder: Path, *, home: Path, secrets: bool) -> dict[str, str]:
    """Write the tables into a folder; return the sha256 of each file by its name."""
    folder.mkdir(mode=0o700)
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        for table in (*TABLES, LOG, *([SECRET] if secrets else [])):
            with (folder / _name(table)).open("w", encoding="utf-8") as file:
                how = {"fields": _fields(table, secrets), "cls": _Exact}
                serializers.serialize("jsonl", _rows(table), stream=file, **how)
    if secrets and (home / KEY).is_file():
        shutil.copyfile(home / KEY, folder / KEY)
    return {path.name: _sha256(path) for path in sorted(folder.iterdir())}


def _rows(table: Table) -> Iterator[models.Model]:
    rows = table._default_manager.order_by("pk")  # noqa: SLF001 - Django's own way to a model's rows
    if table is Notice:
        rows = rows.exclude(what="search")  # what such a search found is not kept
    return rows.iterator()


def _fields(table: Table, secrets: bool) -> list[str] | None:
    if table is not Account or secrets:
        return None
    return [field.name for field in Account._meta.get_fields() if field.name != "password"]  # noqa: SLF001


def _name(table: Table) -> str:
    return f"{table._meta.label_lower}.jsonl"  # noqa: SLF001 - the public name of a model


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def check_tables(folder: Path, hashes: object) -> None:
    """Raise CustodyError where a file is not the one that was written."""
    if not isinstance(hashes, dict):
        raise CustodyError("The backup does not say which tables it holds.")
    known = {*(_name(table) for table in (*TABLES, LOG, SECRET)), KEY}
    for name, sha256 in hashes.items():
        path = folder / name
        if name not in known or not path.is_file() or _sha256(path) != sha256:
            raise CustodyError(
                f"The table {name} of the backup is damaged.", hint="Take another backup."
            )


def take_key(folder: Path, home: Path) -> None:
    """Give a new home the key that its secrets were made with; before anything else of it."""
    if (folder / KEY).is_file() and not (home / KEY).exists():
        with open(home / KEY, "xb", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
            file.write((folder / KEY).read_bytes())


def take_log(folder: Path) -> None:
    """Take the audit log into a register that has none: custody logs name its events."""
    with transaction.atomic():
        for row in _read(folder, LOG):
            row.save()
        _renumber([LOG])


def take_tables(folder: Path) -> int:
    """Take the tables into a new home whose cases are there again; return how many rows were left
    out because their case is not."""
    known: dict[Any, set[Any]] = {CaseHead: set(CaseHead.objects.values_list("pk", flat=True))}
    left = 0
    with transaction.atomic():
        for table in reversed(TABLES):
            table._default_manager.all().delete()  # noqa: SLF001 - rows that rebuilding made
        for table in (*TABLES, SECRET):
            known[table] = set()
            for row in _read(folder, table):
                if not _stands(row.object, known):
                    left += 1
                    continue
                _SETTLE.get(table, lambda _one: None)(row.object)
                row.save()
                known[table].add(row.object.pk)
        _renumber([*TABLES, Team.accounts.through, SECRET])
    return left


def _read(folder: Path, table: Table) -> Iterator[Any]:
    path = folder / _name(table)
    if not path.is_file():
        return
    with path.open(encoding="utf-8") as file:
        try:
            for row in serializers.deserialize("jsonl", file):
                if type(row.object) is not table:
                    raise InputError(f"The table {path.name} holds a row of another.")
                yield row
        except (DeserializationError, json.JSONDecodeError) as error:
            raise InputError(f"The table {path.name} cannot be read: {error}.") from error


def _stands(row: models.Model, known: dict[Any, set[Any]]) -> bool:
    """Say whether all that a row names was taken."""
    for field in row._meta.concrete_fields:  # noqa: SLF001 - public in Django's documentation
        value = getattr(row, field.attname)
        target = field.related_model
        if value is not None and target in known and value not in known[target]:
            return False
    return True


def _settle_account(account: Any) -> None:
    if not account.password:
        account.set_unusable_password()


def _settle_run(run: Any) -> None:
    if run.state in ("checking", "importing"):
        run.state = "failed"
        run.found = {"sentence": "It was cut off by a backup.", "hint": "Check the table again."}


def _settle_reveal(reveal: Any) -> None:
    if reveal.state == "open":
        reveal.state = "ended"


def _settle_look(look: Any) -> None:
    look.turn = turn_of(look.search.case)


_SETTLE: dict[Table, Callable[[Any], None]] = {
    Account: _settle_account,
    ImportRun: _settle_run,
    Reveal: _settle_reveal,
    Look: _settle_look,
}


def _renumber(tables: list[Table]) -> None:
    """Have new rows numbered after those that were taken."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), tables):
            cursor.execute(statement)
