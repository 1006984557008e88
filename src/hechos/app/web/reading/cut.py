"""A text cut into rows and pieces, with the passages of its claims."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from hechos.app.web.paragraphs import PARAGRAPH
from hechos.records import Cell, Claim, Selector, Text, TextSpan, TimeSpan

_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_LONGEST_ROW = 4000
ROWS, CLAIMS = 400, 60
"""How much of a text one page shows."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text. `claims` cover it, outermost first; `opens` are (claim, place) of the
    passages that begin here; `found`: words that were looked for; `here`: the page opens on it."""

    text: str
    claims: tuple[str, ...] = ()
    opens: tuple[tuple[str, int], ...] = ()
    found: bool = False
    here: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A paragraph of a text with the claims whose anchor begins in it. `start` is where it begins
    in the text, in code points; `segment` its kind; `where` what the map of the text says of its
    beginning, where that is another place than the row before."""

    number: int
    start: int
    pieces: tuple[Piece, ...]
    claims: tuple[Claim, ...]
    segment: str
    where: str = ""

    @property
    def end(self) -> int:
        return self.start + sum(len(piece.text) for piece in self.pieces)


def rows(text: Text, claims: Sequence[Claim]) -> list[Row]:
    """Cut a text into rows that together are the whole text, each with its claims beside it."""
    cuts = sorted({0, len(text.body), *_paragraph_cuts(text.body)})
    beside: dict[int, list[Claim]] = defaultdict(list)
    for at, claim in _by_start(text, claims):
        beside[bisect_right(cuts, at) - 1].append(claim)
    kinds, wheres = _segment_kinds(text, cuts), _wheres(text, cuts)
    return [
        Row(n, cuts[n], tuple(own), tuple(beside[n]), kinds[n], wheres[n])
        for n, own in enumerate(pieces_between(text, claims, cuts))
    ]


def _wheres(text: Text, cuts: Sequence[int]) -> list[str]:
    """Return for each row the place of its beginning: a page, a time, a row of a sheet."""
    starts = [start for start, _ in text.map]
    found, before = [], ""
    for start, end in itertools.pairwise(cuts):
        at = bisect_right(starts, start) - 1
        inside = bisect_right(starts, max(start, end - 1)) - 1
        kind, _, rest = (text.map[max(at, 0)][1] if at >= 0 else "").partition(":")
        if kind in ("cell", "time") and inside > at and starts[at] < start:
            kind, _, rest = text.map[at + 1][1].partition(":")
        place = rest.split(":")[0]
        label = f"{kind}:{place}" if kind in ("page", "time", "cell") else ""
        found.append(label if label != before else "")
        before = label
    return found


def _segment_kinds(text: Text, cuts: Sequence[int]) -> list[str]:
    """Return for each row the kind of the segment at its beginning, or of the first inside it."""
    segments = sorted(text.segments, key=lambda s: s.start)
    found, at = [], 0
    for start, end in itertools.pairwise(cuts):
        while at < len(segments) and segments[at].end <= start:
            at += 1
        fits = at < len(segments) and segments[at].start < end
        found.append(segments[at].kind.value if fits else "body")
    return found


def parts(found: Sequence[Row]) -> list[Sequence[Row]]:
    """Cut the rows of a text into what one page shows: so many rows, and so many claims."""
    cuts, claims = [0], 0
    for row in found:
        claims += len(row.claims)
        if row.number > cuts[-1] and (row.number - cuts[-1] >= ROWS or claims > CLAIMS):
            cuts.append(row.number)
            claims = len(row.claims)
    return [found[a:b] for a, b in itertools.pairwise((*cuts, len(found)))] or [()]


def row_of(found: Sequence[Row], claim: str, place: int) -> int | None:
    """Return the number of the row in which a passage of a claim begins."""
    for number, row in enumerate(found):
        if any((claim, place) in piece.opens for piece in row.pieces):
            return number
    return None


def row_at(found: Sequence[Row], at: int) -> int | None:
    """Return the number of the row in which a place of the text lies."""
    number = bisect_right([row.start for row in found], at) - 1
    return number if 0 <= number < len(found) and at < found[number].end else None


def with_words(row: Row, words: Sequence[tuple[int, int]], at: int | None) -> Row:
    """Return a row with words marked, which stand at these places in it. Where the place `at` of
    the text lies in the row, the page opens on the first of them from there on."""
    inside = at is not None and row.start <= at < row.end
    after = (at or 0) - row.start
    opening = min((first for first, _ in words if first >= after), default=after)
    pieces: list[Piece] = []
    place = 0
    for piece in row.pieces:
        end = place + len(piece.text)
        cuts = {place, end, *(cut for span in words for cut in span if place < cut < end)}
        for first, last in itertools.pairwise(sorted(cuts)):
            part = replace(
                piece,
                text=piece.text[first - place : last - place],
                opens=piece.opens if first == place else (),
                found=any(a <= first and last <= b for a, b in words),
                here=inside and first <= opening < last,
            )
            pieces.append(part)
        place = end
    return replace(row, pieces=tuple(pieces))


