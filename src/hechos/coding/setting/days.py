"""When: from the clause, the sentence, or what was told last in the paragraph."""

from __future__ import annotations

import dataclasses

from hechos.coding.frames.document import Page
from hechos.coding.frames.phrases import Sentence
from hechos.coding.setting.scene import Scene, gap
from hechos.lang.dates import DateSpan
from hechos.records import Basis, When

_NEAR = 40
_LINK = 6  # room for “on the”, “este”, “na”
_DAYS_REACH = 2


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
        and not _is_when_told(date, page)
        and not apart.search(page.folded, date.end, max(span[0], date.end))
    ]
    if not free:
        return None
    return min(free, key=lambda date: (gap(date, span), date.start))


def _is_when_told(date: DateSpan, page: Page) -> bool:
    """Tell whether the date says when a report or statement came out."""
    before = page.folded[max(0, date.start - _NEAR) : date.start]
    return any(
        len(before) - found.end() <= _LINK
        for found in page.lexicon.tables["issued"].finditer(before)
    )


def inherited_day(scene: Scene, sentence: Sentence) -> When | None:
    """Return the date of the sentences before in the same paragraph."""
    if scene.when is None or scene.paragraph != sentence.paragraph:
        return None
    if not 0 < sentence.index - scene.at <= _DAYS_REACH:
        return None
    return dataclasses.replace(scene.when, basis=Basis.INHERITED)
