"""Who makes an event: “a police raid”, “clashes with guards”, “an attack attributed to rebels”."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hechos.coding.frames.actors.clauses import subject_of
from hechos.coding.frames.actors.parties import (
    Party,
    is_naming,
    is_party_word,
    phrase_at,
    phrases_at,
)
from hechos.coding.frames.document import Page
from hechos.coding.frames.phrases import Sentence

_REACH = 9
_FAR = 14
_STOPS = frozenset(".;:RV")


@dataclass(frozen=True, slots=True)
class Event:
    """The noun of an event, as items from `first` to `last`; `kind` as in agents.en.toml."""

    kind: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Makers:
    """Who makes an event; `is_open`: a party to it, and the text does not say who did what."""

    parties: tuple[Party, ...] = ()
    is_open: bool = False


def events_of(sentence: Sentence) -> list[Event]:
    """Return the events a sentence names, in reading order; of two in one place the longer."""
    found: dict[int, Event] = {}
    for name, start, end in sentence.cues:
        if not name.startswith("event/"):
            continue
        first, last = items_at(sentence, start, end)
        if first >= 0 and first not in found and is_noun(sentence, first):
            found[first] = Event(name.removeprefix("event/"), first, last)
    return [found[key] for key in sorted(found)]


def is_noun(sentence: Sentence, at: int) -> bool:
    """Tell whether the word is a noun here: “they raid the port” has none, “the raids” has."""
    shape = sentence.shape
    before = at
    while before and shape[before - 1] in "wWXP":
        before -= 1
    opening = shape[before - 1 : before] if before else ""
    if shape[at] in "abo":
        return opening in tuple("ES#IOB") or (not before and "P" not in shape[:at])
    return opening not in ("Y", "H") or before < at


def items_at(sentence: Sentence, start: int, end: int) -> tuple[int, int]:
    """Return the items that hold the offsets; -1 where none begins at or around them."""
    first = last = -1
    for index, item in enumerate(sentence.items):
        if item.end <= start:
            continue
        if item.start >= end:
            break
        if first < 0:
            first = index
        last = index
    return first, last


def makers_of(sentence: Sentence, page: Page, event: Event) -> Makers:
    """Return who makes the event in the words around it."""
    behind = _blamed_after(sentence, page, event) or _by_after(sentence, page, event)
    if behind:
        return Makers(behind)
    sides = _sides(sentence, page, event) if event.kind == "with" else ()
    if sides:
        return Makers(sides, is_open=True)
    if event.kind == "of" and sentence.shape[event.last + 1 : event.last + 2] == "O":
        behind = phrases_at(sentence, page, event.last + 2)
    before = named_before(sentence, page, event.first) or named_after(sentence, page, event.last)
    if before is not None and not behind:
        return Makers((before,), is_open=event.kind == "with")
    return Makers(behind or _launched(sentence, page, event))


def named_before(sentence: Sentence, page: Page, noun: int) -> Party | None:
    """Return who stands before a noun: “police raid”, “Israeli air strike”, “the army's raid”."""
    if page.lexicon.language != "en":
        return None
    shape = sentence.shape
    first = noun
    while first and noun - first < 6 and shape[first - 1] in "wWPXSx":
        first -= 1
    owner = shape.rfind("S", first, noun)
    party = phrase_at(sentence, page, first, owner) if owner > first else None
    if party is not None:
        return party
    for index in range(noun - 1, first - 1, -1):
        if is_naming(sentence, page, index):
            return Party(index, index, index)
        if _is_maker(sentence, page, index):
            return None if _is_place(sentence, index) else _whole(sentence, page, first, index)
    return None


def _is_maker(sentence: Sentence, page: Page, index: int) -> bool:
    """Tell whether a noun before an event is of who makes it: “student deaths” has none."""
    if sentence.shape[index] in "WX":
        return is_party_word(sentence, page, index)
    known = sentence.items[index].word in page.lexicon.words["actors"]
    return known and sentence.shape[index] in "wP"


def _whole(sentence: Sentence, page: Page, first: int, head: int) -> Party:
    party = phrase_at(sentence, page, first, head + 1)
    return party if party is not None else Party(head, head, head)


