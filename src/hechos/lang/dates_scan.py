"""Find where dates stand and what they name, before a publication date completes them."""

from __future__ import annotations

import functools
import re
from dataclasses import replace

from hechos.lang.memo import Memo, opens
from hechos.lang.when.joining import merge, opened, window_before
from hechos.lang.when.rules import DateRules, Point, RawDate, Relative, date_rules

_TOKEN = re.compile(r"\d+|[^\W\d_]+(?:-feira)?")
_ISO = re.compile(
    r"([12]\d{3})-(\d\d)(?:-(\d\d))?(?:[T ]\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:?\d\d)?)?(?![\d-])"
)
_NUMERIC = re.compile(
    r"(\d{1,2})([/.-])(\d{1,2})\2((?:19|20)\d\d|\d\d(?<=/\d\d))(?![\d/%-]|[.,]\d)"
)
_DAY_MONTH = re.compile(r"(\d{1,2})/(\d{1,2})(?![\d/%-]|[.,]\d)")
_YEAR_TAIL = re.compile(r"(?:[-–](?=\d\d)|/(?=\d{4}))(\d{4}|\d\d)(?![\d,.-]\d|\d|/)")
_SHORT_YEAR = re.compile(r"[ \t]+(\d\d)(?![\d%]|[.,:/]\d|[^\W\d_]|[ \t]+[a-z])")
_YEAR_BAD_BEFORE = re.compile(r"[\w/#$€£.,:+@&=_-]\Z|[$€£]\s\Z")
_YEAR_BAD_AFTER = re.compile(r"[.,:]\d|\s?[%º°]|/|[-–]?[^\W\d_]|-\d|\+")
_CAPITAL_AFTER = re.compile(r"[ \t]+[^\W\d_](?<![a-zà-ÿ])")
_FOUR = re.compile(r"\d{4}")
_PIVOT = 50  # two figures from here on are of the twentieth century


def date_places(text: str, language: str) -> tuple[tuple[int, int], ...]:
    """Return where dates stand, start and end, sorted, not overlapping; decades in words or two
    figures (“anos 90”) are left to the numbers, which tell them apart."""
    return tuple(
        (raw.start, raw.end)
        for raw in scan_all(text, language)
        if not raw.reason and (raw.first.part != "decade" or _FOUR.search(text, raw.start, raw.end))
    )


@functools.cache
def _opens(language: str) -> Memo[bool]:
    return opens(date_rules(language).triggers)


@functools.lru_cache(maxsize=16)
def scan_all(text: str, language: str) -> tuple[RawDate, ...]:
    """Return the date expressions of a text in order, ranges joined, and what only looks like
    one, with its reason."""
    rules = date_rules(language)
    found: list[RawDate] = []
    refused: list[RawDate] = []
    done = 0
    is_opener = _opens(language)
    for token in _TOKEN.finditer(text):
        if not is_opener[token.group()] or token.start() < done:
            continue
        raw = _atom(text, token, rules, done)
        if raw is None:
            continue
        if raw.reason:
            refused.append(raw)
            continue
        raw = opened(text, raw, rules, done)
        if found and merge(text, found, raw, rules):
            done = found[-1].end
            continue
        found.append(raw)
        done = raw.end
    found = [raw if raw.lead else replace(raw, reason="another word") for raw in found]
    spots = [(raw.start, raw.end) for raw in found]
    refused = [r for r in refused if not any(s < r.end and r.start < e for s, e in spots)]
    return tuple(sorted([*found, *refused], key=lambda raw: raw.start))


def _refuse(start: int, end: int, reason: str) -> RawDate:
    return RawDate(start=start, end=end, first=Point(), reason=reason)


# ------------------------------------------------------------------ single dates


def _atom(text: str, token: re.Match[str], rules: DateRules, floor: int) -> RawDate | None:
    word = token.group()
    if word[0].isdecimal():
        return _digits(text, token, rules, floor)
    lower = word.lower()
    if lower in rules.months or lower in rules.short_months:
        return _month(text, token, rules, floor)
    if lower in rules.weekdays:
        return _weekday(text, token, rules, floor)
    if lower in rules.heads:
        return _relative(text, token.start(), rules, lower)
    return None


