"""Where: from the clause, the sentence, what was told last, or the headline."""

from __future__ import annotations

import dataclasses
from collections import Counter

from hechos.coding.frames.document import Page
from hechos.coding.frames.phrases import Sentence
from hechos.coding.frames.statements import Statement
from hechos.coding.setting.scene import Scene, gap
from hechos.lang.places import PlaceSpan
from hechos.records import Basis, PartyKind, Place, SegmentKind

_NEAR = 40
_OPENING = 3
_REACH = 4
_AWAY = 80  # characters that a place without a word of place counts as farther
_WIDE = 30  # characters that a country counts as farther than what lies in it
_MANY = 4  # countries; a text that speaks of as many, of none most, tells of several things
_DATELINE = 60
_TALK = frozenset(["crime_allegation", "denial", "report"])
_ABOUT = frozenset(["diplomacy", "label", "procedure", "relation", "vote"])
_TOWNS = ("city", "municipality")
_FINE = ("city", "parish", "sector", "site")


def place_of(
    sentence: Sentence, page: Page, span: tuple[int, int], *, moves: bool = False
) -> Place | None:
    """Return the place nearest to the span; of places that hold each other, the finest.

    Where the act moves nobody, a place that somebody was taken to afterwards is not its own."""
    if not sentence.places:
        return None
    free = [spot for spot in sentence.places if _is_place(spot, sentence)]
    free = [spot for spot in free if not _follows(spot, page, "telling")]
    free = [spot for spot in free if not _is_aside(spot, sentence, page, span)]
    if not moves:
        free = [spot for spot in free if not _follows(spot, page, "taken_to", gap=True)]
    anchors = [spot for spot in free if _follows(spot, page, "distance")]
    free = [spot for spot in free if spot not in anchors] or free
    if not free:
        return None
    return _held(_best(free, page, span), free)


def _held(best: PlaceSpan, free: list[PlaceSpan]) -> Place:
    """Return the place; one that no gazetteer has lies in the known town its sentence names."""
    if best.place.place_id or best.place.path != best.place.verbatim or best.place.candidates:
        return best.place
    towns = [spot for spot in free if spot.is_locative and spot.place.level in _TOWNS]
    towns = [spot for spot in towns if spot.place.place_id]
    if len(towns) != 1 or best.place.level == "city":
        return best.place
    return dataclasses.replace(best.place, path=f"{best.place.path}, {towns[0].place.path}")


def _best(free: list[PlaceSpan], page: Page, span: tuple[int, int]) -> PlaceSpan:
    best = min(free, key=lambda spot: (_distance(spot, span), spot.start))
    for spot in free:
        apart = min(abs(spot.start - best.end), abs(best.start - spot.end))
        if spot is not best and apart <= _NEAR and page.gazetteer.within(spot.place, best.place):
            best = spot
    return best


def _distance(spot: PlaceSpan, span: tuple[int, int]) -> int:
    is_wide = spot.place.level in ("country", "region")
    return gap(spot, span) + _AWAY * (not spot.is_locative) + _WIDE * is_wide


def _is_place(spot: PlaceSpan, sentence: Sentence) -> bool:
    """Tell whether it is a place and not a word in the name of a body."""
    return not any(
        name.start <= spot.start
        and spot.end <= name.end
        and (name.end - name.start) > (spot.end - spot.start) + 2
        and name.kind == PartyKind.ORGANISATION
        for name in sentence.names
    )


def _follows(spot: PlaceSpan, page: Page, table: str, *, gap: bool = False) -> bool:
    """Tell whether words of the table stand right before the place: where something was told,
    what it lies some way from; with a gap, before the name or names that lead up to it."""
    before = page.folded[max(0, spot.start - _NEAR - _NEAR * gap) : spot.start].rstrip()
    found = [match.end() for match in page.lexicon.tables[table].finditer(before)]
    if not found:
        return False
    return gap or found[-1] == len(before)


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


def move_place(scene: Scene, sentence: Sentence, page: Page, *, has_acts: bool) -> None:
    """Take over into the scene where the sentence puts things, or what opens a report."""
    opened = _opened_at(sentence, page)
    if opened is not None:
        scene.where, scene.placed = opened, sentence.index
        scene.placed_in = sentence.paragraph
    told = [spot for spot in sentence.places if _is_place(spot, sentence)]
    if not any(spot.is_locative or spot.place.level == "city" for spot in told):
        return
    if not has_acts and not any(spot.is_locative for spot in told):
        return
    where = place_of(sentence, page, (sentence.start, sentence.end))
    if where is None or not (has_acts or _is_here(where, page)):
        return
    scene.where, scene.placed = where, sentence.index
    scene.placed_in = sentence.paragraph


