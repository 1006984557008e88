"""What two texts share, word for word: the runs, what they amount to, and which are furniture."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import median_low

import numpy as np

from hechos.linking.copies.pages import Page
from hechos.linking.rules import ReprintRules

Shared = tuple[int, int, int]
"""Word in the first text, word in the second, words."""

_TRIED = 8
"""So many places of a repeated run are tried for the longest."""


@dataclass(frozen=True, slots=True)
class Copy:
    """What two texts share: class, runs (longest first), share of the shorter text."""

    kind: str
    runs: tuple[Shared, ...]
    share: float


def compare(
    a: Page,
    b: Page,
    rules: ReprintRules,
    *,
    spread: Callable[[int], int] | None = None,
    is_name: Callable[[Shared], bool] | None = None,
) -> Copy | None:
    """Return what the later text b shares with a, or None where it is too little or furniture.

    `spread` gives in how many documents a fingerprint stands (None: nothing is furniture);
    `is_name` tells whether a run is one long name."""
    shortest = min(a.words, b.words)
    found = common_runs(a, b, rules.run_words)
    runs = [run for run in found if run[2] >= rules.least_run]
    if spread is not None and _covered(_solid(runs, rules)) < rules.reprint_containment * shortest:
        runs = [run for run in runs if not _is_furniture(run, a, b, spread=spread, rules=rules)]
    kind = _class_of(runs, shortest, rules)
    if kind != "reprint" and is_name is not None:
        runs = [run for run in runs if run[2] >= rules.partial_run or not is_name(run)]
        kind = _class_of(runs, shortest, rules)
    if kind == "shared_quote" and spread is not None:
        runs = [run for run in runs if _own_words(run, b, spread, rules) >= rules.own_words]
        kind = _class_of(runs, shortest, rules)
    if kind is None:
        runs = _quoted(a, b, found, rules, spread=spread, is_name=is_name)
        kind = "shared_quote" if runs else None
    if kind is None:
        return None
    share = _covered(runs) / shortest
    return Copy(kind, tuple(sorted(runs, key=lambda run: (-run[2], run[1]))), share)


def common_runs(a: Page, b: Page, size: int) -> list[Shared]:
    """Return the common runs of at least `size` words in the order of b, each as long as it goes."""
    first, second = a.grams.tolist(), b.grams.tolist()
    places: dict[int, list[int]] = {}
    hits = np.flatnonzero(np.isin(a.grams, b.grams)).tolist()
    for i in hits:
        places.setdefault(first[i], []).append(i)
    runs: list[Shared] = []
    j = 0
    while j < len(second):
        longest = at = 0
        for i in places.get(second[j], ())[:_TRIED]:
            n = 1
            while i + n < len(first) and j + n < len(second) and first[i + n] == second[j + n]:
                n += 1
            if n > longest:
                longest, at = n, i
        if longest:
            runs.append((at, j, longest + size - 1))
        j += longest or 1
    return runs


def _covered(runs: Iterable[Shared]) -> int:
    """Return how many words of the second text the runs cover (they come in its order)."""
    total = end = 0
    for _, at, length in runs:
        total += at + length - max(at, end) if at + length > end else 0
        end = max(end, at + length)
    return total


def _solid(runs: Iterable[Shared], rules: ReprintRules) -> list[Shared]:
    """Return the runs that are long enough to make a reprint; shorter ones are turns of phrase."""
    return [run for run in runs if run[2] >= rules.solid_run]


def _class_of(runs: Sequence[Shared], shortest: int, rules: ReprintRules) -> str | None:
    """Return the class by the longest run and by the share of the shorter text."""
    if not runs:
        return None
    longest, covered = max(length for _, _, length in runs), _covered(runs)
    if _covered(_solid(runs, rules)) >= rules.reprint_containment * shortest:
        return "reprint"
    if longest >= rules.partial_run:
        return "partial"
    if covered >= max(rules.partial_words, rules.partial_containment * shortest):
        return "partial"
    return "shared_quote" if longest >= rules.quote_run else None


def _quoted(
    a: Page,
    b: Page,
    runs: Sequence[Shared],
    rules: ReprintRules,
    *,
    spread: Callable[[int], int] | None,
    is_name: Callable[[Shared], bool] | None,
) -> list[Shared]:
    """Return the runs inside a quotation that the other text holds for the most part."""
    found = []
    for side, page in enumerate((a, b)):
        for start, end in page.quotes:
            inside = [run for one in runs if (run := _clipped(one, side, start, end, rules))]
            grams = sum(run[2] - rules.run_words + 1 for run in inside)
            if not inside or grams < rules.quote_share * (end - start - rules.run_words + 1):
                continue
            if spread and all(_is_furniture(r, a, b, spread=spread, rules=rules) for r in inside):
                continue
            if is_name is None or not all(map(is_name, inside)):
                found += inside
    return sorted(set(found), key=lambda run: run[1])


def _clipped(run: Shared, side: int, start: int, end: int, rules: ReprintRules) -> Shared | None:
    """Return the part of a run between two words of one side, if it is a run still."""
    cut = max(0, start - run[side])
    length = min(run[2] - cut, end - run[side] - cut)
    return (run[0] + cut, run[1] + cut, length) if length >= rules.run_words else None


def _is_furniture(
    run: Shared, a: Page, b: Page, *, spread: Callable[[int], int], rules: ReprintRules
) -> bool:
    """Tell whether the run is the site's, or the craft's, and not this story's words."""
    i, j, length = run
    grams = b.grams[j : j + length - rules.run_words + 1]
    counts = [count for value in grams.tolist() if (count := spread(value)) > 0]
    usual = median_low(counts) if counts else 1
    if usual <= rules.common:
        return False
    if usual > rules.furniture or length < rules.partial_run:
        return True
    at_edges = (_at_edge(i, length, a.words, rules.edge), _at_edge(j, length, b.words, rules.edge))
    return all(at_edges)


def _own_words(run: Shared, b: Page, spread: Callable[[int], int], rules: ReprintRules) -> int:
    """Return how many words of a run stand in no turn of phrase or name that many texts hold."""
    _, j, length = run
    known = {
        word
        for k in range(length - rules.run_words + 1)
        if spread(int(b.grams[j + k])) > rules.common
        for word in range(k, k + rules.run_words)
    }
    return length - len(known)


def _at_edge(at: int, length: int, size: int, edge: int) -> bool:
    return at + length <= edge or at >= size - edge
