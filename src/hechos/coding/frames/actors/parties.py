"""Phrases for parties that can act: people, bodies, named groups; never places, times, things."""

from __future__ import annotations

import re
from dataclasses import dataclass

from hechos.coding.frames.document import Page
from hechos.coding.frames.phrases import Item, Sentence
from hechos.lang.places import demonym_country

_RUN = frozenset("wWPXSxvq")
_BEFORE = frozenset('EJ#"')
_LONGEST = 9
_OF_LONGEST = 5

_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Party:
    """Item indices of a phrase, both ends inside; `head` is the word that makes it a party."""

    first: int
    head: int
    last: int


def is_party_word(sentence: Sentence, page: Page, index: int) -> bool:
    """Tell whether the word alone may head a phrase for who acts."""
    item = sentence.items[index]
    words = page.lexicon.words
    if item.word in words["nobody"]:
        return False
    if item.code in "Pwq" and item.word in words["actors"]:
        return True
    if item.code in "WX":
        return item.word in words["actors"] or (item.code == "W" and _is_named(sentence, item))
    return item.code == "P" or (
        item.code in "vq" and index > 0 and sentence.shape[index - 1] == "E"
    )


def _is_named(sentence: Sentence, item: Item) -> bool:
    """Tell whether the word is part of a name that is no place but a country."""
    spots = [spot for spot in sentence.places if spot.start <= item.start < spot.end]
    if spots:
        return spots[0].place.level == "country"
    return any(name.start <= item.start < name.end for name in sentence.names)


def phrases_at(
    sentence: Sentence, page: Page, start: int, end: int | None = None, *, bare: bool = False
) -> tuple[Party, ...]:
    """Return the party that begins at an item, and those joined to it by commas and “and”.

    `bare`: an “of” after it belongs to something else, but for the names of a body."""
    limit = len(sentence.items) if end is None else end
    found: list[Party] = []
    at = start
    while (party := phrase_at(sentence, page, at, limit, bare=bare)) is not None:
        found.append(party)
        at = _after_joint(sentence.shape, party.last + 1, limit)
        if at < 0:
            break
    if len(found) > 1 and not _is_joined(sentence.shape, found):
        return (found[0],)
    return tuple(found)


def _after_joint(shape: str, at: int, limit: int) -> int:
    """Return the item after a comma, “and”, or both; -1 where none stands here."""
    if at >= limit or shape[at] not in ",C":
        return -1
    return at + 2 if shape[at : at + 2] == ",C" else at + 1


def _is_joined(shape: str, found: list[Party]) -> bool:
    """Tell whether “and” stands in the list: else a comma sets apart what is another thing."""
    return "C" in shape[found[0].last : found[-1].first + 1]


def phrase_at(
    sentence: Sentence, page: Page, start: int, limit: int, *, bare: bool = False
) -> Party | None:
    """Return the phrase for a party that begins at an item, without determiners and numbers."""
    shape = sentence.shape
    first = start
    while first < limit and (shape[first] in _BEFORE or is_article(sentence, page, first)):
        first += 1
    end = first
    while end < limit and end - first < _LONGEST and _goes_on(sentence, page, first, end):
        end += 1
    is_english = page.lexicon.language == "en"
    head = (
        _last_head(sentence, page, first, end) if is_english else _own_head(sentence, page, first)
    )
    if head is None or head >= end:
        return None
    last = head if is_english else end - 1
    while last > head and shape[last] in "SX":
        last -= 1
    last = _to_name_end(sentence, last, limit)
    if is_english and last + 1 < limit and shape[last + 1] == "S":
        return None  # what follows is theirs: “the army's chief”
    last = _with_complement(sentence, page, last, limit, bare=bare)
    return Party(first, head, _with_acronym(shape, last, limit))


def is_abbreviation(sentence: Sentence, at: int) -> bool:
    """Tell whether a full stop ends an abbreviation before a name: “Gen. Rosa Funes”."""
    return sentence.shape[max(0, at - 1) : at + 2] == "W.W"


def is_article(sentence: Sentence, page: Page, index: int) -> bool:
    """Tell whether a word that the grammar takes for a preposition is an article: “a polícia”."""
    item = sentence.items[index]
    return item.code == "Z" and item.word in page.lexicon.tables["agents"]["articles"]


