"""A text as copies are looked for: hashes of word runs, winnowed fingerprints, quoted words.

Fingerprints are the least hashes of runs of four words in windows of three (Schleimer, Wilkerson
and Aiken 2003): two texts that share six words in a row share one, twelve words share three. They
are 63-bit numbers, the same on every machine, so that a table (hash, document) can be kept.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from hechos.lang.folding import fold
from hechos.linking.rules import ReprintRules
from hechos.records import SegmentKind, Text

Hashes = npt.NDArray[np.uint64]
Piece = tuple[int, str]
"""Where a stretch of text begins, and the stretch."""

_WORD = re.compile(r"\w+")
_QUOTED = re.compile(r'(?:(?<![\w.,;:!?])"(?=\S)|[“«„])([^“”„«»"]{20,900})(?:(?<=\S)"(?!\w)|[”»“])')
_MARKS = '"“«„'
_BASE = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xD6E8FEB86659FD93)
_SHIFTS = (np.uint64(1), np.uint64(29), np.uint64(32))
_MOST_WORDS = 1_000_000
_SKIPPED = (SegmentKind.BOILERPLATE, SegmentKind.NAVIGATION)


class _Words(dict[str, int]):
    """The hash of a word, made as it is met; accents and case are nothing."""

    def __missing__(self, word: str) -> int:
        if len(self) > _MOST_WORDS:
            self.clear()
        digest = hashlib.blake2b(fold(word).encode(), digest_size=8).digest()
        value = self[word] = int.from_bytes(digest, "big")
        return value


_HASH_OF = _Words()


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """`grams` are the hashes of the runs that begin at each word, in order; `prints` the winnowed
    ones, sorted, and `places` where the window of each begins; `quoted` says of each print whether
    it lies in a quotation; `quotes` are the quotations, as words from and to."""

    grams: Hashes
    prints: Hashes
    places: npt.NDArray[np.int64]
    quoted: npt.NDArray[np.bool_]
    quotes: tuple[tuple[int, int], ...]
    words: int
    capitals: bool


def fingerprints(body: str, rules: ReprintRules) -> tuple[int, ...]:
    """Return the fingerprints of a text, sorted; the rows of a kept index are (hash, document)."""
    return tuple(read_page([(0, body)], rules).prints.tolist())


def read_page(pieces: Sequence[Piece], rules: ReprintRules) -> Page:
    """Read the pieces of one text (all but its furniture) as copies are looked for."""
    words: list[str] = []
    quotes: list[tuple[int, int]] = []
    for _, piece in pieces:
        if any(mark in piece for mark in _MARKS):
            quotes += _quotes_of(piece, len(words), rules.quote_words)
        words += _WORD.findall(piece.lower())
    grams = _grams([_HASH_OF[word] for word in words], rules.run_words)
    prints, places = _winnow(grams, rules.window)
    spans = [grams[a : b - rules.run_words + 1] for a, b in quotes]
    quoted = np.isin(prints, np.concatenate(spans)) if spans else np.zeros(len(prints), np.bool_)
    capitals = sum(piece.count(char) for _, piece in pieces for char in "eaoi") < len(words) / 5
    return Page(grams, prints, places, quoted, tuple(quotes), len(words), capitals)


def pieces_of(text: Text | None) -> list[Piece]:
    """Return the text without furniture, each piece with where it begins."""
    if text is None:
        return []
    cuts = sorted((s.start, s.end) for s in text.segments if s.kind in _SKIPPED)
    pieces, at = [], 0
    for start, end in cuts:
        if start > at:
            pieces.append((at, text.body[at:start]))
        at = max(at, end)
    pieces.append((at, text.body[at:]))
    return pieces


def offsets_of(pieces: Iterable[Piece]) -> list[tuple[int, int]]:
    """Return where each word begins and ends, in code points of the whole text."""
    found: list[tuple[int, int]] = []
    for base, piece in pieces:
        spans = [match.span() for match in _WORD.finditer(piece)]
        found += [(start + base, end + base) for start, end in spans] if base else spans
    return found


def _quotes_of(piece: str, before: int, least: int) -> list[tuple[int, int]]:
    """Return the quotations of enough words, counted from the first word of the text."""
    found, at, counted = [], 0, before
    for match in _QUOTED.finditer(piece):
        counted += len(_WORD.findall(piece, at, match.start(1)))
        words = len(_WORD.findall(match[1]))
        if words >= least:
            found.append((counted, counted + words))
        counted, at = counted + words, match.end(1)
    return found


def _grams(values: Sequence[int], size: int) -> Hashes:
    if len(values) < size:
        return np.empty(0, np.uint64)
    row = np.array(values, dtype=np.uint64)
    total = row[: len(row) - size + 1].copy()
    for i in range(1, size):
        total *= _BASE
        total += row[i : len(row) - size + 1 + i]
    total ^= total >> _SHIFTS[1]
    total *= _MIX
    total ^= total >> _SHIFTS[2]
    return total >> _SHIFTS[0]


def _winnow(grams: Hashes, window: int) -> tuple[Hashes, npt.NDArray[np.int64]]:
    if len(grams) < window:
        return np.unique(grams, return_index=True)
    least = grams[: len(grams) - window + 1].copy()
    for i in range(1, window):
        np.minimum(least, grams[i : len(grams) - window + 1 + i], out=least)
    return np.unique(least, return_index=True)
