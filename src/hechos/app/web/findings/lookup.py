"""Records that a sentence could rest on: found by the words to be bound, or by words to look for.

It looks through a bounded number of rows of each kind, in the order of the case, and says so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hechos.app.casework.findings.basis import Basis
from hechos.app.register.rows import CLAIM, DECIDED, LINK
from hechos.lang.dates import find_dates
from hechos.lang.folding import fold
from hechos.lang.numbers import find_numbers
from hechos.records import Binding, Sentence
from hechos.reporting.findings.check import Need, kind_of, needs_of, wrong_binding
from hechos.reporting.findings.held import Held

LOOKED_AT = 3000
OFFERED = 8
TRIED = 60
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
    looked = [_needles(n, language) for n in wanted] or [_plain(words)]
    ids = list(dict.fromkeys(i for needles in looked for i in _found(basis, needles)))[:TRIED]
    found = [Offer(one, _fits(sentence, one, language)) for one in basis.held(ids).values()]
    found.sort(key=lambda offer: -len(offer.fits))
    return found[:OFFERED]


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
class Needles:
    """What a row has to hold: `exact` as it is kept, `words` whatever their accents and case."""

    exact: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


def _needles(need: Need, language: str) -> Needles:
    """Return what to look for: the amount of a number, the day of a date, the words of a name."""
    if need.kind == "number":
        points = [n.quantity.point for n in find_numbers(need.words, language=language)]
        return Needles(exact=tuple(f'"point":{p}' for p in points if p is not None))
    if need.kind == "date":
        days = [d.when.edtf.removeprefix("XXXX") for d in find_dates(need.words, language=language)]
        return Needles(exact=tuple(days))
    return _plain(need.words)


def _plain(words: str) -> Needles:
    return Needles(words=tuple(p for p in fold(words).split() if len(p) > 1))


def _found(basis: Basis, needles: Needles) -> Iterator[str]:
    """Yield ids of records that hold the needles, figures first."""
    if not needles.exact and not needles.words:
        return
    for kind in KINDS:
        rows = basis.proposed.filter(record=kind, layer__in=(LINK, CLAIM, DECIDED))
        for own, body in rows.order_by("place").values_list("id", "body")[:LOOKED_AT]:
            exact = all(one in body for one in needles.exact)
            if exact and (not needles.words or _holds(basis.mask.label(body), needles.words)):
                yield own


def _holds(body: str, words: tuple[str, ...]) -> bool:
    folded = fold(body)
    return all(word in folded for word in words)
