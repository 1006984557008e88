"""Results as their page shows them: where each leads, when and where, and why it was found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from hechos.app.search.entries import CAPTURE
from hechos.app.search.models import ALWAYS, LEAST, MOST, NEVER, Entry, Tag
from hechos.app.search.query import Query
from hechos.app.search.running import Place, snippets
from hechos.app.search.words import Bit
from hechos.app.web.doors import document_at, page_of
from hechos.app.web.searching.words import ONE, value_words
from hechos.app.web.shelf import Shelf
from hechos.records import Confidentiality


@dataclass(frozen=True, slots=True)
class Row:
    """A result. `bits` are its title where the words looked for stand in it, else `snippet` is
    where they do. The words of class C3 are not in the index, nor its title."""

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
    bits: Sequence[Bit]


def rows_of(shelf: Shelf, query: Query, entries: Sequence[Entry], looked: int = 0) -> list[Row]:
    """Return results for a page; sealed captures that they speak from count as seen."""
    see(shelf, entries)
    where = snippets(query, entries)
    own = {e.row for e in entries if e.row in where and where[e.row].whole == e.title}
    return [
        Row(
            entry=entry,
            address=_address(query, entry, None if entry.row in own else where.get(entry.row)),
            what=gettext(ONE.get(entry.cls, entry.cls)),
            title=entry.title or gettext("closed: its words are not in the index"),
            date=date_of(entry),
            place=entry.spot.path if entry.spot else "",
            state=value_words("state", entry.state) if entry.state else "",
            number=number_of(entry),
            klass=Confidentiality(entry.klass).name,
            snippet=None if entry.row in own else where.get(entry.row),
            bits=where[entry.row].bits if entry.row in own else (),
            new=bool(looked) and entry.changed > looked,
        )
        for entry in entries
    ]


def _address(query: Query, entry: Entry, place: Place | None) -> str:
    """Return where a result leads: to its page, or into the text where the words stand in it."""
    if entry.cls == "Capture" and place is not None:
        return document_at(entry.id, place.start, query.words())
    return page_of(entry.id)


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
