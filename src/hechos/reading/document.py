"""Claims of a file about itself: date, publisher, credit, title, language, marks of translation."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hechos.lang.dates import find_dates
from hechos.reading.rules import Metadatum, load_table
from hechos.reading.segments import Line
from hechos.records import LANGUAGES

_HEAD, _TAIL = 8, 14
_GROUPS = {
    "date": "published",
    "publisher": "publisher",
    "credit": "credit",
    "by": "photo_credit",
}
_MASTHEAD = re.compile(r"[A-ZÁÉÍÓÚÑ][\w&’'-]*(?: [\w&’'-]+){0,3}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_NUMERIC = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One thing a file says about itself. `spans` are code points of the text, the anchor
    first; none where it stands in the metadata, which `where` names. Lower `rank` is surer."""

    type: str
    value: str
    because: str
    rule: str
    spans: tuple[tuple[int, int], ...] = ()
    where: str = ""
    rank: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One [[rule]] of data/document.toml."""

    name: str
    type: str
    where: str
    pattern: re.Pattern[str]
    rank: int
    whole: bool = False
    dateline: bool = False
    end: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Furniture:
    """What the statements of a text tell about its shape: dateline stretches and end lines."""

    datelines: tuple[tuple[int, int], ...] = ()
    ends: frozenset[int] = frozenset()


def find_statements(
    lines: Sequence[Line], metadata: Sequence[Metadatum], *, language: str
) -> tuple[tuple[Statement, ...], Furniture]:
    """Return what a file says about itself, surest first within a type, and the text's shape."""
    found: list[Statement] = []
    datelines: list[tuple[int, int]] = []
    ends: list[int] = []
    for rule, line in _places(lines):
        match = _match(rule, line)
        if match is None:
            continue
        statements = [s for s in _of_match(rule, line, match, language) if not _is_taken(s, found)]
        if not statements and rule.type != "dateline":
            continue
        found += statements
        if rule.dateline:
            datelines.append((line.start, _dateline_end(line, match)))
        if rule.end:
            ends.append(line.start)
    relative, shifted = _shifted(lines[:_HEAD], found)
    named = _masthead(lines[:_HEAD], datelines, shifted)
    statements = [*named, *_of_metadata(metadata, language)]
    furniture = Furniture(datelines=_longest(datelines + relative), ends=frozenset(ends))
    return tuple(statements), furniture


def find_residue(body: str, *, language: str) -> tuple[Statement, ...]:
    """Return foreign function words in brackets that a machine translation left in a text."""
    if "[" not in body:
        return ()
    found = []
    for entry in _residue():
        if entry[1] == language:
            continue
        for match in entry[0].finditer(body):
            because = (
                f"“{match.group()}” is left from a text in another language ({entry[1]}): "
                f"this one is probably a translation."
            )
            found.append(
                Statement(
                    type="residue",
                    value=match.group(),
                    because=because,
                    rule="translation residue",
                    spans=(match.span(),),
                )
            )
    return tuple(sorted(found, key=lambda s: s.spans))


def read_date(text: str, *, language: str) -> str | None:
    """Return a whole date as EDTF day, None where the text is not one.

    A date in figures such as 25/03/2024 is day first; in English it counts only where the
    second number cannot be a month's."""
    numeric = _NUMERIC.fullmatch(text.strip())
    if numeric is not None:
        day, month, year = (int(g) for g in numeric.groups())
        if language == "en" and month <= 12 and day <= 12 and day != month:
            return None
        if language == "en" and month > 12:
            day, month = month, day
        return _day(year, month, day)
    iso = _DAY.match(text.strip())
    if iso is not None:
        return _day(*(int(part) for part in iso.group().split("-")))
    for tongue in sorted(LANGUAGES, key=lambda known: known != language):
        for span in find_dates(text, language=tongue):
            if _DAY.fullmatch(span.when.edtf):
                return span.when.edtf
    return None


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return dt.date(year, month, day).isoformat()
    except ValueError:
        return None


@functools.cache
def _rules() -> tuple[Rule, ...]:
    return tuple(
        Rule(
            name=entry["name"],
            type=entry["type"],
            where=entry["where"],
            pattern=re.compile(entry["pattern"]),
            rank=entry["rank"],
            whole=entry.get("whole", False),
            dateline=entry.get("dateline", False),
            end=entry.get("end", False),
        )
        for entry in load_table("document.toml")["rule"]
    )


@functools.cache
def _residue() -> tuple[tuple[re.Pattern[str], str], ...]:
    entries = load_table("document.toml")["residue"]
    return tuple((re.compile(entry["pattern"]), entry["language"]) for entry in entries)


@functools.cache
def _relatives() -> tuple[tuple[re.Pattern[str], int], ...]:
    entries = load_table("document.toml")["relative"]
    return tuple((re.compile(entry["pattern"]), entry["days"]) for entry in entries)


@functools.cache
def _agencies() -> dict[str, str]:
    return {
        name: entry["name"]
        for entry in load_table("document.toml")["agency"]
        for name in (*entry["also"], entry["name"].lower())
    }


def _places(lines: Sequence[Line]) -> Iterator[tuple[Rule, Line]]:
    """Yield the rules with the lines that each one looks at."""
    tail = lines[max(0, len(lines) - _TAIL) :]
    looked = {
        "start": lines[:1],
        "head": lines[:_HEAD],
        "tail": [line for line in tail if len(line.text) < 400],
        "caption": [line for line in lines if line.furniture == "caption"],
        "any": [*lines[:_HEAD], *tail[max(0, _HEAD - len(lines) + len(tail)) :]],
    }
    for rule in _rules():
        for line in looked[rule.where]:
            yield rule, line


