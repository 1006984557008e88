"""Refuse a report that prints a number, name or date without what it stands on (R-REP-1)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from hechos.errors import HechosError
from hechos.reporting.tree import Bound, Line, Report, Words
from hechos.reporting.writing.walk import lines_of

_DIGIT = re.compile(r"\d")


class UnboundError(HechosError):
    """A sentence of the report holds a value that no record stands behind."""

    code = "unbound"


def check_report(report: Report, *, texts: dict[str, str], names: Iterable[str]) -> None:
    """Raise UnboundError unless every line keeps the rules of `check_line`.

    `names` are those of the case; the report's own words may be none of them."""
    known = names_pattern(names)
    seen: set[str] = set()
    for line in lines_of(report):
        fresh = tuple(p for p in line if not (isinstance(p, Words) and p.text in seen))
        check_line(fresh, texts=texts, names=known)
        seen.update(p.text for p in fresh if isinstance(p, Words))


def check_line(line: Line, *, texts: dict[str, str], names: re.Pattern[str] | None) -> None:
    """Raise where words hold a digit or a name of the case, where a bound value stands on
    nothing, or where a quotation is not in its text, byte for byte."""
    for part in line:
        if isinstance(part, Words):
            _check_words(part.text, names)
        elif isinstance(part, Bound):
            if not part.to or not part.text:
                raise UnboundError(f"“{part.text}” is printed without the record it stands on.")
        elif part.text not in texts.get(part.source, ""):
            raise UnboundError(f"“{part.text[:80]}” is quoted, but does not stand in its source.")


def _check_words(text: str, names: re.Pattern[str] | None) -> None:
    if _DIGIT.search(text):
        raise UnboundError(f"“{text}” holds a number that is bound to no record.")
    if names is not None and (found := names.search(text)):
        raise UnboundError(f"“{text}” names {found.group()} without a record behind it.")


def names_pattern(names: Iterable[str]) -> re.Pattern[str] | None:
    proper = sorted(
        {n for n in names if len(n) > 2 and n[:1].isupper()}, key=lambda n: (-len(n), n)
    )
    return re.compile(r"\b(?:" + "|".join(map(re.escape, proper)) + r")\b") if proper else None