def _is_place(sentence: Sentence, index: int) -> bool:
    """Tell whether it is where the event was rather than whose: “the Syria strikes”."""
    item = sentence.items[index]
    return any(spot.start <= item.start < spot.end for spot in sentence.places)


def named_after(sentence: Sentence, page: Page, noun: int) -> Party | None:
    """Return the adjective that names the actor: “ataque aéreo israelí”, “operação policial”."""
    if page.lexicon.language == "en":
        return None
    for index in range(noun + 1, min(noun + 3, len(sentence.items))):
        if sentence.shape[index] not in "wPWX":
            return None
        if is_naming(sentence, page, index):
            return Party(index, index, index)
    return None


def _by_after(sentence: Sentence, page: Page, event: Event) -> tuple[Party, ...]:
    """Return the rebels in “an attack on the port by rebels”."""
    shape = sentence.shape
    for at in _ahead(shape, event.last + 1, _REACH):
        if shape[at] == "B" and not is_of_other(sentence, page, at):
            return phrases_at(sentence, page, at + 1)
        if shape[at] in "abpgAC,":
            break
    return ()


def is_of_other(sentence: Sentence, page: Page, at: int) -> bool:
    """Tell whether the word before belongs to another event: “a village held by rebels”."""
    before = sentence.items[at - 1]
    if before.code != "w" or not before.word.endswith(page.lexicon.participle_endings):
        return False
    return not any(cue[0] == "agent/blamed" and cue[2] == before.end for cue in sentence.cues)


def _blamed_after(sentence: Sentence, page: Page, event: Event) -> tuple[Party, ...]:
    """Return whom the words after it put it on: “an attack, later claimed by two groups”."""
    end = sentence.items[event.last].end
    for name, start, stop in sentence.cues:
        if name != "agent/blamed" or start < end:
            continue
        first, last = items_at(sentence, start, stop)
        if first < 0 or first - event.last > _FAR or not _is_near(sentence, event.last, first):
            break
        found = linked_after(sentence, page, last + 1)
        if found:
            return found
    return ()


def _is_near(sentence: Sentence, left: int, right: int) -> bool:
    """Tell whether nothing between two items begins a new statement."""
    return _STOPS.isdisjoint(sentence.shape[left + 1 : right])


def linked_after(sentence: Sentence, page: Page, at: int) -> tuple[Party, ...]:
    """Return the parties after a word that links: “to the militia”, “por hombres armados”."""
    shape = sentence.shape
    while at < len(shape) and shape[at] in "JD":
        at += 1
    link = at
    while at < len(shape) and shape[at] in "ZBIOH":
        at += 1
    return phrases_at(sentence, page, at) if at > link else ()


def _sides(sentence: Sentence, page: Page, event: Event) -> tuple[Party, ...]:
    """Return the sides: “clashes with guards”, “clashes between gangs and police”."""
    shape = sentence.shape
    words = page.lexicon.tables["agents"]["between"]
    if sentence.items[event.last].word.rpartition(" ")[2] in words:
        return phrases_at(sentence, page, event.last + 1)
    for at in _ahead(shape, event.last + 1, _REACH):
        if shape[at] == "I" and sentence.items[at].word in words:
            start = at + 1
            while start < len(shape) and shape[start] == "Z":
                start += 1
            return phrases_at(sentence, page, start)
        if shape[at] in "abpgAC,#":
            break
    return ()


def _ahead(shape: str, at: int, reach: int) -> Iterator[int]:
    for index in range(at, min(len(shape), at + reach)):
        if shape[index] in _STOPS:
            return
        yield index


def _launched(sentence: Sentence, page: Page, event: Event) -> tuple[Party, ...]:
    """Return the subject of the verb that made it: “the militia carried out the attack”."""
    start = sentence.items[event.first].start
    for name, begin, end in reversed(sentence.cues):
        if name != "did/carried_out" or end > start:
            continue
        first, last = items_at(sentence, begin, end)
        if first < 0 or event.first - last > _REACH or not _is_near(sentence, last, event.first):
            continue
        if sentence.shape[max(0, first - 1) : first] == "A":
            return ()
        return subject_of(sentence, page, first).parties
    return ()