def turning_marks(body: str) -> int:
    """Count the characters that change the direction of writing, which can hide what is written."""
    return len(_TURNING.findall(body))


def _paragraph_cuts(body: str) -> Iterator[int]:
    """Yield where rows begin: after empty lines, and inside what would be endless without."""
    last = 0
    for end in (*(gap.end() for gap in PARAGRAPH.finditer(body)), len(body)):
        while end - last > _LONGEST_ROW:
            at = body.rfind("\n", last + 1, last + _LONGEST_ROW) + 1
            at = at or body.rfind(" ", last + 1, last + _LONGEST_ROW) + 1
            last = at if at > last else last + _LONGEST_ROW
            yield last
        last = end
        yield end


def _by_start(text: Text, claims: Iterable[Claim]) -> list[tuple[int, Claim]]:
    """Return claims by where their first passage in this text begins; 0 for the whole file."""
    found = []
    for claim in claims:
        starts = [s.start for _, s in spans(text, claim)]
        found.append((min(starts[0], max(len(text.body) - 1, 0)) if starts else 0, claim))
    return sorted(found, key=lambda pair: pair[0])


def spans(text: Text, claim: Claim) -> Iterator[tuple[int, TextSpan]]:
    """Yield the passages of a claim that stand in this text, with their place in the claim; a cell
    or a stretch of time as the words that stand for it there."""
    for place, passage in enumerate(claim.passages):
        span: Selector | None = passage.selector
        if isinstance(span, Cell | TimeSpan) and passage.capture == text.capture:
            span = _mapped(text, span)
        if isinstance(span, TextSpan) and span.text == text.id and span.holds_in(text.body):
            yield place, span


def _mapped(text: Text, selector: Cell | TimeSpan) -> TextSpan | None:
    """Return the words of a text that come from a cell or are said in a stretch of time."""
    ends = [start for start, _ in text.map[1:]] + [len(text.body)]
    covered = [
        (start, end)
        for (start, where), end in zip(text.map, ends, strict=True)
        if _comes_from(where, selector)
    ]
    if not covered:
        return None
    start, end = covered[0][0], covered[-1][1]
    words = text.body[start:end]
    if isinstance(selector, Cell):
        words = words.partition("\t")[0].partition("\n\n")[0]
    words = words.rstrip()
    if not words:
        return None
    return TextSpan(text=text.id, start=start, end=start + len(words), quote=words)


def _comes_from(where: str, selector: Cell | TimeSpan) -> bool:
    kind, _, rest = where.partition(":")
    if isinstance(selector, TimeSpan):
        return kind == "time" and selector.from_ms <= int(rest) < selector.to_ms
    if kind != "cell":
        return False
    row, column, sheet = (*rest.split(":", 2), "", "")[:3]
    same = not selector.sheet or sheet == selector.sheet
    return same and (row, column) == (str(selector.row), str(selector.column))


def pieces_between(
    text: Text, claims: Iterable[Claim], cuts: Sequence[int]
) -> Iterator[list[Piece]]:
    """Yield for each row its pieces: cut wherever a passage begins or ends, so that all show."""
    opens: dict[int, list[tuple[str, int]]] = defaultdict(list)
    begins: dict[int, list[tuple[int, tuple[str, int]]]] = defaultdict(list)
    ends: dict[int, set[tuple[str, int]]] = defaultdict(set)
    for claim in claims:
        for place, span in spans(text, claim):
            key = (claim.id, place)
            opens[span.start].append(key)
            begins[span.start].append((-span.end, key))
            ends[span.end].add(key)
    inner = sorted({*begins, *ends})
    now: list[tuple[str, int]] = []
    at = 0
    for start, end in itertools.pairwise(cuts):
        row: list[Piece] = []
        points = [start]
        while at < len(inner) and inner[at] < end:
            if inner[at] > start:
                points.append(inner[at])
            at += 1
        for here, there in itertools.pairwise((*points, end)):
            now = [key for key in now if key not in ends[here]]
            now += [key for _, key in sorted(begins[here])]
            covering = tuple(dict.fromkeys(claim for claim, _ in now))
            row.append(Piece(text.body[here:there], covering, tuple(opens[here])))
        yield row
