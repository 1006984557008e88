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
    spread: Sequence[int] = (),
    is_name: Callable[[Shared], bool] = lambda _: False,
) -> Copy | None:
    """Return what the later text b shares with a, or None where it is too little or furniture.

    `spread` gives for each run that begins at a word of b in how many documents it stands, 0 where
    nobody counted (empty: nothing is furniture); `is_name` tells whether a run is one long name."""
    shortest = min(a.words, b.words)
    found = common_runs(a, b, rules.run_words)
    runs = [run for run in found if run[2] >= rules.least_run]
    kind = _class_of(runs, shortest, rules)
    if kind is not None and kind != "reprint":
        runs = [run for run in runs if not _is_furniture(run, a, b, spread=spread, rules=rules)]
        kind = _class_of(runs, shortest, rules)
    if kind == "partial" and max(run[2] for run in runs) < rules.partial_run:
        runs = [run for run in runs if not is_name(run)]
        kind = _class_of(runs, shortest, rules)
    if kind == "shared_quote":
        runs = [run for run in runs if _is_own(run, spread, rules) and not is_name(run)]
        kind = _class_of(runs, shortest, rules)
    if kind is None:
        runs = [
            run
            for run in _quoted(a, b, found, rules)
            if not is_name(run) and not _is_furniture(run, a, b, spread=spread, rules=rules)
        ]
        kind = "shared_quote" if runs else None
    if kind is None:
        return None
    share = _covered(runs) / shortest
    return Copy(kind, tuple(sorted(runs, key=lambda run: (-run[2], run[1]))), share)


def common_runs(a: Page, b: Page, size: int) -> list[Shared]:
    """Return the common runs of at least `size` words in the order of b, each as long as it goes.

    A run that stands twice in a is taken where it goes on from the one before, else the first."""
    if not len(a.grams) or not len(b.grams):
        return []
    order = np.argsort(a.grams, kind="stable")
    ordered = a.grams[order]
    at = np.minimum(np.searchsorted(ordered, b.grams), len(ordered) - 1)
    met = ordered[at] == b.grams
    hits = np.flatnonzero(met)
    if not len(hits):
        return []
    places = order[at[hits]]
    begins = np.ones(len(hits), np.bool_)
    begins[1:] = (hits[1:] - hits[:-1] != 1) | (places[1:] - places[:-1] != 1)
    starts = np.flatnonzero(begins)
    lengths = np.diff(np.append(starts, len(hits)))
    pieces = zip(places[starts].tolist(), hits[starts].tolist(), lengths.tolist(), strict=True)
    runs: list[Shared] = []
    for i, j, length in pieces:
        if runs:
            first, second, before = runs[-1]
            on = first + before
            follows = second + before == j and on + length <= len(a.grams)
            follows = follows and a.grams[on] == b.grams[j]  # most end here, and it is cheap
            if follows and np.array_equal(a.grams[on : on + length], b.grams[j : j + length]):
                runs[-1] = (first, second, before + length)
                continue
        runs.append((i, j, length))
    return [(i, j, length + size - 1) for i, j, length in runs]


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
    enough = min(rules.partial_words, rules.partial_short * shortest)
    if covered >= max(enough, rules.partial_containment * shortest):
        return "partial"
    return "shared_quote" if longest >= rules.quote_run else None


def _quoted(a: Page, b: Page, runs: Sequence[Shared], rules: ReprintRules) -> list[Shared]:
    """Return the runs inside a quotation that the other text holds for the most part."""
    found = set()
    for side, page in enumerate((a, b)):
        for start, end in page.quotes:
            inside = [run for one in runs if (run := _clipped(one, side, (start, end), rules))]
            grams = sum(run[2] - rules.run_words + 1 for run in inside)
            if inside and grams >= rules.quote_share * (end - start - rules.run_words + 1):
                found.update(inside)
    return sorted(found, key=lambda run: run[1])


def _clipped(run: Shared, side: int, span: tuple[int, int], rules: ReprintRules) -> Shared | None:
    """Return the part of a run between two words of one side, if it is a run still."""
    start, end = span
    cut = max(0, start - run[side])
    length = min(run[2] - cut, end - run[side] - cut)
    return (run[0] + cut, run[1] + cut, length) if length >= rules.run_words else None


def _is_furniture(
    run: Shared, a: Page, b: Page, *, spread: Sequence[int], rules: ReprintRules
) -> bool:
    """Tell whether the run is the site's, or the craft's, and not this story's words."""
    i, j, length = run
    counts = [count for count in spread[j : j + length - rules.run_words + 1] if count]
    usual = median_low(counts) if counts else 1
    if usual <= rules.common:
        return False
    if usual > rules.furniture or length < rules.partial_run:
        return True
    return _at_edge(i, length, a.words, rules.edge) and _at_edge(j, length, b.words, rules.edge)


def _is_own(run: Shared, spread: Sequence[int], rules: ReprintRules) -> bool:
    """Tell whether enough words of a run stand in no phrase or name that many texts hold."""
    _, j, length = run
    known = {
        word
        for k in range(j, j + length - rules.run_words + 1)
        if spread and spread[k] > rules.common
        for word in range(k, k + rules.run_words)
    }
    return length - len(known) >= rules.own_words


def _at_edge(at: int, length: int, size: int, edge: int) -> bool:
    return at + length <= edge or at >= size - edge
