"""Refuse a sentence that says more than what it is bound to (R-REP-1, R-REP-6)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from hechos.lang.dates import DateSpan, find_dates
from hechos.lang.edtf import earliest_latest
from hechos.lang.folding import fold
from hechos.lang.names import find_names, same_name
from hechos.lang.numbers import NumberSpan, find_numbers
from hechos.records import LANGUAGES, Binding, Bound, Quantity, Sentence
from hechos.reporting.findings.held import COUNTED, Held

_DIGIT = re.compile(r"\d")
_DIGITS = re.compile(r"\d[\d.,:/\u00a0]*\d|\d")
_WORD = re.compile(r"\w[\w'’.-]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Why a sentence is refused. `sentence` counts from 1; `start` and `end` are of the words in
    question, equal where the sentence as a whole is meant."""

    sentence: int
    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """Words of a sentence that need a record behind them."""

    start: int
    end: int
    words: str
    kind: str


def needs_of(text: str, language: str) -> tuple[Need, ...]:
    """Return the numbers, dates and names of a sentence, in order; none overlap."""
    if language not in LANGUAGES:
        return ()
    found: list[Need] = []
    for start, end, kind in _found(text, language):
        if all(end <= n.start or n.end <= start for n in found):
            found.append(Need(start=start, end=end, words=text[start:end], kind=kind))
    return tuple(sorted(found, key=lambda n: n.start))


def _found(text: str, language: str) -> Iterator[tuple[int, int, str]]:
    for day in find_dates(text, language=language):
        yield day.start, day.end, "date"
    for number in find_numbers(text, language=language):
        if number.kind in COUNTED:
            yield number.start, number.end, "number"
    for name in find_names(text, language=language):
        yield name.start, name.end, "name"
    for digits in _DIGITS.finditer(text):
        yield digits.start(), digits.end(), "name"
    for digit in _DIGIT.finditer(text):  # what is left where a name ends inside a number ("X1.1")
        yield digit.start(), digit.end(), "name"


def check_sentence(
    sentence: Sentence, held: Mapping[str, Held], *, language: str, place: int = 1
) -> list[Problem]:
    """Return what is wrong with a sentence: what it prints without a record behind it, and what
    its bound words say that the record does not."""

    def problem(start: int, end: int, reason: str) -> Problem:
        return Problem(sentence=place, start=start, end=end, reason=reason)

    text = sentence.text
    if not text.strip():
        return [problem(0, 0, "The sentence is empty.")]
    if not sentence.bindings and not sentence.connecting:
        return [
            problem(
                0,
                0,
                "Nothing stands behind this sentence. Bind it to a claim, figure, party or "
                "incident, or mark it as connecting text.",
            ),
            *_unbound(sentence, language, place),
        ]
    found = _unbound(sentence, language, place)
    for binding in sentence.bindings:
        reason = wrong_binding(binding, text, held.get(binding.to), language)
        if reason:
            found.append(problem(binding.start, binding.end, reason))
    return sorted(found, key=lambda p: (p.start, p.end))


def _unbound(sentence: Sentence, language: str, place: int) -> list[Problem]:
    covered = [(b.start, b.end) for b in sentence.bindings if b.words]
    words = {"number": "number", "date": "date", "name": "name"}
    return [
        Problem(
            sentence=place,
            start=need.start,
            end=need.end,
            reason=f"The {words[need.kind]} “{need.words}” leads to no passage. Bind it to the "
            "record that holds it, or write the sentence without it.",
        )
        for need in needs_of(sentence.text, language)
        if not _is_covered(need, sentence.text, covered)
    ]


def _is_covered(need: Need, text: str, covered: Sequence[tuple[int, int]]) -> bool:
    """Tell whether each part that counts is bound: digits, else words with a capital, else any."""
    parts = [(m.start(), m.end()) for m in _DIGITS.finditer(text, need.start, need.end)]
    if need.kind == "name" and not parts:
        words = _WORD.finditer(text, need.start, need.end)
        parts = [(m.start(), m.end()) for m in words if m.group()[0].isupper()]
    if not parts:
        return any(start < need.end and need.start < end for start, end in covered)
    return all(any(s <= a and b <= e for s, e in covered) for a, b in parts)


def kind_of(words: str, start: int, text: str, *, language: str, held: Held) -> str:
    """Return what bound words are: a number, a date, a place or a name."""
    if not words:
        return "statement"
    end = start + len(words)
    for need in needs_of(text, language):
        if need.kind != "name" and need.start < end and start < need.end:
            return need.kind
    return "place" if _is_place(words, held) and not _is_name(words, held) else "name"


