"""Run a query within a time limit: a page of results, counts by field, suggestions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Count, Exists, OuterRef, QuerySet

from hechos.app.search.backend import BITS, TooLongError, backend
from hechos.app.search.entries import NAME, SOURCE, TYPE
from hechos.app.search.matching import Scope, beyond, found, in_order, mark_of
from hechos.app.search.models import (
    ALWAYS,
    NEVER,
    Entry,
    Hit,
    LongSearch,
    Piece,
    Spot,
    SpotName,
    Tag,
)
from hechos.app.search.query import Query
from hechos.app.search.words import Bit, snippet, terms
from hechos.lang.folding import fold

SECONDS = 2.0
PAGE = 40
SOME = 1000
COUNTED = 10_000
FEW = 12
AT_ONCE = 250


@dataclass(frozen=True, slots=True)
class PageOf:
    """A page of results. `after` leads to the next; `cut`: the search took too long, and these are
    those of the first results that came in time."""

    entries: Sequence[Entry]
    after: str = ""
    cut: bool = False


def page(query: Query, scope: Scope, *, sort: str, after: str = "", size: int = PAGE) -> PageOf:
    """Return the results after a mark, in an order."""
    rows = in_order(found(query, scope).select_related("spot"), sort)
    try:
        return page_from(rows, sort=sort, after=after, size=size)
    except TooLongError:
        return PageOf(_in_time(found(query, scope)), cut=True)


def page_from(rows: QuerySet[Entry], *, sort: str, after: str = "", size: int = PAGE) -> PageOf:
    """Return what comes after a mark of entries in an order; TooLongError past the limit."""
    with backend().within(SECONDS):
        some = list(beyond(rows, sort, after)[: size + 1])
    more = len(some) > size
    return PageOf(some[:size], mark_of(some[size - 1], sort) if more else "")


def _in_time(rows: QuerySet[Entry]) -> list[Entry]:
    """Return what comes in half the time, in whatever order it comes; at most SOME."""
    some: list[Entry] = []
    try:
        with backend().within(SECONDS / 2):
            some.extend(rows.order_by().select_related("spot")[:SOME].iterator(chunk_size=50))
    except TooLongError:
        pass
    return some


def hits(search: LongSearch, scope: Scope) -> QuerySet[Entry]:
    """Return what a long search found, as far as the person may still see it."""
    return scope.entries.filter(row__in=Hit.objects.filter(search=search).values("entry"))


def count(query: Query, scope: Scope, limit: int = COUNTED) -> int | None:
    """Return how many are found, at most `limit`; None where counting takes too long."""
    try:
        with backend().within(SECONDS):
            return found(query, scope).order_by()[:limit].count()
    except TooLongError:
        return None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many of the results say each value, by field, most first; `of` results were counted,
    `all` says that there are no more."""

    fields: Mapping[str, Sequence[tuple[str, int]]]
    of: int
    all: bool


def counts(query: Query, scope: Scope, few: int = FEW) -> Counts | None:
    """Return counts over the first results; None where that takes too long."""
    columns = ("cls", "kind", "state", "klass", "language", "spot__country", "earliest", "latest")
    rows = found(query, scope).order_by()
    try:
        with backend().within(SECONDS):
            some = list(rows.values_list("row", *columns)[: COUNTED + 1])
            fields = {name: _most(row[n] for row in some) for n, name in enumerate(columns[:6], 1)}
            fields["year"] = sorted(_most(_year(row[7], row[8]) for row in some))
            fields |= _tagged([row[0] for row in some[:COUNTED]], few)
    except TooLongError:
        return None
    return Counts(fields, min(len(some), COUNTED), len(some) <= COUNTED)


def _most(values: object) -> list[tuple[str, int]]:
    counter = Counter(str(value) for value in values if value not in ("", None))  # type: ignore[attr-defined]
    return sorted(counter.items(), key=lambda pair: (-pair[1], pair[0]))


def _year(earliest: int, latest: int) -> str:
    """Return the year that the days lie in; "" where they do not lie in one."""
    if earliest == NEVER or latest == ALWAYS or earliest // 10_000 != latest // 10_000:
        return ""
    return str(earliest // 10_000)


TAGGED = {TYPE: "type", SOURCE: "source", NAME: "named"}


def _tagged(rows: Sequence[int], few: int) -> dict[str, list[tuple[str, int]]]:
    """Return what some entries are tagged with most: one look at their tags for all kinds."""
    tags = Tag.objects.filter(entry__in=rows, field__in=[*TAGGED])
    counted = tags.values_list("field", "value", "shown").annotate(n=Count("entry")).order_by()
    found: dict[str, Counter[str]] = {letter: Counter() for letter in TAGGED}
    for letter, value, shown, number in counted:
        found[letter][value if letter == TYPE else shown] += number
    return {
        name: sorted(found[letter].items(), key=lambda pair: (-pair[1], pair[0]))[:few]
        for letter, name in TAGGED.items()
    }


@dataclass(frozen=True, slots=True)
class Place:
    """A passage that shows why a record was found: where it begins in its text, in bits."""

    start: int
    bits: Sequence[Bit]
    whole: str


def snippets(query: Query, entries: Sequence[Entry]) -> dict[int, Place]:
    """Return for entries the first passage that holds a word looked for, by row."""
    wanted = terms(query.words())[0]
    if not wanted or not entries:
        return {}
    found_at: dict[int, int] = {}
    with connection.cursor() as cursor:
        for term in wanted:
            left = [entry.row for entry in entries if entry.row not in found_at]
            for start in range(0, len(left), AT_ONCE):
                cursor.execute(*backend().passages(term, left[start : start + AT_ONCE]))
                found_at |= {key >> BITS: key for (key,) in cursor.fetchall()}
    pieces = Piece.objects.in_bulk(list(found_at.values()))
    return {
        entry.row: Place(piece.start, snippet(piece.body, wanted, entry.language), piece.body)
        for entry in entries
        if (piece := pieces.get(found_at.get(entry.row, -1)))
    }


def suggestions(field: str, typed: str, scope: Scope) -> list[str]:
    """Return values that begin like what is typed, of records that the person may see."""
    start = fold(typed)
    if len(start) < 2:
        return []
    seen = scope.entries
    if field == "place":
        names = SpotName.objects.filter(case=scope.head, name__gte=start, name__lt=start + "\uffff")
        spots = Spot.objects.filter(pk__in=names.values("spot"))
        spots = spots.filter(Exists(seen.filter(spot=OuterRef("pk"))))
        return list(spots.order_by("path").values_list("path", flat=True).distinct()[:FEW])
    letter = {"named": NAME, "source": SOURCE}.get(field)
    if letter is None:
        return []
    tags = Tag.objects.filter(case=scope.head, field=letter, value__lt=start + "\uffff")
    mine = tags.filter(entry__klass__lte=scope.clearance, entry__upto__gte=scope.clearance)
    shown_as: dict[str, None] = {}
    rows = list(
        mine.filter(value__gte=start).order_by("value").values_list("value", "shown")[:AT_ONCE]
    )
    while rows and len(shown_as) < FEW:
        shown_as |= dict.fromkeys(shown for _value, shown in rows)
        after = mine.filter(value__gt=rows[-1][0]).order_by("value")
        rows = list(after.values_list("value", "shown")[:AT_ONCE]) if len(rows) == AT_ONCE else []
    return list(shown_as)[:FEW]
