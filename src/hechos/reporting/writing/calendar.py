"""Dates as EDTF: the days they cover, and the words they are printed in."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

from hechos.reporting.rules import ReportRules

_PART = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?:T[\d:.+Z-]+)?$")
_DECADE = re.compile(r"(\d{2,3})(X{1,2})$")
_NO_YEAR = re.compile(r"XXXX-(\d{2})-(\d{2})$")
_WRITTEN = re.compile(
    r"(?<![\w./-])(?:XXXX-\d\d-\d\d|\d{4}(?:-\d\d){0,2}/(?:\.\.|\d{4}(?:-\d\d){0,2})|\d{4}(?:-\d\d){1,2})(?![\w/-])"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """First and last day that fit; None where that end is open. `known` False: not a date."""

    start: date | None = None
    end: date | None = None
    uncertain: bool = False
    known: bool = False


def days(edtf: str | None) -> Days:
    """Return the days an EDTF value covers; what it cannot read is not known, never guessed."""
    if not edtf:
        return Days()
    uncertain = any(mark in edtf for mark in "~?%X")
    left, slash, right = re.sub(r"[~?%]", "", edtf).partition("/")
    first, last = _bounds(left), _bounds(right if slash else left)
    if first is None and last is None:
        return Days()
    if slash and (first is None) != (left in ("", "..")):
        return Days()
    if slash and (last is None) != (right in ("", "..")):
        return Days()
    start = first[0] if first else None
    end = last[1] if last else None
    if start and end and start > end:
        return Days()
    return Days(start=start, end=end, uncertain=uncertain, known=True)


def _bounds(part: str) -> tuple[date, date] | None:
    found = _PART.match(part)
    try:
        if found:
            year, month, day = (int(g) if g else None for g in found.groups())
            return _ends(year or 0, month, day)
        decade = _DECADE.match(part)
        if decade:
            stem, gap = decade.groups()
            return date(int(stem + "0" * len(gap)), 1, 1), date(int(stem + "9" * len(gap)), 12, 31)
    except ValueError:
        return None
    return None


def _ends(year: int, month: int | None, day: int | None) -> tuple[date, date]:
    if month is None:
        return date(year, 1, 1), date(year, 12, 31)
    if day is None:
        return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
    return date(year, month, day), date(year, month, day)


def date_words(edtf: str | None, rules: ReportRules) -> str:
    """Return the date as people write it; a value that cannot be read is printed as it is."""
    if not edtf:
        return rules.word("date", "unknown")
    if (found := _NO_YEAR.match(edtf)) and 1 <= int(found[1]) <= 12:
        name = rules.tables["date"]["months"][int(found[1]) - 1]
        return rules.fill("date", "day_of_year", d=str(int(found[2])), month=name)
    if not days(edtf).known:
        return edtf
    text = _words(re.sub(r"[~?%]", "", edtf), rules)
    if "~" in edtf or "%" in edtf:
        text = rules.fill("date", "about", a=text)
    return rules.fill("date", "uncertain", a=text) if "?" in edtf or "%" in edtf else text


def with_dates(title: str, rules: ReportRules) -> str:
    """Return a title that a rule made of parts, with its dates as people write them."""
    return _WRITTEN.sub(lambda found: date_words(found[0], rules), title)


def _words(edtf: str, rules: ReportRules) -> str:
    left, slash, right = edtf.partition("/")
    if not slash:
        return _one(left, rules)
    if right in ("", ".."):
        return rules.fill("date", "from", a=_one(left, rules))
    if left in ("", ".."):
        return rules.fill("date", "until", b=_one(right, rules))
    return rules.fill("date", "range", a=_first(left, right, rules), b=_one(right, rules))


def _first(left: str, right: str, rules: ReportRules) -> str:
    """Return the first date of a range without what it shares with the last ("6 to 9 January")."""
    here, there = _PART.match(left), _PART.match(right)
    if not here or not there or here.lastindex != there.lastindex:
        return _one(left, rules)
    year, month, day = here.groups()
    if month is None or year != there.group(1):
        return _one(left, rules)
    name = rules.tables["date"]["months"][int(month) - 1]
    if day is None:
        return rules.fill("date", "month_of_year", month=name)
    key = "day_of_month" if month == there.group(2) else "day_of_year"
    return rules.fill("date", key, d=str(int(day)), month=name)


def _one(part: str, rules: ReportRules) -> str:
    found = _PART.match(part)
    if not found:
        return part
    year, month, day = found.groups()
    if month is None:
        return rules.fill("date", "year", y=year)
    name = rules.tables["date"]["months"][int(month) - 1]
    if day is None:
        return rules.fill("date", "month", month=name, y=year)
    return rules.fill("date", "day", d=str(int(day)), month=name, y=year)
