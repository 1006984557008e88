"""The subject of a verb: who stands before it in its own clause or in the one it joins."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from hechos.coding.frames.actors.parties import (
    Party,
    is_abbreviation,
    is_article,
    phrase_at,
    phrases_at,
)
from hechos.coding.frames.document import Page
from hechos.coding.frames.lexicons import Form
from hechos.coding.frames.phrases import Sentence
from hechos.lang.folding import fold_same_length
from hechos.lang.names import WordKind, words_of
from hechos.records import LANGUAGES

_BETWEEN = re.compile(r"(?:I?E?D|[JHZ]|A[LJw]H|A(?=J*H)|\")*$")
_HARD = frozenset(".;:(")
_BREAKS = frozenset(".;:(),-RV")
_PREPOSITIONS = frozenset("IZOB")
_IN_PHRASE = frozenset("wWPXSxEOJD#qv")
_DEPTH = 3
_BRACKET = 7


@dataclass(frozen=True, slots=True)
class Subject:
    """Who or what stands before a verb: parties, or items of another noun (`things`: first and
    last), or a pronoun that stands for one told before."""

    parties: tuple[Party, ...] = ()
    things: tuple[int, int] | None = None
    pronoun: int | None = None


NOBODY = Subject()


def subject_of(sentence: Sentence, page: Page, verb: int, depth: int = _DEPTH) -> Subject:
    """Return the subject of the verb at an item."""
    shape = sentence.shape
    at = _verb_start(sentence, page, verb)
    if at and shape[at - 1] == ")" and shape.rfind("(", 0, at) > at - _BRACKET:
        at = shape.rfind("(", 0, at)  # “the Front (FLN) killed”
    if at == 0 or depth == 0:
        return NOBODY
    kind = _BY_OPENING.get(shape[at - 1])
    if kind is not None:
        return kind(sentence, page, at - 1, depth)
    if is_saying(sentence, at - 1):
        return subject_of(sentence, page, at - 1, depth - 1)
    return _clause(sentence, page, at)


def _verb_start(sentence: Sentence, page: Page, verb: int) -> int:
    """Return the item where a verb with its auxiliaries, adverbs and dates begins."""
    words = page.lexicon.tables["agents"]["between_verb"]
    at = _before(sentence.shape, verb)
    while at and sentence.items[at - 1].word in (_calendar() | words):
        at -= 1
        while at and sentence.shape[at - 1] in "EIJ":
            at -= 1
        at = _before(sentence.shape, at)
    return at


def _before(shape: str, at: int) -> int:
    match = _BETWEEN.search(shape[:at])
    return match.start() if match is not None else at


@functools.cache
def _calendar() -> frozenset[str]:
    """Days and months of every language, folded."""
    return frozenset(
        fold_same_length(word)
        for language in LANGUAGES
        for word in words_of(WordKind.CALENDAR, language)
    )


def main_subject(sentence: Sentence, page: Page, at: int, depth: int = _DEPTH) -> Subject:
    """Return the subject that a gerund or a joined verb at an item shares."""
    return _opening(sentence, page, at) if depth else NOBODY


def is_saying(sentence: Sentence, index: int) -> bool:
    """Tell whether a word is a verb of saying, and no “is said to”."""
    item = sentence.items[index]
    if item.code not in "VLJwg" or sentence.shape[max(0, index - 1) : index] == "A":
        return False
    return any(cue[0].startswith("says/") and cue[1] == item.start for cue in sentence.cues)


def _relative(sentence: Sentence, page: Page, at: int, depth: int) -> Subject:
    """Return the guards in “guards who killed”; after a verb of saying, the one who says so."""
    end = at
    while end and sentence.shape[end - 1] in ',"':
        end -= 1
    if end and is_saying(sentence, end - 1):
        return subject_of(sentence, page, end - 1, depth - 1)
    return _clause(sentence, page, end)


def _pronoun(sentence: Sentence, page: Page, at: int, depth: int) -> Subject:
    """Return the army in “the army said it had killed”; others speak of somebody told before."""
    end = at
    while end and sentence.shape[end - 1] in 'R"':
        end -= 1
    if end and is_saying(sentence, end - 1):
        return subject_of(sentence, page, end - 1, depth - 1)
    return Subject(pronoun=at)


def _parenthesis(sentence: Sentence, page: Page, comma: int, depth: int) -> Subject:
    """Return what stands before the first comma: “the militia, which holds the port, killed”."""
    shape = sentence.shape
    opening = shape.rfind(",", 0, comma)
    tried = [_clause(sentence, page, end) for end in (opening, comma) if end > 0 and depth]
    first = _start(sentence, page, comma)
    if first and shape[first - 1] == "R":
        tried.append(_clause(sentence, page, first - 1))
    named = (one for one in tried if one.parties)
    return next(named, next((one for one in tried if one != NOBODY), NOBODY))


def _start(sentence: Sentence, page: Page, end: int, breaks: frozenset[str] = _BREAKS) -> int:
    """Return the first item of the clause that ends at an item."""
    at = end
    while at and not _opens(sentence, page, at - 1, breaks):
        at -= 1
    return at


def _opens(sentence: Sentence, page: Page, index: int, breaks: frozenset[str]) -> bool:
    code = sentence.shape[index]
    return (
        (code in breaks and not is_abbreviation(sentence, index))
        or (code == "I" and sentence.items[index].word in page.lexicon.tables["agents"]["joins"])
        or is_saying(sentence, index)
    )


def _clause(sentence: Sentence, page: Page, end: int) -> Subject:
    """Return the last phrase of the clause that no preposition opens; of several, a party."""
    first = _start(sentence, page, end)
    groups = _groups(sentence, page, first, end)
    is_relative = first > 1 and sentence.shape[first - 1] == "R"
    if is_relative and not (
        is_saying(sentence, first - 2) or any(group.parties for group in groups)
    ):
        return _clause(sentence, page, first - 1)  # “guards who seized the port killed”
    if not groups:
        return NOBODY
    last = groups[-1]
    if last.things is None or _is_event(sentence, page, last.things):
        return last
    before = groups[-2].parties if len(groups) > 1 else ()
    if last.things[1] == end - 1 and not _is_joined(sentence, before, last.things[0]):
        return last
    return next((group for group in reversed(groups) if group.parties), last)


def _is_event(sentence: Sentence, page: Page, things: tuple[int, int]) -> bool:
    words = page.lexicon.words["events"]
    return any(item.word in words for item in sentence.items[things[0] : things[1] + 1])


def _is_joined(sentence: Sentence, parties: tuple[Party, ...], at: int) -> bool:
    """Tell whether a noun goes on with a party: “the head of the army and security services”."""
    return bool(parties) and sentence.shape[parties[-1].last + 1 : at].strip("E") == "C"


def _groups(sentence: Sentence, page: Page, first: int, end: int) -> list[Subject]:
    """Return the phrases of a clause in order, those after prepositions left out."""
    shape = sentence.shape
    found: list[Subject] = []
    at = first
    while at < end:
        code = shape[at]
        if code in _PREPOSITIONS and not is_article(sentence, page, at):
            at = _after_phrase(sentence, page, at, end)
            continue
        parties = phrases_at(sentence, page, at, end)
        if parties:
            found.append(Subject(parties=parties))
            at = parties[-1].last + 1
        elif code in "wWXnmo" and (stop := _noun_end(shape, at, end)) > at:
            found.append(Subject(things=(at, stop - 1)))
            at = stop
            if _ends_in_preposition(sentence, page, stop - 1):  # “the raid on the mill”
                at = _after_phrase(sentence, page, stop - 1, end)
        else:
            at += 1
    return found


def _ends_in_preposition(sentence: Sentence, page: Page, index: int) -> bool:
    word = sentence.items[index].word
    last = word.rpartition(" ")[2]
    is_open = last in page.lexicon.tables["agents"]["between"]
    return last != word and not is_open and page.lexicon.classes.get(last, "") in tuple("IOZ")


def _noun_end(shape: str, at: int, end: int) -> int:
    while at < end and shape[at] in "wWXnmoSx":
        at += 1
    return at


def _after_phrase(sentence: Sentence, page: Page, at: int, end: int) -> int:
    """Return the item after a preposition and its phrase; a date ends it, and so does the end."""
    shape = sentence.shape
    start = at
    at += 1
    agents = page.lexicon.tables["agents"]
    inside = _IN_PHRASE | {"C"} if sentence.items[start].word in agents["between"] else _IN_PHRASE
    while at < end and shape[at] in inside:
        if shape[at] == "D" or sentence.items[at].word in _calendar():
            return at + 1
        at += 1
    if at < end or shape[start] != "I":
        return at
    if sentence.items[start].word in agents["then"]:
        return start + 1  # “after guards killed”
    return _adjacent(sentence, page, end)


def _adjacent(sentence: Sentence, page: Page, end: int) -> int:
    """“In Lima rebels killed”: a party of common words after the name of a place is not of its
    phrase; return where it begins, else the end."""
    first = end
    while first and sentence.shape[first - 1] in "wP":
        first -= 1
    before = sentence.items[first - 1] if first else None
    is_place = before is not None and any(s.end == before.end for s in sentence.places)
    return first if is_place and phrase_at(sentence, page, first, end) else end


def _opening(sentence: Sentence, page: Page, end: int) -> Subject:
    """Return the phrase that opens the nearest clause before: the subject that verbs share."""
    at = end
    while at > 0:
        first = _start(sentence, page, at, _BREAKS - {"V"})
        if first and sentence.shape[first - 1] == "R" and not is_saying(sentence, first - 2):
            at = first - 1
            continue
        found = _first(sentence, page, first, at)
        if found is not None:
            return found
        if first == 0 or sentence.shape[first - 1] in _HARD:
            return NOBODY
        at = first - 1
    return NOBODY


def _first(sentence: Sentence, page: Page, first: int, end: int) -> Subject | None:
    shape = sentence.shape
    at = first
    if shape[first] in "gm" and isinstance(sentence.items[first].payload, Form):
        return None  # “killing two and wounding three”: another clause of the same subject
    while at < end:
        code = shape[at]
        if code in _PREPOSITIONS and not is_article(sentence, page, at):
            at = _after_phrase(sentence, page, at, end)
        elif code == "Y":
            return Subject(pronoun=at)
        elif code in "EJ#DCZ" and not phrase_at(sentence, page, at, end):
            at += 1
        else:
            parties = phrases_at(sentence, page, at, end)
            if parties:
                return Subject(parties=parties)
            stop = _noun_end(shape, at, end)
            return Subject(things=(at, stop - 1)) if stop > at else None
    return None


_BY_OPENING = {"R": _relative, "C": main_subject, ",": _parenthesis, "Y": _pronoun}
