"""Results as their page shows them: where each leads, when and where, and why it was found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as tr

from hechos.app.search.entries import CAPTURE
from hechos.app.search.models import ALWAYS, LEAST, MOST, NEVER, Entry, Tag
from hechos.app.search.query import Query
from hechos.app.search.running import Place, snippets
from hechos.app.web.doors import page_of
from hechos.app.web.searching.words import CLASSES, value_words
from hechos.app.web.shelf import Shelf
from hechos.records import Confidentiality


@dataclass(frozen=True, slots=True)
class Row:
    """A result. `title` is empty for class C3, whose words are not in the index."""

    entry: Entry
    address: str
    what: str
    title: str
    date: str
    place: str
    state: str
    number: str
    klass: str
    snippet: Place | None
    new: bool


def rows_of(shelf: Shelf, query: Query, entries: Sequence[Entry], looked: int = 0) -> list[Row]:
    """Return results for a page; sealed captures that they speak from count as seen."""
    see(shelf, entries)
    where = snippets(query, entries)
    return [
        Row(
            entry=entry,
            address=page_of(entry.id),
            what=tr(CLASSES.get(entry.cls, entry.cls)),
            title=entry.title or tr("closed: its words are not in the index"),
            date=date_of(entry),
            place=entry.spot.path if entry.spot else "",
            state=value_words("state", entry.state) if entry.state else "",
            number=number_of(entry),
            klass=Confidentiality(entry.klass).name,
            snippet=where.get(entry.row),
            new=bool(looked) and entry.changed > looked,
        )
        for entry in entries
    ]


def see(shelf: Shelf, entries: Iterable[Entry]) -> None:
    """Take from the shelf the sealed captures that some results speak from."""
    sealed = [entry.row for entry in entries if entry.klass >= Confidentiality.C2]
    if sealed:
        tags = Tag.objects.filter(entry__in=sealed, field=CAPTURE)
        shelf.captures(tags.values_list("value", flat=True).distinct())


def date_of(entry: Entry) -> str:
    """Return the days of a result: one, or two that it lies between."""
    if not entry.dated:
        return ""
    first, last = day_words(entry.earliest), day_words(entry.latest)
    if first == last:
        return first
    return f"{first or '…'} – {last or '…'}"


def day_words(day: int) -> str:
    if day in (NEVER, ALWAYS):
        return ""
    return f"{day // 10_000:04}-{day // 100 % 100:02}-{day % 100:02}"


def number_of(entry: Entry) -> str:
    if not entry.numbered:
        return ""
    if entry.low == entry.high:
        return f"{entry.low:g}"
    low = "…" if entry.low == LEAST else f"{entry.low:g}"
    return f"{low} – {'…' if entry.high == MOST else f'{entry.high:g}'}"
