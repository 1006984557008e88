"""Split text into sentences as spans, so that offsets stay those of the text."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files

from hechos.lang.lexicon import load_toml
from hechos.lang.names import WordKind, words_of
from hechos.records.base import LANGUAGES

_DATA = files("hechos.lang") / "data"
_BREAKS = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
_STOP = re.compile(rf"[.!?…{_BREAKS}]")
_MARK = re.compile(r"""[.!?…]+["'”’»)\]]*""")  # with the quotes that close after it
_BLANK_LOST = re.compile(r"""["“«]?[A-ZÀ-Þ][a-zà-ÿ]""")
_NEXT = re.compile(r"[\s\"'“”‘’«»(\[¿¡*–—-]*(\w*)")
_OPENING = re.compile(r"[\s\"'“”‘’«»(\[]")
_INITIAL = re.compile(r"(?:[^\W\d_]\.-?)?[A-ZÀ-Þ]$")
_LONGEST = 2_000  # characters; what runs on is cut, so that work on a sentence has an end
_CUTS = (re.compile(r"[;:,]\s"), re.compile(r"\s"))
_LIST_MARK = re.compile(r"(?:\d{1,3}|[a-zA-Z])$")


class StopKind(StrEnum):
    NEVER = "never"
    NUMBER = "number"
    EITHER = "either"


@dataclass(frozen=True, slots=True, kw_only=True)
class Abbreviation:
    form: str
    kind: StopKind
    example: str


@dataclass(frozen=True, slots=True)
class _Rules:
    stops: dict[str, StopKind]
    starters: frozenset[str]


@functools.cache
def _rules(language: str) -> _Rules:
    known = (language,) if language in LANGUAGES else LANGUAGES
    stops: dict[str, StopKind] = {}
    for one in known:
        for entry in load_toml(_DATA / f"abbreviations.{one}.toml", entry=Abbreviation):
            stops[entry.form] = entry.kind
    return _Rules(stops, words_of(WordKind.FUNCTION, language))


def split_sentences(text: str, *, language: str) -> tuple[tuple[int, int], ...]:
    """Return the sentences as (start, end), end exclusive, without blanks around them.

    A line break always ends one, and a run of over 2,000 characters is cut. What lies between
    two sentences is blank.
    """
    rules = _rules(language)
    spans: list[tuple[int, int]] = []
    start = done = 0
    for stop in _STOP.finditer(text):
        if stop.start() < done:
            continue
        mark = _MARK.match(text, stop.start())
        done = mark.end() if mark else stop.end()
        if mark is None or _is_end(text, start, mark, rules):
            _add(spans, text, start, done)
            start = done
    _add(spans, text, start, len(text))
    return tuple(spans)


def _add(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    while end - start > _LONGEST:
        cut = _cut(text, start)
        _add(spans, text, start, cut)
        start = cut
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    if left < len(piece):
        spans.append((start + left, start + len(piece.rstrip())))


def _cut(text: str, start: int) -> int:
    """Return where a run without an end is cut: after its last comma or blank in reach."""
    last = start + _LONGEST
    for mark in _CUTS:
        ends = [found.end() for found in mark.finditer(text, last - _LONGEST // 3, last)]
        if ends:
            return ends[-1]
    return last


def _is_end(text: str, start: int, mark: re.Match[str], rules: _Rules) -> bool:
    stop, end = mark.span()
    if end < len(text) and not text[end].isspace():
        is_word = text[max(start, stop - 2) : stop].isalpha() and text[stop - 1].islower()
        return is_word and _BLANK_LOST.match(text, end) is not None
    after = _NEXT.match(text, end)
    word = after.group(1) if after else ""
    if word[:1].islower():
        return False
    if mark.group()[0] != "." or end - stop > 1:
        return True
    token = _OPENING.split(text[max(start, stop - 24) : stop])[-1]
    if stop - len(token) == _line_start(text, start) and _LIST_MARK.match(token):
        return False
    return not _is_abbreviation(token, text[max(start, stop - 8) : stop], word, rules)


def _line_start(text: str, start: int) -> int:
    return start + len(text[start : start + 12]) - len(text[start : start + 12].lstrip())


def _is_abbreviation(token: str, before: str, word: str, rules: _Rules) -> bool:
    """Tell whether the stop after `token` ends no sentence, when `word` follows."""
    kind = rules.stops.get(token) or rules.stops.get(" ".join(before.split()[-2:]))
    if kind is StopKind.NEVER:
        return True
    if kind is StopKind.NUMBER:
        return word[:1].isdigit()
    if kind is StopKind.EITHER or token[-2:-1] == ".":
        return word != "" and word not in rules.starters
    return _INITIAL.match(token) is not None and word[:1].isalpha()
