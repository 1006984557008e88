"""What a record offers to the sentences of a finding: its numbers, dates, names and places."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from hechos.lang.dates import find_dates
from hechos.lang.numbers import find_numbers
from hechos.records import (
    LANGUAGES,
    Claim,
    DocumentContent,
    Figure,
    Incident,
    Mention,
    Party,
    Passage,
    Place,
    Quantity,
    Record,
    Stretch,
    TextSpan,
    When,
)

COUNTED = ("count", "share")
Bindable = (Claim, Figure, Incident, Party)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What a sentence may take from a record. `quotes` are its passages word for word, for names
    and places that stand in them and in no slot; `kind` says what the record is."""

    id: str
    kind: str
    label: str
    numbers: tuple[Quantity, ...] = ()
    dates: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    quotes: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    passages: tuple[Stretch, ...] = ()


def held_by(
    record: Record,
    claims: Iterable[Claim],
    *,
    label: str,
    languages: Mapping[str, str],
    spoken: Iterable[Passage] = (),
) -> Held:
    """Return what a record offers, with the claims that it stands on.

    `languages` by id of text; `spoken` are the passages that name a party. A figure offers its
    own amount and no other number of its passages."""
    under = tuple(claims)
    own = _values((record,) if not isinstance(record, Claim) else ())
    told = _values(part for c in under for part in (c.content, *c.voice))
    passages = tuple(spoken) or tuple(p for c in under for p in c.passages)
    return Held(
        id=record.id,
        kind=type(record).__name__.lower(),
        label=label,
        numbers=_numbers(record, under, languages),
        dates=_once([*own[When], *told[When], *_days(record), *_printed(record, under, languages)]),
        names=_once([*_own_names(record), *own[Mention], *told[Mention]]),
        places=_once([*own[Place], *told[Place]]),
        quotes=_once(p.selector.quote for p in passages if isinstance(p.selector, TextSpan)),
        claims=tuple(c.id for c in under),
        passages=tuple(dict.fromkeys(map(stretch_of, passages))),
    )


def stretch_of(passage: Passage) -> Stretch:
    span = passage.selector
    if isinstance(span, TextSpan):
        return Stretch(capture=passage.capture, text=span.text, start=span.start, end=span.end)
    return Stretch(capture=passage.capture, text="", start=0, end=0)


def _numbers(
    record: Record, claims: Iterable[Claim], languages: Mapping[str, str]
) -> tuple[Quantity, ...]:
    """Return the amounts that a record states; a claim without one states those of its passage."""
    if isinstance(record, Figure):
        return (record.quantity,)
    found: list[Quantity] = []
    for claim in claims:
        if claim.content.quantity:
            found.append(claim.content.quantity)
        elif claim.quote:
            language = languages.get(claim.text, "")
            spans = find_numbers(claim.quote, language=language) if language in LANGUAGES else ()
            found += [span.quantity for span in spans if span.kind in COUNTED]
    return tuple(found)


def _days(record: Record) -> list[str]:
    named = (record.as_of, record.interval) if isinstance(record, Figure) else ()
    return [day for day in named if day]


def _printed(
    record: Record, claims: Iterable[Claim], languages: Mapping[str, str]
) -> Iterator[str]:
    """Yield the dates that the passages print, completed from the day that they were said."""
    for claim in claims:
        language = languages.get(claim.text, "")
        if claim.quote and language in LANGUAGES:
            said = claim.said_at.edtf if claim.said_at else next(iter(_days(record)), None)
            for day in find_dates(claim.quote, language=language, published=said):
                yield day.when.edtf


def _own_names(record: Record) -> tuple[str, ...]:
    match record:
        case Party():
            return (record.name, *record.variants)
        case Figure():
            return (record.author,)
        case _:
            return ()


def _values(roots: Iterable[Any]) -> dict[type, list[str]]:
    """Return the dates, names and places inside some values, as strings, by class."""
    found: dict[type, list[str]] = {When: [], Mention: [], Place: []}
    for root in roots:
        for value in _walk(root):
            match value:
                case When():
                    found[When].append(value.edtf)
                case Mention():
                    found[Mention] += [value.name, value.verbatim]
                case Place():
                    found[Place] += [value.path, value.verbatim]
                case DocumentContent():
                    one = found[When] if value.type == "published" else found[Mention]
                    one.append(value.value)
                case _:
                    pass
    return found


def _walk(value: Any) -> Iterator[Any]:
    if isinstance(value, tuple):
        for item in value:
            yield from _walk(item)
    elif dataclasses.is_dataclass(value):
        yield value
        for field in dataclasses.fields(value):
            yield from _walk(getattr(value, field.name))


def _once(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(v for v in values if v))
