"""Words around dates: "early", "since", "between" before them, and dates that belong together."""

from __future__ import annotations

from dataclasses import replace

from hechos.lang.when.rules import DateRules, Point, RawDate

_WINDOW = 48
_GAP = 24  # characters between two dates that may be one expression


def window_before(text: str, start: int, floor: int) -> str:
    """Return the words before a place in lower case, from `floor` on."""
    window = text[max(floor, start - _WINDOW) : start]
    lower = window.lower()
    return lower if len(lower) == len(window) else window


def opened(text: str, raw: RawDate, rules: DateRules, floor: int) -> RawDate:
    """Take in "early", "first half of", "since", "until", "around" before a date."""
    window = window_before(text, raw.start, floor)
    if rules.opener.search(window):
        raw = _with_opener(text, raw, rules, floor)
    if raw.link in ("", "since") and not raw.first.part:
        present = rules.patterns["present"].match(text, raw.end)
        if present:
            raw = replace(raw, end=present.end(), link="since", lead=True)
    return raw


def _with_opener(text: str, raw: RawDate, rules: DateRules, floor: int) -> RawDate:
    if _takes_part(raw):
        raw = _parted(text, raw, rules, floor)
    window = window_before(text, raw.start, floor)
    if raw.link:
        return _range_word(text, raw, rules, floor)
    for name in ("since", "until", "about"):
        found = rules.patterns[name].search(window)
        if found and not (name == "until" and raw.first.unit in ("weekend", "weekday")):
            return replace(raw, start=raw.start - len(found.group()), link=name, lead=True)
    found = rules.patterns["ahead"].search(window)
    if found and raw.first.month and not raw.first.year:
        first = replace(raw.first, ahead=True)
        return replace(raw, start=raw.start - len(found.group()), first=first, lead=True)
    return raw


def _takes_part(raw: RawDate) -> bool:
    first = raw.first
    whole = first.unit in ("month", "year") or bool(first.month or first.year)
    return whole and not first.days and not raw.link and not first.part


def _parted(text: str, raw: RawDate, rules: DateRules, floor: int) -> RawDate:
    window = window_before(text, raw.start, floor)
    for part, pattern in rules.parts:
        found = pattern.search(window)
        if found:
            start = raw.start - len(found.group())
            return replace(raw, start=start, first=replace(raw.first, part=part), lead=True)
    return raw


def _range_word(text: str, raw: RawDate, rules: DateRules, floor: int) -> RawDate:
    """Take in "between" or "from" before a range of days; it turns "6 and 9" into a range."""
    found = rules.patterns["between"].search(window_before(text, raw.start, floor))
    if found is None:
        return raw
    start = raw.start - len(found.group())
    if raw.link == "set" and len(raw.first.days) == 2:
        first = replace(raw.first, days=raw.first.days[:1])
        last = replace(raw.first, days=raw.first.days[1:])
        return replace(raw, start=start, first=first, last=last, link="range")
    return replace(raw, start=start) if raw.link == "range" else raw


def merge(text: str, found: list[RawDate], raw: RawDate, rules: DateRules) -> bool:
    """Join a date to the one before it: weekday + date, or the two ends of a range."""
    before = found[-1]
    gap = text[before.end : raw.start]
    if len(gap) > _GAP or "\n" in gap:
        return False
    if before.first.unit == "weekday" and not before.first.days and raw.first.unit != "weekday":
        if raw.first.days:
            return _weekday_and_date(found, raw, rules, gap)
        if raw.first.unit == "week" and not raw.link and rules.patterns["year_gap"].fullmatch(gap):
            first = replace(before.first, weeks=raw.first.offset)
            found[-1] = replace(before, end=raw.end, first=first)
            return True
    beside = raw.first.unit in ("year", "month", "same_year", "same_month")
    if beside and _unit_said(found, raw, bool(rules.patterns["year_gap"].fullmatch(gap))):
        return True
    free = before.link in ("", "since", "either") and raw.link in ("", "until")
    alike = bool(before.first.unit) == bool(raw.first.unit)
    return free and alike and _join(text, found, raw, rules)


def _weekday_and_date(found: list[RawDate], raw: RawDate, rules: DateRules, gap: str) -> bool:
    fits = rules.patterns["weekday_gap"].fullmatch(gap) and raw.link not in ("since", "until")
    if fits:
        found[-1] = replace(raw, start=found[-1].start)
    return bool(fits)


def _unit_said(found: list[RawDate], raw: RawDate, is_near: bool) -> bool:
    """Take in "of last year" behind a month, "of this month" behind a day."""
    before, unit = found[-1], raw.first.unit
    first = before.first
    if not is_near or raw.link or raw.first.part or first.year is not None:
        return False
    is_day = first.unit == "monthday"
    if is_day != unit.endswith("month") or not (is_day or first.month):
        return False
    if unit.startswith("same_"):
        found[-1] = replace(before, end=raw.end, first=replace(first, unit=f"{unit}_of"), lead=True)
        return True
    first = replace(first, year_offset=raw.first.offset)
    last = replace(before.last, year_offset=raw.first.offset) if before.last else None
    found[-1] = replace(before, end=raw.end, first=first, last=last, lead=True)
    return True


def _join(text: str, found: list[RawDate], raw: RawDate, rules: DateRules) -> bool:
    before = found[-1]
    gap = text[before.end : raw.start]
    window = window_before(text, before.start, found[-2].end if len(found) > 1 else 0)
    opener = rules.patterns["between"].search(window)
    strong = bool(rules.patterns["joint"].fullmatch(gap))
    if before.first.unit == "weekday" and not opener and not before.link:
        strong = False  # “Monday to Wednesday” may be every week
    strong = strong or (raw.link == "until" and not gap.strip())
    paired = rules.patterns["between_and"].search(window) and rules.patterns["joint_and"].fullmatch(
        gap
    )
    if not strong and not paired:
        return _neighbours(found, raw, rules, gap)
    start = before.start - (len(opener.group()) if opener and not before.link else 0)
    found[-1] = RawDate(start=start, end=raw.end, first=before.first, last=raw.first, link="range")
    return True


def _neighbours(found: list[RawDate], raw: RawDate, rules: DateRules, gap: str) -> bool:
    """Join "2018 and 2019", "March and April 2019": they follow on each other."""
    before = found[-1]
    end = before.last or before.first
    if before.link not in ("", "range") or raw.link or raw.first.part or end.part:
        return False
    if not rules.patterns["list_gap"].fullmatch(gap) or not _follow(end, raw.first):
        return False
    found[-1] = replace(before, end=raw.end, last=raw.first, link="range")
    return True


def _follow(one: Point, two: Point) -> bool:
    if one.unit or two.unit or one.days or two.days:
        return False
    if one.month and two.month:
        return one.month + 1 == two.month and (one.year is None or one.year == two.year)
    if one.month or two.month or one.year is None or two.year is None:
        return False
    return one.year + 1 == two.year
