"""A sentence as a row of items, each of one class, so that frames can be patterns over classes."""

from __future__ import annotations

import functools
import operator
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from hechos.coding.frames.lexicons import WORD, Form, Lexicon, Phrase
from hechos.lang.dates import DateSpan
from hechos.lang.folding import fold_same_length
from hechos.lang.memo import Memo
from hechos.lang.names import NameSpan
from hechos.lang.numbers import NumberSpan
from hechos.lang.places import PlaceSpan
from hechos.records import Bound, Quantity, SegmentKind

_SHORT = 5
_ARTICLE = re.compile("E(?=[Pqv])")
_BREAKS = {"...": ".", "--": "-", "[": "(", "]": ")", "&": "C", "#": "*"}  # “#” is for numbers


Cue = tuple[str, int, int]


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
    cues: tuple[Cue, ...] = ()


def read_items(sentence: Sentence, body: str, folded: str, lexicon: Lexicon) -> None:
    """Fill the items, the shape, the cues and the frames called of a sentence.

    A sentence none of whose words can begin an act, a saying or a frame is left empty."""
    found = [m.span() for m in WORD.finditer(folded, sentence.start, sentence.end)]
    known = _known(lexicon, shouted=body[sentence.start : sentence.end].isupper())
    words = [known[body[a:b]] for a, b in found]
    if not any(map(_begins, words)):
        return
    spans = _spans(sentence)
    items: list[Item] = []
    cues: list[Cue] = []
    at, size = 0, len(found)
    while at < size:
        code, word, calls, phrases, _ = words[at]
        start, end = found[at]
        if calls:
            _find_cues(cues, calls, at, found=found, words=words)
        span = spans.get(start)
        if span is not None:
            at = _take_span(span, found=found, words=words, at=at, items=items)
            continue
        taken = 0
        if phrases:
            taken = _take(phrases, at, spans=spans, found=found, words=words, items=items)
        if not taken:
            items.append(Item(code, start, end, word))
        at += taken or 1
    sentence.items = items
    sentence.has_act = any(isinstance(item.payload, Form) for item in items)
    sentence.shape = _count_ones(items, body, lexicon)
    if cues:
        _keep_cues(sentence, cues)


def _keep_cues(sentence: Sentence, cues: list[Cue]) -> None:
    empty = {start for kind, start, _ in cues if kind == "nothing/"}
    sentence.frames = tuple(dict.fromkeys(kind for kind, _, _ in cues if "/" not in kind))
    sentence.cues = tuple(cue for cue in cues if "/" in cue[0] and cue[1] not in empty)


class _Word(NamedTuple):
    """A word as printed: its class, its folded form, the cues and the phrases it begins;
    `begins`: one of them is an act, a saying or a frame, and no mere shade of one."""

    code: str
    word: str
    calls: tuple[tuple[tuple[str, ...], str], ...]
    phrases: tuple[Phrase, ...]
    begins: bool


_begins = operator.attrgetter("begins")
_SHADES = ("did/", "hedge/", "not/", "nothing/")


_memos: dict[tuple[str, bool, int], Memo[_Word]] = {}


def _known(lexicon: Lexicon, *, shouted: bool) -> Memo[_Word]:
    """Return the memory of the words met before with this lexicon."""
    key = (lexicon.language, shouted, id(lexicon))
    if key not in _memos:
        _memos[key] = Memo(functools.partial(_word, lexicon, shouted))
    return _memos[key]


def _word(lexicon: Lexicon, shouted: bool, raw: str) -> _Word:
    word = fold_same_length(raw)
    calls, phrases = lexicon.frame_cues.get(word, ()), lexicon.phrases.get(word, ())
    begins = any(not called.startswith(_SHADES) for _, called in calls) or any(
        isinstance(payload, Form) for _, _, payload in phrases
    )
    return _Word(_class(raw, word, lexicon, shouted=shouted), word, calls, phrases, begins)


def _goes_on(words: Sequence[_Word], at: int, phrase: tuple[str, ...]) -> bool:
    """Tell whether the phrase, whose first word stands at `at`, is there to its end."""
    size = len(phrase)
    return size == 1 or tuple([word.word for word in words[at : at + size]]) == phrase


def _find_cues(
    cues: list[Cue],
    calls: tuple[tuple[tuple[str, ...], str], ...],
    at: int,
    *,
    found: Sequence[tuple[int, int]],
    words: Sequence[_Word],
) -> None:
    for phrase, called in calls:
        if _goes_on(words, at, phrase):
            cues.append((called, found[at][0], found[at + len(phrase) - 1][1]))


def _take(
    phrases: tuple[Phrase, ...],
    at: int,
    *,
    spans: dict[int, tuple[str, int, Any]],
    found: Sequence[tuple[int, int]],
    words: Sequence[_Word],
    items: list[Item],
) -> int:
    """Add the longest phrase that begins here; return how many words it takes, or 0."""
    for phrase, code, payload in phrases:
        if not _goes_on(words, at, phrase):
            continue
        size = len(phrase)
        if size > 1 and any(start in spans for start, _ in found[at + 1 : at + size]):
            return 0  # a number or a date stands in it
        word = phrase[0] if size == 1 else " ".join(phrase)
        items.append(Item(code, found[at][0], found[at + size - 1][1], word, payload))
        return size
    return 0


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
    words: Sequence[_Word],
    at: int,
    items: list[Item],
) -> int:
    code, end, payload = span
    start, last = found[at][0], at
    while last + 1 < len(found) and found[last + 1][0] < end:
        last += 1
    word = " ".join([one.word for one in words[at : last + 1]])
    items.append(Item(code, start, max(end, found[last][1]), word, payload))
    return last + 1


def _count_ones(items: list[Item], body: str, lexicon: Lexicon) -> str:
    """“un policía”, “uma mulher”: an article before a noun for people or victims counts one.

    Returns the shape of the items."""
    shape = "".join([item.code for item in items])
    ones = lexicon.words["ones"]
    articles = [items[m.start()] for m in _ARTICLE.finditer(shape)]
    articles = [item for item in articles if item.word in ones]
    if not articles:
        return shape
    for item in articles:
        quantity = Quantity(
            verbatim=body[item.start : item.end],
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
    return "".join([item.code for item in items])


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