def wrong_binding(binding: Binding, text: str, held: Held | None, language: str) -> str:
    """Return why the words of a binding are not what its record says; "" where they are."""
    if held is None:
        return f"What “{binding.words or text}” is bound to is not in the case any more."
    if text[binding.start : binding.end] != binding.words:
        return f"“{binding.words}” does not stand in the sentence any more."
    match binding.kind:
        case "number":
            return _wrong_number(binding, text, held, language)
        case "date":
            return _wrong_date(binding, text, held, language)
        case "statement":
            return ""
        case _:
            fits = _is_name(binding.words, held) or _is_place(binding.words, held)
            return (
                ""
                if fits
                else (f"“{binding.words}” stands neither in {held.label} nor in its passages.")
            )


def _wrong_number(binding: Binding, text: str, held: Held, language: str) -> str:
    said = _number_at(binding, text, language)
    if said is None:
        return f"“{binding.words}” is no number that can be compared with {held.label}."
    if not held.numbers:
        return f"{held.label} holds no number."
    reasons = [misfit(said, one) for one in held.numbers]
    return "" if "" in reasons else reasons[0]


def _number_at(binding: Binding, text: str, language: str) -> Quantity | None:
    spans: list[NumberSpan] = [
        n
        for n in find_numbers(text, language=language)
        if n.kind in COUNTED and n.start < binding.end and binding.start < n.end
    ]
    return spans[0].quantity if len(spans) == 1 else None


def misfit(said: Quantity, holds: Quantity) -> str:
    """Return why a sentence may not print an amount for what a source says; "" where it may.

    A bound is kept: "at least 27" is no 27. The other way is allowed: of 27 one may say that they
    are at least 27."""
    source = holds.verbatim or str(holds.point)
    if (said.unit == "share") != (holds.unit == "share"):
        return f"The sentence says “{said.verbatim}”, the source “{source}”: one is a percentage."
    if _ends(said) == _ends(holds) and said.point == holds.point:
        return ""
    if said.point != holds.point:
        return f"The sentence says “{said.verbatim}”, the source says “{source}”."
    weaker = said.bound in (Bound.AT_LEAST, Bound.AT_MOST)
    if holds.bound is Bound.EXACT and weaker:
        return ""
    return (
        f"The source says “{source}”, and the sentence “{said.verbatim}”: its bound has to be kept."
    )


def _ends(quantity: Quantity) -> tuple[object, ...]:
    about = quantity.bound in (Bound.ABOUT, Bound.NEARLY, Bound.VAGUE)
    return quantity.low, quantity.high, quantity.low_open, quantity.high_open, about


def _wrong_date(binding: Binding, text: str, held: Held, language: str) -> str:
    spans: list[DateSpan] = [
        d
        for d in find_dates(text, language=language)
        if d.start < binding.end and binding.start < d.end
    ]
    if not spans:
        return f"“{binding.words}” is no date that can be compared with {held.label}."
    said = spans[0].when.edtf
    if any(_covers(said, one) for one in held.dates):
        return ""
    known = ", ".join(held.dates) or "no date"
    return f"The sentence says “{binding.words}”, and {held.label} holds {known}."


def _covers(said: str, holds: str) -> bool:
    """Tell whether a date as said takes in the one that is held: a month may stand for its day,
    never a day for its month."""
    if said == holds or (said.startswith("XXXX-") and holds[4:] == said[4:]):
        return True
    (a_low, a_high), (b_low, b_high) = earliest_latest(said), earliest_latest(holds)
    if (a_low is None and a_high is None) or (b_low is None and b_high is None):
        return False
    starts = a_low is None or (b_low is not None and a_low <= b_low)
    return starts and (a_high is None or (b_high is not None and b_high <= a_high))


def _is_name(words: str, held: Held) -> bool:
    plain = fold(words)
    if any(plain == fold(name) or same_name(words, name) for name in held.names):
        return True
    pattern = re.compile(rf"(?<!\w){re.escape(plain)}(?!\w)")
    return any(pattern.search(fold(quote)) for quote in held.quotes)


def _is_place(words: str, held: Held) -> bool:
    plain = fold(words)
    return any(plain in {fold(p), *(fold(s.strip()) for s in p.split(","))} for p in held.places)
