"""The table of words: FTS5 in SQLite, a tsvector with GIN in PostgreSQL.

Both hold the same words, made by `words`, so both find the same. A row is one passage, its key the
entry's key and a number in one integer. Nothing ranks: an order by rarity would tell of passages
that a person may not see."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

from django.db import connection, transaction
from django.db.utils import OperationalError

from hechos.app.search.words import Term, Tokens, stems_asked

BITS = 16
"""How far an entry's key is moved to make room for the number of a passage."""
MOST_PASSAGES = 1 << BITS
STEM = "/"
STEPS = 20_000
"""Steps of the database between two looks at the clock."""
Row = tuple[int, Tokens]
Sql = tuple[str, list[Any]]


class TooLongError(Exception):
    """A query ran past its time."""


class SearchBackend(Protocol):
    make: str
    """SQL that makes the table of words."""

    def put(self, rows: Iterable[Row]) -> None: ...
    def drop(self, entries: Sequence[int]) -> None:
        """Remove the passages of these entries."""

    def purge(self) -> None:
        """Leave nothing of what was removed in the files of the index."""

    def holding(self, term: Term) -> Sql:
        """Return SQL for the keys of the entries with a passage that holds the term."""

    def passages(self, term: Term, entries: Sequence[int]) -> Sql:
        """Return SQL for the key of the first passage of each entry that holds the term."""

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """Run queries that raise TooLongError when they take longer together."""


class Sqlite:
    make = (
        "CREATE VIRTUAL TABLE search_words USING fts5("
        "words, stems, tokenize = 'unicode61 remove_diacritics 2')"
    )

    def put(self, rows: Iterable[Row]) -> None:
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO search_words(rowid, words, stems) VALUES (%s, %s, %s)",
                [(key, " ".join(t.words), " ".join(t.stems)) for key, t in rows],
            )

    def drop(self, entries: Sequence[int]) -> None:
        with connection.cursor() as cursor:
            cursor.executemany(
                "DELETE FROM search_words WHERE rowid BETWEEN %s AND %s",
                [_keys(entry) for entry in entries],
            )

    def purge(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO search_words(search_words) VALUES ('optimize')")

    def holding(self, term: Term) -> Sql:
        sql = "SELECT rowid >> 16 FROM search_words WHERE search_words MATCH %s"
        return sql, [self._match(term)]

    def passages(self, term: Term, entries: Sequence[int]) -> Sql:
        one = (
            "SELECT * FROM (SELECT rowid FROM search_words WHERE search_words MATCH %s "
            "AND rowid BETWEEN %s AND %s ORDER BY rowid LIMIT 1)"
        )
        return _each(one, self._match(term), entries)

    def _match(self, term: Term) -> str:
        if term.how == "word":
            return "stems : (" + " OR ".join(f'"{s}"' for s in stems_asked(term.tokens[0])) + ")"
        phrase = '"' + " ".join(term.tokens) + '"'
        return f"words : {phrase}" + (" *" if term.how == "prefix" else "")

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        with connection.cursor() as cursor:  # opens the table of words, which must not be cut off
            cursor.execute("SELECT 1 FROM search_words LIMIT 0")
        end = time.monotonic() + seconds
        connection.connection.set_progress_handler(lambda: time.monotonic() > end, STEPS)
        try:
            yield
        except OperationalError as error:
            if "interrupted" in str(error):
                raise TooLongError from error
            raise
        finally:
            connection.connection.set_progress_handler(None, 0)


class Postgres:
    make = (
        "CREATE TABLE search_words (key bigint PRIMARY KEY, vector tsvector NOT NULL);"
        "CREATE INDEX search_words_vector ON search_words USING gin (vector)"
    )

    def put(self, rows: Iterable[Row]) -> None:
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO search_words(key, vector) VALUES (%s, %s::tsvector)",
                [(key, _vector(tokens)) for key, tokens in rows],
            )

    def drop(self, entries: Sequence[int]) -> None:
        with connection.cursor() as cursor:
            cursor.executemany(
                "DELETE FROM search_words WHERE key BETWEEN %s AND %s",
                [_keys(entry) for entry in entries],
            )

    def purge(self) -> None:
        if not connection.in_atomic_block:
            with connection.cursor() as cursor:
                cursor.execute("VACUUM search_words")

    def holding(self, term: Term) -> Sql:
        sql = "SELECT key >> 16 FROM search_words WHERE vector @@ %s::tsquery"
        return sql, [self._match(term)]

    def passages(self, term: Term, entries: Sequence[int]) -> Sql:
        one = (
            "(SELECT key FROM search_words WHERE vector @@ %s::tsquery "
            "AND key BETWEEN %s AND %s ORDER BY key LIMIT 1)"
        )
        return _each(one, self._match(term), entries)

    def _match(self, term: Term) -> str:
        if term.how == "word":
            return " | ".join(f"'{STEM}{stem}'" for stem in stems_asked(term.tokens[0]))
        *before, last = (f"'{token}'" for token in term.tokens)
        if term.how == "prefix":
            last = f"'{term.tokens[-1]}':*"
        return " <-> ".join((*before, last))

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        end = time.monotonic() + seconds

        def limited(execute: Callable[..., Any], *statement: Any) -> Any:
            left = int((end - time.monotonic()) * 1000)
            if left <= 0:  # to the server 0 is no limit
                raise TooLongError
            with connection.connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL statement_timeout = {left}")
            return execute(*statement)

        try:
            with transaction.atomic(), connection.execute_wrapper(limited):
                yield
        except OperationalError as error:
            if "statement timeout" in str(error):
                raise TooLongError from error
            raise


def _keys(entry: int) -> tuple[int, int]:
    return entry << BITS, (entry << BITS) + MOST_PASSAGES - 1


def _each(one: str, match: str, entries: Sequence[int]) -> Sql:
    """Return one question for a few entries: a part for each, which looks at its passages alone."""
    values = [value for entry in entries for value in (match, *_keys(entry))]
    return " UNION ALL ".join([one] * len(entries)), values


def _vector(tokens: Tokens) -> str:
    """Return a tsvector as text: words, and stems at the same places behind a sign that no word
    has. Weights would tell them apart too, but GIN does not hold them, and every row that it finds
    would be read and looked at again."""
    pairs = enumerate(zip(tokens.words, tokens.stems, strict=True), 1)
    return " ".join(f"'{word}':{n} '{STEM}{stem}':{n}" for n, (word, stem) in pairs)


def backend() -> SearchBackend:
    """Return the table of words of the database in use."""
    return Postgres() if connection.vendor == "postgresql" else Sqlite()
