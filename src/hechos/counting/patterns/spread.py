"""How documented incidents are spread over places and months, and how bunched they are in time."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from hechos.counting.patterns.cases import Answer, Documented, Missing, Share
from hechos.lang.edtf import earliest_latest

LONGEST = 31
"""Days that an incident may last to be of one month, the one in which it begins."""
MOST_MONTHS = 1200


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """Incidents by place (a path of names, widest first) and month ("2025-01"). Months without
    any are there between the first and the last; `no_place` and `no_month` are in no cell."""

    level: str
    months: tuple[str, ...]
    places: tuple[tuple[str, ...], ...]
    cells: tuple[tuple[tuple[str, ...], str, int], ...]
    by_place: tuple[tuple[tuple[str, ...], int], ...]
    by_month: tuple[tuple[str, int], ...]
    no_place: Missing
    no_month: Missing
    coverage: Share | None
    months_with: Share
    most: int = 0
    outside: tuple[str, ...] = ()

    def count(self, place: tuple[str, ...], month: str) -> int:
        return next((n for p, m, n in self.cells if (p, m) == (place, month)), 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bursts:
    """How bunched the days of incidents are: -1 evenly spaced, 0 as chance spaces them, near 1 in
    bursts. None where fewer than three days are known or all are one.

    Kim and Jo 2016 (Phys. Rev. E 94, 032311), which corrects Goh and Barabási 2008 for few
    events: with r the spread of the gaps over their mean and n gaps,
    (sqrt(n+1) r - sqrt(n-1)) / ((sqrt(n+1) - 2) r + sqrt(n-1))."""

    value: float | None
    days: int
    missing: Missing


def spread_of(cases: Sequence[Documented], level: str, *, known: Collection[str] = ()) -> Spread:
    """Count incidents by place of a level and month. `known` are the names of all places of the
    level that there are, of which `coverage` is the share with one incident or more."""
    dated = [(case.path(level), month_of(case.time), case) for case in cases]
    cells = Counter((place, month) for place, month, _ in dated if place and month)
    by_place = Counter(place for place, _, _ in dated if place)
    by_month = Counter(month for _, month, _ in dated if month)
    months = _between(by_month)
    names = {place[-1] for place in by_place}
    no_place = Missing.of(_why_unplaced(case) for place, _, case in dated if not place)
    no_month = Missing.of(_why_undated(case) for _, month, case in dated if not month)
    return Spread(
        level=level,
        months=months,
        places=tuple(sorted(by_place)),
        cells=tuple((place, month, n) for (place, month), n in sorted(cells.items())),
        by_place=tuple(sorted(by_place.items(), key=lambda one: (-one[1], one[0]))),
        by_month=tuple((month, by_month[month]) for month in months),
        no_place=no_place,
        no_month=no_month,
        coverage=_coverage(names, known, level) if known else None,
        months_with=Share(
            name="months with an incident or more",
            numerator=len(by_month),
            denominator=len(months),
            of="months from the first to the last",
        ),
        most=min(len(set(known)), len(names & set(known)) + no_place.total),
        outside=tuple(sorted(names - set(known))) if known else (),
    )


def _coverage(names: Collection[str], known: Collection[str], level: str) -> Share:
    return Share(
        name=f"{level} level: places with an incident or more",
        numerator=len(set(names) & set(known)),
        denominator=len(set(known)),
        of=f"places of the level {level}",
    )


def month_of(edtf: str) -> str:
    """Return the month in which what lasts at most a month begins, "" where that is not known."""
    first, last = earliest_latest(edtf) if edtf else (None, None)
    if first is None or last is None or (last - first).days >= LONGEST:
        return ""
    return f"{first:%Y-%m}"


def day_of(edtf: str) -> date | None:
    first, last = earliest_latest(edtf) if edtf else (None, None)
    return first if first is not None and first == last else None


def _why_undated(case: Documented) -> Answer:
    """Return why there is no month or day: a longer time was asked for and is not known better."""
    return Answer.UNKNOWN if case.time else case.why_missing("time")


def _why_unplaced(case: Documented) -> Answer:
    """Return why there is no place of the level: a wider one is not known better."""
    return Answer.UNKNOWN if case.places else case.why_missing("place")


def _between(months: Collection[str]) -> tuple[str, ...]:
    if not months:
        return ()
    ends = [int(month[:4]) * 12 + int(month[5:]) - 1 for month in (min(months), max(months))]
    if ends[1] - ends[0] > MOST_MONTHS:
        return tuple(sorted(months))
    return tuple(f"{n // 12:04}-{n % 12 + 1:02}" for n in range(ends[0], ends[1] + 1))


def bursts_of(cases: Sequence[Documented]) -> Bursts:
    """Return how bunched the days are on which incidents began and ended."""
    days = sorted(day for case in cases if (day := day_of(case.time)))
    missing = Missing.of(_why_undated(case) for case in cases if day_of(case.time) is None)
    gaps = [(later - earlier).days for earlier, later in itertools.pairwise(days)]
    return Bursts(value=_burstiness(gaps), days=len(days), missing=missing)


def _burstiness(gaps: Sequence[int]) -> float | None:
    n = len(gaps)
    if n < 2 or not sum(gaps):
        return None
    mean = sum(gaps) / n
    ratio = math.sqrt(sum((gap - mean) ** 2 for gap in gaps) / n) / mean
    up, down = math.sqrt(n + 1), math.sqrt(n - 1)
    return (up * ratio - down) / ((up - 2) * ratio + down)
