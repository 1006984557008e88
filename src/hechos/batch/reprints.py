"""Reprints among many texts: fingerprints of each part, one join, then pairs compared in parts."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from hechos.batch.documents import gave_up, read_row, troubles
from hechos.batch.inputs import Row
from hechos.batch.parts import Part, whole
from hechos.batch.steps import Failed, Made
from hechos.batch.tables import COUNT, COUNTS, NUMBER, RUN, RUNS, TEXT, table
from hechos.engine.base import Engine
from hechos.engine.local import batches
from hechos.linking.copies.candidates import candidates
from hechos.linking.copies.pages import Page, pieces_of, read_page
from hechos.linking.copies.reprints import AT_ONCE, Collection, Item, TextEdge
from hechos.linking.copies.runs import compare
from hechos.linking.copies.tables import LATE, ORDERED, REPEATED, TableIndex, pairs_sql
from hechos.linking.facts import span_of
from hechos.linking.rules import LinkingRules, ReprintRules
from hechos.reading.rules import ReadingRules
from hechos.records import Case, DocumentContent

PAGES = {
    "doc": COUNT,
    "start": COUNT,
    "text_hash": TEXT,
    "name": TEXT,
    "id": TEXT,
    "prints": COUNT,
    "published": TEXT,
    "pieces": COUNTS,
}
EDGES = {
    "left": TEXT,
    "right": TEXT,
    "left_name": TEXT,
    "right_name": TEXT,
    "kind": TEXT,
    "share": NUMBER,
    "words": COUNT,
    "longest": COUNT,
    "evidence": TEXT,
    "runs": RUNS,
}
PAGES_AT, PRINTS_AT = "work/pages", "work/prints"
OPEN = 256
"""So many parts, and eight times as many texts, are kept open by one process."""


def fingerprint_part(part: Part, *, case: Case) -> Made:
    return fingerprint_rows(part.read(), case=case, first=part.first)


def fingerprint_rows(rows: Iterable[Row], *, case: Case, first: int = 0) -> Made:
    """Return a page for each text and a row for each fingerprint of it, numbered from `first`."""
    reading, rules = ReadingRules.load(), LinkingRules.load().reprints
    pages: list[dict[str, Any]] = []
    prints: list[tuple[int, Page]] = []
    failed: list[Failed] = []
    for doc, row in enumerate(rows, start=first):
        if row.trouble:
            failed += troubles(row)
            continue
        try:
            read = read_row(row, case=case, rules=reading)
            if read.text is None:
                continue
            pieces = pieces_of(read.text)
            page = read_page(pieces, rules)
        except Exception as error:  # noqa: BLE001 - one row never stops the others
            failed.append(gave_up(row, error))
            continue
        days = [
            claim.content.value
            for claim in read.claims
            if isinstance(claim.content, DocumentContent) and claim.content.type == "published"
        ]
        published = min(days, default=None)
        pages.append(
            {
                "doc": doc,
                "start": span_of(published).start or LATE,
                "text_hash": read.text.hash,
                "name": row.name,
                "id": row.id,
                "prints": len(page.prints),
                "published": published,
                "pieces": [at for start, piece in pieces for at in (start, start + len(piece))],
            }
        )
        prints.append((doc, page))
    return Made(
        tables={PAGES_AT: table(pages, PAGES), PRINTS_AT: _prints_table(prints)},
        counts={"texts": len(pages)},
        failed=tuple(failed),
    )


def _prints_table(prints: Sequence[tuple[int, Page]]) -> Any:
    import pyarrow as pa

    sizes = [len(page.prints) for _, page in prints]
    docs = np.repeat(np.array([doc for doc, _ in prints], np.int64), sizes)
    hashes = [page.prints for _, page in prints] or [np.empty(0, np.uint64)]
    quoted = [page.quoted for _, page in prints] or [np.empty(0, np.bool_)]
    return pa.table(
        {
            "doc": docs,
            "hash": np.concatenate(hashes).astype(np.int64),
            "quoted": np.concatenate(quoted),
        }
    )


def compare_rows(rows: Iterable[Row]) -> Made:
    """Compare each text with itself: what one comparison costs, for a sample."""
    rules = LinkingRules.load().reprints
    for row in rows:
        page = read_page([(0, row.text)], rules)
        compare(page, page, rules)
    return Made(tables={}, counts={})


def join(engine: Engine, out: Path, rules: ReprintRules, *, key: str, documents: int) -> None:
    """Ask for the order of all documents, their common fingerprints, and the pairs to compare."""
    work = out / "work"
    _mark(out).unlink(missing_ok=True)
    pages, prints = out / PAGES_AT, out / PRINTS_AT
    ordered, repeated = work / "ordered", work / "repeated"
    engine.query(ORDERED, {"pages": pages}, ordered)
    engine.query(REPEATED, {"prints": prints, "ordered": ordered}, repeated)
    engine.query(pairs_sql(rules), {"repeated": repeated, "ordered": ordered}, work / "pairs")
    words = json.dumps({"hash": key, "documents": documents})
    whole(_mark(out), lambda path: path.write_text(words, encoding="utf-8"))


def joined(out: Path, key: str) -> int | None:
    """Return how many documents were joined, None where these were not, by these rules."""
    try:
        plain = json.loads(_mark(out).read_text(encoding="utf-8"))
        return int(plain["documents"]) if plain["hash"] == key else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _mark(out: Path) -> Path:
    return out / "work" / "done" / "join.json"


@dataclass(frozen=True, slots=True)
class Ranks:
    """The later documents of some pairs: ranks from `first`, up to and without `end`."""

    number: int
    first: int
    end: int
    hash: str


def ranks_of(documents: int, size: int, hash: str) -> tuple[Ranks, ...]:  # noqa: A002
    return tuple(
        Ranks(number, first, min(first + size, documents), hash)
        for number, first in enumerate(range(0, documents, size))
    )


def compare_ranks(ranks: Ranks, *, out: Path, parts: tuple[Part, ...]) -> Made:
    """Compare the later documents of some ranks with what the join proposes for them."""
    rules = LinkingRules.load().reprints
    kept = _kept(out, parts, ranks.hash)
    pairs = _grouped(
        _asked(out / "work" / "pairs", "later", ranks),
        lambda row: (row["earlier"], row["hashes"], bool(row["quoted"])),
        by="later",
    )
    counted = _grouped(
        _asked(out / "work" / "repeated", "rank", ranks, only=set(pairs)),
        lambda row: (row["hash"], row["n"]),
        by="rank",
    )
    rows: list[dict[str, Any]] = []
    for laters in batches(sorted(pairs), AT_ONCE):
        pages = [kept.page(later) for later in laters]
        index = TableIndex(
            pages,
            [counted[later] for later in laters],
            [pairs[later] for later in laters],
            sizes=kept.sizes,
            rules=rules,
        )
        for later, found in zip(laters, candidates(pages, laters, index), strict=True):
            rows += [_edge_row(edge, kept) for edge in kept.compared(later, found)]
    kinds = {f"{kind}s": 0 for kind in ("reprint", "partial", "shared_quote")}
    for row in rows:
        kinds[f"{row['kind']}s"] += 1
    return Made(tables={"edges": table(rows, EDGES)}, counts={"edges": len(rows), **kinds})


def _asked(
    folder: Path, column: str, ranks: Ranks, *, only: set[int] | None = None
) -> Iterator[dict[str, Any]]:
    from pyarrow import array, compute, dataset

    field = compute.field(column)
    where = (field >= ranks.first) & (field < ranks.end)
    if only is not None:
        where &= field.isin(array(sorted(only), "int64"))
    for batch in dataset.dataset(folder, format="parquet").to_batches(filter=where):
        yield from batch.to_pylist()


def _grouped(rows: Iterable[dict[str, Any]], make: Any, *, by: str) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row[by], []).append(make(row))
    for values in found.values():
        values.sort()
    return found


class Kept(Collection):
    """Texts by rank, read from the parts where they are kept as they are asked for."""

    def __init__(self, out: Path, parts: tuple[Part, ...], rules: ReprintRules) -> None:
        from pyarrow import parquet

        super().__init__(rules)
        self._out = out
        self._parts = parts
        self._firsts = np.array([part.first for part in parts])
        ordered = parquet.read_table(out / "work" / "ordered").sort_by("rank")
        self._doc: npt.NDArray[np.int64] = ordered.column("doc").to_numpy()
        self.sizes: npt.NDArray[np.int64] = ordered.column("prints").to_numpy()
        self._opened = functools.lru_cache(OPEN)(self._open)
        self._read = functools.lru_cache(8 * OPEN)(self._of)

    def item(self, number: int) -> Item:
        return self._read(number)[0]

    def page(self, number: int) -> Page:
        return self._read(number)[1]

    def named(self, number: int) -> tuple[str, str]:
        """Return id and name of a document."""
        rows, _, _, at = self._at(number)
        return rows.column("id")[at].as_py(), rows.column("name")[at].as_py()

    def _of(self, number: int) -> tuple[Item, Page]:
        rows, pages, places, at = self._at(number)
        text = rows.column("text")[at].as_py()
        place = places[int(self._doc[number])]
        cuts = pages.column("pieces")[place].as_py()
        day = span_of(pages.column("published")[place].as_py())
        pieces = [(a, text[a:b]) for a, b in zip(cuts[::2], cuts[1::2], strict=True)]
        return Item((number,), pieces, day), read_page(pieces, self.rules)

    def _at(self, number: int) -> tuple[Any, Any, dict[int, int], int]:
        doc = int(self._doc[number])
        part = self._parts[int(np.searchsorted(self._firsts, doc, "right")) - 1]
        return (*self._opened(part.number), doc - part.first)

    def _open(self, number: int) -> tuple[Any, Any, dict[int, int]]:
        import pyarrow as pa
        from pyarrow import parquet

        rows = pa.ipc.open_file(pa.memory_map(str(self._parts[number].path))).read_all()
        file = self._out / PAGES_AT / f"part-{number:05}.parquet"
        pages = parquet.read_table(file, columns=["doc", "published", "pieces"])
        return rows, pages, {doc: at for at, doc in enumerate(pages.column("doc").to_pylist())}


@functools.lru_cache(1)
def _kept(out: Path, parts: tuple[Part, ...], _hash: str) -> Kept:
    """Open the texts once in a process; after another join they are opened anew."""
    return Kept(out, parts, LinkingRules.load().reprints)


def _edge_row(edge: TextEdge, kept: Kept) -> dict[str, Any]:
    left, left_name = kept.named(edge.left)
    right, right_name = kept.named(edge.right)
    return {
        "left": left,
        "right": right,
        "left_name": left_name,
        "right_name": right_name,
        "kind": edge.kind,
        "share": edge.share,
        "words": sum(run.words for run in edge.runs),
        "longest": edge.runs[0].words,
        "evidence": edge.evidence,
        "runs": [
            dict(zip(RUN, (*run.left, *run.right, run.words), strict=True)) for run in edge.runs
        ],
    }
