"""What is asked of every estimate: other methods, without each list, each list's known size.

The last is the check of internal consistency (Binette and Steorts 2021): those on a list are a
population of known size, which the other lists must find. On real data intervals of 95 % hold it
in some 55 % of lists, and miss it low.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from hechos.counting.estimates import Compared, Interval, LeftOut, Without
from hechos.counting.fits import Kept
from hechos.counting.histories import Histories
from hechos.counting.systems.fitting import ESTIMATORS, Fitted, fit
from hechos.counting.verdicts import Code, Context, Reason, before
from hechos.lang.said import Said

OTHERS: dict[str, dict[str, Any]] = {
    "lcm": {"effective": 400, "most": 4_000},
    "dga": {},
    "loglinear": {"samples": 100},
    "chao": {},
}
"""Methods to compare with, and how much they may cost."""
FEWER: dict[str, dict[str, Any]] = {
    "lcm": {"effective": 200, "most": 1_000, "warm": 300},
    "loglinear": {"samples": 50},
}
MOST_CELLS = 1 << 6
BOUND = "chao"
APART = 1.5
MOVED = 0.3
"""More than this factor between methods is a warning, than this share by one list a note."""
FEWEST_KNOWN = 3
MOST_CHECKED = 10
"""Of more lists only the largest are left out one by one: the others move little."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A method with its settings, and where its fits are kept."""

    method: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    kept: Kept | None = None

    def run(self, histories: Histories) -> Fitted:
        return fit(histories, self.method, self.settings, kept=self.kept)

    def cheaper(self) -> Trial:
        """Return the same with less effort, for fits of which there are many."""
        return Trial(self.method, {**self.settings, **FEWER.get(self.method, {})}, self.kept)

    def other(self, method: str) -> Trial:
        own = ("seed", "level")
        shared = {name: value for name, value in self.settings.items() if name in own}
        return Trial(method, {**shared, **OTHERS[method]}, self.kept)


def compare(histories: Histories, trial: Trial) -> Iterator[Compared]:
    """Yield what every other method makes of the table, Chao's bound last."""
    lists = len(histories.lists)
    for method in OTHERS:
        is_small = method == "lcm" or 1 << lists <= MOST_CELLS
        if method == trial.method or not is_small or lists > ESTIMATORS[method].most_lists:
            continue
        found = trial.other(method).run(histories)
        yield Compared(method=method, interval=found.interval, reasons=found.reasons)


def leave_each(histories: Histories, median: float, trial: Trial) -> Iterator[Without]:
    """Yield the estimate without each list, and how far its median is from that of all."""
    cheaper = trial.cheaper()
    for number in _largest(histories):
        name = histories.lists[number]
        rest = histories.without(number)
        interval = cheaper.run(rest).interval if can_be_fitted(rest) else None
        moved = interval.median / median - 1 if interval else None
        yield Without(name=name, interval=interval, moved=moved)


def check_each(histories: Histories, trial: Trial) -> Iterator[LeftOut]:
    """Yield the known size of each list and what the other lists say of those on it."""
    cheaper = trial.cheaper()
    for number in _largest(histories):
        name, size = histories.lists[number], histories.sizes[number]
        yield LeftOut(name=name, size=size, interval=_found_again(histories, number, cheaper))


def _largest(histories: Histories) -> list[int]:
    sizes = histories.sizes
    by_size = sorted(range(len(sizes)), key=lambda j: (-sizes[j], histories.lists[j]))
    return sorted(by_size[:MOST_CHECKED])


def _found_again(histories: Histories, number: int, trial: Trial) -> Interval | None:
    there = {
        mask: count
        for mask, count in histories.cells
        if mask >> number & 1 and mask.bit_count() > 1
    }
    seen = Histories.of(histories.lists, there).without(number) if there else None
    if seen is None:
        return None
    usable = seen.only([j for j, size in enumerate(seen.sizes) if size])
    return trial.run(usable).interval if can_be_fitted(usable) else None


def can_be_fitted(histories: Histories) -> bool:
    return not any(reason.refuses for reason in before(histories, Context()))


def judge(
    median: float,
    methods: Sequence[Compared],
    without: Sequence[Without],
    left_out: Sequence[LeftOut],
) -> Iterator[Reason]:
    """Yield the warnings and notes that follow from the checks."""
    yield from _apart(median, methods)
    far = [one for one in without if one.moved is not None and abs(one.moved) > MOVED]
    if far:
        most = max(far, key=lambda one: (abs(one.moved or 0), one.name))
        yield Reason(
            Code.ONE_LIST_MOVES,
            Said(
                "Without the list {name} the median moves by {moved:+.0%}.",
                name=most.name,
                moved=most.moved,
            ),
        )
    known = [one for one in left_out if one.interval]
    missed = [one for one in known if not one.is_covered]
    if len(known) >= FEWEST_KNOWN and len(missed) * 2 > len(known):
        low = sum(1 for one in missed if one.interval and one.interval.high < one.size)
        yield Reason(
            Code.LEFT_OUT_MISSED,
            Said(
                "For {missed} of {known} lists the others do not find its known size; "
                "{low} of them too low.",
                missed=len(missed),
                known=len(known),
                low=low,
            ),
        )


def _apart(median: float, methods: Sequence[Compared]) -> Iterator[Reason]:
    medians = {one.method: one.interval.median for one in methods if one.interval}
    medians.pop(BOUND, None)
    every = [median, *medians.values()]
    ratio = max(every) / min(every)
    if ratio > APART and math.isfinite(ratio):
        yield Reason(
            Code.METHODS_DIFFER,
            Said(
                "Methods differ by a factor of {ratio:.1f}: medians from {low:,.0f} to "
                "{high:,.0f}.",
                ratio=ratio,
                low=min(every),
                high=max(every),
            ),
        )
    for one in methods:
        if one.method == "dga" and one.interval is None and one.reasons:
            yield Reason(
                Code.METHODS_DIFFER,
                Said(
                    "Averaging over graphs is refused here: {reason}",
                    reason=one.reasons[0].sentence,
                ),
            )
