"""How far each essential element of a proposition is supported: its level is published, and a
finding reaches the least of those it states (R-STD-3).

An element has the value that carries farthest, the finest of several that carry as far: two
origins that tell of two days of one month carry the month. Claims that say nothing of an element
neither support nor weaken it.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from hechos.lang.edtf import earliest_latest
from hechos.lang.folding import fold
from hechos.records import (
    ActContent,
    Claim,
    ElementLevel,
    LabelContent,
    Level,
    Mention,
    PartyKind,
    StatusContent,
)
from hechos.weighing.levels.admissions import body_of
from hechos.weighing.levels.bearing import Bearings
from hechos.weighing.levels.propose import ORDER, Origin, Tally, origin_of, origins_in_words
from hechos.weighing.scale import Scale

ELEMENTS = ("victims", "date", "place", "attribution")
SHOWN = 5
"""Names of one element that are printed; the rest are "and others"."""


@dataclass(slots=True)
class _Value:
    """A value of an element: in words, how fine it is, the claims that state it."""

    words: str
    fineness: int
    claims: dict[str, None]
    person: bool = False


def elements_of(
    kind: str, because: str, origins: Sequence[Origin], *, level: Level, look: Looking
) -> tuple[ElementLevel, ...]:
    """Return the levels of the matter as such and of every element that some claim states."""
    found = [ElementLevel(name=kind, value="", level=level, origins=_ids(origins), because=because)]
    claims = [claim for origin in origins for claim in origin.claims]
    for name in ELEMENTS:
        values = look.values(name, claims)
        if values:
            found.append(_best(name, values, origins, look))
    return tuple(found)


def least(elements: Iterable[ElementLevel]) -> Level:
    return min((one.level for one in elements), key=ORDER.index)


def _ids(origins: Iterable[Origin]) -> tuple[str, ...]:
    return tuple(one.id for one in origins)


@dataclass(frozen=True, slots=True)
class _Graded:
    """A value with the origins that state it and the level they carry it to."""

    value: _Value
    support: tuple[str, ...]
    level: Level

    @property
    def place(self) -> tuple[int, int, int]:
        return ORDER.index(self.level), self.value.fineness, len(self.support)


def _best(
    name: str, values: Sequence[_Value], origins: Sequence[Origin], look: Looking
) -> ElementLevel:
    """Return the value that carries farthest; then the finest, that of most origins. All that the
    same origins name stand together, and what others name is told beside it: no name goes first
    for what it is."""
    graded = [look.graded(value, origins) for value in values]
    top = max(graded, key=lambda one: one.place)
    same = [one for one in graded if one.place == top.place and one.support == top.support]
    because = _who_says(len(top.support), len(origins))
    finest = max(graded, key=lambda one: (one.value.fineness, one.place))
    if finest.value.fineness > top.value.fineness:
        because += f" More closely, {finest.value.words}: {finest.level.value}."
    elif name in ("victims", "attribution") and len(same) < len(graded):
        others = [f"{one.value.words} ({one.level.value})" for one in graded if one not in same]
        because += f" Also told: {_listed(others)}."
    if any(one.value.person for one in same):
        because += (
            " A person is named: beyond the act this asks for the unit, the position and the "
            "knowledge of that person, which people establish."
        )
    return ElementLevel(
        name=name,
        value=_listed([one.value.words for one in same]),
        level=top.level,
        origins=top.support,
        because=because.strip(),
    )


def _listed(words: Sequence[str]) -> str:
    return "; ".join(words[:SHOWN]) + ("; and others" if len(words) > SHOWN else "")


def _who_says(some: int, number: int) -> str:
    if number == 1:
        return ""
    if some == number:
        return "All origins say so."
    return f"{origins_in_words(some)} of {number} {'says' if some == 1 else 'say'} so."


class Looking:
    """Reads the values of elements off claims."""

    def __init__(
        self,
        origins: Sequence[Origin],
        *,
        scale: Scale,
        bearings: Bearings,
        contested: frozenset[str],
    ) -> None:
        self.scale, self._bearings, self._contested = scale, bearings, contested
        self._place = {c.id: n for n, one in enumerate(origins) for c in one.claims}

    def narrowed(self, origins: Sequence[Origin], claims: Collection[str]) -> list[Origin]:
        """Return the origins with only these claims, without those that hold none of them."""
        held: dict[int, list[Claim]] = defaultdict(list)
        for claim in claims:
            held[self._place[claim]].append(self.scale.claims[claim])
        found = []
        for place in sorted(held):
            one, kept = origins[place], held[place]
            whole = len(kept) == len(one.claims)
            found.append(one if whole else origin_of(one.id, kept, self._contested, self._bearings))
        return found

    def graded(self, value: _Value, origins: Sequence[Origin]) -> _Graded:
        """Return how far a value is carried; a person no farther than the recipe lets it."""
        support = self.narrowed(origins, value.claims)
        recipe = self.scale.rules.recipe
        level = Tally.of(support).level(recipe)
        if value.person:
            level = min(level, recipe.individual_cap, key=ORDER.index)
        return _Graded(value, _ids(support), level)

    def values(self, name: str, claims: Sequence[Claim]) -> list[_Value]:
        """Return the values that claims state of an element, in the order of the claims."""
        if name == "date":
            return _dates(claims)
        if name == "place":
            return _places(claims)
        return self._named(name, claims)

    def _named(self, name: str, claims: Sequence[Claim]) -> list[_Value]:
        found: dict[str, _Value] = {}
        for claim in claims:
            for mention in _mentions(name, claim):
                body = body_of(claim, mention, self.scale)
                value = found.setdefault(body.key, _Value(body.name, 0, {}))
                value.claims[claim.id] = None
                if name == "attribution" and mention.kind is PartyKind.PERSON:
                    value.person = True
        return list(found.values())


def _mentions(name: str, claim: Claim) -> tuple[Mention, ...]:
    content = claim.content
    if name == "attribution":
        if isinstance(content, ActContent | StatusContent | LabelContent):
            return tuple(actor.mention for actor in content.actors)
        return ()
    if isinstance(content, ActContent):
        return content.victims
    return content.subjects if isinstance(content, StatusContent) else ()


# --- dates and places --------------------------------------------------------------------------


def _dates(claims: Sequence[Claim]) -> list[_Value]:
    """Return the dates told, and the months and years around them; whose date lies inside one
    of them supports it."""
    told: dict[str, dict[str, None]] = defaultdict(dict)
    for claim in claims:
        if claim.content.time is not None:
            told[claim.content.time.edtf][claim.id] = None
    spans = {edtf: span for edtf in told if (span := _span(edtf)) is not None}
    wider = {word: _span(word) for edtf in spans for word in _around(spans[edtf])}
    candidates = {**spans, **{word: span for word, span in wider.items() if span}}
    return [
        _Value(edtf, -(high - low).days, _inside(low, high, spans, told))
        for edtf, (low, high) in candidates.items()
    ]


def _inside(
    low: dt.date,
    high: dt.date,
    spans: Mapping[str, tuple[dt.date, dt.date]],
    told: Mapping[str, dict[str, None]],
) -> dict[str, None]:
    within = (edtf for edtf, (a, b) in spans.items() if low <= a and b <= high)
    return {claim: None for edtf in within for claim in told[edtf]}


def _span(edtf: str) -> tuple[dt.date, dt.date] | None:
    low, high = earliest_latest(edtf)
    return (low, high) if low is not None and high is not None else None


def _around(span: tuple[dt.date, dt.date]) -> list[str]:
    low, high = span
    same_year = low.year == high.year
    words = [f"{low.year:04}-{low.month:02}"] if same_year and low.month == high.month else []
    return [*words, f"{low.year:04}"] if same_year else words


def _places(claims: Sequence[Claim]) -> list[_Value]:
    """Return the places told and those around them; a finer place supports the wider one."""
    found: dict[tuple[str, ...], _Value] = {}
    for claim in claims:
        place = claim.content.place
        parts = [part.strip() for part in place.path.split(",")] if place else []
        for start in range(len(parts)):
            key = tuple(fold(part) for part in parts[start:])
            value = found.setdefault(key, _Value(", ".join(parts[start:]), len(key), {}))
            value.claims[claim.id] = None
    return list(found.values())
