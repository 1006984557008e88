"""Questions to the database that are composed once: to compose one in the terms of the models
takes several times as long as to ask it, and a page asks between ten and fifty."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import QuerySet
from django.db.models.query import get_related_populators

P = ParamSpec("P")
T = TypeVar("T")
Place = tuple[int, int]
_WHOLE = -1
_NUMBERS = 30_000
"""Numbers that stand for numbers while a question is composed: every column can hold them."""


def counted_once(compose: Callable[P, QuerySet[Any, Any]]) -> Callable[P, int]:
    """Return what counts the rows of the question that a function composes, as `composed_once`."""
    return _asking(compose, counted=True)


def composed_once(compose: Callable[P, QuerySet[Any, T]]) -> Callable[P, list[T]]:
    """Return what asks the question that a function composes.

    Its positional arguments are values in the question: a text, a number, or a sequence of texts
    for `…__in`. Its keyword arguments say which question it is: each of their values makes one of
    its own, and a flat list of values, `distinct` rows or slices are composed as ever."""
    return _asking(compose)


def _asking(compose: Callable[..., Any], *, counted: bool = False) -> Callable[..., Any]:
    kept: dict[Any, _Question | None] = {}

    @functools.wraps(compose)
    def ask(*values: Any, **which: Any) -> Any:
        sizes = tuple(_size(value) for value in values)
        key = (connection.vendor, sizes, *sorted(which.items()))
        try:
            question = kept[key]
        except KeyError:
            one = functools.partial(compose, **which)
            question = kept[key] = _composed(one, sizes, values, counted=counted)
        if question is None:
            return 0 if counted else []
        return question.ask(values, sizes)

    return ask


def first(rows: Sequence[T]) -> T | None:
    return rows[0] if rows else None


@dataclass(frozen=True, slots=True)
class _Question:
    """`fixed`: the values of all places; in `places` stand (which argument, which of its texts)."""

    sql: str
    fixed: tuple[Any, ...]
    places: tuple[tuple[int, Place], ...]
    read: Callable[[Sequence[Any]], Any]

    def ask(self, values: Sequence[Any], sizes: Sequence[int]) -> Any:
        filled = [_filled(value, size) for value, size in zip(values, sizes, strict=True)]
        params = list(self.fixed)
        for place, (which, at) in self.places:
            params[place] = filled[which][at]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, params)
            return self.read(cursor.fetchall())


def _size(value: Any) -> int:
    """Return the length that a question has room for: so there are few questions of each kind."""
    if isinstance(value, str | int):
        return _WHOLE
    return 1 << (len(value) - 1).bit_length() if value else 0


def _filled(value: Any, size: int) -> Sequence[Any]:
    """Return the values for the places of an argument; what is left of them repeats the last."""
    if size == _WHOLE:
        return (value if isinstance(value, str) else int(value),)
    return [*value, *(value[-1:] * (size - len(value)))]


def _composed(
    compose: Callable[..., QuerySet[Any, Any]],
    sizes: Sequence[int],
    values: Sequence[Any],
    *,
    counted: bool,
) -> _Question | None:
    """Compose a question with marks in the place of its values, twice: what differs is theirs.
    None where no row can fit."""
    first, second = (list(_marks(sizes, values, turn)) for turn in range(2))
    try:
        compiler = compose(*first).query.get_compiler(using=DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        again, others = compose(*second).query.get_compiler(using=DEFAULT_DB_ALIAS).as_sql()
    except EmptyResultSet:
        return None
    if sql != again:
        raise TypeError("A question has to read the same whatever its values are.")
    where = {
        mark: (which, at)
        for which, (own, size) in enumerate(zip(first, sizes, strict=True))
        for at, mark in enumerate((own,) if size == _WHOLE else own)
    }
    pairs = zip(params, others, strict=True)
    places = tuple((n, where[own]) for n, (own, other) in enumerate(pairs) if own != other)
    if counted:
        sql = f"SELECT COUNT(*) FROM ({sql}) counted"  # noqa: S608 - composed, not typed
        return _Question(sql, tuple(params), places, _the_number)
    return _Question(sql, tuple(params), places, _reading(compiler))


def _the_number(rows: Sequence[Any]) -> int:
    return int(rows[0][0])


def _marks(sizes: Sequence[int], values: Sequence[Any], turn: int) -> Iterator[Any]:
    for which, (size, value) in enumerate(zip(sizes, values, strict=True)):
        if size != _WHOLE:
            yield tuple(f"{turn}:{which}:{at}" for at in range(size))
        elif isinstance(value, str):
            yield f"{turn}:{which}"
        else:
            yield _NUMBERS + 100 * turn + which


def _reading(compiler: Any) -> Callable[[Sequence[Any]], list[Any]]:
    """Return what makes models, or tuples of the values asked for, of rows of the database."""
    columns = [column for column, _, _ in compiler.select]
    converters = compiler.get_converters(columns)
    if compiler.query.selected is not None:
        return lambda rows: list(_converted(compiler, rows, converters))
    info = compiler.klass_info
    own = info["select_fields"]
    start, end = own[0], own[-1] + 1
    names = [column.target.attname for column in columns[start:end]]
    related = get_related_populators(info, compiler.select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg]  # of Django 6
    model = info["model"]

    def read(rows: Sequence[Any]) -> list[Any]:
        found = []
        for row in _converted(compiler, rows, converters):
            one = model.from_db(DEFAULT_DB_ALIAS, names, row[start:end])
            for populate in related:
                populate.populate(row, one)
            found.append(one)
        return found

    return read


def _converted(compiler: Any, rows: Sequence[Any], converters: Any) -> Sequence[Any]:
    return [*map(tuple, compiler.apply_converters(rows, converters))] if converters else rows
