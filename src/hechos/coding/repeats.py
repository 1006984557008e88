"""Repeats inside one document: headline, lead and body that say the same are one claim."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hechos.coding.document import Page
from hechos.records import Quantity, SegmentKind

if TYPE_CHECKING:
    from hechos.coding.build import Draft

_SMALL = 5


def merge_repeats(drafts: list[Draft], page: Page) -> list[Draft]:
    """Return the drafts with repeats taken into the one said first; the better voice is kept."""
    kept: list[Draft] = []
    for draft in drafts:
        first = next((one for one in kept if _is_repeat(one, draft, page)), None)
        if first is None:
            kept.append(draft)
            continue
        if draft.span != first.span and draft.span not in first.repeats:
            first.repeats = (*first.repeats, draft.span)
        _enrich(first, draft)
    return kept


def _is_repeat(first: Draft, later: Draft, page: Page) -> bool:
    if first.content.kind != later.content.kind or first.content.type != later.content.type:
        return False
    if first.polarity != later.polarity:
        return False
    if _words(first, page) == _words(later, page):
        same = _amount(first.content.quantity) == _amount(later.content.quantity)
        return same and (first.span != later.span or first.trigger == later.trigger)
    if first.content.quantity is None or first.more or later.more:
        return False
    return (
        _amount(first.content.quantity) == _amount(later.content.quantity)
        and first.content.quantity.unit == later.content.quantity.unit  # type: ignore[union-attr]
        and _can_be_one(first, later, page)
    )


def _words(draft: Draft, page: Page) -> str:
    return page.folded[slice(*draft.span)]


def _amount(quantity: Quantity | None) -> tuple[object, ...] | None:
    return (quantity.low, quantity.high, quantity.point) if quantity is not None else None


def _can_be_one(first: Draft, later: Draft, page: Page) -> bool:
    """Time and place agree where both print them; small numbers need one of the two, or a headline."""
    if first.sentence is later.sentence:
        return False
    a, b = first.content, later.content
    when = a.time.edtf == b.time.edtf if a.time and b.time else None
    where = page.gazetteer.compatible(a.place, b.place) if a.place and b.place else None
    if when is False or where is False:
        return False
    speakers = {d.voice[-1].speaker.name for d in (first, later) if d.sayings}
    if len(speakers) > 1:
        return False
    point = a.quantity.point if a.quantity else None
    headline = first.sentence.kind in (SegmentKind.TITLE, SegmentKind.LEAD) or first.sentence.index < 2
    return bool(when) or headline or (point is not None and point >= _SMALL and where is not False)


def _enrich(first: Draft, later: Draft) -> None:
    """Take the voice of a repeat where the first one had none of its own."""
    if later.sayings and not first.sayings:
        first.voice, first.sayings = later.voice, later.sayings
        first.factuality = later.factuality
