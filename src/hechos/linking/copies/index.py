"""The kept index: which documents hold which fingerprint, looked up for new documents only.

It holds rows (hash, document) in sorted blocks, one for each time documents were added. What a
document is compared with depends on nothing but its own fingerprints, in how many documents each
stands and which come first, so documents added later give the edges of a full run.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from hechos.linking.copies.pages import Hashes, Page
from hechos.linking.rules import ReprintRules

Numbers = npt.NDArray[np.int64]
_BLOCKS = 8
"""So many blocks are put together into one."""


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Rows sorted by hash, then by the order of the documents; `quoted`: inside a quotation."""

    hashes: Hashes
    documents: Numbers
    quoted: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """Rows that a look-up found: place in what was asked, document, inside a quotation there."""

    asked: Numbers
    documents: Numbers
    quoted: npt.NDArray[np.bool_]


class Index:
    """Documents by number, as added; `rank` is their order, by keys that no later one changes."""

    def __init__(self, rules: ReprintRules) -> None:
        self.rules = rules
        self.rank: Numbers = np.empty(0, np.int64)
        self.sizes: Numbers = np.empty(0, np.int64)
        self._keys: list[tuple[object, ...]] = []
        self._blocks: list[Rows] = []

    def add(self, pages: Sequence[Page], keys: Sequence[tuple[object, ...]]) -> set[int]:
        """Take in documents with the keys they are ordered by; return the numbers of those whose
        edges must be found (again): the new ones, and the old ones that they bear upon."""
        begin = len(self._keys)
        self._keys.extend(keys)
        order = sorted(range(len(self._keys)), key=self._keys.__getitem__)
        self.rank = np.empty(len(order), np.int64)
        self.rank[order] = np.arange(len(order))
        sizes = [len(page.prints) for page in pages]
        self.sizes = np.append(self.sizes, np.array(sizes, np.int64))
        new = self._sorted(
            Rows(
                np.concatenate([page.prints for page in pages] or [np.empty(0, np.uint64)]),
                np.repeat(np.arange(begin, len(order), dtype=np.int64), sizes),
                np.concatenate([page.quoted for page in pages] or [np.empty(0, np.bool_)]),
            )
        )
        touched = set(range(begin, len(order)))
        if self._blocks:
            touched |= self._touched(new)
        self._blocks.append(new)
        if len(self._blocks) > _BLOCKS:
            self._blocks = [self._sorted(_joined(self._blocks))]
        return touched

    def counts(self, hashes: Hashes) -> Numbers:
        """Return in how many documents each fingerprint stands."""
        total = np.zeros(len(hashes), np.int64)
        for block in self._blocks:
            low, high = _bounds(block, hashes)
            total += high - low
        return total

    def first(self, hashes: Hashes, most: int | None = None) -> Found:
        """Return the first documents, in their order, that hold each fingerprint."""
        parts = [_first(block, hashes, most) for block in self._blocks]
        asked = np.concatenate([part.asked for part in parts])
        documents = np.concatenate([part.documents for part in parts])
        quoted = np.concatenate([part.quoted for part in parts])
        if len(parts) > 1:
            order = np.lexsort((self.rank[documents], asked))
            asked, documents, quoted = asked[order], documents[order], quoted[order]
            if most is not None:
                starts = np.searchsorted(asked, asked, "left")
                kept = np.arange(len(asked)) - starts < most
                asked, documents, quoted = asked[kept], documents[kept], quoted[kept]
        return Found(asked, documents, quoted)

    def _sorted(self, rows: Rows) -> Rows:
        order = np.lexsort((self.rank[rows.documents], rows.hashes))
        return Rows(rows.hashes[order], rows.documents[order], rows.quoted[order])

    def _touched(self, new: Rows) -> set[int]:
        """Return the old documents with a fingerprint that became common by the new ones, or
        that has among its first documents a new one which comes before them."""
        hashes, starts, added = np.unique(new.hashes, return_index=True, return_counts=True)
        before = self.counts(hashes)
        turned = _degree(before, self.rules) != _degree(before + added, self.rules)
        old = self.first(hashes)
        last = self.first(hashes, self.rules.keep)
        bound = np.full(len(hashes), len(self._keys), np.int64)  # rank from which a new one counts
        full = np.bincount(last.asked, minlength=len(hashes)) >= self.rules.keep
        bound_of = np.zeros(len(hashes), np.int64)
        np.maximum.at(bound_of, last.asked, self.rank[last.documents])
        bound[full] = bound_of[full]
        entry = self.rank[new.documents[starts]]  # rows are in order: the first new holder
        entry = np.where(entry < bound, entry, len(self._keys))
        hit = turned[old.asked] | (self.rank[old.documents] > entry[old.asked])
        return set(old.documents[hit].tolist())


def _degree(counts: Numbers, rules: ReprintRules) -> Numbers:
    return (counts > rules.common).astype(np.int64) + (counts > rules.furniture)


def _bounds(block: Rows, hashes: Hashes) -> tuple[Numbers, Numbers]:
    low = np.searchsorted(block.hashes, hashes, "left")
    return low, np.searchsorted(block.hashes, hashes, "right")


def _first(block: Rows, hashes: Hashes, most: int | None) -> Found:
    low, high = _bounds(block, hashes)
    sizes = high - low if most is None else np.minimum(high - low, most)
    asked = np.repeat(np.arange(len(hashes), dtype=np.int64), sizes)
    at = np.arange(len(asked)) - np.repeat(np.cumsum(sizes) - sizes, sizes) + np.repeat(low, sizes)
    return Found(asked, block.documents[at], block.quoted[at])


def _joined(blocks: Sequence[Rows]) -> Rows:
    return Rows(
        np.concatenate([block.hashes for block in blocks]),
        np.concatenate([block.documents for block in blocks]),
        np.concatenate([block.quoted for block in blocks]),
    )
