"""Which earlier documents a document is compared with: those that share its rare fingerprints.

The rule for tables at scale, rows (hash, document) with documents numbered in their order: take
the hashes in at most `furniture` documents (all of them for a document of which `mostly` are in
more: a mass reprint); pair each document with those of the first `keep` holders that come before
it; keep pairs that share `long_shared` hashes, or `shared` of which one is in at most `common`
documents, where they are `thin` of the shorter's or three lie within `near` words; or that share
a hash of at most `common` documents which lies in a quotation of either.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from hechos.linking.copies.index import Flags, Index, Numbers
from hechos.linking.copies.pages import Page
from hechos.linking.rules import ReprintRules


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """Earlier documents, best first; for each the places of the shared fingerprints, and of every
    fingerprint of the document itself in how many documents it stands, itself included."""

    documents: list[int]
    shared: list[Numbers]
    counts: Numbers


def candidates(
    pages: Sequence[Page], ranks: Sequence[int], index: Index, *, held: bool = True
) -> list[Candidates]:
    """Return what documents of those ranks are compared with; `held`: they are in the index."""
    asked = _Asked(pages, ranks, index, held)
    if not asked.rows:
        return [Candidates([], [], asked.counts_of(one)) for one in range(len(pages))]
    rules, starts = index.rules, asked.starts
    sizes = np.diff(np.append(starts, asked.rows))
    rare = asked.counts[asked.places] <= rules.common
    has_rare = np.logical_or.reduceat(rare, starts)
    has_quote = np.logical_or.reduceat(rare & asked.quoted, starts)
    is_near = np.logical_or.reduceat(asked.near(rules.near), starts)
    heads, owners = asked.documents[starts], asked.owners[starts]
    shortest = np.minimum(index.sizes[heads], asked.sizes[owners])
    enough = (sizes >= rules.long_shared) | ((sizes >= rules.shared) & has_rare)
    kept = np.flatnonzero((enough & (is_near | (sizes >= rules.thin * shortest))) | has_quote)
    best = kept[np.lexsort((index.rank[heads[kept]], -sizes[kept], owners[kept]))]
    cuts = np.searchsorted(owners[best], np.arange(len(pages) + 1)).tolist()
    found = []
    for one in range(len(pages)):
        mine = best[cuts[one] : cuts[one + 1]]
        rows = zip(starts[mine].tolist(), sizes[mine].tolist(), strict=True)
        shared = [asked.places[at : at + size] - asked.begins[one] for at, size in rows]
        found.append(Candidates(heads[mine].tolist(), shared, asked.counts_of(one)))
    return found


class _Asked:
    """Rows (asking document, earlier document, shared fingerprint) of a look-up, in that order."""

    def __init__(
        self, pages: Sequence[Page], ranks: Sequence[int], index: Index, held: bool
    ) -> None:
        rules = index.rules
        self.sizes = np.array([len(page.prints) for page in pages], np.int64)
        self.begins = np.cumsum(self.sizes) - self.sizes
        owner = np.repeat(np.arange(len(pages)), self.sizes)
        looked = index.look_up(np.concatenate([page.prints for page in pages]))
        self.counts = looked.counts() + (0 if held else 1)
        common = self.counts > rules.furniture
        mass = np.bincount(owner[common], minlength=len(pages)) >= rules.mostly * self.sizes
        wanted = np.flatnonzero((self.counts > 1) & (~common | mass[owner]))
        found = index.first(looked, wanted, rules.keep)
        before = index.rank[found.documents] < np.array(ranks, np.int64)[owner[found.asked]]
        places, documents = found.asked[before], found.documents[before]
        self._words = np.concatenate([page.places for page in pages])
        order = np.lexsort((self._words[places], documents, owner[places]))
        self.places, self.documents = places[order], documents[order]
        self.owners = owner[self.places]
        own = np.concatenate([page.quoted for page in pages])
        self.quoted = found.quoted[before][order] | own[self.places]
        self.rows = len(self.places)
        new = np.diff(self.documents, prepend=-1) != 0
        new |= np.diff(self.owners, prepend=-1) != 0
        self.starts = np.flatnonzero(new)

    def near(self, words: int) -> Flags:
        """Mark the fingerprints that are the first of three close together: a run may hold them."""
        marks = np.zeros(self.rows, np.bool_)
        at = self._words[self.places]
        marks[:-2] = (
            (self.documents[2:] == self.documents[:-2])
            & (self.owners[2:] == self.owners[:-2])
            & (at[2:] - at[:-2] <= words)
        )
        return marks

    def counts_of(self, one: int) -> Numbers:
        return self.counts[self.begins[one] : self.begins[one] + self.sizes[one]]


def unexplained(found: Candidates, rules: ReprintRules) -> Iterator[tuple[int, Explained]]:
    """Yield candidates that share what no accepted one has explained, at most `compare`."""
    explained = np.zeros(len(found.counts), np.bool_)
    compared = 0
    for document, places in zip(found.documents, found.shared, strict=True):
        fresh = int(np.count_nonzero(~explained[places]))
        if fresh < min(rules.shared, len(places)):
            continue
        compared += 1
        if compared > rules.compare:
            return
        yield document, Explained(explained, places)


@dataclass(frozen=True, slots=True, eq=False)
class Explained:
    """What an accepted candidate explains of the document's fingerprints."""

    marks: Flags
    places: Numbers

    def accept(self) -> None:
        self.marks[self.places] = True
