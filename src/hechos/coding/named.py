"""Names in apposition to those it was done to: “two farmers, Juan Ruiz and Pedro Lima”."""

from __future__ import annotations

import re

from hechos.coding.frames.document import Page
from hechos.coding.frames.phrases import Sentence
from hechos.lang.names import NameSpan
from hechos.records import PartyKind

_AFTER = re.compile(r"[,:(]?\s+(?:\w{1,4}\s+)?|\s*[(,]\s*|,?\s+\w{1,3}\s+")
_BEFORE = re.compile(r",\s+(?:\w{1,3}\s+)?")
_MOST = 12
Span = tuple[int, int]


def with_names(
    victims: tuple[Span, ...], sentence: Sentence, page: Page, most: int | None
) -> tuple[Span, ...]:
    """Return the victims with the persons named beside them; `most` is how many there are."""
    if len(victims) != 1:
        return victims
    start, end = victims[0]
    if any(start <= name.start < end for name in sentence.names if _is_person(name, sentence)):
        return victims
    after = _names_after(end, sentence, page)
    limit = most if most is not None else 1
    if after and len(after) <= limit:
        return (*victims, *after)
    before = _name_before(start, sentence, page)
    return (*victims, before) if before is not None and limit == 1 else victims


def _names_after(end: int, sentence: Sentence, page: Page) -> tuple[Span, ...]:
    """Return the names that follow, each right after the last one or “and”."""
    found: list[Span] = []
    at = end
    for name in sentence.names:
        if name.start < at:
            continue
        between = page.slice(at, name.start)
        linked = _AFTER.fullmatch(between) and (found or between[:1] in ",:( ")
        if not linked or not _is_person(name, sentence) or len(found) == _MOST:
            break
        found.append((name.start, name.end))
        at = name.end
    return tuple(found)


def _name_before(start: int, sentence: Sentence, page: Page) -> Span | None:
    """Return the name before the description: “Rosa Funes, a lawyer, was held”."""
    for name in sentence.names:
        if name.end < start and _BEFORE.fullmatch(page.slice(name.end, start)):
            return (name.start, name.end) if _is_person(name, sentence) else None
    return None


def _is_person(name: NameSpan, sentence: Sentence) -> bool:
    """Tell whether it is a person, or a name of two words or more that is no place and no body."""
    if name.kind is PartyKind.PERSON:
        return True
    is_place = any(s.start < name.end and name.start < s.end for s in sentence.places)
    return name.kind is PartyKind.UNKNOWN and " " in name.verbatim and not is_place