def _digits(text: str, token: re.Match[str], rules: DateRules, floor: int) -> RawDate | None:
    start, end = token.span()
    size = end - start
    if size > 4 or size == 3 or not token.group().isascii():
        return None
    follow = text[end : end + 1]
    if size <= 2:
        return _short_digits(text, start, end, rules=rules, floor=floor)
    if follow == "-":
        iso = _ISO.match(text, start)
        if iso and (start == 0 or text[start - 1] not in "/-.\\_") and _iso_ok(iso):
            days = (int(iso.group(3)),) if iso.group(3) else ()
            point = Point(year=int(iso.group(1)), month=int(iso.group(2)), days=days)
            return RawDate(start=start, end=iso.end(), first=point)
    return _year(text, start, end, rules=rules, floor=floor)


def _iso_ok(iso: re.Match[str]) -> bool:
    return 1 <= int(iso.group(2)) <= 12 and (not iso.group(3) or 1 <= int(iso.group(3)) <= 31)


def _short_digits(
    text: str, start: int, end: int, *, rules: DateRules, floor: int
) -> RawDate | None:
    follow = text[end : end + 1]
    if follow and follow in "/.-" and text[end + 1 : end + 2].isdecimal():
        raw = _numeric(text, start, rules)
        return raw or _day_month(text, start, rules, floor)
    relative = _relative(text, start, rules, "#") if follow and follow in " /" else None
    return relative or _month_day(text, start, end, rules=rules, floor=floor)


def _month_day(text: str, start: int, end: int, *, rules: DateRules, floor: int) -> RawDate | None:
    """Read “on the 8th”, “el pasado día 8”: a day whose month is not said."""
    day = int(text[start:end])
    if not text[max(0, start - 8) : start].lower().endswith(rules.day_words_before):
        return None
    if not 1 <= day <= 31:
        return None
    found = rules.patterns["monthday_lead"].search(window_before(text, start, floor))
    tail = rules.patterns["monthday_tail"].match(text, end) if found else None
    if found is None or tail is None:
        return None
    point = Point(unit="monthday", days=(day,))
    return RawDate(start=start - len(found.group()), end=tail.end(), first=point)


def _day_month(text: str, start: int, rules: DateRules, floor: int) -> RawDate | None:
    """Read “(26/3)”, “no dia 26/03”: day and month in figures, where words say that it is one."""
    found = _DAY_MONTH.match(text, start)
    if found is None:
        return _relative(text, start, rules, "#")
    day, month = int(found.group(1)), int(found.group(2))
    lead = rules.patterns["day_month_lead"].search(window_before(text, start, floor))
    if lead is None or not (1 <= month <= 12 and 1 <= day <= 31):
        return _relative(text, start, rules, "#")
    return RawDate(start=start, end=found.end(), first=Point(month=month, days=(day,)))


def _numeric(text: str, start: int, rules: DateRules) -> RawDate | None:
    found = _NUMERIC.match(text, start)
    if found is None or (start and (text[start - 1].isalnum() or text[start - 1] in "/.-")):
        return None
    one, two, year = int(found.group(1)), int(found.group(3)), _full_year(found.group(4))
    if not rules.day_first:
        if two > 12:
            one, two = two, one
        elif one <= 12 and one != two:
            return _either(text, found, year)
    if not (1 <= two <= 12 and 1 <= one <= 31):
        return _refuse(start, found.end(), "no such day")
    return RawDate(start=start, end=found.end(), first=Point(year=year, month=two, days=(one,)))


def _full_year(figures: str) -> int:
    year = int(figures)
    if year > 99:
        return year
    return 1900 + year if year >= _PIVOT else 2000 + year


def _either(text: str, found: re.Match[str], year: int) -> RawDate:
    """Read 03/04/2021 as other dates of the text are written, else as both days."""
    one, two = int(found.group(1)), int(found.group(3))
    month_first = Point(year=year, month=one, days=(two,))
    day_first = Point(year=year, month=two, days=(one,))
    start, end = found.span()
    orders = _orders(text)
    if orders == {"day"}:
        return RawDate(start=start, end=end, first=day_first)
    if orders == {"month"}:
        return RawDate(start=start, end=end, first=month_first)
    low, high = sorted((month_first, day_first), key=lambda point: point.month or 0)
    return RawDate(start=start, end=end, first=low, last=high, link="either")


@functools.lru_cache(maxsize=16)
def _orders(text: str) -> frozenset[str]:
    """Return which orders the dates in figures of a text show where they leave no choice."""
    found = [(int(m.group(1)), int(m.group(3))) for m in _NUMERIC.finditer(text)]
    first = {"day" for one, two in found if one > 12 >= two}
    return frozenset(first | {"month" for one, two in found if two > 12 >= one})


