"""A text in pieces of whole paragraphs, each with its place in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from hechos.coding.frames.document import SILENT
from hechos.records import Segment, SegmentKind, Text

_BLANK = re.compile(r"\n[^\S\n]*\n\s*|\n(?=\S)")
_SENTENCE = re.compile(r"[.!?…][”\"'»)]*\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """`body[start:end]` of a text, code points, end exclusive."""

    start: int
    end: int
    words: str


def chunks_of(text: Text, size: int) -> tuple[Chunk, ...]:
    """Return the running text in chunks of up to `size` characters, cut between paragraphs.

    A paragraph that is longer is cut between sentences, and where there are none at blanks or
    anywhere. Captions, boilerplate and navigation are left out, as the rules leave them out.
    """
    found: list[tuple[int, int]] = []
    for start, end in _paragraphs(text):
        if found and end - found[-1][0] <= size and _joins(text, found[-1][1], start):
            found[-1] = (found[-1][0], end)
        else:
            found += _cut(text.body, start, end, size=size)
    return tuple(Chunk(start=a, end=b, words=text.body[a:b]) for a, b in found)


def _joins(text: Text, end: int, start: int) -> bool:
    return not text.body[end:start].strip()


def _paragraphs(text: Text) -> Iterator[tuple[int, int]]:
    whole = (Segment(kind=SegmentKind.BODY, start=0, end=len(text.body)),)
    done = 0
    for segment in text.segments or whole:
        if segment.kind in SILENT or segment.end <= done:
            continue
        done, at = segment.end, segment.start
        for gap in _BLANK.finditer(text.body, segment.start, segment.end):
            yield from _trimmed(text.body, at, gap.start())
            at = gap.end()
        yield from _trimmed(text.body, at, segment.end)


def _trimmed(body: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    piece = body[start:end]
    if piece.strip():
        yield start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip())


def _cut(body: str, start: int, end: int, *, size: int) -> list[tuple[int, int]]:
    pieces = []
    while end - start > size:
        stops = [m.end() for m in _SENTENCE.finditer(body, start, start + size)]
        blank = max(body.rfind(" ", start, start + size), body.rfind("\n", start, start + size)) + 1
        stop = stops[-1] if stops else blank
        stop = stop if stop > start else start + size
        pieces += list(_trimmed(body, start, stop))
        start = stop
    return [*pieces, *_trimmed(body, start, end)]
