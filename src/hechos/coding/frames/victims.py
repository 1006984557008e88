"""Whom an act is done to, where no number counts them: its object, its subject, its owner."""

from __future__ import annotations

import re

from hechos.coding.frames.document import Page
from hechos.coding.frames.means import apart
from hechos.coding.frames.nouns import noun_phrase, subject
from hechos.coding.frames.phrases import Sentence

_PART_OF = r"(?:[OI]E?[wWPSXx]{1,4}){0,2}"
_PASSIVE = re.compile(
    r"(?P<s>[EJ]{0,2}[wWPSX]{1,6}" + _PART_OF + r"(?:(?:,E?[wWPSX]{1,5}){0,4},?CE?[wWPSX]{1,6})?)"
    r"(?:,[^,.;]{1,14})?,?R?[JH]*A[JH]*(?:wC[JH]*)?$"
)
_OWNER = re.compile(r"(?P<s>E?[wWP]{1,7})S[wJ]{0,2}$")
_OBJECT = re.compile(r"Z?(?=[EWP])")
_OBJECT_THING = re.compile(r"Z?(?=[EWPwX])")
_OF = re.compile(r"\"?(?:C\"?[wJ]*[nmo]\"?)?O(?=[EwWPSX])")
_AIMED = re.compile(r"J*I(?=[EwWPSX])")
_AIMING = (" on", " against", " of", " upon", " to", " for")


def find_victims(sentence: Sentence, page: Page, index: int) -> tuple[tuple[int, int], ...]:
    """Return whom or what the act at `index` is done to, each party of a list for itself."""
    span = _done_to(sentence, page, index)
    return apart(sentence, span) if span is not None else ()


def _done_to(sentence: Sentence, page: Page, index: int) -> tuple[int, int] | None:
    shape, items = sentence.shape, sentence.items
    code = items[index].code
    of_things = items[index].payload.entry.objects == "things"
    passive = _PASSIVE.search(shape[:index]) if code in "pbqdo" else None
    if code in "nmo" and passive is None:
        link = _after_noun(sentence, page, index, of_things=of_things)
        if link is None:
            whose = _whose(sentence, page, index) if not of_things else None
            if whose is not None or code != "o":
                return whose
        else:
            return noun_phrase(sentence, link)
    if passive is not None:
        first, last = passive.span("s")
        return (items[first].start, items[last - 1].end)
    if code in "abo":
        match = (_OBJECT_THING if of_things else _OBJECT).match(shape, index + 1)
        return noun_phrase(sentence, match.end()) if match else None
    if code == "g":
        match = _OBJECT.match(shape, index + 1)
        return noun_phrase(sentence, match.end()) if match else None
    return subject(sentence, index) if code == "d" else None


def _whose(sentence: Sentence, page: Page, index: int) -> tuple[int, int] | None:
    """“Ana Ruiz’s murder”: the person it was done to; a party that acts did it: “the army’s”."""
    match = _OWNER.search(sentence.shape[:index])
    if match is None:
        return None
    first, last = match.span("s")
    owner = sentence.items[last - 1]
    is_agent = owner.word in page.lexicon.words["agents"]
    if is_agent or owner.code not in "PW":
        return None
    return (sentence.items[first].start, owner.end)


def _after_noun(sentence: Sentence, page: Page, index: int, *, of_things: bool) -> int | None:
    """Return where the words begin that say whom or what the act named by a noun is done to."""
    shape, items = sentence.shape, sentence.items
    if items[index].word.endswith(_AIMING):
        return index + 1 if shape[index + 1 : index + 2] in tuple("EwWPSX") else None
    match = _OF.match(shape, index + 1)
    if match is None and of_things:
        match = _AIMED.match(shape, index + 1)
        if match and items[match.end() - 1].word not in page.lexicon.words["aims"]:
            match = None
    return match.end() if match else None
