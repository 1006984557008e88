"""Find reprints, cuts and shared quotations: winnowed word runs, then the runs themselves.

Fingerprints are the least hashes of five-word runs in windows of four (Schleimer, Wilkerson and
Aiken 2003). A document is compared with the earliest ones that share its rare fingerprints, best
first, until what it shares is explained; so a family of any size costs one comparison a member.
"""

from __future__ import annotations

import re
import zlib
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median_low

from hechos.linking.facts import Document, Facts, span_of
from hechos.linking.rules import ReprintRules
from hechos.records import OriginEdge, SegmentKind, Text

_WORD = re.compile(r"\w+")
_MASK = (1 << 61) - 1
_FACTORS = (
    0x1B873593CC9E2D51,
    0x0A3C59AC2F1B7D43,
    0x165667B19E3779F9,
    0x0C2B2AE3D27D4EB5,
    0x1F83D9ABFB41BD6B,
    0x137E2179B7E15163,
    0x08F1BBCDCBFA53E1,
    0x1D3A4F6B2C5E8D97,
)
REMEMBERED = 2000
"""So many documents keep the places of their words at hand."""

_SKIPPED = (SegmentKind.BOILERPLATE, SegmentKind.NAVIGATION)


@dataclass(frozen=True, slots=True)
class Run:
    """The same words in two documents: code points in each, end exclusive."""

    left: tuple[int, int]
    right: tuple[int, int]
    words: int


@dataclass(frozen=True, slots=True)
class TextEdge:
    """Two documents (by rank, the earlier left) with the runs they share, longest first."""

    left: int
    right: int
    kind: str
    runs: tuple[Run, ...]
    share: float
    evidence: str


class _Pages:
    """The words of all documents, as hashes of word runs; offsets only where asked for."""

    def __init__(self, documents: Sequence[Document], rules: ReprintRules) -> None:
        self._documents = documents
        self.rules = rules
        self._hashes: dict[str, tuple[int, ...]] = {}
        self._offsets: dict[int, list[tuple[int, int]]] = {}
        self.grams = [self._grams(document.text) for document in documents]

    def words(self, rank: int) -> int:
        grams = self.grams[rank]
        return len(grams) + self.rules.run_words - 1 if grams else 0

    def fingerprints(self, rank: int) -> set[int]:
        grams = self.grams[rank]
        shifted = [grams[i:] for i in range(self.rules.window)]
        return set(map(min, *shifted)) if len(grams) >= self.rules.window else set(grams)

    def offsets(self, rank: int) -> list[tuple[int, int]]:
        known = self._offsets.get(rank)
        if known is None:
            if len(self._offsets) > REMEMBERED:
                self._offsets.clear()
            known = self._offsets[rank] = [
                (match.start() + base, match.end() + base)
                for base, piece in _pieces(self._documents[rank].text)
                for match in _WORD.finditer(piece)
            ]
        return known

    def quote(self, rank: int, start: int, end: int) -> str:
        text = self._documents[rank].text
        return " ".join(text.body[start:end].split()) if text else ""

    def _grams(self, text: Text | None) -> array[int]:
        size = self.rules.run_words
        words = [word for _, piece in _pieces(text) for word in _WORD.findall(piece.lower())]
        known = self._hashes
        for word in words:
            if word not in known:
                base = zlib.crc32(word.encode()) + 1
                known[word] = tuple(base * factor & _MASK for factor in _FACTORS[:size])
        values = [known[word] for word in words]
        columns = [[value[i] for value in values[i:]] for i in range(size)]
        return array("Q", [sum(row) & _MASK for row in zip(*columns, strict=False)])


def _pieces(text: Text | None) -> list[tuple[int, str]]:
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


def find_reprints(facts: Facts) -> tuple[TextEdge, ...]:
    """Return the edges between documents that share text, in the order of the later one."""
    rules = facts.rules.reprints
    pages = _Pages(facts.documents, rules)
    prints = [pages.fingerprints(rank) for rank in range(len(facts.documents))]
    index = _Index(prints, keep=rules.keep)
    found: list[TextEdge] = []
    for rank, hashes in enumerate(prints):
        candidates = index.candidates(rank, hashes, rules=rules)
        found.extend(_compare(rank, candidates, pages=pages, index=index, facts=facts))
    return tuple(found)


