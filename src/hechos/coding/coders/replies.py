"""Answers of a model held against the text: what is not there letter by letter is not taken.

Nothing but claims can come of an answer. Passages, numbers, dates and places are found in the text
and read by our own grammars; class, state, ids and maker are ours; a field that is not in the form
is not looked at.
"""

from __future__ import annotations

import dataclasses
import json
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from hechos.coding.build import Builder
from hechos.coding.coders.prompt import prompt
from hechos.coding.contents import mention_of
from hechos.coding.drafts import Draft
from hechos.coding.frames.document import Page, S
from hechos.coding.frames.phrases import Sentence
from hechos.coding.voice.attribution import Saying, Sayings, voice_of
from hechos.coding.voice.speakers import Memory, read_speaker
from hechos.coding.voice.stance import factuality_of, find_hedge, find_standard, polarity_of
from hechos.lang.numbers import NumberSpan
from hechos.records import (
    ActContent,
    Actor,
    AnyContent,
    Basis,
    Case,
    Claim,
    DiplomacyContent,
    Made,
    Mention,
    Place,
    Polarity,
    ProcedureContent,
    Quantity,
    StatusContent,
    When,
)
from hechos.records.ids import draw

Span = tuple[int, int]
VERSION = "1"
MOST = 200
_LONGEST = 600
_STANCES = {
    Polarity.AFFIRMED: "reports",
    Polarity.NEGATED: "reports",
    Polarity.DENIED: "denies",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a model answered about a stretch of a text. `request` is what it is found again by."""

    coder: str
    prompt: str
    request: str
    start: int
    end: int
    answer: str


@dataclass
class Tally:
    """What became of the claims of answers: `taken`, and by reason those that were `discarded` and
    the slots that were left empty because the text does not hold their words."""

    taken: int = 0
    discarded: dict[str, int] = field(default_factory=dict)
    emptied: dict[str, int] = field(default_factory=dict)

    def discard(self, reason: str) -> None:
        self.discarded[reason] = self.discarded.get(reason, 0) + 1

    def empty(self, slot: str) -> None:
        self.emptied[slot] = self.emptied.get(slot, 0) + 1

    def add(self, other: Tally) -> None:
        self.taken += other.taken
        for mine, theirs in ((self.discarded, other.discarded), (self.emptied, other.emptied)):
            for name, count in theirs.items():
                mine[name] = mine.get(name, 0) + count


def items_of(answer: str) -> list[Any] | None:
    """Return the claims of an answer, or None where it does not have the form."""
    try:
        plain = json.loads(answer)
    except (ValueError, RecursionError):
        return None
    found = plain.get("claims") if isinstance(plain, dict) else None
    return found if isinstance(found, list) else None


def claims_of_answers(
    answers: Sequence[Answer], page: Page, *, sayings: Sayings, case: Case
) -> tuple[tuple[Claim, ...], Tally]:
    """Return the claims of a text in reading order; `answers` are of one coder, one or more."""
    coder = answers[0].coder
    builder = Builder(page, sayings, case)
    builder.made = Made(by=coder, version=VERSION, at=page.text.made.at)
    tally = Tally()
    reader = _Reader(page, tally)
    for answer in answers:
        items = items_of(answer.answer)
        if items is None:
            tally.discard("the answer does not have the form asked for")
            continue
        for _ in items[MOST:]:
            tally.discard(f"more than {MOST} claims in one answer")
        builder.drafts += [
            draft for item in items[:MOST] if (draft := reader.read(item, answer)) is not None
        ]
    claims = tuple(_named_by(coder, claim, case) for claim in builder.claims())
    tally.taken = len(claims)
    return claims, tally


def _named_by(coder: str, claim: Claim, case: Case) -> Claim:
    """Give a claim the key of its coder, which no claim of the rules has (ADR 6)."""
    key = f"{claim.key}@{coder}"
    return dataclasses.replace(claim, key=key, id=draw(case.seed, claim.capture, "claim", key))


class _Discarded(Exception):  # noqa: N818 - no error: it is counted
    pass


@dataclass(frozen=True, slots=True)
class _Item:
    """One claim of an answer, and the answer, which is about a stretch of the text."""

    plain: dict[str, Any]
    answer: Answer

    @property
    def stretch(self) -> Span:
        return self.answer.start, self.answer.end

    def words(self, slot: str) -> str:
        value = self.plain.get(slot)
        return value if isinstance(value, str) and value.strip() else ""

    @property
    def polarity(self) -> Polarity:
        words = self.words("polarity")
        return Polarity(words) if words in tuple(Polarity) else Polarity.AFFIRMED


class _Reader:
    """Reads the claims of answers about one page."""

    def __init__(self, page: Page, tally: Tally) -> None:
        self.page = page
        self.tally = tally
        self.memory = Memory(page)

    def read(self, plain: Any, answer: Answer) -> Draft | None:
        """Return the draft of one claim of an answer, or None where it is discarded."""
        try:
            return self._draft(_Item(plain if isinstance(plain, dict) else {}, answer))
        except _Discarded as reason:
            self.tally.discard(str(reason))
            return None

    def _draft(self, item: _Item) -> Draft:
        code = item.words("type")
        if code not in prompt().kinds:
            raise _Discarded("the type is not one of the list")
        span = self._passage(item)
        number = self._number(item, span)
        at = (number.start, number.end) if number else span
        sentence = self._sentence(at)
        source = self._source(item, span)
        factuality, words = factuality_of(find_hedge(sentence, self.page, at), source)
        polarity = item.polarity
        if polarity is Polarity.AFFIRMED:
            polarity = polarity_of(sentence, self.page, at, source)
        return Draft(
            sentence=sentence,
            span=span,
            content=self._content(item, number, span),
            voice=voice_of(source, self.page),
            sayings=source,
            polarity=polarity,
            factuality=factuality,
            hedge=words,
            standard=find_standard(sentence, self.page, at),
            rule=f"model/{code}",
            because=self._because(item, span),
            trigger=at,
        )

    def _because(self, item: _Item, span: Span) -> str:
        model, asked = item.answer.coder.removeprefix("model:"), item.answer.prompt[:12]
        return (
            f"The model {model} (prompt {asked}) named "
            f"the words “{self.page.slice(*span)[:120]}”, which stand in the text."
        )

    def _passage(self, item: _Item) -> Span:
        quote = item.words("quote")
        if not quote or len(quote) > _LONGEST:
            raise _Discarded("there is no passage, or it is too long")
        start = self.page.body.find(quote, *item.stretch)
        if start < 0:
            raise _Discarded("the passage is not in the text letter by letter")
        return start, start + len(quote)

    def _sentence(self, at: Span) -> Sentence:
        found = _meeting(self.page.sentences, at)
        if not found:
            raise _Discarded("the passage is not in the running text")
        return found[0]

    def _number(self, item: _Item, span: Span) -> NumberSpan | None:
        """Return the number as our grammar reads it: a claim whose number is not in its passage,
        or is no count there, is not taken at all."""
        words = item.words("number")
        if not words:
            return None
        named = self._inside(words, span)
        if named is None:
            raise _Discarded("the number is not in the passage")
        for sentence in _meeting(self.page.sentences, named):
            for number in _meeting(sentence.numbers, named):
                whole = span[0] <= number.start and number.end <= span[1]
                if whole and number.kind in ("count", "share"):
                    return number
        raise _Discarded("the number is no count in the text")

    def _inside(self, words: str, span: Span) -> Span | None:
        start = self.page.body.find(words, *span) if words else -1
        return (start, start + len(words)) if start >= 0 else None

    def _nearest(self, item: _Item, slot: str, span: Span) -> Span | None:
        """Find a slot's words in the passage, else before it, else after it, in what was asked
        about."""
        words = item.words(slot)
        found = self._inside(words, span)
        if found is None and words:
            start = self.page.body.rfind(words, item.stretch[0], span[0])
            if start < 0:
                start = self.page.body.find(words, span[1], item.stretch[1])
            found = (start, start + len(words)) if start >= 0 else None
        return found

    def _party(self, item: _Item, slot: str, span: Span) -> tuple[Mention, ...]:
        words = item.words(slot)
        found = self._inside(words, span)
        if found is None:
            self._left_empty(item, slot)
            return ()
        return (mention_of(found, self.page),)

    def _left_empty(self, item: _Item, slot: str) -> None:
        if item.words(slot):
            self.tally.empty(slot)

    def _source(self, item: _Item, span: Span) -> list[Saying]:
        found = self._nearest(item, "source", span)
        speaker = read_speaker(found, self.page, self.memory, strict=False) if found else None
        if speaker is None or found is None:
            self._left_empty(item, "source")
            return []
        return [Saying(*span, speaker, "", stance=_STANCES[item.polarity], cue=found)]

    def _when(self, item: _Item, span: Span) -> When | None:
        found = self._nearest(item, "date", span)
        for sentence in _meeting(self.page.sentences, found) if found else ():
            for date in _meeting(sentence.dates, found or span):
                when: When = _placed(date.when, (date.start, date.end), span)
                return when
        self._left_empty(item, "date")
        return None

    def _where(self, item: _Item, span: Span) -> Place | None:
        found = self._nearest(item, "place", span)
        if found is None:
            self._left_empty(item, "place")
            return None
        words = self.page.slice(*found)
        unknown = Place(verbatim=words, path=words, start=found[0], end=found[1])
        spot = next(iter(_meeting(self.page.places, found)), None)
        place: Place = _placed(spot.place if spot else unknown, found, span)
        return place

    def _content(self, item: _Item, number: NumberSpan | None, span: Span) -> AnyContent:
        code = item.words("type")
        shared: dict[str, Any] = {
            "type": code,
            "quantity": _counted(number, prompt().counts[code]),
            "time": self._when(item, span),
            "place": self._where(item, span),
        }
        victims = self._party(item, "victims", span)
        actors = tuple(Actor(mention=party) for party in self._party(item, "actors", span))
        kind = prompt().kinds[code]
        if kind == "status":
            return StatusContent(subjects=victims, actors=actors, **shared)
        if kind == "procedure":
            return ProcedureContent(parties=victims, **shared)
        if kind == "diplomacy":
            return DiplomacyContent(**shared)
        return ActContent(victims=victims, actors=actors, **shared)


def _meeting(spans: Sequence[S], span: Span) -> list[S]:
    """Return those of the spans, sorted and apart, that have a character of `span`."""
    last = bisect_left(spans, span[1], key=lambda one: one.start)
    first = last
    while first > 0 and spans[first - 1].end > span[0]:
        first -= 1
    return list(spans[first:last])


def _placed(value: Any, found: Span, span: Span) -> Any:
    """Return a date or place as printed in the passage, or as taken over from outside it."""
    if span[0] <= found[0] and found[1] <= span[1]:
        return value
    return dataclasses.replace(value, basis=Basis.INHERITED)


def _counted(number: NumberSpan | None, counts: str) -> Quantity | None:
    if number is None:
        return None
    unit = "share" if number.kind == "share" else counts
    return dataclasses.replace(number.quantity, unit=unit)
