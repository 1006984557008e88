"""Noun phrases over the classes of a sentence: one that begins at an item, one before it."""

from __future__ import annotations

import re

from hechos.coding.frames.phrases import Sentence

_NOUN_PHRASE = re.compile(
    r"[#EJ]{0,3}[wWPESX][wWPESXx]{0,6}(?:O[EwWPSXx]{1,7})?(?:C[EWP][wWPESX]{0,3})?"
)
_SUBJECT = re.compile(
    r"(?:^|[,;:.(){\-CRIVD\"])(?P<s>[#EJ]{0,3}[wWPESX]{1,8}(?:O[EwWPS]{1,5}){0,2}(?:C[EwWPSX]{1,8}){0,2})"
    r"(?:I[EwWPSX]{1,4}){0,2}(?:\([^()]{1,9}\))?(?:,[^,]{1,10},)?R?(?:[JH]|A[LJw]H)*$"
)
_NOUNS = ("w", "W", "P", "X", "n", "v")
_VERB_ENDS = ("ed", "ado", "ada", "ido", "ida", "ados", "adas", "idos", "idas", "ing")


def subject(sentence: Sentence, verb: int) -> tuple[int, int] | None:
    """Return the noun phrase before a verb, back to the start of its clause."""
    match = _SUBJECT.search(sentence.shape[:verb])
    if match is None:
        return None
    first, last = match.span("s")
    return (sentence.items[first].start, sentence.items[last - 1].end)


def noun_phrase(sentence: Sentence, start: int) -> tuple[int, int] | None:
    """Return the noun phrase that begins at an item."""
    match = _NOUN_PHRASE.match(sentence.shape, start)
    if match is None:
        return None
    end = _verb_in(sentence, start, match.end())
    return (sentence.items[start].start, sentence.items[end - 1].end)


def _verb_in(sentence: Sentence, start: int, end: int) -> int:
    """Return where a verb that no list knows ends the phrase: “the mill lasted an hour”."""
    for at in range(start + 2, end):
        item = sentence.items[at]
        goes_on = sentence.shape[at + 1 : at + 2]
        if item.code == "w" and item.word.endswith(_VERB_ENDS) and goes_on not in _NOUNS:
            return at
    return end
