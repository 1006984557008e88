"""What an act is done with and what it is done to: weapons, victims, targets in a sentence."""

from __future__ import annotations

from bisect import bisect_left

from hechos.coding.frames.document import Page, between
from hechos.coding.frames.phrases import Item, Sentence
from hechos.records import PartyKind

_ARMED = ("LIFE.", "INT.FORCE", "LIB.ABD", "LIB.HOST", "attack", "bombing", "arson", "robbery")
_ARMED_TOO = ("military_strike", "hijacking", "PROP", "INT.CIDT", "INT.TORT", "armed_raid")
_LONGEST = 3
_BEFORE = 5
_NOUNS = frozenset("wWPXvqnomx")
_PEOPLE = frozenset("Pvq")

Span = tuple[int, int]


def find_weapons(sentence: Sentence, page: Page, kind: str) -> tuple[Span, ...]:
    """Return the weapons that the sentence of an act names, but those found or handed over."""
    if not kind.startswith((*_ARMED, *_ARMED_TOO)):
        return ()
    words = page.lexicon.words
    known, found, starts = words["weapons"], words["found"], words["weapon_starts"]
    items, spans, at = sentence.items, [], 0
    while at < len(items):
        first, several, _ = items[at].word.partition(" ")
        if several:
            spans.extend(_within(items[at], page, known))
        size = _size(items, at, known) if first in starts else 0
        if size and not any(one.word in found for one in items[max(0, at - _BEFORE) : at]):
            spans.append((items[at].start, items[at + size - 1].end))
        at += size or 1
    return tuple(spans)


def _within(item: Item, page: Page, known: frozenset[str]) -> list[Span]:
    """Return the weapon inside words that name the act: “a dynamite attack”."""
    if item.word in known:
        return []
    for word in item.word.split():
        if word in known:
            start = page.folded.find(word, item.start, item.end)
            return [(start, start + len(word))] if start >= 0 else []
    return []


def _size(items: list[Item], at: int, known: frozenset[str]) -> int:
    """Return how many items the weapon's name takes that begins here."""
    for size in range(min(_LONGEST, len(items) - at), 0, -1):
        if " ".join([one.word for one in items[at : at + size]]) in known:
            return size
    return 0


def is_target(sentence: Sentence, page: Page, span: Span, *, of_things: bool) -> bool:
    """Tell whether the words name a thing and no person. Of an act that is done to things, a
    name that is no person's is a target; of others, only what is known to be a thing."""
    head = head_item(sentence, span)
    if head is None:
        return of_things
    if any(n.kind is PartyKind.PERSON for n in between(page.names, *span)):
        return False
    if _is_object(head.word, page):
        return True
    return of_things and head.code not in _PEOPLE and head.word not in page.lexicon.words["agents"]


def is_known_thing(sentence: Sentence, page: Page, span: Span) -> bool:
    head = head_item(sentence, span)
    return head is not None and _is_object(head.word, page)


def _is_object(word: str, page: Page) -> bool:
    known = page.lexicon.words["objects"]
    return any(base in known for base in (word, word[:-1], word[:-2], f"{word[:-3]}y"))


def head_item(sentence: Sentence, span: Span) -> Item | None:
    """Return the noun that the words are about: the last before “of”, a comma or a preposition."""
    head = None
    for item in inside(sentence, span):
        if item.code in _NOUNS:
            head = item
        elif head is not None and item.code not in "ESJ#":
            break
    return head


def inside(sentence: Sentence, span: Span) -> list[Item]:
    items = sentence.items
    first = bisect_left(items, span[0], key=lambda item: item.start)
    last = bisect_left(items, span[1], lo=first, key=lambda item: item.start)
    return items[first:last]


def apart(sentence: Sentence, span: Span) -> tuple[Span, ...]:
    """Return each of “the mayor, two guards and Ana Ruiz”, where each is a party of its own:
    it has an article, a number or a capital of its own."""
    parts: list[list[Item]] = [[]]
    for item in inside(sentence, span):
        if item.code in "C,":
            parts.append([])
        else:
            parts[-1].append(item)
    parts = [part for part in parts if part]
    if len(parts) < 2 or not all(_stands_alone(part) for part in parts):
        return (span,)
    return tuple((part[0].start, part[-1].end) for part in parts)


def _stands_alone(part: list[Item]) -> bool:
    return part[0].code in "E#W" or part[-1].code in "PW"


def is_accident(sentence: Sentence, page: Page, word: str, *, has_actor: bool) -> bool:
    """Tell whether a death or an injury is told of an accident or a disaster."""
    causes = page.lexicon.tables["accidents"]
    if causes is None or has_actor or word not in page.lexicon.words["mild"]:
        return False
    if causes.search(page.folded, sentence.start, sentence.end):
        return True
    if sentence.index == 0:
        return False
    before = page.sentences[sentence.index - 1]
    words = [item.word for item in before.items if item.payload is not None]
    harsh = any(
        getattr(item.payload, "entry", None) is not None
        and item.word not in page.lexicon.words["mild"]
        for item in before.items
    )
    return not harsh and bool(words) and bool(causes.search(page.folded, before.start, before.end))
