"""When: from the clause, the sentence, or what was told last in the paragraph."""

from __future__ import annotations

import dataclasses
import re

from hechos.coding.frames.document import Page
from hechos.coding.frames.phrases import Sentence
from hechos.coding.setting.scene import Scene, gap
from hechos.lang.dates import DateSpan
from hechos.records import Basis, When

_NEAR = 40
_LINK = 6  # room for “on the”, “este”, “na”
_DAYS_REACH = 2
_CLAUSE = 400  # characters that a date of another clause counts as farther
_ONSET = 80  # characters before a date in which “since” may stand
_DAY = re.compile(r"\d{4}(?:-\d\d){0,2}")


def day_of(
    sentence: Sentence, page: Page, span: tuple[int, int], taken: set[int]
) -> DateSpan | None:
    """Return the date nearest to the span in its sentence, leaving out when things were said
    and dates that the act is told to be days after. The date may be one that cannot be told."""
    if not sentence.dates and not sentence.untold:
        return None
    apart = page.lexicon.tables["apart"]
    free = [
        date
        for date in (*sentence.dates, *sentence.untold)
        if date.start not in taken
        and not _is_when_told(date, page, span)
        and not apart.search(page.folded, date.end, max(span[0], date.end))
    ]
    if not free:
        return None
    best = min(free, key=lambda date: (_apart(date, span, page), date.start))
    return _from_onset(best, sentence, page)


def _apart(date: DateSpan, span: tuple[int, int], page: Page) -> int:
    """Return how far date and span stand apart; a semicolon between them parts them more."""
    low, high = min(date.end, span[1]), max(date.start, span[0])
    return gap(date, span) + _CLAUSE * (page.folded.find(";", low, high) >= 0)


def _from_onset(date: DateSpan, sentence: Sentence, page: Page) -> DateSpan:
    """Make the day an open interval where something is told to go on since what it dates:
    “since the curfew began on 3 May”."""
    if date.reason or not _DAY.fullmatch(date.when.edtf):
        return date
    before = page.folded[max(sentence.start, date.start - _ONSET) : date.start]
    if not page.lexicon.tables["onset"].search(before):
        return date
    when = dataclasses.replace(date.when, edtf=f"{date.when.edtf}/..")
    return dataclasses.replace(date, when=when)


def _is_when_told(date: DateSpan, page: Page, span: tuple[int, int]) -> bool:
    """Tell whether the date says when a report or statement came out, or when what follows was
    said; “released” within the span is the act itself."""
    opens = page.lexicon.tables["content"].match(page.folded, date.end)
    if opens and date.relative and span[0] >= opens.end():
        return True
    first = max(0, date.start - _NEAR)
    before = page.folded[first : date.start]
    return any(
        len(before) - found.end() <= _LINK and not span[0] <= first + found.start() < span[1]
        for found in page.lexicon.tables["issued"].finditer(before)
    )


def inherited_day(scene: Scene, sentence: Sentence) -> When | None:
    """Return the date of the sentences before in the same paragraph."""
    if scene.when is None or scene.paragraph != sentence.paragraph:
        return None
    if not 0 < sentence.index - scene.at <= _DAYS_REACH:
        return None
    return dataclasses.replace(scene.when, basis=Basis.INHERITED)