def _match(rule: Rule, line: Line) -> re.Match[str] | None:
    return rule.pattern.fullmatch(line.text) if rule.whole else rule.pattern.match(line.text)


def _of_match(rule: Rule, line: Line, match: re.Match[str], language: str) -> Iterator[Statement]:
    for group, text in match.groupdict().items():
        kind = rule.type if group == "value" else _GROUPS.get(group)
        if kind is None or not text:
            continue
        printed = text.strip()
        start = line.start + match.start(group) + text.index(printed)
        value = _value(kind, printed, language)
        if value is None:
            return
        yield Statement(
            type=kind,
            value=value,
            because=f"The text prints “{printed}” ({rule.name}).",
            rule=rule.name,
            spans=((start, start + len(printed)),),
            rank=rule.rank,
        )


def _is_taken(statement: Statement, found: Sequence[Statement]) -> bool:
    """Tell whether an earlier rule has read the same thing from the same characters."""
    (start, end), *_ = statement.spans
    return any(
        other.type == statement.type and start < other.spans[0][1] and other.spans[0][0] < end
        for other in found
    )


def _value(kind: str, printed: str, language: str) -> str | None:
    if kind == "published":
        return read_date(printed, language=language)
    if kind == "photo_credit":
        return _agencies().get(printed.lower(), printed)
    return printed


def _dateline_end(line: Line, match: re.Match[str]) -> int:
    """Return where the dateline ends: with the line where only a few words are left of it."""
    left = line.text[match.end() :]
    return line.end if len(left.split()) <= 4 else line.start + len(match.group().rstrip())


def _longest(spans: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    ends: dict[int, int] = {}
    for start, end in spans:
        ends[start] = max(end, ends.get(start, 0))
    return tuple(sorted(ends.items()))


def _shifted(
    head: Sequence[Line], found: list[Statement]
) -> tuple[list[tuple[int, int]], list[Statement]]:
    """Return the lines like “Yesterday 16:59”, and the statements with the page's date moved."""
    for line in head:
        for pattern, days in _relatives():
            match = pattern.fullmatch(line.text)
            if match is None:
                continue
            moved = [_moved(s, line, match, days) for s in found]
            return [(line.start, line.end)], moved
    return [], found


def _moved(statement: Statement, line: Line, match: re.Match[str], days: int) -> Statement:
    if statement.rule != "date on a line of its own":
        return statement
    page = dt.date.fromisoformat(statement.value)
    clock = match.groupdict().get("time")
    at = f", at {clock}" if clock else ""
    word = match.group("value")
    span = (line.start + match.start("value"), line.start + len(line.text[: match.end()]))
    return Statement(
        type="published",
        value=(page + dt.timedelta(days=days)).isoformat(),
        because=f"The page is of {statement.value} and says “{word}”{at}.",
        rule="date relative to the page",
        spans=(span, *statement.spans),
        rank=statement.rank,
    )


def _masthead(
    head: Sequence[Line], datelines: Sequence[tuple[int, int]], found: Sequence[Statement]
) -> list[Statement]:
    """Return the statements and a masthead: a name of one to four words alone under the page's
    date at the very top, or of one or two above it where a headline follows; none where another
    publisher is printed."""
    statements = list(found)
    if any(s.type == "publisher" for s in found):
        return statements
    dated = [(line.start, line.end) in datelines for line in head[:3]]
    at = 1 if dated[:1] == [True] else 0
    beside = dated[1 - at : 2 - at] == [True]
    line = head[at] if beside and len(head) > at + 1 else None
    if line is None or line.furniture or not _MASTHEAD.fullmatch(line.text):
        return statements
    if at == 0 and (len(head) < 3 or head[2].is_sentence or head[2].words < 4 or line.words > 2):
        return statements
    masthead = Statement(
        type="publisher",
        value=line.text,
        because=f"“{line.text}” stands alone beside the date of the page.",
        rule="masthead",
        spans=((line.start, line.end),),
    )
    return [*statements, masthead]


def _of_metadata(metadata: Sequence[Metadatum], language: str) -> Iterator[Statement]:
    for item in metadata:
        value = item.value.strip()
        dated = item.type in ("published", "created")
        day = read_date(value, language=language) if dated else value
        if day:
            yield Statement(
                type=item.type,
                value=day,
                because=f"The file's metadata says “{value}” ({item.where}).",
                rule="metadata",
                where=item.where,
                rank=1 if item.type == "published" else 3,
            )


def join_statements(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """Return one statement per type and value with all its passages, surest first."""
    joined: dict[tuple[str, str], Statement] = {}
    for statement in sorted(statements, key=lambda s: (s.type, s.rank, s.spans)):
        key = (statement.type, statement.value)
        first = joined.setdefault(key, statement)
        if first is statement:
            continue
        spans = tuple(dict.fromkeys(first.spans + statement.spans))
        joined[key] = Statement(
            type=first.type,
            value=first.value,
            because=first.because,
            rule=first.rule,
            spans=spans,
            where=first.where or statement.where,
            rank=first.rank,
        )
    return tuple(joined.values())
