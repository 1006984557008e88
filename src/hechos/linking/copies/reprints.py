"""Find reprints, cuts and shared quotations: shared fingerprints, then the runs themselves.

A document is compared with the earliest ones that share its rare fingerprints, best first, until
what it shares is explained; so a family of any size costs a few comparisons a member.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from hechos.linking.copies.candidates import Candidates, candidates, unexplained
from hechos.linking.copies.index import Index
from hechos.linking.copies.pages import Page, Piece, offsets_of, pieces_of, read_page
from hechos.linking.copies.photos import SharedPhoto
from hechos.linking.copies.runs import Copy, Shared, compare
from hechos.linking.facts import Document, Facts, span_of
from hechos.linking.rules import ReprintRules
from hechos.records import OriginEdge

REMEMBERED = 2000
"""So many documents keep the places of their words at hand."""
AT_ONCE = 500
"""So many documents are looked up together."""


@dataclass(frozen=True, slots=True)
class Run:
    """The same words in two documents: code points in each, end exclusive."""

    left: tuple[int, int]
    right: tuple[int, int]
    words: int


@dataclass(frozen=True, slots=True)
class TextEdge:
    """Two documents (by number, the earlier left) with the runs they share, longest first."""

    left: int
    right: int
    kind: str
    runs: tuple[Run, ...]
    share: float
    evidence: str


@dataclass(frozen=True, slots=True)
class Item:
    """A document to compare: its place in the order of all, its text, what its date is."""

    key: tuple[Any, ...]
    pieces: Sequence[Piece]
    day: object = None


class Collection:
    """Documents and the edges between them, kept as documents are added.

    Documents are numbered as they are added. Adding looks up the fingerprints of what is new, and
    leaves the edges that a full run over all documents would find."""

    def __init__(self, rules: ReprintRules) -> None:
        self.rules = rules
        self._items: list[Item] = []
        self._pages: list[Page] = []
        self._index = Index(rules)
        self._edges: dict[int, list[TextEdge]] = {}
        self._offsets: dict[int, list[tuple[int, int]]] = {}

    def add(self, items: Iterable[Item]) -> None:
        new = list(items)
        pages = [read_page(item.pieces, self.rules) for item in new]
        self._items += new
        self._pages += pages
        touched = sorted(self._index.add(pages, [item.key for item in new]))
        for at in range(0, len(touched), AT_ONCE):
            numbers = touched[at : at + AT_ONCE]
            ranks = [int(self._index.rank[number]) for number in numbers]
            asking = [self._pages[number] for number in numbers]
            for number, found in zip(numbers, candidates(asking, ranks, self._index), strict=True):
                self._edges.pop(number, None)
                if edges := self.compared(number, found):
                    self._edges[number] = edges

    def look_up(self, item: Item) -> list[TextEdge]:
        """Return the edges that one more document would have, without taking it in."""
        index, number = self._index, len(self._items)
        page = read_page(item.pieces, self.rules)
        self._items.append(item)
        self._pages.append(page)
        try:
            (found,) = candidates([page], [index.rank_of(item.key)], index, held=False)
            return self.compared(number, found)
        finally:
            self._items.pop()
            self._pages.pop()
            self._offsets.pop(number, None)

    def item(self, number: int) -> Item:
        return self._items[number]

    def page(self, number: int) -> Page:
        return self._pages[number]

    def edges(self) -> tuple[TextEdge, ...]:
        """Return all edges in the order of the later document, for each the best first."""
        rank = self._index.rank
        order = sorted(self._edges, key=lambda number: int(rank[number]))
        return tuple(edge for number in order for edge in self._edges[number])

    def compared(self, number: int, found: Candidates) -> list[TextEdge]:
        """Return the edges of a document with its candidates, best first."""
        spread = self._spread(self.page(number), found)
        edges = []
        for earlier, shared in unexplained(found, self.rules):
            copy = compare(
                self.page(earlier),
                self.page(number),
                self.rules,
                spread=spread,
                is_name=partial(self._is_name, earlier),
            )
            if copy:
                edges.append(self._turned(earlier, number, copy))
                shared.accept()
        return edges

    def _spread(self, page: Page, found: Candidates) -> list[int]:
        """Return in how many documents the run stands that begins at each word, where counted."""
        if not found.documents:
            return []
        at = np.minimum(np.searchsorted(page.prints, page.grams), len(page.prints) - 1)
        counted = np.where(page.prints[at] == page.grams, found.counts[at], 0)
        spread: list[int] = counted.tolist()
        return spread

    def _is_name(self, earlier: int, run: Shared) -> bool:
        """Tell whether most words of a run begin with a capital or are numbers; where all is in
        capitals nobody can tell."""
        if self.page(earlier).capitals:
            return False
        i, _, length = run
        words = [self._words(earlier, i + k, i + k) for k in range(length)]
        capitals = sum(word[:1].isupper() or word[:1].isdigit() for word in words)
        return capitals >= self.rules.name_share * length

    def _turned(self, earlier: int, number: int, copy: Copy) -> TextEdge:
        """Put the longer text left where the days of publication do not say which came first."""
        left, right = self._places(earlier), self._places(number)
        runs = [
            Run((left[i][0], left[i + n - 1][1]), (right[j][0], right[j + n - 1][1]), n)
            for i, j, n in copy.runs
        ]
        i, _, n = copy.runs[0]
        words = self._words(earlier, i, i + n - 1).split()
        evidence = " ".join(words[: self.rules.evidence_words])
        evidence += " …" if len(words) > self.rules.evidence_words else ""
        same_day = self.item(earlier).day == self.item(number).day
        if same_day and self.page(number).words > 1.05 * self.page(earlier).words:
            earlier, number = number, earlier
            runs = [Run(run.right, run.left, run.words) for run in runs]
        return TextEdge(earlier, number, copy.kind, tuple(runs), copy.share, evidence)

    def _places(self, number: int) -> list[tuple[int, int]]:
        known = self._offsets.get(number)
        if known is None:
            if len(self._offsets) > REMEMBERED:
                self._offsets.clear()
            known = self._offsets[number] = offsets_of(self.item(number).pieces)
        return known

    def _words(self, number: int, first: int, last: int) -> str:
        places = self._places(number)
        start, end = places[first][0], places[last][1]
        inside = [
            piece[max(0, start - base) : max(0, end - base)]
            for base, piece in self.item(number).pieces
            if base < end and start < base + len(piece)
        ]
        return " ".join(" ".join(inside).split())


def find_reprints(facts: Facts) -> tuple[TextEdge, ...]:
    """Return the edges between documents that share text, in the order of the later one."""
    collection = Collection(facts.rules.reprints)
    collection.add(
        Item((document.rank,), pieces_of(document.text), span_of(document.published))
        for document in facts.documents
    )
    return collection.edges()


def photo_edges(photos: Iterable[SharedPhoto], facts: Facts) -> tuple[OriginEdge, ...]:
    """Return an edge for each two documents that print one picture."""
    return tuple(
        _record(
            (facts.documents[one.left], facts.documents[one.right]),
            "same_photo",
            facts,
            evidence=f"picture {one.value}",
            because=f"Both print one picture; {one.differ} of the 64 bits of its hash differ.",
        )
        for one in photos
    )


def document_edges(edges: Iterable[TextEdge], facts: Facts) -> tuple[OriginEdge, ...]:
    """Return the edges as records between captures: relays are shown, never counted."""
    found = []
    for edge in edges:
        left, right = facts.documents[edge.left], facts.documents[edge.right]
        kind = _kind(edge, left, right, facts.rules.reprints)
        because = _because(edge, kind, left, right)
        found.append(_record((left, right), kind, facts, evidence=edge.evidence, because=because))
    return tuple(found)


def _kind(edge: TextEdge, left: Document, right: Document, rules: ReprintRules) -> str:
    """Tell what agencies repeat for months, in text that is otherwise another, from a copy."""
    gap = span_of(left.published).gap(span_of(right.published))
    repeated = edge.kind != "reprint" and gap is not None and gap >= rules.boilerplate_days
    return "boilerplate" if repeated else edge.kind


def _record(
    pair: tuple[Document, Document], kind: str, facts: Facts, *, evidence: str, because: str
) -> OriginEdge:
    left, right = (document.capture.id for document in pair)
    return OriginEdge(
        id=facts.draw((left, right), "edge", kind, *sorted((left, right))),
        case=facts.case.id,
        made=facts.made("photos" if kind == "same_photo" else "reprints"),
        between="documents",
        left=left,
        right=right,
        kind=kind,
        evidence=evidence,
        because=because,
    )


def _because(edge: TextEdge, kind: str, left: Document, right: Document) -> str:
    words = sum(run.words for run in edge.runs)
    what = {
        "reprint": f"{right.name} repeats most of {left.name}",
        "partial": f"{right.name} and {left.name} share a part of their text",
        "shared_quote": f"{right.name} and {left.name} share a sentence or a quotation",
        "boilerplate": f"{right.name} repeats words that {left.name} had long before",
    }[kind]
    return (
        f"{what}: {words} words in {len(edge.runs)} runs, "
        f"{edge.share:.0%} of the shorter text, {edge.runs[0].words} in the longest run."
    )
