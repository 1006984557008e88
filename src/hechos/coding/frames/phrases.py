"""A sentence as a row of items, each of one class, so that frames can be patterns over classes."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from hechos.coding.frames.lexicons import WORD, Form, Lexicon
from hechos.lang.dates import DateSpan
from hechos.lang.names import NameSpan
from hechos.lang.numbers import NumberSpan
from hechos.lang.places import PlaceSpan
from hechos.records import Bound, Quantity, SegmentKind

_SHORT = 5
_MEMO = 20_000
_BREAKS = {"...": ".", "--": "-", "[": "(", "]": ")", "&": "C"}


@dataclass(slots=True)
class Item:
    """One word, number, date or act word. `start`, `end` are offsets in the text."""

    code: str
    start: int
    end: int
    word: str
    payload: Any = None


@dataclass(slots=True)
class Sentence:
    """`frames` are the ids of sentence frames called by a cue; `shape` the classes of `items`."""

    index: int
    start: int
    end: int
    kind: SegmentKind
    paragraph: int
    items: list[Item] = field(default_factory=list)
    shape: str = ""
    frames: tuple[str, ...] = ()
    numbers: tuple[NumberSpan, ...] = ()
    dates: tuple[DateSpan, ...] = ()
    places: tuple[PlaceSpan, ...] = ()
    names: tuple[NameSpan, ...] = ()
    has_act: bool = False
    cues: tuple[tuple[str, int, int], ...] = ()


def read_items(sentence: Sentence, body: str, folded: str, lexicon: Lexicon) -> None:
    """Fill the items, the shape, the cues and the frames called of a sentence."""
    found = [m.span() for m in WORD.finditer(folded, sentence.start, sentence.end)]
    words = [folded[a:b] for a, b in found]
    spans = _spans(sentence)
    shouted = body[sentence.start : sentence.end].isupper()
    known, openers = _memo(lexicon, shouted=shouted), lexicon.openers
    items: list[Item] = []
    cues: list[tuple[str, int, int]] = []
    at = 0
    while at < len(found):
        start, end = found[at]
        word = words[at]
        if start in spans or word in openers:
            _find_cues(cues, found, words, at, lexicon=lexicon)
            size = _take(spans, found=found, words=words, at=at, items=items, lexicon=lexicon)
            if size:
                at += size
                continue
        raw = body[start:end]
        code = known.get(raw)
        if code is None:
            code = known[raw] = _class(raw, word, lexicon, shouted=shouted)
        items.append(Item(code, start, end, word))
        at += 1
    _count_ones(items, body, lexicon)
    sentence.items = items
    sentence.shape = "".join([item.code for item in items])
    empty = {start for kind, start, _ in cues if kind == "nothing/"}
    sentence.frames = tuple(dict.fromkeys(kind for kind, _, _ in cues if "/" not in kind))
    sentence.cues = tuple(cue for cue in cues if "/" in cue[0] and cue[1] not in empty)
    sentence.has_act = any(isinstance(item.payload, Form) for item in items)


_memos: dict[tuple[str, bool, int], dict[str, str]] = {}


def _memo(lexicon: Lexicon, *, shouted: bool) -> dict[str, str]:
    """Classes of words met before: a cache of a pure function, emptied when it grows."""
    memo = _memos.setdefault((lexicon.language, shouted, id(lexicon)), {})
    if len(memo) > _MEMO:
        memo.clear()
    return memo


def _find_cues(
    cues: list[tuple[str, int, int]],
    found: Sequence[tuple[int, int]],
    words: Sequence[str],
    at: int,
    *,
    lexicon: Lexicon,
) -> None:
    for rest, called in lexicon.frame_cues.get(words[at], ()):
        size = len(rest)
        if size == 1 or tuple(words[at : at + size]) == rest:
            cues.append((called, found[at][0], found[at + size - 1][1]))


def _take(
    spans: dict[int, tuple[str, int, Any]],
    *,
    found: Sequence[tuple[int, int]],
    words: Sequence[str],
    at: int,
    items: list[Item],
    lexicon: Lexicon,
) -> int:
    """Add the number, date or phrase that begins here; return how many words it takes, or 0."""
    start = found[at][0]
    span = spans.get(start)
    if span is not None:
        return _take_span(span, found=found, words=words, at=at, items=items) - at
    phrase = _phrase(words, at, lexicon)
    if phrase is None:
        return 0
    size = len(phrase[0])
    if size > 1 and _is_inside(spans, found[at : at + size]):
        return 0
    word = words[at] if size == 1 else " ".join(phrase[0])
    items.append(Item(phrase[1], start, found[at + size - 1][1], word, phrase[2]))
    return size


def _spans(sentence: Sentence) -> dict[int, tuple[str, int, Any]]:
    spans: dict[int, tuple[str, int, Any]] = {}
    for number in sentence.numbers:
        code = "#" if is_figure(number) else "x"
        spans[number.start] = (code, number.end, number)
    for date in sentence.dates:
        spans[date.start] = ("D", date.end, date)
    return spans


def is_figure(number: NumberSpan) -> bool:
    """Whether the number may count persons or acts; “un hombre” is left to the frames."""
    return number.kind == "count"


def _take_span(
    span: tuple[str, int, Any],
    *,
    found: Sequence[tuple[int, int]],
    words: Sequence[str],
    at: int,
    items: list[Item],
) -> int:
    code, end, payload = span
    start, last = found[at][0], at
    while last + 1 < len(found) and found[last + 1][0] < end:
        last += 1
    items.append(
        Item(code, start, max(end, found[last][1]), " ".join(words[at : last + 1]), payload)
    )
    return last + 1


def _is_inside(spans: dict[int, Any], found: Sequence[tuple[int, int]]) -> bool:
    return any(start in spans for start, _ in found[1:])


def _phrase(words: Sequence[str], at: int, lexicon: Lexicon) -> Any:
    for row in lexicon.phrases.get(words[at], ()):
        size = len(row[0])
        if size == 1 or tuple(words[at : at + size]) == row[0]:
            return row
    return None


def _count_ones(items: list[Item], body: str, lexicon: Lexicon) -> None:
    """“un policía”, “uma mulher”: an article before a noun for people or victims counts one."""
    ones = lexicon.words["ones"]
    for item, after in itertools.pairwise(items):
        if item.code == "E" and item.word in ones and after.code in "Pqv":
            verbatim = body[item.start : item.end]
            quantity = Quantity(
                verbatim=verbatim,
                low=1,
                high=1,
                point=1,
                bound=Bound.EXACT,
                start=item.start,
                end=item.end,
            )
            item.code = "#"
            item.payload = NumberSpan(
                start=item.start, end=item.end, quantity=quantity, kind="count", reason="article?"
            )


def _class(raw: str, word: str, lexicon: Lexicon, *, shouted: bool) -> str:
    code = lexicon.classes.get(raw.lower()) or lexicon.classes.get(word)
    if code is not None:
        is_acronym = len(raw) > 1 and raw.isupper() and not shouted
        return _noun(raw, word, lexicon) if is_acronym else code
    if word[0].isalnum() or word[0] == "_":
        return _noun(raw, word, lexicon)
    return "S" if word in ("'s", "'") else _BREAKS.get(word, word[0])


def _noun(raw: str, word: str, lexicon: Lexicon) -> str:
    if word in lexicon.words["things"]:
        return "X"
    if word in lexicon.words["persons"]:
        return "P"
    if raw[0].isupper():
        return "W"
    if word.endswith(lexicon.person_endings) and len(word) > _SHORT:
        return "P"
    return "x" if word[0].isdigit() else "w"
