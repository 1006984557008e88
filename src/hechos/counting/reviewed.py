"""How well persons were matched, from pairs that people decided on without seeing a score."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from hechos.counting.bounds import Z
from hechos.counting.verdicts import Linkage
from hechos.records import LinkEdge

LEAST = 10
"""Decided pairs below which a share says nothing."""
Share = tuple[float, float, float]


def wilson(right: int, of: int) -> Share:
    """Return a share with the ends of its 95 % interval (Wilson 1927)."""
    share, extra = right / of, Z * Z / of
    middle = (share + extra / 2) / (1 + extra)
    half = Z / (1 + extra) * math.sqrt(share * (1 - share) / of + extra / (4 * of))
    return share, min(share, max(0.0, middle - half)), max(share, min(1.0, middle + half))


def linkage_of(
    edges: Iterable[LinkEdge], decided: Mapping[frozenset[str], bool]
) -> tuple[Linkage | None, tuple[str, ...]]:
    """Return how well persons of a case were matched, None where that is not measured, and how
    many pairs that rests on, in sentences.

    `decided` says for a pair of mentions whether people found it to be one person. Precision is
    the share of decided proposals “same” that people confirmed. Recall is the share of the pairs
    that people joined which had been proposed as “same”; it needs pairs that were not."""
    persons = [edge for edge in edges if edge.kind == "person"]
    proposed = {frozenset((e.a, e.b)) for e in persons if e.judgement == "same"}
    looked = [same for pair, same in decided.items() if pair in proposed]
    others = [same for pair, same in decided.items() if pair not in proposed]
    joined = sum(looked) + sum(others)
    said = (
        f"Of {len(proposed)} matches that were proposed, people decided on {len(looked)} and "
        f"confirmed {sum(looked)}; of pairs that were not proposed, on {len(others)}, and joined "
        f"{sum(others)}."
    )
    lacking = []
    if len(looked) < LEAST:
        lacking.append(f"precision is not measured with fewer than {LEAST} decided proposals")
    elif not any(looked):
        lacking.append("of the decided proposals none was confirmed")
    if len(others) < LEAST or joined < LEAST:
        lacking.append(f"recall is not measured with fewer than {LEAST} decided pairs besides")
    if lacking:
        return None, (said, f"Matching: {', and '.join(lacking)}.")
    found = Linkage(precision=wilson(sum(looked), len(looked)), recall=wilson(sum(looked), joined))
    return found, (said,)
