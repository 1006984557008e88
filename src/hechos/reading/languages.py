"""Which language a text is in, and which of its paragraphs are in another."""

from __future__ import annotations

import dataclasses
import functools
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from hechos.reading.rules import load_table
from hechos.reading.segments import Line
from hechos.records import Segment, SegmentKind, Text

_WORD = re.compile(r"[^\W\d_]+")
_SAMPLE = 6_000


def find_language(lines: tuple[Line, ...], coded: tuple[str, ...]) -> str:
    """Return the language of a text (ISO 639-1), “und” where it has no words.

    Function words decide where they are clear; else the model of py3langid does, over all its
    languages where the text is long, over the coded ones where it is too short for that."""
    prose = [line.text for line in lines if not line.furniture] or [line.text for line in lines]
    sample = "\n".join(prose)[:_SAMPLE]
    words = Counter(_WORD.findall(sample.lower()))
    if not words:
        return "und"
    table = load_table("languages.toml")
    shares = sorted(
        (sum(words[w] for w in listed) / words.total(), language)
        for language, listed in _function_words().items()
    )
    (second, _), (best, language) = shares[-2:]
    if best >= table["least_share"] and best >= table["lead"] * second:
        return language
    return _by_model(sample, coded if words.total() < 20 else ())


def load_model() -> None:
    """Load the statistical model of languages now and not with the first text that needs it."""
    _by_model("", ())


def _by_model(sample: str, among: tuple[str, ...]) -> str:
    import py3langid

    ranked = [str(language) for language, _ in py3langid.rank(sample)]
    return next((language for language in ranked if not among or language in among), "und")


@functools.cache
def _function_words() -> dict[str, tuple[str, ...]]:
    words: dict[str, str] = load_table("languages.toml")["words"]
    return {language: tuple(listed.split()) for language, listed in words.items()}


@functools.cache
def _languages_of() -> dict[str, tuple[str, ...]]:
    """Map each function word to the languages that have it."""
    found: dict[str, list[str]] = {}
    for language, listed in _function_words().items():
        for word in listed:
            found.setdefault(word, []).append(language)
    return {word: tuple(languages) for word, languages in found.items()}


def told_apart(segments: Sequence[Segment], body: str, language: str) -> tuple[Segment, ...]:
    """Return the segments, with the language of those that are clearly not in the text's own.

    A quotation has the language of the paragraph that holds it; short segments are not judged.
    """
    done: list[Segment] = []
    within = Segment(kind=SegmentKind.BODY, start=0, end=0)
    for segment in segments:
        if segment.kind is SegmentKind.QUOTATION and segment.end <= within.end:
            other = within.language
        else:
            other = _other_language(body[segment.start : segment.end], language)
            within = dataclasses.replace(segment, language=other)
        done.append(dataclasses.replace(segment, language=other) if other else segment)
    return tuple(done)


def _other_language(paragraph: str, language: str) -> str:
    words = _WORD.findall(paragraph.lower())
    table = load_table("languages.toml")
    if len(words) < table["least_words"] or language not in _function_words():
        return ""
    tongues = _languages_of()
    votes = Counter(tongue for word in words for tongue in tongues.get(word, ()))
    best, most = max(votes.items(), key=lambda pair: (pair[1], pair[0]), default=("", 0))
    is_clear = most >= max(table["least_share"] * len(words), votes[language] + table["ahead"])
    return best if is_clear and most > table["apart"] * votes[language] else ""


def foreign(text: Text, coded: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield (code, sentence) for a text or paragraphs that no rules of coding can read; a table of
    values alone has no language, and nothing of it waits for rules."""
    known = ", ".join(coded)
    values = text.segments and all(s.kind is SegmentKind.CELL for s in text.segments)
    if text.language not in coded and not values:
        sentence = f"The text is kept, and nothing in its language, “{text.language}”, is coded"
        yield "language", f"{sentence}: there are rules for {known}."
    others = Counter(
        segment.language
        for segment in text.segments
        if segment.language and segment.language not in coded
    )
    for language, count in sorted(others.items()):
        paragraphs = "paragraph is" if count == 1 else "paragraphs are"
        sentence = f"{count} {paragraphs} in the language “{language}”, kept and not coded"
        yield "language", f"{sentence}: there are rules for {known}."
