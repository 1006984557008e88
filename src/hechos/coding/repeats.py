"""Repeats inside one document: headline, lead and body that say the same are one claim."""

from __future__ import annotations

import dataclasses

from hechos.coding.drafts import Draft
from hechos.coding.frames.document import Page
from hechos.records import Basis, Place, Quantity, SegmentKind

_SMALL = 5


def merge_repeats(drafts: list[Draft], page: Page) -> list[Draft]:
    """Return the drafts with repeats taken into the one said first; the better voice is kept."""
    kept: list[Draft] = []
    alike: dict[tuple[object, ...], list[Draft]] = {}
    for draft in drafts:
        amount = _amount(draft.content.quantity)
        words = None if amount else _words(draft, page)
        group = alike.setdefault((draft.content.kind, draft.content.type, amount, words), [])
        first = next((one for one in group if _is_repeat(one, draft, page)), None)
        if first is None:
            kept.append(draft)
            group.append(draft)
            continue
        if draft.span != first.span and draft.span not in first.repeats:
            first.repeats = (*first.repeats, draft.span)
        _enrich(first, draft, page)
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
    """Time, place and speaker agree where both print them; a small number needs more than that."""
    if first.sentence is later.sentence:
        return False
    a, b = first.content, later.content
    same_time = a.time.edtf == b.time.edtf if a.time and b.time else None
    if same_time is False or not _can_be_there(a.place, b.place, page):
        return False
    if len({draft.voice[-1].speaker.name for draft in (first, later) if draft.sayings}) > 1:
        return False
    point = a.quantity.point if a.quantity and a.quantity.point is not None else 0
    if point >= _SMALL:
        return True
    is_headline = first.sentence.kind is SegmentKind.TITLE or first.sentence.index == 0
    return point > 1 and (bool(same_time) or is_headline) and _head(first) == _head(later)


def _can_be_there(a: Place | None, b: Place | None, page: Page) -> bool:
    if a is None or b is None or Basis.EXPLICIT not in (a.basis, b.basis):
        return True
    if a.place_id is None or b.place_id is None:
        both = a.basis is Basis.EXPLICIT and b.basis is Basis.EXPLICIT
        return not both or a.path.casefold() == b.path.casefold()
    return page.gazetteer.compatible(a, b)


def _head(draft: Draft) -> str:
    victims = getattr(draft.content, "victims", ()) or getattr(draft.content, "subjects", ())
    return victims[0].verbatim.split()[-1].casefold().rstrip("s") if victims else ""


def _enrich(first: Draft, later: Draft, page: Page) -> None:
    """Fill what the first one leaves open from its repeat, and take the finer place; a headline
    also takes its voice."""
    if later.sayings and not first.sayings and _opens(first):
        first.voice, first.sayings = later.voice, later.sayings
        first.factuality = later.factuality
    open_slots = {
        name: getattr(later.content, name)
        for name in ("actors", "victims", "time", "place", "occasion")
        if hasattr(first.content, name)
        and not getattr(first.content, name)
        and getattr(later.content, name)
    }
    place, finer = getattr(first.content, "place", None), getattr(later.content, "place", None)
    if place and finer and place != finer and page.gazetteer.within(finer, place):
        open_slots["place"] = finer
    if open_slots:
        first.content = dataclasses.replace(first.content, **open_slots)


def _opens(draft: Draft) -> bool:
    return draft.sentence.kind in (SegmentKind.TITLE, SegmentKind.LEAD) or draft.sentence.index < 2