class _Index:
    """For each fingerprint met twice or more: the earliest documents and how many in all."""

    def __init__(self, prints: Sequence[Iterable[int]], *, keep: int) -> None:
        first: dict[int, int] = {}
        self._more: dict[int, list[int]] = {}
        self._count: dict[int, int] = {}
        for rank, hashes in enumerate(prints):
            for value in hashes:
                earlier = first.setdefault(value, rank)
                if earlier == rank:
                    continue
                ranks = self._more.setdefault(value, [earlier])
                if len(ranks) < keep:
                    ranks.append(rank)
                self._count[value] = self._count.get(value, 1) + 1

    def count(self, value: int) -> int:
        return self._count.get(value, 1)

    def candidates(
        self, rank: int, hashes: set[int], *, rules: ReprintRules
    ) -> dict[int, list[int]]:
        """Return earlier documents with the fingerprints shared, by way of rare ones.

        Where nearly all of a document is common it is looked up by that: a mass reprint."""
        shared: dict[int, list[int]] = {}
        common = [value for value in hashes if self.count(value) > rules.furniture]
        is_mass = len(common) >= rules.mostly * len(hashes)
        for value in hashes:
            if self.count(value) > rules.furniture and not is_mass:
                continue
            for earlier in self._more.get(value, ()):
                if earlier >= rank:
                    break
                shared.setdefault(earlier, []).append(value)
        return {
            key: values
            for key, values in shared.items()
            if len(values) >= rules.long_shared
            or (len(values) >= rules.shared and min(map(self.count, values)) <= rules.common)
        }


def _compare(
    rank: int,
    candidates: dict[int, list[int]],
    *,
    pages: _Pages,
    index: _Index,
    facts: Facts,
) -> list[TextEdge]:
    rules = facts.rules.reprints
    found: list[TextEdge] = []
    explained: set[int] = set()
    compared = 0
    for earlier in sorted(candidates, key=lambda one: (-len(candidates[one]), one)):
        fresh = sum(value not in explained for value in candidates[earlier])
        if fresh < rules.shared:
            continue
        compared += 1
        if compared > rules.compare:
            break
        edge = _edge(earlier, rank, candidates[earlier], pages=pages, index=index)
        if edge:
            found.append(_turned(edge, facts.documents, pages))
            explained.update(candidates[earlier])
    return found


def common_runs(
    a: array[int], b: array[int], shared: Iterable[int], *, size: int
) -> list[tuple[int, int, int]]:
    """Return the maximal common runs that hold a shared fingerprint, in the order of b.

    `a` and `b` are the hashes of the runs of `size` words that begin at each word; a run is
    (word in a, word in b, words). Winnowing leaves no run of size + window - 1 words out."""
    runs, covered = [], 0
    for at, start in sorted((b.index(value), a.index(value)) for value in shared):
        if at < covered:
            continue
        back = 0
        while at - back > covered and start > back and a[start - back - 1] == b[at - back - 1]:
            back += 1
        ahead = 1
        while at + ahead < len(b) and start + ahead < len(a) and a[start + ahead] == b[at + ahead]:
            ahead += 1
        runs.append((start - back, at - back, back + ahead + size - 1))
        covered = at + ahead
    return runs


def _edge(
    earlier: int, rank: int, shared: Sequence[int], *, pages: _Pages, index: _Index
) -> TextEdge | None:
    rules = pages.rules
    a, b = pages.grams[earlier], pages.grams[rank]
    found = common_runs(a, b, shared, size=rules.run_words)
    runs = [run for run in found if run[2] >= rules.least_run]
    shortest = min(pages.words(earlier), pages.words(rank))
    if _covered(runs) < rules.reprint_containment * shortest:
        runs = [run for run in runs if not _is_furniture(run, a, b, index=index, rules=rules)]
    share = _covered(runs) / shortest if shortest else 0.0
    kind = _class_of(runs, share, rules)
    if kind == "shared_quote":
        runs = [run for run in runs if not _is_name(run, earlier, pages, rules)]
        kind = _class_of(runs, share, rules)
    if kind is None:
        return None
    runs.sort(key=lambda run: (-run[2], run[1]))
    left, right = pages.offsets(earlier), pages.offsets(rank)
    spans = tuple(
        Run((left[i][0], left[i + n - 1][1]), (right[j][0], right[j + n - 1][1]), n)
        for i, j, n in runs
    )
    words = pages.quote(earlier, *spans[0].left).split()
    evidence = " ".join(words[: rules.evidence_words])
    evidence += " …" if len(words) > rules.evidence_words else ""
    return TextEdge(earlier, rank, kind, spans, share, evidence)


