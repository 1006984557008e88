"""The same home in PostgreSQL: the rows of the one in SQLite, table by table, and its cases."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PARTS = ("register", "search")


def copy(source: Path, home: Path) -> None:
    """Fill an open, new home with what another, kept in SQLite, holds; the cases are shared."""
    from django.apps import apps
    from django.core.management.color import no_style
    from django.db import connection

    (home / "cases").rmdir()
    (home / "cases").symlink_to(source.resolve() / "cases", target_is_directory=True)
    models = [m for part in PARTS for m in apps.get_app_config(part).get_models()]
    file = sqlite3.connect(f"file:{source}/register.sqlite3?mode=ro", uri=True)
    with contextlib.closing(file) as rows, connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for model in models:
            if model.__name__ != "HomeMark":
                table, names = _table(model)
                _fill(cursor, table, names, _rows(rows, table, names))
        _fill(cursor, "search_words", ["key", "vector"], _words(rows))
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("VACUUM ANALYZE")


def _table(model: Any) -> tuple[str, list[str]]:
    meta = model._meta  # noqa: SLF001 - Django's own name for what a model is made of
    return meta.db_table, [field.column for field in meta.local_concrete_fields]


def _rows(rows: sqlite3.Connection, table: str, names: list[str]) -> Iterator[tuple[Any, ...]]:
    columns = ", ".join(f'"{name}"' for name in names)
    yield from rows.execute(f'SELECT {columns} FROM "{table}"')


def _words(rows: sqlite3.Connection) -> Iterator[tuple[int, str]]:
    from hechos.app.search.backend import _vector
    from hechos.app.search.words import Tokens

    for key, words, stems in rows.execute("SELECT rowid, words, stems FROM search_words"):
        yield key, _vector(Tokens(words.split(" "), stems.split(" ")))


def _fill(cursor: Any, table: str, names: list[str], rows: Iterator[tuple[Any, ...]]) -> None:
    columns = ", ".join(f'"{name}"' for name in names)
    with cursor.copy(f'COPY "{table}" ({columns}) FROM STDIN') as target:
        for row in rows:
            target.write_row(row)