def _year(text: str, start: int, end: int, *, rules: DateRules, floor: int) -> RawDate | None:
    year = int(text[start:end])
    if not 1900 <= year <= 2100:
        return None
    window = window_before(text, start, floor)
    if year % 10 == 0 and (decade := _decade(text, start, end, window, rules=rules)):
        return decade
    if window and _YEAR_BAD_BEFORE.search(window) and not rules.patterns["glued_ok"].search(window):
        return None
    return _plain_year(text, start, end, window, rules=rules)


def _plain_year(
    text: str, start: int, end: int, window: str, *, rules: DateRules
) -> RawDate | None:
    if rules.patterns["year_not_after"].search(window):
        return _refuse(start, end, "the number of a thing")
    year = int(text[start:end])
    tail = _YEAR_TAIL.match(text, end)
    if tail:
        return _year_range(start, year, tail)
    if _YEAR_BAD_AFTER.match(text, end):
        return None
    if _is_counted(text, end, window, rules):
        return _refuse(start, end, "a count")
    return RawDate(start=start, end=end, first=Point(year=year))


def _decade(text: str, start: int, end: int, window: str, *, rules: DateRules) -> RawDate | None:
    after = rules.patterns["decade_after"].match(text, end)
    before = rules.patterns["decade_before"].search(window)
    if not after and not before:
        return None
    start -= len(before.group()) if before else 0
    point = Point(year=int(text[end - 4 : end]), part="decade")
    return RawDate(start=start, end=after.end() if after else end, first=point)


def _year_range(start: int, year: int, tail: re.Match[str]) -> RawDate | None:
    last = int(tail.group(1))
    last = last if last > 99 else year // 100 * 100 + last
    slash = tail.group()[0] == "/"
    if not year < last <= 2100 or (slash and last != year + 1):
        return None
    return RawDate(
        start=start,
        end=tail.end(),
        first=Point(year=year),
        last=Point(year=last),
        link="range",
    )


def _is_counted(text: str, end: int, window: str, rules: DateRules) -> bool:
    """Whether four digits count things: more than 2000, 2000 personas, but not en 2014."""
    if rules.patterns["counts_before"].search(window):
        return not rules.patterns["since"].search(window)
    if rules.patterns["year_lead"].search(window):
        return False
    return bool(rules.patterns["counted_after"].match(text, end))


# ------------------------------------------------------------------ months


def _month(text: str, token: re.Match[str], rules: DateRules, floor: int) -> RawDate | None:
    word = token.group()
    if rules.capitals and not word[0].isupper():
        return None
    short = word.lower() not in rules.months
    month = rules.short_months[word.lower()] if short else rules.months[word.lower()]
    start, end, link = token.start(), token.end(), ""
    days: tuple[int, ...] = ()
    if text[end : end + 1] == "." and (short or word.lower() in rules.short_months):
        end += 1
    window = window_before(text, start, floor)
    left = rules.patterns["day_before"].search(window)
    if left and (listed := _days(left, rules)):
        days, start = listed, start - len(left.group())
        link = _day_link(left, len(days))
    else:
        right = rules.patterns["day_after"].match(text, end)
        if right and (listed := _days(right, rules)) and not _counts_after(text, right, rules):
            days, end = listed, right.end()
            link = _day_link(right, len(days))
    number, end = _year_beside(text, word, end, rules=rules, has_day=bool(days))
    if not days and number is None:
        return _bare_month(text, token, window, rules=rules, end=end)
    window = window_before(text, start, floor)
    if rules.patterns["month_not_after"].search(window):
        return _refuse(start, end, "a name")
    point = Point(year=number, month=month, days=days if link == "set" else days[:1])
    last = replace(point, days=days[-1:]) if link == "range" else None
    return RawDate(start=start, end=end, first=point, last=last, link=link)


def _year_beside(
    text: str, word: str, end: int, *, rules: DateRules, has_day: bool
) -> tuple[int | None, int]:
    year = rules.patterns["year_after"].match(text, end)
    if year:
        return int(year.group("year")), year.end()
    if has_day and word.isupper() and (found := _SHORT_YEAR.match(text, end)):
        return _full_year(found.group(1)), found.end()
    return None, end


def _bare_month(
    text: str, token: re.Match[str], window: str, *, rules: DateRules, end: int
) -> RawDate | None:
    word = token.group()
    if word.lower() not in rules.months:
        return None
    start = token.start()
    if rules.patterns["month_not_after"].search(window):
        return _refuse(start, end, "a name")
    lead = bool(rules.patterns["month_lead"].search(window))
    named = lead and word[0].isupper() and _CAPITAL_AFTER.match(text, end)
    if named and not rules.patterns["month_sure"].search(window):
        return _refuse(start, end, "a name")
    if not lead and rules.patterns["month_noun_before"].search(window):
        lead = bool(rules.patterns["month_noun_after"].match(text, end))
    month = rules.months[word.lower()]
    past = rules.patterns["month_past"].match(text, end)
    end = past.end() if past else end
    return RawDate(start=start, end=end, first=Point(month=month), lead=lead or bool(past))


