"""Voices across sentences: “The figures come from …”, “Of these, …”, hearsay, quotations."""

from __future__ import annotations

import dataclasses
import itertools
import re

from hechos.coding.frames.document import Page, between
from hechos.coding.frames.phrases import Sentence
from hechos.coding.voice.memory import Memory
from hechos.coding.voice.sayings import Saying, Sayings, Verb
from hechos.coding.voice.speakers import read_speaker
from hechos.coding.voice.subjects import item_at
from hechos.coding.voice.verbs import Quotes, make

_START = 3
_LAST = 8
_NEAR = 2
_STOP = re.compile(r"[.;:(\"]|,")
_ADVERBS = ("ly", "mente")
_GAP = 8
_COLON = re.compile(r"[EwWPOI]{1,7}(?=:)")
_CLOSING = re.compile(r"[:\-](?P<s>[EwWP]{1,5})\.?$")


def going_on(sentence: Sentence, page: Page, sayings: Sayings, start: int) -> list[Saying]:
    """“Of these, …” opens a sentence that goes on with what the last one told."""
    if start - sentence.start > _START or not sentence.index:
        return []
    before = page.sentences[sentence.index - 1]
    return [
        _again(said, sentence)
        for said in sayings.all[-_LAST:]
        if before.start <= said.cue[0] < before.end and said.end >= before.end - 2
    ]


def _again(said: Saying, sentence: Sentence) -> Saying:
    here = (sentence.start, sentence.start)
    return dataclasses.replace(
        said, start=sentence.start, end=sentence.end, cue=here, sentence=sentence.index
    )


def giving_back(sentence: Sentence, page: Page, sayings: Sayings, memory: Memory) -> Saying | None:
    """Read “The figures come from X.”, which says who gave what the sentence before told."""
    match = page.lexicon.tables["returns"].match(page.folded, sentence.start, sentence.end)
    if match is None or not sentence.index:
        return None
    before = page.sentences[sentence.index - 1]
    if any(said.sentence == before.index for said in sayings.all[-_LAST:]):
        return None
    stop = _STOP.search(page.folded, match.end(), sentence.end)
    span = (match.end(), stop.start() if stop else sentence.end)
    speaker = read_speaker(span, page, memory, strict=True)
    if speaker is None:
        return None
    cues = [c for c in sentence.cues if c[0].startswith(("says/", "done/")) and c[1] < match.end()]
    kind, start, end = cues[-1] if cues else ("/reports", sentence.start, match.end())
    verb = Verb(start, end, kind.partition("/")[2], item_at(sentence, start), 0)
    said = make(speaker, (before.start, sentence.end), verb, sentence, page=page)
    said.end = sentence.end
    return said


def quote_going_on(sentence: Sentence, sayings: Sayings, memory: Memory, quotes: Quotes) -> bool:
    """Give a quoted sentence without a verb of its own to the last speaker."""
    said: Saying | None = memory.saying
    if said is None or sentence.index - memory.told > _NEAR:
        return False
    within = any(a <= sentence.start + 1 and b >= sentence.end - 2 for a, b in quotes)
    if not within:
        return False
    sayings.all.append(_again(said, sentence))
    memory.told = sentence.index
    return True


def add_hearsay(sayings: Sayings, page: Page) -> None:
    """Give hearsay that stands between two sayings of one voice to that voice.

    “Guards reportedly beat …” after what an official said, and before the official goes on."""
    told = [s for s in sayings.all if not s.depth]
    for said, after in itertools.pairwise(told):
        gap = page.sentences[said.sentence + 1 : after.sentence]
        if said.speaker.name != after.speaker.name or not 0 < len(gap) <= _GAP:
            continue
        if any(_is_heard(sentence, page) for sentence in gap):
            sayings.all.extend(_again(said, sentence) for sentence in gap if sentence.has_act)


def _is_heard(sentence: Sentence, page: Page) -> bool:
    if any(
        kind == "hedge/reported"
        or (kind == "hedge/alleged" and page.folded[start:end].endswith(_ADVERBS))
        for kind, start, end in sentence.cues
    ):
        return True
    pattern = page.lexicon.tables["hearsay"]
    return (
        pattern is not None
        and pattern.search(page.folded, sentence.start, sentence.end) is not None
    )


def headed(sentence: Sentence, page: Page, memory: Memory) -> Saying | None:
    """Read “The union: 12 were held” and, in a headline, “12 held: union”."""
    items = sentence.items
    match = _COLON.match(sentence.shape)
    if match is not None and match.end() < len(items) - 2:
        span, scope = (0, match.end()), (items[match.end()].end, sentence.end)
    else:
        match = _CLOSING.search(sentence.shape) if sentence.index == 0 else None
        if match is None:
            return None
        span, scope = match.span("s"), (sentence.start, items[match.start()].start)
    words = (items[span[0]].start, items[span[1] - 1].end)
    speaker = read_speaker(words, page, memory, strict=True)
    if speaker is None or speaker.kind == "report" or between(page.places, *words):
        return None
    verb = Verb(words[1], words[1], "reports", span[1], span[1])
    return make(speaker, scope, verb, sentence, page=page)