def _goes_on(sentence: Sentence, page: Page, first: int, at: int) -> bool:
    item = sentence.items[at]
    if item.code == ".":
        return is_abbreviation(sentence, at) and at > first
    if item.code not in _RUN:
        return False
    if at == first or item.code != "w":
        return True
    words = page.lexicon.words
    printed = page.slice(item.start, item.end).casefold()
    return item.word not in words["stops"] and not printed.endswith(page.lexicon.verb_endings)


def _last_head(sentence: Sentence, page: Page, first: int, end: int) -> int | None:
    return next(
        (i for i in range(end - 1, first - 1, -1) if is_party_word(sentence, page, i)), None
    )


def _own_head(sentence: Sentence, page: Page, first: int) -> int | None:
    """Return the first word of the phrase where it heads it: adjectives and names follow it."""
    if first >= len(sentence.items) or not is_party_word(sentence, page, first):
        return None
    return None if sentence.items[first].word in page.lexicon.words["events"] else first


def _to_name_end(sentence: Sentence, last: int, limit: int) -> int:
    """Return the last item of the name that an item is in."""
    start = sentence.items[last].start
    name = next((n for n in sentence.names if n.start <= start < n.end), None)
    while (
        name is not None
        and last + 1 < limit
        and sentence.items[last + 1].end <= name.end
        and sentence.shape[last + 1] != "I"
    ):
        last += 1
    return last


def _with_acronym(shape: str, last: int, limit: int) -> int:
    """Take in the acronym in brackets after a name."""
    is_bracketed = shape[last + 1 : last + 4] == "(W)" and last + 3 < limit
    return last + 3 if is_bracketed else last


def _with_complement(sentence: Sentence, page: Page, last: int, limit: int, *, bare: bool) -> int:
    """Take in “of the National Guard”, “de seguridad del Estado”, “(SDF)” after a phrase."""
    shape = sentence.shape
    for _ in range(3):
        at = last + 2
        if shape[last + 1 : last + 2] != "O" or at >= limit:
            break
        while at < limit and shape[at] in "E#":
            at += 1
        end = at
        while end < limit and end - at < _OF_LONGEST and _goes_on(sentence, page, at, end):
            end += 1
        if end == at or (bare and shape[at] != "W" and shape[end : end + 1] != "O"):
            break
        last = _complement_end(sentence, page, at, end)
    return last


def _complement_end(sentence: Sentence, page: Page, first: int, end: int) -> int:
    """Names are taken whole; of common words, in English, as far as the last party or the first."""
    shape = sentence.shape
    names = first
    while names < end and shape[names] in "WS":
        names += 1
    if names > first and "S" not in shape[first:names]:
        return names - 1
    if names > first:
        return end - 1
    if page.lexicon.language != "en":
        return end - 1
    head = _last_head(sentence, page, first, end)
    return end - 1 if head is None or end - first <= 3 else head


def span_of(sentence: Sentence, party: Party) -> tuple[int, int]:
    """Return the offsets of a party in the text, with a number in figures in front of it."""
    first = party.first
    if sentence.shape[first - 1 : first] == "#" and _DIGIT.search(sentence.items[first - 1].word):
        first -= 1
    return (sentence.items[first].start, sentence.items[party.last].end)


def is_naming(sentence: Sentence, page: Page, index: int) -> bool:
    """Tell whether an adjective or noun names the actor of the event it stands by."""
    item = sentence.items[index]
    return item.code in "wWPX" and (
        item.word in page.lexicon.tables["naming"] or demonym_country(item.word) is not None
    )


def named_by(sentence: Sentence, page: Page, party: Party) -> str | None:
    """Return the noun that a lone adjective stands for: “policial” the police, “Israeli” Israel."""
    if party.first != party.last:
        return None
    word = sentence.items[party.first].word
    code = demonym_country(word)
    if code is None:
        name = page.lexicon.tables["naming"].get(word)
        return name if name != word else None
    place = page.gazetteer.place(code.lower(), language=page.lexicon.language)
    return place.verbatim if place is not None else None
