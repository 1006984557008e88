"""Cut a text into title, dateline, lead, body, caption, quotation, boilerplate and navigation.

Each line that is not blank becomes one segment (a dateline or a headline glued to its paragraph
is cut off in front). Quotation segments lie inside the others. Rules: data/segments.*.toml."""

from __future__ import annotations

import dataclasses
import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from hechos.errors import LexiconError
from hechos.reading.rules import data_files, load_table
from hechos.records import Segment, SegmentKind

_LINE = re.compile(r"[^\n\r\x0b\x0c\x85\u2028\u2029]+")
_STOP = re.compile(r"[.!?…:;,][\"”’'»)\]]*$")
_CLOSED = re.compile(r"[.!?…][\"”’'»)\]]*$")
_QUOTED = re.compile(r"“([^“”\"]+)[”\"]|«([^«»]+)»|\"([^\"”]+)[\"”]|„([^„“”]+)[“”]")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_GLUED = re.compile(r"[A-ZÁÉÍÓÚÑ¿¡][^.?!\n]{20,160}[.?!](?= ?[A-ZÁÉÍÓÚÑ“\"])")
_FURNITURE_LENGTH = 320
_QUOTED_WORDS = 6
_CLOSED_WORDS = 3
_SAMPLE = 1_000  # characters of a line that are looked at to tell what it is
_HEAD_LINES = 8
_KINDS = ("boilerplate", "navigation", "caption", "end")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a text without the blanks around it; `furniture` where a rule fits it:
    boilerplate, navigation, caption, end or nothing."""

    start: int
    end: int
    text: str
    furniture: str = ""

    @property
    def is_sentence(self) -> bool:
        return bool(_STOP.search(self.text[-_SAMPLE:]))

    @property
    def words(self) -> int:
        return len(_WORD.findall(self.text, 0, _SAMPLE))


@dataclass(frozen=True, slots=True, kw_only=True)
class Cuts:
    """What is known of a text before it is cut: dateline stretches, the lines that close the
    article (by their start), and segments that the format names."""

    datelines: tuple[tuple[int, int], ...] = ()
    ends: frozenset[int] = frozenset()
    marks: tuple[Segment, ...] = ()


def split_lines(body: str) -> tuple[Line, ...]:
    """Return the lines of a text that hold anything, furniture named."""
    lines = []
    for match in _LINE.finditer(body):
        text = match.group().strip()
        if text:
            start = match.start() + match.group().index(text[0])
            lines.append(
                Line(start=start, end=start + len(text), text=text, furniture=_furniture(text))
            )
    return tuple(_with_captions(lines))


def cut_segments(body: str, lines: Sequence[Line], cuts: Cuts) -> tuple[Segment, ...]:
    """Return the segments in the order of the text, quotations after what holds them."""
    kinds = _kinds(lines, cuts)
    segments: list[Segment] = []
    for line, kind in zip(lines, kinds, strict=True):
        segments += _of_line(line, kind, cuts)
    return with_quotations(body, _glued_title(body, segments))


def with_quotations(body: str, segments: Sequence[Segment]) -> tuple[Segment, ...]:
    """Return segments and the quotations inside them."""
    quoted = [
        Segment(kind=SegmentKind.QUOTATION, start=start, end=end)
        for segment in segments
        if segment.kind in (SegmentKind.BODY, SegmentKind.LEAD)
        for start, end in find_quotations(body, segment.start, segment.end)
    ]
    order = sorted([*segments, *quoted], key=lambda s: (s.start, -s.end, s.kind == "quotation"))
    return tuple(order)


def find_quotations(body: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return what stands between quotation marks in a stretch, from six words on, marks out."""
    found = []
    for match in _QUOTED.finditer(body, start, end):
        inner = match.lastindex or 0
        if len(_WORD.findall(match[inner])) >= _QUOTED_WORDS:
            found.append(match.span(inner))
    return found


def is_value(cell: str) -> bool:
    """Say whether the cell of a table is too short to assert something by itself: a name, a day, a
    category (“died in custody”)."""
    least = _CLOSED_WORDS if _CLOSED.search(cell[-_SAMPLE:]) else _QUOTED_WORDS
    return len(_WORD.findall(cell, 0, _SAMPLE)) < least


def _furniture(text: str) -> str:
    if len(text) > _FURNITURE_LENGTH:
        return ""
    return next((kind for kind in _KINDS if _patterns()[kind].fullmatch(text)), "")


@functools.cache
def _patterns() -> dict[str, re.Pattern[str]]:
    entries = [
        (file.name, entry)
        for file in data_files()
        if file.name.startswith("segments.")
        for entry in load_table(file.name)["line"]
    ]
    for name, entry in entries:
        if entry["kind"] not in _KINDS:
            raise LexiconError(f"{name}: no kind of line is called {entry['kind']!r}.")
    return {
        kind: re.compile(
            "|".join(f"(?:{e['pattern']})" for _, e in entries if e["kind"] == kind), re.IGNORECASE
        )
        for kind in _KINDS
    }


def _with_captions(lines: list[Line]) -> list[Line]:
    """Return the lines where the short line after a photo credit is a caption as well."""
    done: list[Line] = []
    for line in lines:
        before = done[-1] if done else None
        follows = before is not None and _is_credit_only(before)
        if follows and not line.furniture and line.words <= 25 and not line.is_sentence:
            done.append(dataclasses.replace(line, furniture="caption"))
        else:
            done.append(line)
    return done


