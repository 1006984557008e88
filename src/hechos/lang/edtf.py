"""EDTF dates (ISO 8601-2) as intervals of days: what they cover, whether and how far they part."""

from __future__ import annotations

import functools
import re
from calendar import monthrange
from datetime import date

_POINT = re.compile(r"([0-9X]{4})(?:-([0-9X]{2})(?:-([0-9X]{2}))?)?(?:T.*)?")
_SET_SPLIT = re.compile(r",|\.\.")


@functools.lru_cache(maxsize=1 << 14)
def earliest_latest(edtf: str) -> tuple[date | None, date | None]:
    """Return the first and last day that the string covers, None where an end is open or unknown.

    >>> earliest_latest("2025-01/2025-08-15")
    (datetime.date(2025, 1, 1), datetime.date(2025, 8, 15))
    """
    if edtf[:1] in ("{", "["):
        ends = [_point(part) for part in _SET_SPLIT.split(edtf[1:-1]) if part]
        lows = [low for low, _ in ends if low]
        highs = [high for _, high in ends if high]
        return (min(lows) if lows else None, max(highs) if highs else None)
    first, slash, last = edtf.partition("/")
    low, high = _point(first)
    return (low, _point(last)[1]) if slash else (low, high)


def _point(text: str) -> tuple[date | None, date | None]:
    found = _POINT.fullmatch(text.strip().rstrip("~?%"))
    if found is None or "X" in found.group(1)[:2] or found.group(1) < "0001":
        return None, None
    year, month, day = found.groups()
    low_year, high_year = int(year.replace("X", "0")), int(year.replace("X", "9"))
    if month is None or "X" in month or "21" <= month <= "24":  # a season may lie anywhere
        return date(max(low_year, 1), 1, 1), date(high_year, 12, 31)
    if not 1 <= int(month) <= 12:
        return None, None
    if day is None or "X" in day:
        return (
            date(low_year, int(month), 1),
            date(high_year, int(month), monthrange(high_year, int(month))[1]),
        )
    try:
        return date(low_year, int(month), int(day)), date(high_year, int(month), int(day))
    except ValueError:
        return None, None


def overlaps(a: str, b: str) -> bool:
    """Whether two EDTF strings may share a day; open ends reach without limit, but a string
    that says nothing ("", "XXXX-07-28") overlaps nothing."""
    (a_low, a_high), (b_low, b_high) = earliest_latest(a), earliest_latest(b)
    if (a_low is None and a_high is None) or (b_low is None and b_high is None):
        return False
    starts = [day for day in (a_low, b_low) if day]
    ends = [day for day in (a_high, b_high) if day]
    return not starts or not ends or max(starts) <= min(ends)


def gap_days(a: str, b: str) -> int | None:
    """Return the days between two dates: 0 where they overlap, 1 for neighbouring days, None
    where either says nothing."""
    (a_low, a_high), (b_low, b_high) = earliest_latest(a), earliest_latest(b)
    if (a_low is None and a_high is None) or (b_low is None and b_high is None):
        return None
    if overlaps(a, b):
        return 0
    gaps = [(low - high).days for low, high in ((a_low, b_high), (b_low, a_high)) if low and high]
    return max(gaps)


def published_before(edtf: str, published: str) -> bool:
    """Whether the date lies wholly before the publication date."""
    last, day = earliest_latest(edtf)[1], earliest_latest(published)[0]
    return last is not None and day is not None and last < day
