"""Dates in running text as EDTF (ISO 8601-2), completed from the publication date where needed."""

from __future__ import annotations

import re
from bisect import bisect_left
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date

from hechos.lang.dates_scan import scan_all
from hechos.lang.edtf import earliest_latest
from hechos.lang.when.rules import Point, RawDate
from hechos.lang.when.units import Ends, deictic, from_before
from hechos.records.base import Basis
from hechos.records.claims import When

_MONTH_PARTS = {
    "early": (1, 10),
    "mid": (11, 20),
    "late": (21, 31),
    "first_half": (1, 15),
    "second_half": (16, 31),
    "week_1": (1, 7),
    "week_2": (8, 14),
    "week_3": (15, 21),
    "week_4": (22, 28),
    "last_week": (25, 31),
}
_YEAR_PARTS = {
    "early": (1, 3),
    "mid": (5, 8),
    "late": (10, 12),
    "first_half": (1, 6),
    "second_half": (7, 12),
    "q1": (1, 3),
    "q2": (4, 6),
    "q3": (7, 9),
    "q4": (10, 12),
    "months_2": (1, 2),
    "months_4": (1, 4),
    "months_9": (1, 9),
    "third_2": (5, 8),
    "third_3": (9, 12),
}
UNTOLD = "no day to count from"
_SO_FAR = "so_far"
_OPENING = 400  # characters of a text whose year stands for the whole of it
_REACH = 600  # characters back to the date that “that day” takes up
_FULL = re.compile(r"\d{4}(?:-\d\d){0,2}")
_LOW_WHOLE = ("early", "first_half", "week_1", "q1", "months_2", "months_4", "months_9", "mid")
_HIGH_WHOLE = ("late", "second_half", "last_week", "q4", "third_3", "mid", "early")


@dataclass(frozen=True, slots=True, kw_only=True)
class DateSpan:
    """One date expression. `relative`: its words point from the day of publication. `reason`:
    why it is no date that can be told, with an empty EDTF; "" where it is one."""

    start: int
    end: int
    when: When
    relative: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Base:
    """`today`: the day of publication; `year_end`: the day that years are completed up to;
    `before`: the date told before, its fullest part."""

    today: date | None
    year_end: date | None
    before: str = ""


def find_dates(
    text: str, *, language: str, published: str | None = None, rejected: bool = False
) -> tuple[DateSpan, ...]:
    """Return the dates of a text in order; offsets are code points, end exclusive.

    `published` is the text's own date as EDTF. A day and month without a year are the latest
    such day not after it. Without it, they take the year that the text's opening or paragraph
    prints, if that is its latest, else "XXXX-07-28"; "yesterday" or "on Friday" are left out.
    `rejected`: also what is no date or cannot be told, with its reason.
    Raises LexiconError where the language has no date grammar."""
    today = _publication_day(published)
    raws = scan_all(text, language)
    frame = None if today else _Frame.of(raws)
    told: RawDate | None = None
    before = ""
    spans = []
    for raw in raws:
        year_end = frame.year_end(text, raw) if frame else today
        near = told is not None and raw.start - told.end <= _REACH
        span = _span(text, raw, _Base(today=today, year_end=year_end, before=before * near))
        if not span.reason:
            told, before = raw, _fullest(span.when.edtf) or before
        if rejected or not span.reason:
            spans.append(span)
    return tuple(spans)


def _publication_day(published: str | None) -> date | None:
    if not published:
        return None
    return earliest_latest(published)[1]


def _fullest(edtf: str) -> str:
    """Return the day, month or year that later words can take up."""
    first, slash, last = edtf.partition("/")
    text = last if slash and last != ".." else first
    return text if _FULL.fullmatch(text) else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Frame:
    """The latest year that a text prints, and where it stands."""

    year: int
    places: tuple[int, ...]

    @classmethod
    def of(cls, raws: tuple[RawDate, ...]) -> _Frame | None:
        """Return the frame; None where no year is printed or "last year" leaves it open."""
        years = [(_latest(raw), raw.start) for raw in raws if not raw.reason]
        year = max((y for y, _ in years), default=0)
        if not year or any(r.first.unit == "year" and r.first.offset == -1 for r in raws):
            return None
        return cls(year=year, places=tuple(start for y, start in years if y == year))

    def year_end(self, text: str, raw: RawDate) -> date | None:
        opening = self.places[0] < _OPENING
        if not opening:
            line = text.rfind("\n", 0, raw.start) + 1
            at = bisect_left(self.places, line)
            if at == len(self.places) or self.places[at] >= raw.start:
                return None
        return date(self.year, 12, 31)


def _latest(raw: RawDate) -> int:
    return max(raw.first.year or 0, raw.last.year or 0 if raw.last else 0)


def _span(text: str, raw: RawDate, base: _Base) -> DateSpan:
    reason, edtf, resolved = raw.reason, "", False
    if not reason:
        try:
            edtf, resolved = _edtf(raw, base)
            reason = "" if edtf else UNTOLD
        except (ValueError, OverflowError):
            reason = "no such day"
    when = When(
        verbatim=text[raw.start : raw.end],
        edtf=edtf,
        basis=Basis.RESOLVED if resolved else Basis.EXPLICIT,
        start=raw.start,
        end=raw.end,
    )
    relative = bool(raw.first.unit or (raw.last and raw.last.unit))
    return DateSpan(start=raw.start, end=raw.end, when=when, relative=relative, reason=reason)


def _edtf(raw: RawDate, base: _Base) -> tuple[str, bool]:
    """Return the EDTF string, "" where it cannot be known, and whether `base` was needed."""
    first, last = raw.first, raw.last
    if last is not None:
        return _interval(raw, first, last, base)
    first, changed = _dated(first, base.year_end)
    resolved = changed or bool(first.unit)
    first = _concrete(first, base.today)
    ends = _ends(first, base)
    if ends is None:
        return "", False
    return _linked(raw.link, first, ends), resolved


