"""Pictures of an estimate: plain numbers of the result, handed to `hechos.plots`.

Ends and medians are drawn as they are written, to two significant digits of the interval's width,
but where a number that is known is held against them; no picture shows a total without the
documented number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from hechos import plots
from hechos.counting.histories import Histories
from hechos.counting.verdicts import rounded
from hechos.errors import InputError
from hechos.plots.posterior import density

KINDS = ("posterior", "lists", "methods", "left_out", "without")
REFUSED = "not estimated"
DOCUMENTED = "documented"
REST = "{combinations} further combinations of lists hold {people} people."


class Ends(Protocol):
    """An interval of a total: its ends and its middle."""

    @property
    def low(self) -> float: ...
    @property
    def median(self) -> float: ...
    @property
    def high(self) -> float: ...


class Checked(Protocol):
    """One row of a check: what was tried, and what came out; None where it is refused."""

    @property
    def name(self) -> str: ...
    @property
    def interval(self) -> Ends | None: ...


class Known(Checked, Protocol):
    """A list of known size, and what the other lists say of it."""

    @property
    def size(self) -> int: ...


def posterior(draws: Sequence[int], ends: Ends, *, documented: int, level: float) -> plots.Picture:
    """Return how likely each total is, with its interval and the documented number."""
    if len(set(draws)) < 2:
        raise InputError(
            "This method gives an interval and no distribution to draw.",
            hint=f"Other pictures: {', '.join(KINDS[1:])}.",
        )
    return curve(density(draws), ends, documented=documented, level=level)


def curve(
    points: Sequence[tuple[float, float]], ends: Ends, *, documented: int, level: float
) -> plots.Picture:
    low, median, high = shown(ends)
    return plots.plot_posterior(
        points,
        documented=documented,
        ends=(low, median, high),
        words=("Total number of people", DOCUMENTED, f"{level:.0%} interval"),
    )


def lists(histories: Histories) -> plots.Picture:
    return plots.plot_overlaps(
        histories.lists, dict(histories.cells), title="People by the lists they are on", rest=REST
    )


def methods(rows: Sequence[tuple[str, Ends | None]], *, documented: int) -> plots.Picture:
    """Return the total by each method, the one that was asked for first."""
    return plots.plot_intervals(
        [_row(name, ends) for name, ends in rows],
        title="The same table by other methods",
        documented=documented,
        documented_words=DOCUMENTED,
    )


def without(
    whole: Ends | None, rows: Sequence[Checked], *, documented: int, stratified: bool = False
) -> plots.Picture:
    """Return the total when each list (or stratum) is left out."""
    _check_some(rows, "leaving out each list")
    what = "stratum" if stratified else "list"
    return plots.plot_intervals(
        [_row("all", whole), *(_row(f"without {one.name}", one.interval) for one in rows)],
        title=f"The total when one {what} is left out",
        documented=documented,
        documented_words=DOCUMENTED,
    )


def left_out(rows: Sequence[Known]) -> plots.Picture:
    """Return of each list its known size beside what the other lists say that it is."""
    _check_some(rows, "estimating the size of each list")
    return plots.plot_intervals(
        [_row(one.name, one.interval, known=one.size) for one in rows],
        title="The known size of each list, estimated from the others",
    )


def _check_some(rows: Sequence[Checked], what: str) -> None:
    if not rows:
        raise InputError(
            f"There is nothing to draw: the check by {what} was not made.",
            hint="Run the estimate with its checks, without --quick.",
        )


def _row(label: str, ends: Ends | None, known: float | None = None) -> plots.Interval:
    if ends is None:
        return plots.Interval(label=label, known=known, note=REFUSED)
    low, median, high = shown(ends) if known is None else whole(ends)
    missed = known is not None and not ends.low <= known <= ends.high
    return plots.Interval(
        label=label, low=low, middle=median, high=high, known=known, warned=missed
    )


def shown(ends: Ends) -> tuple[int, int, int]:
    """Return low, median and high to two significant digits of the width."""
    width = ends.high - ends.low
    return rounded(ends.low, width), rounded(ends.median, width), rounded(ends.high, width)


def whole(ends: Ends) -> tuple[int, int, int]:
    """Return low, median and high in whole people."""
    return round(ends.low), round(ends.median), round(ends.high)
