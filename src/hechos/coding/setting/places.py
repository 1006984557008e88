"""Where: from the clause, the sentence, what was told last, or the headline."""

from __future__ import annotations

import dataclasses

from hechos.coding.frames.document import Page
from hechos.coding.frames.phrases import Sentence
from hechos.coding.setting.scene import Scene, gap
from hechos.lang.places import PlaceSpan
from hechos.records import Basis, PartyKind, Place, SegmentKind

_NEAR = 40
_OPENING = 3
_REACH = 4
_AWAY = 80  # characters that a place without a word of place counts as farther


def place_of(sentence: Sentence, page: Page, span: tuple[int, int]) -> Place | None:
    """Return the place nearest to the span; of places that hold each other, the finest."""
    if not sentence.places:
        return None
    free = [spot for spot in sentence.places if _is_place(spot, sentence)]
    free = [spot for spot in free if not _is_where_told(spot, page)]
    free = [spot for spot in free if not _is_aside(spot, sentence, page, span)]
    if not free:
        return None
    best = min(
        free, key=lambda spot: (gap(spot, span) + _AWAY * (not spot.is_locative), spot.start)
    )
    for spot in free:
        apart = min(abs(spot.start - best.end), abs(best.start - spot.end))
        if spot is not best and apart <= _NEAR and page.gazetteer.within(spot.place, best.place):
            best = spot
    return best.place


def _is_place(spot: PlaceSpan, sentence: Sentence) -> bool:
    """Tell whether it is a place and not a word in the name of a body."""
    return not any(
        name.start <= spot.start
        and spot.end <= name.end
        and (name.end - name.start) > (spot.end - spot.start) + 2
        and name.kind == PartyKind.ORGANISATION
        for name in sentence.names
    )


def _is_where_told(spot: PlaceSpan, page: Page) -> bool:
    """Tell whether the words before say where something was told, not where it was done."""
    before = page.folded[max(0, spot.start - _NEAR) : spot.start].rstrip()
    return any(
        found.end() == len(before) for found in page.lexicon.tables["telling"].finditer(before)
    )


def _is_aside(spot: PlaceSpan, sentence: Sentence, page: Page, span: tuple[int, int]) -> bool:
    """Tell whether the place is told of a person in passing: “Ruiz, who lives in Salto, won”."""
    for opening in page.lexicon.tables["asides"].finditer(
        page.folded, sentence.start, sentence.end
    ):
        closing = page.folded.find(",", opening.end(), sentence.end)
        start, end = opening.start(), closing if closing >= 0 else sentence.end
        is_own = start <= span[0] < end or start < span[1] <= end
        if start <= spot.start < end and not is_own:
            return True
    return False


def located(sentence: Sentence) -> bool:
    """Whether a word of place puts something somewhere in the sentence."""
    return any(spot.is_locative and _is_place(spot, sentence) for spot in sentence.places)


def inherited_place(scene: Scene, page: Page, sentence: Sentence) -> Place | None:
    """Return the place of the sentences before, else of the headline; of both, the finer."""
    near = scene.where if sentence.index - scene.placed <= _REACH else None
    if near is None:
        return scene.headline
    near = dataclasses.replace(near, basis=Basis.INHERITED)
    if scene.headline is not None and page.gazetteer.within(scene.headline, near):
        return scene.headline
    return near


def headline_place(page: Page) -> Place | None:
    """Return the finest place of title, dateline and lead, else the country most spoken of."""
    datelines = [s for s in page.sentences if s.kind is SegmentKind.DATELINE][:2]
    opening = [s for s in page.sentences if s.kind is not SegmentKind.DATELINE][:_OPENING]
    for sentence in (*opening, *datelines):
        spots = [spot for spot in sentence.places if _is_place(spot, sentence)]
        spots = [spot for spot in spots if spot.place.level != "region"]
        spots = [spot for spot in spots if spot.is_locative] or spots
        if spots:
            place = place_of(sentence, page, (spots[0].start, spots[0].start))
            return dataclasses.replace(place or spots[0].place, basis=Basis.INHERITED)
        if sentence.kind is SegmentKind.BODY:
            break
    if page.country is None:
        return None
    place = page.gazetteer.place(page.country.lower(), language=page.lexicon.language)
    return dataclasses.replace(place, basis=Basis.INHERITED) if place else None
