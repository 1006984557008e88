"""The rule of candidates as questions to tables, for more documents than an index holds.

The tables: `pages` (doc, start, text_hash, name, id, prints) has a row for each document, with the
day it was published and how many fingerprints it has; `prints` (doc, hash, quoted) one for each of
these. The SQL is what DuckDB and Spark share. It is coarser than the rule, which `candidates` then
applies to what comes of it: no pair is left out that the rule would keep.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from hechos.linking.copies.index import Found, Index, LookUp, Numbers
from hechos.linking.copies.pages import Hashes, Page
from hechos.linking.rules import ReprintRules

Pair = tuple[int, Sequence[int], bool]
LATE = 3_652_059
"""The last day there is: documents without a date come after all others."""

ORDERED = """
SELECT doc, prints, row_number() OVER (ORDER BY start, text_hash, name, id) - 1 AS rank
FROM pages ORDER BY doc
"""
"""Documents in their order: by day of publication, then by content, then by name."""

REPEATED = """
WITH counted AS (SELECT hash, count(*) AS n FROM prints GROUP BY hash HAVING count(*) > 1)
SELECT ordered.rank AS rank, prints.hash AS hash, prints.quoted AS quoted, counted.n AS n
FROM prints JOIN counted ON prints.hash = counted.hash JOIN ordered ON prints.doc = ordered.doc
ORDER BY rank, hash
"""
"""Fingerprints that stand in several documents, with how many."""

_PAIRS = """
WITH placed AS (
  SELECT rank, hash, quoted, row_number() OVER (PARTITION BY hash ORDER BY rank) AS place
  FROM repeated
), common AS (
  SELECT rank, count(*) AS n FROM repeated WHERE n > {furniture} GROUP BY rank
), mass AS (
  SELECT common.rank AS rank FROM common JOIN ordered ON common.rank = ordered.rank
  WHERE common.n >= {mostly} * ordered.prints
), asked AS (
  SELECT repeated.rank AS rank, repeated.hash AS hash, repeated.quoted AS quoted, repeated.n AS n
  FROM repeated LEFT JOIN mass ON repeated.rank = mass.rank
  WHERE repeated.n <= {furniture} OR mass.rank IS NOT NULL
)
SELECT asked.rank AS later, placed.rank AS earlier, array_agg(asked.hash) AS hashes,
  max(CASE WHEN asked.n <= {common} AND (asked.quoted OR placed.quoted) THEN 1 ELSE 0 END) AS quoted
FROM asked JOIN placed ON asked.hash = placed.hash
WHERE placed.place <= {keep} AND placed.rank < asked.rank
GROUP BY asked.rank, placed.rank
HAVING count(*) >= {long_shared}
  OR (count(*) >= {shared} AND min(asked.n) <= {common})
  OR max(CASE WHEN asked.n <= {common} AND (asked.quoted OR placed.quoted) THEN 1 ELSE 0 END) = 1
ORDER BY later, earlier
"""


def pairs_sql(rules: ReprintRules) -> str:
    """Return the question for pairs of documents with the fingerprints they share."""
    return _PAIRS.format(
        furniture=rules.furniture,
        mostly=rules.mostly,
        common=rules.common,
        keep=rules.keep,
        long_shared=rules.long_shared,
        shared=rules.shared,
    )


class TableIndex(Index):
    """An index of some documents only, of what the tables say about them.

    `counted` are, for each page, its fingerprints that stand in several documents, with how many;
    `pairs` the earlier documents, by rank, with the fingerprints shared, and whether a rare one of
    these lies in a quotation of either; `sizes` the fingerprints of every document, by rank."""

    def __init__(
        self,
        pages: Sequence[Page],
        counted: Sequence[Sequence[tuple[int, int]]],
        pairs: Sequence[Sequence[Pair]],
        *,
        sizes: Numbers,
        rules: ReprintRules,
    ) -> None:
        super().__init__(rules)
        self.rank = np.arange(len(sizes))
        self.sizes = sizes
        counts, places, documents, quoted = [], [], [], []
        begin = 0
        for page, known, found in zip(pages, counted, pairs, strict=True):
            many = np.ones(len(page.prints), np.int64)
            hashes = np.array([value for value, _ in known], np.uint64)
            many[np.searchsorted(page.prints, hashes)] = [count for _, count in known]
            counts.append(many)
            for earlier, shared, is_quoted in found:
                at = np.searchsorted(page.prints, np.array(shared, np.uint64))
                places.append(at + begin)
                documents.append(np.full(len(at), earlier, np.int64))
                quoted.append(np.full(len(at), is_quoted, np.bool_))
            begin += len(page.prints)
        self._counts = np.concatenate(counts)
        self._found = Found(
            np.concatenate(places), np.concatenate(documents), np.concatenate(quoted)
        )

    def look_up(self, hashes: Hashes) -> LookUp:
        """Return how common the fingerprints of all the pages are, one page after the other."""
        return LookUp([(np.zeros(len(hashes), np.int64), self._counts)], len(hashes))

    def first(self, looked: LookUp, asked: Numbers, most: int | None = None) -> Found:
        """Return what the join found: it has asked for these, and for no more than the first."""
        del looked, asked, most
        return self._found
