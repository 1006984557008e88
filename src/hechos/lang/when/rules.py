"""What date expressions name, and the words and patterns of a language that say it."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from hechos.errors import LexiconError
from hechos.lang.lexicon import load_toml

_FLAGS = re.IGNORECASE


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """What a date expression names. Deictic words have a `unit` (day, week, month, year, weekday,
    weekend, window_day …) and an `offset`; units that begin with "after_", "same_" or "then"
    count from the date told before. `part` is early, mid, late, first_half …; `year_offset` is
    said beside a month ("April of last year": -1), `weeks` beside a weekday; `ahead`: it lies in
    the future."""

    year: int | None = None
    month: int | None = None
    days: tuple[int, ...] = ()
    part: str = ""
    unit: str = ""
    offset: int = 0
    year_offset: int | None = None
    weeks: int | None = None
    ahead: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RawDate:
    """`link`: "" for one date, range, set, either, since, until or about. `lead`: the bare month
    stands where a date can stand, so that it is not a verb or a name. `reason`: why the words are
    no date, "" where they are one."""

    start: int
    end: int
    first: Point
    last: Point | None = None
    link: str = ""
    lead: bool = True
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relative:
    """A form of words; `year`, `month` and `day` are those of a day that has a name."""

    pattern: re.Pattern[str]
    unit: str
    offset: int
    part: str = ""
    year: int | None = None
    month: int | None = None
    day: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DateRules:
    """Words and patterns of one language, from data/dates.<language>.toml."""

    months: dict[str, int]
    short_months: dict[str, int]
    weekdays: dict[str, int]
    heads: dict[str, tuple[Relative, ...]]
    count_words: dict[str, int]
    day_words: dict[str, int]
    seasons: dict[str, int]
    decades: dict[str, int]
    capitals: bool
    day_first: bool
    day_words_before: tuple[str, ...]
    triggers: frozenset[str]
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
    heads: dict[str, tuple[Relative, ...]] = {}
    for row in plain["relative"]:
        relative = _relative(row)
        for head in row["heads"]:
            heads[head] = (*heads.get(head, ()), relative)
    openers = "|".join(
        [row["form"] for row in plain["part"]]
        + [plain["before"][name] for name in ("since", "until", "between", "about", "ahead")]
    )
    return DateRules(
        months=plain["months"],
        short_months=plain["short_months"],
        weekdays=plain["weekdays"],
        heads=heads,
        triggers=frozenset(heads).union(plain["months"], plain["short_months"], plain["weekdays"]),
        count_words=plain["count_words"],
        day_words=plain["day_words"],
        seasons=plain["seasons"],
        decades=plain["decades"],
        capitals=plain["grammar"]["capitals"],
        day_first=plain["grammar"]["day_first"],
        day_words_before=tuple(plain["grammar"]["day_words_before"]),
        parts=tuple(
            (row["part"], re.compile(rf"(?<!\w)(?:{row['form']})\s*\Z")) for row in plain["part"]
        ),
        opener=re.compile(rf"(?<!\w)(?:{_rename(openers)})\s*\Z"),
        patterns=before | after,
    )


def _relative(row: dict[str, Any]) -> Relative:
    return Relative(
        pattern=re.compile(rf"(?:{row['form']})(?!\w)", _FLAGS),
        unit=row["unit"],
        offset=row.get("offset", 0),
        part=row.get("part", ""),
        year=row.get("year"),
        month=row.get("month"),
        day=row.get("day"),
    )


def _rename(form: str) -> str:
    """Make named groups plain ones, so that several forms fit into one pattern."""
    return re.sub(r"\(\?P<\w+>", "(?:", form)