def _is_credit_only(line: Line) -> bool:
    if line.furniture != "caption":
        return False
    letters = [c for c in line.text if c.isalpha()]
    return sum(c.isupper() for c in letters) > 0.6 * len(letters)


def _kinds(lines: Sequence[Line], cuts: Cuts) -> list[SegmentKind]:
    kinds = [_known_kind(line, cuts) for line in lines]
    title = _title(lines, kinds)
    for i in range(title or 0):
        kinds[i] = kinds[i] or SegmentKind.NAVIGATION
    if title is not None:
        kinds[title] = SegmentKind.TITLE
    _mark_links(lines, kinds)
    _mark_tail(lines, kinds, cuts)
    _mark_crossheads(lines, kinds)
    lead = next((i for i, kind in enumerate(kinds) if kind is None), None)
    if lead is not None:
        kinds[lead] = SegmentKind.LEAD
    return [kind or SegmentKind.BODY for kind in kinds]


def _known_kind(line: Line, cuts: Cuts) -> SegmentKind | None:
    for mark in cuts.marks:
        if mark.start <= line.start and line.end <= mark.end:
            return mark.kind
    if any(s <= line.start and line.end <= e for s, e in cuts.datelines):
        return SegmentKind.DATELINE
    if line.furniture == "end" or line.start in cuts.ends:
        return SegmentKind.BOILERPLATE
    return SegmentKind(line.furniture) if line.furniture else None


def _title(lines: Sequence[Line], kinds: list[SegmentKind | None]) -> int | None:
    """Return the line that is the headline: near the top, some words, no full stop, and a text
    that goes on after it."""
    if SegmentKind.TITLE in kinds:
        return None
    for i, line in enumerate(lines[:_HEAD_LINES]):
        if kinds[i] is not None or line.words < 3:
            continue
        ends_open = not line.is_sentence or line.text[-1] in "?!"
        if ends_open and len(line.text) <= 220 and len(lines) > i + 1:
            return i
        return None
    return None


def _mark_links(lines: Sequence[Line], kinds: list[SegmentKind | None]) -> None:
    """Mark the headlines of other pages that follow a heading such as “Related stories”."""
    for i, line in enumerate(lines):
        if line.furniture != "navigation" or line.words > 4:
            continue
        for j in range(i + 1, min(i + 7, len(lines))):
            if kinds[j] is not None or lines[j].is_sentence or lines[j].words > 20:
                break
            kinds[j] = SegmentKind.NAVIGATION


def _mark_tail(lines: Sequence[Line], kinds: list[SegmentKind | None], cuts: Cuts) -> None:
    """Mark what follows the line that closes the article, unless the article goes on."""
    for i, line in enumerate(lines):
        closes = line.furniture == "end" or line.start in cuts.ends
        if closes and all(not _is_prose(later) for later in lines[i + 1 :]):
            for j in range(i + 1, len(lines)):
                kinds[j] = kinds[j] or SegmentKind.NAVIGATION
            return


def _is_prose(line: Line) -> bool:
    return line.is_sentence and line.words >= 12 and not line.furniture


def _mark_crossheads(lines: Sequence[Line], kinds: list[SegmentKind | None]) -> None:
    """Mark short headings between two paragraphs; a line with a number stays text."""
    for i in range(1, len(lines) - 1):
        line = lines[i]
        if kinds[i] is not None or len(line.text) > 90 or not line.text[0].isupper():
            continue
        heading = 2 <= line.words <= 9 and not line.is_sentence and not re.search(r"\d", line.text)
        if heading and _is_prose(lines[i - 1]) and _is_prose(lines[i + 1]):
            kinds[i] = SegmentKind.TITLE


def _of_line(line: Line, kind: SegmentKind, cuts: Cuts) -> list[Segment]:
    """Return the line as one segment, or as a dateline and the rest of the paragraph."""
    for start, end in cuts.datelines:
        if start == line.start and end < line.end and kind is not SegmentKind.DATELINE:
            rest = (
                end
                + len(line.text[end - line.start :])
                - len(line.text[end - line.start :].lstrip(" \t\xa0–—-"))
            )
            return [
                Segment(kind=SegmentKind.DATELINE, start=start, end=end),
                Segment(kind=kind, start=min(rest, line.end - 1), end=line.end),
            ]
    return [Segment(kind=kind, start=line.start, end=line.end)]


def _glued_title(body: str, segments: list[Segment]) -> list[Segment]:
    """Return the segments with a headline cut off that stands glued to the first paragraph: a
    first sentence in which every longer word has a capital."""
    first = next((s for s in segments if s.kind is not SegmentKind.DATELINE), None)
    if first is None or first.kind is not SegmentKind.LEAD or first.end - first.start < 300:
        return segments
    match = _GLUED.match(body, first.start, first.end)
    words = _WORD.findall(match.group()) if match else []
    if match is None or len(words) < 6 or any(len(w) > 3 and w[0].islower() for w in words):
        return segments
    rest = match.end() + len(body[match.end() :]) - len(body[match.end() :].lstrip())
    at = segments.index(first)
    return [
        *segments[:at],
        Segment(kind=SegmentKind.TITLE, start=first.start, end=match.end()),
        Segment(kind=SegmentKind.LEAD, start=rest, end=first.end),
        *segments[at + 1 :],
    ]
