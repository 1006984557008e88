"""Which earlier documents a document is compared with: those that share its rare fingerprints.

The rule for tables at scale, rows (hash, document) with documents numbered in their order: take
the hashes in at most `furniture` documents (all of them for a document of which `mostly` are in
more: a mass reprint); pair each document with those of the first `keep` holders that come before
it; keep pairs that share `long_shared` hashes, or `shared` of which one is in at most `common`
documents, where they are `thin` of the shorter's or three lie within `near` words; or that share
a hash of at most `common` documents which lies in a quotation of either.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from hechos.linking.copies.index import Index, Numbers
from hechos.linking.copies.pages import Page
from hechos.linking.rules import ReprintRules


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """Earlier documents, best first; for each the places of the shared fingerprints."""

    documents: list[int]
    shared: list[Numbers]
    counts: Numbers


def candidates(number: int, page: Page, index: Index) -> Candidates:
    """Return what the document is compared with; `counts` tells how common each of its
    fingerprints is."""
    rules = index.rules
    counts = index.counts(page.prints)
    common = counts > rules.furniture
    asked = np.flatnonzero(counts > 1)
    if common.sum() < rules.mostly * len(counts):
        asked = np.flatnonzero((counts > 1) & ~common)
    found = index.first(page.prints[asked], rules.keep)
    before = index.rank[found.documents] < index.rank[number]
    places, documents = asked[found.asked[before]], found.documents[before]
    quoted = found.quoted[before] | page.quoted[places]
    order = np.lexsort((page.places[places], documents))
    places, documents, quoted = places[order], documents[order], quoted[order]
    starts = np.flatnonzero(np.diff(documents, prepend=-1))
    if not len(starts):
        return Candidates([], [], counts)
    sizes = np.diff(np.append(starts, len(documents)))
    rare = counts[places] <= rules.common
    has_rare = np.logical_or.reduceat(rare, starts)
    has_quote = np.logical_or.reduceat(rare & quoted, starts)
    heads = documents[starts]
    is_near = np.logical_or.reduceat(_near(documents, page.places[places], rules), starts)
    shortest = np.minimum(index.sizes[heads], len(counts))
    enough = (sizes >= rules.long_shared) | ((sizes >= rules.shared) & has_rare)
    kept = np.flatnonzero((enough & (is_near | (sizes >= rules.thin * shortest))) | has_quote)
    best = kept[np.lexsort((index.rank[heads[kept]], -sizes[kept]))]
    return Candidates(
        heads[best].tolist(),
        [places[a : a + n] for a, n in zip(starts[best], sizes[best], strict=True)],
        counts,
    )


def _near(
    documents: Numbers, places: Numbers, rules: ReprintRules
) -> np.typing.NDArray[np.bool_]:
    """Mark the fingerprints that are the first of three close together: a run may hold them."""
    marks = np.zeros(len(documents), np.bool_)
    marks[:-2] = (documents[2:] == documents[:-2]) & (places[2:] - places[:-2] <= rules.near)
    return marks


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

    marks: np.typing.NDArray[np.bool_]
    places: Numbers

    def accept(self) -> None:
        self.marks[self.places] = True