def _is_here(place: Place, page: Page) -> bool:
    """Tell whether the place is a fine one in the country the text is about."""
    return place.level in (*_FINE, "unknown") and page.gazetteer.country_code(place) in (
        None,
        page.country,
    )


def _opened_at(sentence: Sentence, page: Page) -> Place | None:
    """Return the place of a dateline that the sentence itself begins with."""
    first = sentence.places[0] if sentence.places else None
    if first is None or first.start > sentence.start + 1:
        return None
    after = page.body[first.end : min(first.end + _DATELINE, sentence.end)]
    head = after.partition(" - ")[0].partition(" – ")[0].partition(" — ")[0]
    is_dateline = len(head) < len(after) and (not head.strip() or head.rstrip().endswith(")"))
    return first.place if is_dateline or head.lstrip().startswith("(AFP)") else None


def place_of_act(
    scene: Scene, sentence: Sentence, page: Page, span: tuple[int, int], *, moves: bool
) -> Place | None:
    """Return where an act was: as its sentence says, else as what stands before it."""
    where = place_of(sentence, page, span, moves=moves)
    return where if where is not None else inherited_place(scene, page, sentence)


def place_of_statement(
    scene: Scene, sentence: Sentence, page: Page, statement: Statement
) -> Place | None:
    """Return the country or region a statement is about; a talk between parties is nowhere.

    Who states something says nothing about where: “Chile asked …” is not about Chile."""
    frame, span = statement.frame, statement.span
    if frame.type in _TALK or (frame.kind == "relation" and frame.type != "ordered"):
        return _place_denied(sentence, page, span) if frame.type == "denial" else None
    if frame.kind == "diplomacy" and page.lexicon.tables["talks"].search(page.folded, *span):
        return None
    where = place_of(sentence, page, span)
    if frame.kind not in _ABOUT:
        return where or inherited_place(scene, page, sentence)
    spots = [
        spot
        for spot in sentence.places
        if spot.is_locative or _follows(spot, page, "against") or spot.start >= span[1]
    ]
    if where is None or where.level in _FINE or not any(s.place == where for s in spots):
        against = [spot.place for spot in spots if _follows(spot, page, "against")]
        return against[0] if against else scene.headline
    return where


def _place_denied(sentence: Sentence, page: Page, span: tuple[int, int]) -> Place | None:
    """Return where the thing denied was: only where a word of place says so."""
    where = place_of(sentence, page, span)
    is_put = any(spot.is_locative and spot.place == where for spot in sentence.places)
    return where if is_put else None


def inherited_place(scene: Scene, page: Page, sentence: Sentence) -> Place | None:
    """Return the place of the sentences before, else of the headline; of both, the finer.

    In a text about several things, only what the same paragraph says."""
    near = scene.where if sentence.index - scene.placed <= _REACH else None
    if scene.is_mixed and scene.placed_in != sentence.paragraph:
        return _of_the_people(sentence, page)
    if near is None:
        return scene.headline
    near = dataclasses.replace(near, basis=Basis.INHERITED)
    if scene.headline is not None and page.gazetteer.within(scene.headline, near):
        return scene.headline
    return near


def _of_the_people(sentence: Sentence, page: Page) -> Place | None:
    """Return the one country whose people or things the sentence names: “Turkish prisons”."""
    codes = page.gazetteer.countries_in(page.folded[sentence.start : sentence.end])
    if len(codes) != 1:
        return None
    place = page.gazetteer.place(min(codes).lower(), language=page.text.language)
    return dataclasses.replace(place, basis=Basis.INHERITED) if place else None


def is_mixed(page: Page) -> bool:
    """Tell whether the text is several reports in one: its paragraphs speak of many countries,
    and of none in more than a third of them."""
    codes = Counter(
        code for spot in page.places if (code := page.gazetteer.country_code(spot.place))
    )
    if len(codes) < _MANY or 2 * codes.most_common(1)[0][1] > codes.total():
        return False
    told: dict[int, set[str]] = {}
    for sentence in page.sentences:
        countries = page.gazetteer.countries_in(page.folded[sentence.start : sentence.end])
        countries |= {page.gazetteer.country_code(spot.place) or "" for spot in sentence.places}
        told.setdefault(sentence.paragraph, set()).update(countries - {""})
    named = [countries for countries in told.values() if countries]
    often = Counter(code for countries in named for code in countries)
    return len(named) >= _MANY and 3 * max(often.values(), default=0) <= len(named)


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
    place = page.gazetteer.place(page.country.lower(), language=page.text.language)
    return dataclasses.replace(place, basis=Basis.INHERITED) if place else None
