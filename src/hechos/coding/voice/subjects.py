"""Noun phrases beside a verb of saying, and how far the verb reaches."""

from __future__ import annotations

import re
from bisect import bisect_left

from hechos.coding.frames.document import Page
from hechos.coding.frames.phrases import Item, Sentence
from hechos.coding.voice.sayings import Verb
from hechos.lang.dates import DateSpan

_SPEECH = 16  # letters of the shortest clause that may be speech
_TAIL = 8
_FAR = 60  # items before a verb that its subject may span
_ASIDE = 5
_INTRO = 14
_ADVERB = 6
_TRIES = 3

_NP = r"[#EJxYZ]{0,2}[wWPESYxXnmLvqo]{1,9}"
_SUBJECT = re.compile(
    rf"(?P<s>(?:{_NP})(?:(?:O|I|C|,C|[wpb]?B)[EwWPSX#xvnq]{{1,7}}){{0,4}}"
    rf"(?:,[EJ]?[^,.;\"]{{2,28}},|-[^-.;\"]{{2,36}}-|\([^)]{{1,12}}\)){{0,2}})"
    rf"(?:,?R)?(?:,(?:I[wWED]{{1,4}}|J),)?(?:I?E{{0,2}}D)?[JH]{{0,3}}$"
)
_AFTER = re.compile(
    r"(?:J|I?E{0,2}D|,){0,3}"
    r"(?P<s>[#EJxYZ]{0,2}[wWPESYxXnmLvqoa]{1,9}(?:(?:O|I|[wpb]?D?B|C|\([wWE]{1,3}\))[EwWPSX#xv]{1,7}"
    r"|,[EJ]?[wWPS]{1,7}(?:O[EwWPS]{1,5})?(?=[,.\"]|$)){0,3})"
)
_APPOSED = re.compile(r",(?P<s>[EJ]?[wWPESOI]{1,12}),$")


def item_at(sentence: Sentence, offset: int) -> int:
    """Return the index of the first item that starts at the offset or after it."""
    return bisect_left(sentence.items, offset, key=lambda item: item.start)


def subject_before(sentence: Sentence, verb: int) -> tuple[int, int] | None:
    """Return the noun phrase before a verb, back to the start of its clause."""
    last = item_at(sentence, verb)
    while last and sentence.items[last - 1].code == "w" and _is_adverb(sentence.items[last - 1]):
        last -= 1
    match = _SUBJECT.search(sentence.shape, max(0, last - _FAR), last)
    if match is None or match.start("s") == match.end("s"):
        return None
    return _span(sentence, match)


def _is_adverb(item: Item) -> bool:
    return len(item.word) > _ADVERB and item.word.endswith(("ly", "mente"))


def apposed_before(sentence: Sentence, verb: int) -> tuple[int, int] | None:
    """Return the last part between commas before a verb: “…, a doctor in the town, said”."""
    last = item_at(sentence, verb)
    match = _APPOSED.search(sentence.shape, max(0, last - _FAR), last)
    return _span(sentence, match) if match is not None else None


def after_prepositions(
    sentence: Sentence, page: Page, span: tuple[int, int]
) -> list[tuple[int, int]]:
    """Return what follows each preposition of a phrase: “a year after | the report by X”; but
    “photos printed in the press show” are said by no press."""
    first, last = item_at(sentence, span[0]), item_at(sentence, span[1])
    comma = sentence.shape.find(",", first, last)
    if comma > 0 and sentence.shape[:1] == "I":  # “On Friday, | seven unions – A and B –”
        return [(sentence.items[comma].end, span[1])]
    found = []
    for at in range(first, comma if comma > 0 else last):
        done = at > first and sentence.items[at - 1].word.endswith(page.lexicon.participle_endings)
        if sentence.shape[at] == "I" and not done:
            found.append((sentence.items[at].end, span[1]))
    return found[:_TRIES]


def phrase_after(sentence: Sentence, end: int) -> tuple[int, int] | None:
    first = item_at(sentence, end)
    match = _AFTER.match(sentence.shape, first) if first < len(sentence.items) else None
    return _span(sentence, match) if match is not None else None


def _span(sentence: Sentence, match: re.Match[str]) -> tuple[int, int]:
    items = sentence.items
    return (items[match.start("s")].start, items[match.end("s") - 1].end)


def scope_of(
    sentence: Sentence, page: Page, before: tuple[int, int], verb: Verb
) -> tuple[int, int] | None:
    """Return what a verb covers: what stands before the speaker, after the verb, or all."""
    after = verb.end
    head = page.folded[sentence.start : before[0]].strip()
    tail = page.folded[after : sentence.end].strip(' ."')
    speech_first = head.endswith((",", '"', "-")) and len(head) >= _SPEECH
    if speech_first and '"' in head[-3:]:
        return (sentence.start, sentence.end)
    if speech_first and is_aside(sentence, after):
        return (sentence.start, sentence.end)
    if speech_first and _is_told(page, verb) and " that " not in tail:
        return (sentence.start, sentence.end)
    if len(tail) >= _TAIL:
        return (after, sentence.end)
    if len(head) >= _SPEECH and (speech_first or verb.stance not in ("denies", "disputes")):
        return (sentence.start, before[0])
    return None


def _is_told(page: Page, verb: Verb) -> bool:
    return page.lexicon.language == "en" and page.folded.startswith(("told", "tell"), verb.start)


def is_aside(sentence: Sentence, after: int) -> bool:
    """Whether the verb opens no clause of its own: a date, a place, a comma or the end follows."""
    at = item_at(sentence, after)
    return at == len(sentence.items) or sentence.items[at].code in "DI,.;x"


def said_at(
    sentence: Sentence,
    page: Page,
    verb: Verb,
    speaker: tuple[int, int],
    *,
    scope: tuple[int, int],
) -> DateSpan | None:
    """Return the date of the saying: beside the verb or the speaker, or in “In a note of …”."""
    reports = page.lexicon.speakers["report"]
    for date in sentence.dates:
        if 0 <= verb.start - date.end <= _ASIDE and date.start >= speaker[1]:
            return date
        if date.end <= speaker[0] and verb.start < scope[0]:
            intro = page.folded[sentence.start : date.start]
            words = intro.split()
            if len(words) <= _INTRO and "," not in intro and not reports.isdisjoint(words):
                return date
        if scope[0] <= date.start < min(scope[1], verb.start):
            continue
        if _is_beside(sentence, date, verb, speaker):
            return date
    return None


def _is_beside(sentence: Sentence, date: DateSpan, verb: Verb, speaker: tuple[int, int]) -> bool:
    if date.start < verb.end:
        return False
    between = [i for i in sentence.items if verb.end <= i.start and i.end <= date.start]
    outside = [i for i in between if i.start >= speaker[1] or i.start < speaker[0]]
    return len(outside) <= _ASIDE and all(item.code in "IEwOXJ" for item in outside)
