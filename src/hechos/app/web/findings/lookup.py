"""Records that a sentence could rest on: found by the words to be bound, or by words to look for.

The index of the search finds them; of each kind the first ones in the order of the case."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q

from hechos.app.casework.findings.basis import Basis
from hechos.app.search.backend import TooLongError
from hechos.app.search.matching import Scope, found, in_order
from hechos.app.search.query import Block, Condition, Dates, Is, Query
from hechos.app.search.running import page_from
from hechos.app.search.words import folded_words
from hechos.lang.dates import find_dates
from hechos.lang.edtf import earliest_latest
from hechos.lang.numbers import find_numbers
from hechos.records import Binding, Sentence
from hechos.reporting.findings.check import Need, kind_of, needs_of, wrong_binding
from hechos.reporting.findings.held import Held

OFFERED = 8
TRIED = 60
EACH = 30
KINDS = ("Figure", "Incident", "Party", "Claim")


@dataclass(frozen=True, slots=True)
class Offer:
    """`fits` are words of the sentence that the record holds."""

    held: Held
    fits: tuple[str, ...]


def offers(basis: Basis, sentence: Sentence, words: str, *, language: str) -> list[Offer]:
    """Return records for a sentence: those that hold most of what it says come first. `words` are
    some of its own that are to be bound, or others to look for."""
    needs = needs_of(sentence.text, language)
    wanted = [n for n in needs if words == n.words] if words else list(needs)
    looked = [_asked(n, language) for n in wanted] or [_plain(words)]
    ids = list(dict.fromkeys(i for query in looked for i in _found(basis, query)))[:TRIED]
    offered = [Offer(one, _fits(sentence, one, language)) for one in basis.held(ids).values()]
    offered.sort(key=lambda offer: -len(offer.fits))
    return offered[:OFFERED]


def _fits(sentence: Sentence, held: Held, language: str) -> tuple[str, ...]:
    return tuple(
        need.words
        for need in needs_of(sentence.text, language)
        if not wrong_binding(_bound(need, sentence, held, language), sentence.text, held, language)
    )


def _bound(need: Need, sentence: Sentence, held: Held, language: str) -> Binding:
    kind = kind_of(need.words, need.start, sentence.text, language=language, held=held)
    return Binding(words=need.words, start=need.start, kind=kind, to=held.id)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a record has to say: conditions of a search, and numbers that it states."""

    conditions: tuple[Condition, ...] = ()
    numbers: tuple[float, ...] = ()


def _asked(need: Need, language: str) -> Asked:
    """Return what to look for: the amount of a number, the day of a date, the words of a name."""
    if need.kind == "number":
        points = [n.quantity.point for n in find_numbers(need.words, language=language)]
        return Asked(numbers=tuple(float(p) for p in points if p is not None))
    if need.kind == "date":
        days = [d.when.edtf for d in find_dates(need.words, language=language)]
        return Asked(tuple(c for day in days if day and (c := dates_of(day))))
    return _plain(need.words)


def _plain(words: str) -> Asked:
    return Asked(tuple(Is("words", f"{w}*") for w in folded_words(words) if len(w) > 1))


def dates_of(edtf: str) -> Dates | None:
    """Return the days of a date as a condition; None where its year is not said."""
    if edtf.startswith("XXXX") or earliest_latest(edtf) == (None, None):
        return None
    start, _, end = edtf.partition("/")
    return Dates(start.strip("."), (end or start).strip("."))


def _found(basis: Basis, asked: Asked) -> Iterator[str]:
    """Yield ids of records that the index finds, figures first."""
    if not asked.conditions and not asked.numbers:
        return
    scope = Scope(basis.desk.head, int(basis.actor.clearance))
    for kind in KINDS:
        query = Query("all", (Block("all", (Is("is", kind), *asked.conditions)),))
        rows = found(query, scope)
        for number in asked.numbers:  # “more than 13” is kept as from 14
            rows = rows.filter(Q(low__in=(number, number + 1)) | Q(high=number), numbered=True)
        try:
            near = page_from(in_order(rows, "reading"), sort="reading", size=EACH)
        except TooLongError:
            continue
        yield from (entry.id for entry in near.entries)