def _turned(edge: TextEdge, documents: Sequence[Document], pages: _Pages) -> TextEdge:
    """Put the longer text left where the days of publication do not say which came first."""
    first, second = documents[edge.left], documents[edge.right]
    dated = span_of(first.published) != span_of(second.published)
    if dated or pages.words(edge.right) <= 1.05 * pages.words(edge.left):
        return edge
    runs = tuple(Run(run.right, run.left, run.words) for run in edge.runs)
    return TextEdge(edge.right, edge.left, edge.kind, runs, edge.share, edge.evidence)


def _covered(runs: Iterable[tuple[int, int, int]]) -> int:
    total = end = 0
    for _, at, length in runs:
        total += at + length - max(at, end) if at + length > end else 0
        end = max(end, at + length)
    return total


def _class_of(
    runs: Sequence[tuple[int, int, int]], share: float, rules: ReprintRules
) -> str | None:
    longest = max((length for _, _, length in runs), default=0)
    if not runs:
        return None
    if share >= rules.reprint_containment:
        return "reprint"
    if longest >= rules.partial_run or share >= rules.partial_containment:
        return "partial"
    return "shared_quote" if longest >= rules.quote_run else None


def _is_furniture(
    run: tuple[int, int, int],
    a: Sequence[int],
    b: Sequence[int],
    *,
    index: _Index,
    rules: ReprintRules,
) -> bool:
    """Tell whether the run is the site's, or the craft's, and not this story's words."""
    i, j, length = run
    grams = length - rules.run_words + 1
    counts = [count for k in range(grams) if (count := index.count(b[j + k])) > 1]
    spread = median_low(counts) if counts else 1
    if spread <= rules.common:
        return False
    if spread > rules.furniture or length < rules.partial_run:
        return True
    return _at_edge(i, length, len(a), rules.edge) and _at_edge(j, length, len(b), rules.edge)


def _at_edge(at: int, length: int, size: int, edge: int) -> bool:
    return at + length <= edge or at >= size - edge


def _is_name(run: tuple[int, int, int], earlier: int, pages: _Pages, rules: ReprintRules) -> bool:
    """Tell whether a short run is mostly one long official name."""
    i, _, length = run
    if length >= rules.partial_run:
        return False
    offsets = pages.offsets(earlier)
    words = [pages.quote(earlier, *offsets[i + k]) for k in range(length)]
    return sum(word[:1].isupper() or word[:1].isdigit() for word in words) >= 0.6 * length


def document_edges(edges: Iterable[TextEdge], facts: Facts) -> tuple[OriginEdge, ...]:
    """Return the edges as records between captures: relays are shown, never counted."""
    return tuple(
        OriginEdge(
            id=facts.draw(
                (left.capture.id, right.capture.id), "edge", edge.kind, *_pair(left, right)
            ),
            case=facts.case.id,
            made=facts.made("reprints"),
            between="documents",
            left=left.capture.id,
            right=right.capture.id,
            kind=edge.kind,
            evidence=edge.evidence,
            because=_because(edge, left, right),
        )
        for edge in edges
        for left, right in [(facts.documents[edge.left], facts.documents[edge.right])]
    )


def _pair(left: Document, right: Document) -> list[str]:
    return sorted((left.capture.id, right.capture.id))


def _because(edge: TextEdge, left: Document, right: Document) -> str:
    words = sum(run.words for run in edge.runs)
    what = {
        "reprint": f"{right.name} repeats most of {left.name}",
        "partial": f"{right.name} and {left.name} share a part of their text",
        "shared_quote": f"{right.name} and {left.name} share a sentence or a quotation",
    }[edge.kind]
    return (
        f"{what}: {words} words in {len(edge.runs)} runs, "
        f"{edge.share:.0%} of the shorter text, {edge.runs[0].words} in the longest run."
    )