def _interval(raw: RawDate, first: Point, last: Point, base: _Base) -> tuple[str, bool]:
    if raw.link == "either":
        return f"[{_ends(first, base)[0]},{_ends(last, base)[0]}]", False  # type: ignore[index]
    first, last = _shared_parts(first, last)
    last, resolved = _dated(last, base.year_end)
    if resolved and last.year:
        first = _year_up_to(first, last)
    first, changed = _dated(first, base.year_end)
    resolved = resolved or changed or bool(first.unit)
    first, last = _concrete(first, base.today), _concrete(last, base.today)
    low, high = _ends(first, base), _ends(last, base)
    if low is None or high is None:
        return "", False
    start, end = _low_end(first, low), _high_end(last, high)
    if first.unit == last.unit == "weekday" and start > end:
        start = date.fromordinal(date.fromisoformat(start).toordinal() - 7).isoformat()
    return _range(start, end), resolved


def _linked(link: str, point: Point, ends: Ends) -> str:
    if link in ("since", "until"):
        return _open_range(link, point, ends)
    if link == "set":
        return "{" + ",".join(_day(point, day) for day in point.days) + "}"
    if link == "about" and ends[0] == ends[1] and "X" not in ends[0]:
        return f"{ends[0].rstrip('~')}~"
    return ends[0] if ends[0] == ends[1] else _range(*ends)


def _open_range(link: str, point: Point, ends: Ends) -> str:
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
    if first.year is not None or first.unit or last.year is None or first.month is None:
        return first
    later = last.month is None or (first.month, first.days) <= (last.month, last.days or (31,))
    return replace(first, year=last.year if later else last.year - 1)


def _dated(point: Point, today: date | None) -> tuple[Point, bool]:
    """Complete a missing year to the latest such date not after today (the next: `ahead`)."""
    if point.year is not None or point.unit or point.month is None or today is None:
        return point, False
    year = today.year
    if point.year_offset is not None:
        return replace(point, year=year + point.year_offset), True
    is_later = (point.month, point.days[0] if point.days else 1) > (today.month, today.day)
    if point.ahead:
        return replace(point, year=year if is_later else year + 1), True
    year -= is_later
    if point.days and point.month == 2 and point.days[-1] == 29:
        while monthrange(year, 2)[1] < 29:
            year -= 1
    return replace(point, year=year), True


def _concrete(point: Point, today: date | None) -> Point:
    """Turn "last year", "this month" into the year or month that they are."""
    if point.unit not in ("year", "month") or today is None:
        return point
    if point.part == _SO_FAR:
        return replace(point, unit=f"sofar_{point.unit}")
    if point.unit == "year":
        return replace(point, unit="", year=today.year + point.offset)
    index = today.year * 12 + today.month - 1 + point.offset
    return replace(point, unit="", year=index // 12, month=index % 12 + 1)


# ------------------------------------------------------------------ ends


def _ends(point: Point, base: _Base) -> Ends | None:
    if point.unit:
        return _unit_ends(point, base)
    if point.part == "decade" and point.year is not None:
        text = f"{point.year // 10}X"
        return text, text
    year = _year(point)
    if point.part == "season":
        return f"{year}-{point.offset}", f"{year}-{point.offset}"
    if point.part == _SO_FAR and base.today and point.year == base.today.year:
        return f"{year}-{point.month or 1:02d}-01", base.today.isoformat()
    return _year_ends(point, year) if point.month is None else _month_ends(point, year)


def _month_ends(point: Point, year: str) -> Ends:
    month = point.month or 1
    if point.days:
        return _day(point, point.days[0]), _day(point, point.days[-1])
    if point.part in _MONTH_PARTS and point.year is not None:
        low, high = _MONTH_PARTS[point.part]
        longest = monthrange(point.year, month)[1]
        if point.part == "last_week":
            low = longest - 6
        return _day(point, low), _day(point, min(high, longest))
    return f"{year}-{month:02d}", f"{year}-{month:02d}"


def _unit_ends(point: Point, base: _Base) -> Ends | None:
    if point.unit.startswith(("same_", "after_")):
        if base.before:
            return from_before(point, base.before)
        if point.unit != "after_day" or point.offset > 0 or base.today is None:
            return None
        return deictic(replace(point, unit="day"), base.today)
    if point.unit == "then":
        return (base.before, base.before) if base.before else None
    return deictic(point, base.today) if base.today else None


def _year(point: Point) -> str:
    return "XXXX" if point.year is None else f"{point.year:04d}"


def _year_ends(point: Point, year: str) -> Ends:
    if point.part not in _YEAR_PARTS:
        return year, year
    low, high = _YEAR_PARTS[point.part]
    return f"{year}-{low:02d}", f"{year}-{high:02d}"


def _day(point: Point, day: int) -> str:
    month = point.month or 1
    longest = monthrange(2000 if point.year is None else point.year, month)[1]
    if day > longest:
        raise ValueError
    return f"{_year(point)}-{month:02d}-{day:02d}"


def _low_end(point: Point, ends: Ends) -> str:
    """Where a range begins: "early January" begins with the month itself."""
    return _whole(point, 0, ends[0]) if point.part in _LOW_WHOLE else ends[0]


def _high_end(point: Point, ends: Ends) -> str:
    return _whole(point, 1, ends[1]) if point.part in _HIGH_WHOLE else ends[1]


def _whole(point: Point, which: int, end: str) -> str:
    if point.unit:
        return end
    if point.month is None:
        return f"{_year(point)}-{_YEAR_PARTS[point.part][which]:02d}"
    return f"{_year(point)}-{point.month:02d}"
