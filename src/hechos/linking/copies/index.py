"""The kept index: which documents hold which fingerprint, looked up for new documents only.

It holds rows (hash, document) in sorted blocks, one for each time documents were added. What a
document is compared with depends on nothing but its own fingerprints, in how many documents each
stands and which come first, so documents added later give the edges of a full run.
"""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from hechos.linking.copies.pages import Hashes, Page
from hechos.linking.rules import ReprintRules

Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
_BLOCKS = 8
"""So many blocks are put together into one."""


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Documents by fingerprint, in their order: those of hashes[i] begin at starts[i] and end at
    starts[i + 1]; `quoted`: inside a quotation there."""

    hashes: Hashes
    starts: Numbers
    documents: Numbers
    quoted: Flags


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """Rows that a look-up found: place in what was asked, document, inside a quotation there."""

    asked: Numbers
    documents: Numbers
    quoted: Flags


class Index:
    """Documents by number, as added; `rank` is their order, by keys that no later one changes."""

    def __init__(self, rules: ReprintRules) -> None:
        self.rules = rules
        self.rank: Numbers = np.empty(0, np.int64)
        self.sizes: Numbers = np.empty(0, np.int64)
        self._keys: list[tuple[Any, ...]] = []
        self._ordered: list[tuple[Any, ...]] = []
        self._blocks: list[Rows] = []

    def add(self, pages: Sequence[Page], keys: Sequence[tuple[Any, ...]]) -> set[int]:
        """Take in documents with the keys they are ordered by; return the numbers of those whose
        edges must be found (again): the new ones, and the old ones that they bear upon."""
        begin = len(self._keys)
        self._keys.extend(keys)
        order = sorted(range(len(self._keys)), key=self._keys.__getitem__)
        self._ordered = [self._keys[number] for number in order]
        self.rank = np.empty(len(order), np.int64)
        self.rank[order] = np.arange(len(order))
        sizes = [len(page.prints) for page in pages]
        self.sizes = np.append(self.sizes, np.array(sizes, np.int64))
        new = self._rows(
            np.concatenate([page.prints for page in pages] or [np.empty(0, np.uint64)]),
            np.repeat(np.arange(begin, len(order), dtype=np.int64), sizes),
            np.concatenate([page.quoted for page in pages] or [np.empty(0, np.bool_)]),
        )
        touched = set(range(begin, len(order)))
        if self._blocks:
            touched |= self._touched(new)
        self._blocks.append(new)
        if len(self._blocks) > _BLOCKS:
            self._blocks = [
                self._rows(
                    np.concatenate([np.repeat(b.hashes, np.diff(b.starts)) for b in self._blocks]),
                    np.concatenate([block.documents for block in self._blocks]),
                    np.concatenate([block.quoted for block in self._blocks]),
                )
            ]
        return touched

    def rank_of(self, key: tuple[Any, ...]) -> int:
        """Return the rank that one more document of that key would have."""
        return bisect.bisect_right(self._ordered, key)

    def look_up(self, hashes: Hashes) -> LookUp:
        return LookUp([_bounds(block, hashes) for block in self._blocks], len(hashes))

    def first(self, looked: LookUp, asked: Numbers, most: int | None = None) -> Found:
        """Return the first documents, in their order, that hold each fingerprint asked for."""
        parts = [
            _first(block, asked, (low, high), most)
            for block, (low, high) in zip(self._blocks, looked.bounds, strict=True)
        ]
        if len(parts) == 1:
            return parts[0]
        places = np.concatenate([part.asked for part in parts] or [np.empty(0, np.int64)])
        documents = np.concatenate([part.documents for part in parts] or [places])
        quoted = np.concatenate([part.quoted for part in parts] or [np.empty(0, np.bool_)])
        order = np.lexsort((self.rank[documents], places))
        places, documents, quoted = places[order], documents[order], quoted[order]
        if most is not None:
            kept = np.arange(len(places)) - np.searchsorted(places, places, "left") < most
            places, documents, quoted = places[kept], documents[kept], quoted[kept]
        return Found(places, documents, quoted)

    def _rows(self, hashes: Hashes, documents: Numbers, quoted: Flags) -> Rows:
        order = np.lexsort((self.rank[documents], hashes))
        hashes = hashes[order]
        first = np.ones(len(hashes), np.bool_)
        first[1:] = hashes[1:] != hashes[:-1]
        starts = np.append(np.flatnonzero(first), len(hashes))
        return Rows(hashes[first], starts, documents[order], quoted[order])

    def _touched(self, new: Rows) -> set[int]:
        """Return the old documents with a fingerprint that became common by the new ones, or
        that has among its first documents a new one which comes before them."""
        looked, most, none = self.look_up(new.hashes), self.rules.keep, len(self._keys)
        everything = np.arange(len(new.hashes), dtype=np.int64)
        before, added = looked.counts(), np.diff(new.starts)
        turned = _degree(before, self.rules) != _degree(before + added, self.rules)
        first = self.first(looked, everything, most)
        last = np.zeros(len(everything), np.int64)
        np.maximum.at(last, first.asked, self.rank[first.documents])
        bound = np.where(before >= most, last, none)  # a new one after it is not among the first
        entry = self.rank[new.documents[new.starts[:-1]]]
        entry = np.where(entry < bound, entry, none)
        old = self.first(looked, np.flatnonzero(before > 0))
        hit = turned[old.asked] | (self.rank[old.documents] > entry[old.asked])
        return set(old.documents[hit].tolist())


@dataclass(frozen=True, slots=True, eq=False)
class LookUp:
    """Where fingerprints stand in each block of the index."""

    bounds: list[tuple[Numbers, Numbers]]
    size: int

    def counts(self) -> Numbers:
        """Return in how many documents each fingerprint stands."""
        total = np.zeros(self.size, np.int64)
        for low, high in self.bounds:
            total += high - low
        return total


def _degree(counts: Numbers, rules: ReprintRules) -> Numbers:
    return (counts > rules.common).astype(np.int64) + (counts > rules.furniture)


def _bounds(block: Rows, hashes: Hashes) -> tuple[Numbers, Numbers]:
    if not len(block.hashes):
        return np.zeros(len(hashes), np.int64), np.zeros(len(hashes), np.int64)
    at = np.minimum(np.searchsorted(block.hashes, hashes), len(block.hashes) - 1)
    low = block.starts[at]
    return low, np.where(block.hashes[at] == hashes, block.starts[at + 1], low)


def _first(block: Rows, asked: Numbers, bounds: tuple[Numbers, Numbers], most: int | None) -> Found:
    low, high = bounds[0][asked], bounds[1][asked]
    sizes = high - low if most is None else np.minimum(high - low, most)
    places = np.repeat(asked, sizes)
    at = np.arange(len(places)) - np.repeat(np.cumsum(sizes) - sizes - low, sizes)
    return Found(places, block.documents[at], block.quoted[at])
