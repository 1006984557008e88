"""Dates in running text as EDTF (ISO 8601-2), completed from the publication date where needed."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from hechos.lang.dates_scan import Point, RawDate, scan_dates
from hechos.lang.edtf import earliest_latest
from hechos.records.base import Basis
from hechos.records.claims import When

_MONTH_PARTS = {
    "early": (1, 10),
    "mid": (11, 20),
    "late": (21, 31),
    "first_half": (1, 15),
    "second_half": (16, 31),
}
_YEAR_PARTS = {
    "early": (1, 3),
    "mid": (5, 8),
    "late": (10, 12),
    "first_half": (1, 6),
    "second_half": (7, 12),
}
_Ends = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class DateSpan:
    """One date expression. `relative`: its words point from the day of publication."""

    start: int
    end: int
    when: When
    relative: bool = False


def find_dates(text: str, *, language: str, published: str | None = None) -> tuple[DateSpan, ...]:
    """Return the dates of a text in order; offsets are code points, end exclusive.

    `published` is the text's own date as EDTF. A day and month without a year are the latest
    such day not after it, and "XXXX-07-28" without it; "yesterday" or "on Friday" are left out
    where it is unknown. Raises LexiconError where the language has no date grammar."""
    today = _publication_day(published)
    spans = (_span(text, raw, today) for raw in scan_dates(text, language))
    return tuple(span for span in spans if span is not None)


def _publication_day(published: str | None) -> date | None:
    if not published:
        return None
    return earliest_latest(published)[1]


def _span(text: str, raw: RawDate, today: date | None) -> DateSpan | None:
    relative = bool(raw.first.unit or (raw.last and raw.last.unit))
    try:
        edtf, resolved = _edtf(raw, today)
    except (ValueError, OverflowError):
        return None
    if not edtf:
        return None
    when = When(
        verbatim=text[raw.start : raw.end],
        edtf=edtf,
        basis=Basis.RESOLVED if resolved else Basis.EXPLICIT,
        start=raw.start,
        end=raw.end,
    )
    return DateSpan(start=raw.start, end=raw.end, when=when, relative=relative)


def _edtf(raw: RawDate, today: date | None) -> tuple[str, bool]:
    """Return the EDTF string, "" where it cannot be known, and whether `today` was needed."""
    first, last = raw.first, raw.last
    resolved = False
    if last is not None:
        first, last = _shared_parts(first, last)
        last, changed = _dated(last, today)
        resolved = changed
        if changed and last.year:
            first = _year_up_to(first, last)
    first, changed = _dated(first, today)
    ends = _ends(first, today)
    if ends is None:
        return "", False
    resolved = resolved or changed or bool(first.unit)
    if last is not None:
        last_ends = _ends(last, today)
        if last_ends is None:
            return "", False
        return _range(_low_end(first, ends), _high_end(last, last_ends)), resolved
    return _linked(raw.link, first, ends), resolved


def _linked(link: str, point: Point, ends: _Ends) -> str:
    if link in ("since", "until"):
        return _open_range(link, point, ends)
    if link == "set":
        return "{" + ",".join(_day(point, day) for day in point.days) + "}"
    return ends[0] if ends[0] == ends[1] else _range(*ends)


def _open_range(link: str, point: Point, ends: _Ends) -> str:
    """Write an open interval; EDTF has none without a year, so that "since July" is then July."""
    if point.part == "decade" and point.year is not None:
        ends = f"{point.year}", f"{point.year + 9}"
    text = _low_end(point, ends) if link == "since" else _high_end(point, ends)
    if "X" in text:
        return text
    return f"{text}/.." if link == "since" else f"../{text}"


def _range(low: str, high: str) -> str:
    if low == high:
        return low
    bounds = earliest_latest(low)[0], earliest_latest(high)[1]
    if bounds[0] and bounds[1] and bounds[0] > bounds[1]:
        raise ValueError
    return f"{low}/{high}"


# ------------------------------------------------------------------ completing a year


def _shared_parts(first: Point, last: Point) -> tuple[Point, Point]:
    """Give each end of a range what only the other one says: its year, its month."""
    if first.unit or last.unit:
        return first, last
    if last.month is None and last.days:
        last = replace(last, month=first.month)
    if first.year is None and last.year is not None:
        first = _year_up_to(first, last)
    elif last.year is None and first.year is not None and last.month:
        later = (last.month, last.days) >= (first.month or 1, first.days)
        last = replace(last, year=first.year if later else first.year + 1)
    return first, last


def _year_up_to(first: Point, last: Point) -> Point:
    if first.year is not None or first.unit or last.year is None:
        return first
    later = last.month is None or (first.month or 1, first.days) <= (last.month, last.days or (31,))
    return replace(first, year=last.year if later else last.year - 1)


def _dated(point: Point, today: date | None) -> tuple[Point, bool]:
    """Complete a missing year to the latest such date not after today."""
    if point.year is not None or point.unit or point.month is None or today is None:
        return point, False
    year = today.year
    if point.year_offset is not None:
        return replace(point, year=year + point.year_offset), True
    if (point.month, point.days[0] if point.days else 1) > (today.month, today.day):
        year -= 1
    if point.days and point.month == 2 and point.days[-1] == 29:
        while monthrange(year, 2)[1] < 29:
            year -= 1
    return replace(point, year=year), True


# ------------------------------------------------------------------ ends


def _ends(point: Point, today: date | None) -> _Ends | None:
    if point.unit:
        return _deictic(point, today) if today else None
    if point.part == "decade" and point.year is not None:
        text = f"{point.year // 10}X"
        return text, text
    year = _year(point)
    if point.month is None:
        return _year_ends(point, year)
    if point.days:
        return _day(point, point.days[0]), _day(point, point.days[-1])
    if point.part and point.year is not None:
        low, high = _MONTH_PARTS[point.part]
        high = min(high, monthrange(point.year, point.month)[1])
        return _day(point, low), _day(point, high)
    text = f"{year}-{point.month:02d}"
    return text, text


def _year(point: Point) -> str:
    return "XXXX" if point.year is None else f"{point.year:04d}"


def _year_ends(point: Point, year: str) -> _Ends:
    if not point.part:
        return year, year
    low, high = _YEAR_PARTS[point.part]
    return f"{year}-{low:02d}", f"{year}-{high:02d}"


def _day(point: Point, day: int) -> str:
    month = point.month or 1
    longest = monthrange(2000 if point.year is None else point.year, month)[1]
    if day > longest:
        raise ValueError
    return f"{_year(point)}-{month:02d}-{day:02d}"


def _low_end(point: Point, ends: _Ends) -> str:
    """Where a range begins: "early January" begins with the month itself."""
    return _whole(point) if point.part in ("early", "first_half") else ends[0]


def _high_end(point: Point, ends: _Ends) -> str:
    return _whole(point) if point.part in ("late", "second_half") else ends[1]


def _whole(point: Point) -> str:
    return _year(point) if point.month is None else f"{_year(point)}-{point.month:02d}"


# ------------------------------------------------------------------ from the day of publication


def _deictic(point: Point, today: date) -> _Ends | None:
    kind, _, unit = point.unit.partition("_")
    return _UNITS[kind](point, unit, today)


def _iso(low: date, high: date | None = None) -> _Ends:
    return low.isoformat(), (high or low).isoformat()


def _weekday(point: Point, _unit: str, today: date) -> _Ends | None:
    if point.days:
        return _numbered_weekday(point, today)
    back = (today.weekday() - point.offset) % 7
    if point.part == "next":
        return _iso(today + timedelta(days=7 - back))
    if point.part == "last" and back == 0:
        back = 7
    return _iso(today - timedelta(days=back))


def _numbered_weekday(point: Point, today: date) -> _Ends | None:
    """Read “Tuesday (26)”: the latest 26th not after today, on a Tuesday where one is near."""
    days = [today - timedelta(days=n) for n in range(70)]
    if point.part == "next":
        days = [today + timedelta(days=n) for n in range(1, 70)]
    same = [day for day in days if day.day == point.days[0]]
    exact = [day for day in same if day.weekday() == point.offset]
    best = exact or same
    return _iso(best[0]) if best else None


def _plain_day(point: Point, _unit: str, today: date) -> _Ends:
    return _iso(today + timedelta(days=point.offset))


def _week(point: Point, _unit: str, today: date) -> _Ends:
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=point.offset)
    return _iso(monday, monday + timedelta(days=6))


def _weekend(point: Point, _unit: str, today: date) -> _Ends:
    """Offset -1: the latest weekend that was over before today; 0: the one of this week."""
    saturday = today - timedelta(days=today.weekday()) + timedelta(days=5)
    if point.offset < 0:
        saturday -= timedelta(days=7)
    return _iso(saturday, saturday + timedelta(days=1))


def _month(point: Point, _unit: str, today: date) -> _Ends:
    index = today.year * 12 + today.month - 1 + point.offset
    text = f"{index // 12:04d}-{index % 12 + 1:02d}"
    return text, text


def _calendar_year(point: Point, _unit: str, today: date) -> _Ends:
    text = f"{today.year + point.offset:04d}"
    return text, text


def _days_back(count: int, unit: str, today: date) -> date:
    if unit == "day":
        return today + timedelta(days=count)
    if unit == "week":
        return today + timedelta(weeks=count)
    index = today.year * 12 + today.month - 1 + (count if unit == "month" else 12 * count)
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(today.day, monthrange(year, month)[1]))


def _past_stretch(point: Point, unit: str, today: date) -> _Ends:
    return _iso(_days_back(point.offset, unit, today), today)


def _ago(point: Point, unit: str, today: date) -> _Ends:
    day = _days_back(point.offset, unit, today).isoformat()
    text = {"day": day, "week": f"{day}~", "month": day[:7], "year": day[:4]}[unit]
    return text, text


_UNITS: dict[str, Callable[[Point, str, date], _Ends | None]] = {
    "weekday": _weekday,
    "day": _plain_day,
    "week": _week,
    "weekend": _weekend,
    "month": _month,
    "year": _calendar_year,
    "window": _past_stretch,
    "ago": _ago,
}