def _days(found: re.Match[str], rules: DateRules) -> tuple[int, ...]:
    said = found.group("days")
    days = tuple(int(d) for d in re.findall(r"\d+", said))
    if not days:
        days = (rules.day_words.get(" ".join(said.lower().split()), 1),)
    return days if all(1 <= d <= 31 for d in days) and list(days) == sorted(set(days)) else ()


def _day_link(found: re.Match[str], count: int) -> str:
    if count < 2:
        return ""
    return "range" if count == 2 and found.groupdict().get("to") else "set"


def _counts_after(text: str, found: re.Match[str], rules: DateRules) -> bool:
    return bool(rules.patterns["counted_after"].match(text, found.end()))


# ------------------------------------------------------------------ weekdays


def _weekday(text: str, token: re.Match[str], rules: DateRules, floor: int) -> RawDate | None:
    word = token.group()
    if rules.capitals != word[0].isupper() and "-" not in word:
        return None
    window = window_before(text, token.start(), floor)
    if rules.patterns["weekday_not_after"].search(window):
        return _refuse(token.start(), token.end(), "no single day")
    number = rules.weekdays[word.lower()]
    if number > 6:  # an ordinal that may be a weekday: it needs its preposition
        number -= 10
        if not rules.patterns["weekday_lead"].search(window) or not rules.patterns[
            "weekday_tail"
        ].match(text, token.end()):
            return _refuse(token.start(), token.end(), "another word")
    day = rules.patterns["weekday_day"].match(text, token.end())
    days = (int(day.group("day")),) if day and 1 <= int(day.group("day")) <= 31 else ()
    start, end, part = token.start(), day.end() if day and days else token.end(), ""
    ahead = rules.patterns["weekday_next"].search(window)
    if ahead:
        part, start = "next", start - len(ahead.group())
    else:
        past = rules.patterns["weekday_last"].search(window)
        start -= len(past.group()) if past else 0
        tail = rules.patterns["weekday_past"].match(text, end)
        end = tail.end() if tail else end
        part = "last" if tail or (past and past.group("strict")) else ""
    point = Point(unit="weekday", offset=number, days=days, part=part)
    return RawDate(start=start, end=end, first=point)


# ------------------------------------------------------------------ words and phrases


def _relative(text: str, start: int, rules: DateRules, head: str) -> RawDate | None:
    for row in rules.heads[head]:
        found = row.pattern.match(text, start)
        if found is None:
            continue
        raw = _phrase(row, found, rules)
        if raw is not None:
            return raw
    return None


def _phrase(row: Relative, found: re.Match[str], rules: DateRules) -> RawDate | None:
    """Return the date that a form of words names; None where its number fits none."""
    start, end, groups = found.start(), found.end(), found.groupdict()
    if row.unit in ("named", "season", "decade"):
        return RawDate(start=start, end=end, first=_named(row, groups, rules))
    offset = row.offset
    if groups.get("n"):
        word = groups["n"].lower()
        number = int(word) if word.isdecimal() else rules.count_words.get(word, 0)
        if not 0 < number < 1000:
            return None
        offset = offset * number
    unit = row.unit
    if groups.get("unit"):
        unit = unit.replace("*", _unit(groups["unit"].lower(), rules))
    link = "since" if unit in ("then", "since") else ""
    link = "since" if row.part == "since" else link
    part = "" if row.part == "since" else row.part
    point = Point(unit=unit, offset=offset, part=part)
    return RawDate(start=start, end=end, first=point, link=link)


def _named(row: Relative, groups: dict[str, str | None], rules: DateRules) -> Point:
    year = int(groups["year"]) if groups.get("year") else row.year  # type: ignore[arg-type]
    if row.unit == "season":
        return Point(
            year=year, part="season", offset=rules.seasons[(groups["season"] or "").lower()]
        )
    if row.unit == "decade":
        return Point(year=rules.decades[(groups["decade"] or "").lower()], part="decade")
    return Point(year=year, month=row.month, days=(row.day,) if row.day else ())


def _unit(word: str, rules: DateRules) -> str:
    names = ("day", "week", "month", "year", "hour")
    return next((n for n in names if rules.patterns[f"unit_{n}"].match(word)), "day")
