"""Find where dates stand and what they name, before a publication date completes them."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, replace
from importlib.resources import files
from typing import Any

from hechos.errors import LexiconError
from hechos.lang.lexicon import load_toml
from hechos.lang.memo import Memo, opens

_TOKEN = re.compile(r"\d+|[^\W\d_]+(?:-feira)?")
_WINDOW = 48
_FLAGS = re.IGNORECASE
_ISO = re.compile(
    r"([12]\d{3})-(\d\d)(?:-(\d\d))?(?:[T ]\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:?\d\d)?)?(?![\d-])"
)
_NUMERIC = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2((?:19|20)\d\d)(?![\d/-])")
_YEAR_TAIL = re.compile(r"[-–](\d{4}|\d\d)(?![\d,.]\d|\d)")
_YEAR_BAD_BEFORE = re.compile(r"[\w/#$€£.,:+@&=_-]\Z")
_YEAR_BAD_AFTER = re.compile(r"[.,:]\d|\s?[%º°]|/|[-–]?[^\W\d_]|-\d|\+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """What a date expression names. Deictic words have a `unit` (day, week, month, year, weekday,
    weekend, window_day …) and an `offset`; `part` is early, mid, late, first_half …;
    `year_offset` is said beside a month ("April of last year": -1)."""

    year: int | None = None
    month: int | None = None
    days: tuple[int, ...] = ()
    part: str = ""
    unit: str = ""
    offset: int = 0
    year_offset: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RawDate:
    """`link`: "" for one date, range, set, since or until. `lead`: the bare month stands where a
    date can stand, so that it is not a verb or a name."""

    start: int
    end: int
    first: Point
    last: Point | None = None
    link: str = ""
    lead: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Relative:
    pattern: re.Pattern[str]
    unit: str
    offset: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DateRules:
    """Words and patterns of one language, from data/dates.<language>.toml."""

    months: dict[str, int]
    short_months: dict[str, int]
    weekdays: dict[str, int]
    heads: frozenset[str]
    count_words: dict[str, int]
    capitals: bool
    day_first: bool
    triggers: frozenset[str]
    relatives: tuple[Relative, ...]
    any_relative: re.Pattern[str]
    opener: re.Pattern[str]
    parts: tuple[tuple[str, re.Pattern[str]], ...]
    patterns: dict[str, re.Pattern[str]]


@functools.cache
def date_rules(language: str) -> DateRules:
    """Return the rules of a language; LexiconError where there are none."""
    path = files("hechos.lang") / "data" / f"dates.{language}.toml"
    if not path.is_file():
        raise LexiconError(
            f"There is no date grammar for the language “{language}”.",
            hint="Grammars exist for en, es and pt; add data/dates.<language>.toml for another.",
        )
    plain = load_toml(path)
    try:
        return _build(plain)
    except (KeyError, re.error, ValueError) as error:
        raise LexiconError(f"In {path.name}, something is missing or wrong: {error}.") from error


def _build(plain: dict[str, Any]) -> DateRules:
    before = {name: re.compile(rf"(?<!\w)(?:{form})\Z") for name, form in plain["before"].items()}
    after = {name: re.compile(form, _FLAGS) for name, form in plain["after"].items()}
    heads = frozenset(plain["grammar"]["heads"])
    openers = "|".join(
        [row["form"] for row in plain["part"]]
        + [plain["before"][name] for name in ("since", "until", "between")]
    )
    return DateRules(
        months=plain["months"],
        short_months=plain["short_months"],
        weekdays=plain["weekdays"],
        heads=heads,
        triggers=heads.union(plain["months"], plain["short_months"], plain["weekdays"]),
        count_words=plain["count_words"],
        capitals=plain["grammar"]["capitals"],
        day_first=plain["grammar"]["day_first"],
        relatives=tuple(
            Relative(
                pattern=re.compile(rf"(?:{row['form']})(?!\w)", _FLAGS),
                unit=row["unit"],
                offset=row.get("offset", 0),
            )
            for row in plain["relative"]
        ),
        parts=tuple(
            (row["part"], re.compile(rf"(?<!\w)(?:{row['form']})\s*\Z")) for row in plain["part"]
        ),
        any_relative=re.compile(
            _rename("|".join(row["form"] for row in plain["relative"])), _FLAGS
        ),
        opener=re.compile(rf"(?<!\w)(?:{openers})\s*\Z"),
        patterns=before | after,
    )


def _rename(form: str) -> str:
    """Make named groups plain ones, so that several forms fit into one pattern."""
    return re.sub(r"\(\?P<\w+>", "(?:", form)


def date_places(text: str, language: str) -> tuple[tuple[int, int], ...]:
    """Return where dates stand, start and end, sorted, not overlapping."""
    return tuple((raw.start, raw.end) for raw in scan_dates(text, language))


@functools.cache
def _opens(language: str) -> Memo[bool]:
    return opens(date_rules(language).triggers)


@functools.lru_cache(maxsize=16)
def scan_dates(text: str, language: str) -> tuple[RawDate, ...]:
    """Return the date expressions of a text in order, ranges joined."""
    rules = date_rules(language)
    found: list[RawDate] = []
    done = 0
    is_opener = _opens(language)
    for token in _TOKEN.finditer(text):
        if not is_opener[token.group()] or token.start() < done:
            continue
        raw = _atom(text, token, rules, done)
        if raw is None:
            continue
        raw = _opened(text, raw, rules, done)
        if found and _merge(text, found, raw, rules):
            done = found[-1].end
            continue
        found.append(raw)
        done = raw.end
    return tuple(raw for raw in found if raw.lead)


def _window(text: str, start: int, floor: int) -> str:
    window = text[max(floor, start - _WINDOW) : start]
    lower = window.lower()
    return lower if len(lower) == len(window) else window


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
        return _relative(text, token.start(), rules)
    return None


def _digits(text: str, token: re.Match[str], rules: DateRules, floor: int) -> RawDate | None:
    start, end = token.span()
    size = end - start
    if size > 4 or size == 3 or not token.group().isascii():
        return None
    follow = text[end : end + 1]
    if size <= 2:
        if follow and follow in "/.-":
            return _numeric(text, start, rules)
        return _relative(text, start, rules) if follow == " " else None
    if follow == "-":
        iso = _ISO.match(text, start)
        if iso and (start == 0 or text[start - 1] not in "/-.\\_") and _iso_ok(iso):
            days = (int(iso.group(3)),) if iso.group(3) else ()
            point = Point(year=int(iso.group(1)), month=int(iso.group(2)), days=days)
            return RawDate(start=start, end=iso.end(), first=point)
    return _year(text, start, end, rules=rules, floor=floor)


def _iso_ok(iso: re.Match[str]) -> bool:
    return 1 <= int(iso.group(2)) <= 12 and (not iso.group(3) or 1 <= int(iso.group(3)) <= 31)


def _numeric(text: str, start: int, rules: DateRules) -> RawDate | None:
    found = _NUMERIC.match(text, start)
    if found is None or (start and (text[start - 1].isalnum() or text[start - 1] in "/.-")):
        return None
    one, two, year = int(found.group(1)), int(found.group(3)), int(found.group(4))
    if not rules.day_first and two > 12:
        one, two = two, one
    elif not rules.day_first and one <= 12 and one != two:
        point = Point(year=year)  # 03/04/2021 may be March or April in English
        return RawDate(start=start, end=found.end(), first=point)
    if not (1 <= two <= 12 and 1 <= one <= 31):
        return None
    return RawDate(start=start, end=found.end(), first=Point(year=year, month=two, days=(one,)))


def _year(text: str, start: int, end: int, *, rules: DateRules, floor: int) -> RawDate | None:
    year = int(text[start:end])
    if not 1900 <= year <= 2100:
        return None
    window = _window(text, start, floor)
    if year % 10 == 0 and (decade := _decade(text, start, end, window, rules=rules)):
        return decade
    if window and _YEAR_BAD_BEFORE.search(window) and not rules.patterns["glued_ok"].search(window):
        return None
    tail = _YEAR_TAIL.match(text, end)
    if tail:
        return _year_range(start, year, tail)
    if _YEAR_BAD_AFTER.match(text, end) or _is_counted(text, end, window, rules):
        return None
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
    if not year < last <= 2100:
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
        return True
    if rules.patterns["year_lead"].search(window):
        return False
    return bool(rules.patterns["counted_after"].match(text, end))


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
    window = _window(text, start, floor)
    left = rules.patterns["day_before"].search(window)
    if left and (listed := _days(left)):
        days, start = listed, start - len(left.group())
        link = _day_link(left, len(days))
    else:
        right = rules.patterns["day_after"].match(text, end)
        if right and (listed := _days(right)) and not _counts_after(text, right, rules):
            days, end = listed, right.end()
            link = _day_link(right, len(days))
    year = rules.patterns["year_after"].match(text, end)
    if year:
        end = year.end()
    if not days and not year:
        if short:
            return None
        if rules.patterns["month_not_after"].search(window):
            return None
        lead = bool(rules.patterns["month_lead"].search(window))
        return RawDate(start=start, end=end, first=Point(month=month), lead=lead)
    if rules.patterns["month_not_after"].search(_window(text, start, floor)):
        return None
    number = int(year.group("year")) if year else None
    point = Point(year=number, month=month, days=days if link == "set" else days[:1])
    last = replace(point, days=days[-1:]) if link == "range" else None
    return RawDate(start=start, end=end, first=point, last=last, link=link)


def _days(found: re.Match[str]) -> tuple[int, ...]:
    days = tuple(int(d) for d in re.findall(r"\d+", found.group("days")))
    if not days:
        days = (1,)  # the word for "first"
    return days if all(1 <= d <= 31 for d in days) and list(days) == sorted(set(days)) else ()


def _day_link(found: re.Match[str], count: int) -> str:
    if count < 2:
        return ""
    return "range" if count == 2 and found.groupdict().get("to") else "set"


def _counts_after(text: str, found: re.Match[str], rules: DateRules) -> bool:
    return bool(rules.patterns["counted_after"].match(text, found.end()))


def _weekday(text: str, token: re.Match[str], rules: DateRules, floor: int) -> RawDate | None:
    word = token.group()
    if rules.capitals != word[0].isupper() and "-" not in word:
        return None
    window = _window(text, token.start(), floor)
    if rules.patterns["weekday_not_after"].search(window):
        return None
    number = rules.weekdays[word.lower()]
    if number > 6:  # an ordinal that may be a weekday: it needs its preposition
        number -= 10
        if not rules.patterns["weekday_lead"].search(window) or not rules.patterns[
            "weekday_tail"
        ].match(text, token.end()):
            return None
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


def _relative(text: str, start: int, rules: DateRules) -> RawDate | None:
    if not rules.any_relative.match(text, start):
        return None
    for row in rules.relatives:
        found = row.pattern.match(text, start)
        if found is None:
            continue
        offset = row.offset
        groups = found.groupdict()
        if groups.get("n"):
            word = groups["n"].lower()
            number = int(word) if word.isdecimal() else rules.count_words.get(word, 0)
            if not 0 < number < 1000:
                continue
            offset = offset * number
        unit = row.unit
        if groups.get("unit"):
            unit = unit.replace("*", _unit(groups["unit"].lower(), rules))
        return RawDate(start=start, end=found.end(), first=Point(unit=unit, offset=offset))
    return None


def _unit(word: str, rules: DateRules) -> str:
    names = ("day", "week", "month", "year")
    return next((n for n in names if rules.patterns[f"unit_{n}"].match(word)), "day")


# ------------------------------------------------------------------ words around


def _opened(text: str, raw: RawDate, rules: DateRules, floor: int) -> RawDate:
    """Take in "early", "first half of", "since", "until" before a date."""
    window = _window(text, raw.start, floor)
    if not rules.opener.search(window):
        return raw
    if (raw.first.month or raw.first.year) and not raw.first.days and not raw.link:
        raw = _parted(text, raw, rules, floor)
        window = _window(text, raw.start, floor)
    if raw.link:
        return _range_word(text, raw, rules, floor)
    for name in ("since", "until"):
        found = rules.patterns[name].search(window)
        if found:
            return replace(raw, start=raw.start - len(found.group()), link=name, lead=True)
    return raw


def _parted(text: str, raw: RawDate, rules: DateRules, floor: int) -> RawDate:
    window = _window(text, raw.start, floor)
    for part, pattern in rules.parts:
        found = pattern.search(window)
        if found and raw.first.part != "decade":
            start = raw.start - len(found.group())
            return replace(raw, start=start, first=replace(raw.first, part=part), lead=True)
    return raw


def _range_word(text: str, raw: RawDate, rules: DateRules, floor: int) -> RawDate:
    """Take in "between" or "from" before a range of days; it turns "6 and 9" into a range."""
    found = rules.patterns["between"].search(_window(text, raw.start, floor))
    if found is None:
        return raw
    start = raw.start - len(found.group())
    if raw.link == "set" and len(raw.first.days) == 2:
        first = replace(raw.first, days=raw.first.days[:1])
        last = replace(raw.first, days=raw.first.days[1:])
        return replace(raw, start=start, first=first, last=last, link="range")
    return replace(raw, start=start) if raw.link == "range" else raw


def _merge(text: str, found: list[RawDate], raw: RawDate, rules: DateRules) -> bool:
    """Join a date to the one before it: weekday + date, or the two ends of a range."""
    before = found[-1]
    gap = text[before.end : raw.start]
    if len(gap) > 24:
        return False
    if before.first.unit == "weekday" and not before.first.days and raw.first.days:
        fits = rules.patterns["weekday_gap"].fullmatch(gap) and raw.link not in ("since", "until")
        found[-1] = replace(raw, start=before.start) if fits else before
        return bool(fits)
    if raw.first.unit == "year" and before.first.month and before.first.year is None:
        return _year_said(found, raw, rules.patterns["year_gap"].fullmatch(gap))
    free = before.link in ("", "since") and raw.link in ("", "until")
    alike = bool(before.first.unit) == bool(raw.first.unit)
    return free and alike and _join(text, found, raw, rules)


def _year_said(found: list[RawDate], raw: RawDate, gap: re.Match[str] | None) -> bool:
    """Take in "of last year" behind a month."""
    if gap is None:
        return False
    before = found[-1]
    first = replace(before.first, year_offset=raw.first.offset)
    last = replace(before.last, year_offset=raw.first.offset) if before.last else None
    found[-1] = replace(before, end=raw.end, first=first, last=last, lead=True)
    return True


def _join(text: str, found: list[RawDate], raw: RawDate, rules: DateRules) -> bool:
    before = found[-1]
    gap = text[before.end : raw.start]
    window = _window(text, before.start, found[-2].end if len(found) > 1 else 0)
    opener = rules.patterns["between"].search(window)
    strong = rules.patterns["joint"].fullmatch(gap) or (raw.link == "until" and not gap.strip())
    paired = rules.patterns["between_and"].search(window) and rules.patterns["joint_and"].fullmatch(
        gap
    )
    if not strong and not paired:
        return False
    start = before.start - (len(opener.group()) if opener and not before.link else 0)
    found[-1] = RawDate(start=start, end=raw.end, first=before.first, last=raw.first, link="range")
    return True
