"""Days, weeks, months and years counted from the day of publication or from a date told before."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta

from hechos.lang.when.rules import Point

Ends = tuple[str, str]


def deictic(point: Point, today: date) -> Ends | None:
    """Return first and last day (EDTF) of what points from the day of publication."""
    kind, _, unit = point.unit.partition("_")
    return _UNITS[kind](point, unit, today)


def from_before(point: Point, before: str) -> Ends | None:
    """Return the ends of "that day", "two days later", counted from the date told before."""
    kind, _, unit = point.unit.partition("_")
    if kind == "same":
        if unit == "year_of":
            text = f"{before[:4]}-{point.month:02d}"
            text += f"-{point.days[0]:02d}" if point.days else ""
            return text, text
        if unit == "month_of":
            if len(before) < 7:
                return None
            return _same(date(int(before[:4]), int(before[5:7]), point.days[0]).isoformat(), "day")
        return _same(before, unit)
    size = {"day": 10, "week": 10, "month": 7, "year": 4}[unit]
    if len(before) < size:
        return None
    day = _days_back(point.offset, unit, date.fromisoformat((before + "-01-01")[:10]))
    text = day.isoformat()[:size]
    return (f"{text}~", f"{text}~") if unit == "week" else (text, text)


def _same(before: str, unit: str) -> Ends | None:
    size = {"day": 10, "week": 10, "month": 7, "year": 4}[unit]
    if len(before) < size:
        return None
    if unit == "week":
        day = date.fromisoformat(before)
        monday = day - timedelta(days=day.weekday())
        return _iso(monday, monday + timedelta(days=6))
    return before[:size], before[:size]


def _iso(low: date, high: date | None = None) -> Ends:
    return low.isoformat(), (high or low).isoformat()


def _weekday(point: Point, _unit: str, today: date) -> Ends | None:
    if point.days:
        return _numbered_weekday(point, today)
    if point.weeks is not None:
        monday = today - timedelta(days=today.weekday()) + timedelta(weeks=point.weeks)
        return _iso(monday + timedelta(days=point.offset))
    back = (today.weekday() - point.offset) % 7
    if point.part == "next":
        return _iso(today + timedelta(days=7 - back))
    if point.part == "last" and back == 0:
        back = 7
    return _iso(today - timedelta(days=back))


def _numbered_weekday(point: Point, today: date) -> Ends | None:
    """Read “Tuesday (26)”: the latest 26th not after today, on a Tuesday where one is near."""
    days = [today - timedelta(days=n) for n in range(70)]
    if point.part == "next":
        days = [today + timedelta(days=n) for n in range(1, 70)]
    same = [day for day in days if day.day == point.days[0]]
    exact = [day for day in same if day.weekday() == point.offset]
    best = exact or same
    return _iso(best[0]) if best else None


def _month_day(point: Point, _unit: str, today: date) -> Ends:
    """Read “on the 8th”, “el día 8”: the latest one not after today, or of the month said."""
    if point.year_offset is not None:
        index = today.year * 12 + today.month - 1 + point.year_offset
        return _iso(date(index // 12, index % 12 + 1, point.days[0]))
    index = today.year * 12 + today.month - 1 - (point.days[0] > today.day)
    while point.days[0] > monthrange(index // 12, index % 12 + 1)[1]:
        index -= 1
    return _iso(date(index // 12, index % 12 + 1, point.days[0]))


def _plain_day(point: Point, _unit: str, today: date) -> Ends:
    return _iso(today + timedelta(days=point.offset))


def _week(point: Point, _unit: str, today: date) -> Ends:
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=point.offset)
    return _iso(monday, monday + timedelta(days=6))


def _weekend(point: Point, _unit: str, today: date) -> Ends:
    """Offset -1: the latest weekend that was over before today; 0: the one of this week."""
    saturday = today - timedelta(days=today.weekday()) + timedelta(days=5)
    saturday += timedelta(days=7 * point.offset)
    return _iso(saturday, saturday + timedelta(days=1))


def _recent_weekend(_point: Point, _unit: str, today: date) -> Ends:
    """Read “over the weekend”: the latest one that has begun."""
    saturday = today - timedelta(days=(today.weekday() - 5) % 7)
    return _iso(saturday, saturday + timedelta(days=1))


def _days_back(count: int, unit: str, today: date) -> date:
    if unit == "day":
        return today + timedelta(days=count)
    if unit == "week":
        return today + timedelta(weeks=count)
    index = today.year * 12 + today.month - 1 + (count if unit == "month" else 12 * count)
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(today.day, monthrange(year, month)[1]))


def _past_stretch(point: Point, unit: str, today: date) -> Ends:
    if unit == "hour":
        return _iso(today - timedelta(days=max(1, round(-point.offset / 24))), today)
    return _iso(_days_back(point.offset, unit, today), today)


def _so_far(_point: Point, unit: str, today: date) -> Ends:
    """Read “so far this year”: from its first day to the day of publication."""
    if unit == "week":
        return _iso(today - timedelta(days=today.weekday()), today)
    return _iso(today.replace(day=1, month=1 if unit == "year" else today.month), today)


def _ago(point: Point, unit: str, today: date) -> Ends:
    day = _days_back(point.offset, unit, today).isoformat()
    text = {"day": day, "week": f"{day}~", "month": day[:7], "year": day[:4]}[unit]
    return text, text


_UNITS: dict[str, Callable[[Point, str, date], Ends | None]] = {
    "weekday": _weekday,
    "monthday": _month_day,
    "day": _plain_day,
    "week": _week,
    "weekend": _weekend,
    "recentweekend": _recent_weekend,
    "window": _past_stretch,
    "sofar": _so_far,
    "ago": _ago,
}
