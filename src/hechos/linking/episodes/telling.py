"""Put acts of one document together that it tells of as one episode (R-INC-1)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from hechos.linking.amounts.universes import amount_key, occasions_agree
from hechos.linking.facts import UNKNOWN, Fact, Facts, Occasion, Span, counted, is_nested
from hechos.linking.parties import Parties
from hechos.records import ActContent, PartyKind, RelationContent, StatusContent

LOOKED_AT = 200
"""So many episodes at most are weighed for one claim, the earliest first."""

NEAR = 600
"""Characters within which undated acts of one document may be one episode."""


@dataclass(slots=True)
class Episode:
    """An incident in the making. `operation`: a deployment or raid in which others may lie."""

    operation: bool
    facts: list[Fact] = field(default_factory=list)
    span: Span = UNKNOWN
    place: tuple[str, ...] = ()
    occasion: Occasion = Occasion()
    sides: frozenset[str] = frozenset()

    def take(self, fact: Fact, sides: frozenset[str]) -> None:
        self.facts.append(fact)
        self.span = _narrower(self.span, fact.span)
        if len(fact.place) > len(self.place):
            self.place = fact.place
        if not self.occasion.tiers:
            self.occasion = fact.occasion
        self.sides |= sides


class Teller:
    """Reads the acts of a case as each document tells them."""

    def __init__(self, facts: Facts, parties: Parties) -> None:
        self._facts = facts
        self._parties = parties
        self._short = facts.rules.times.short_days

    def tellings(self) -> list[Episode]:
        """Return the episodes of each document, in the order of their first acts."""
        by_document: dict[int, list[Episode]] = {}
        for fact in self._facts.facts:
            if self._is_act(fact):
                self._place(fact, by_document.setdefault(fact.document.rank, []))
        found = [one for some in by_document.values() for one in some]
        return sorted(found, key=lambda one: one.facts[0].order)

    def episode(self, facts: Iterable[Fact]) -> Episode:
        """Return one episode of these acts, whatever tells of them."""
        known = sorted(facts, key=lambda fact: fact.order)
        found = Episode(self.is_operation(known[0]))
        for fact in known:
            found.take(fact, self.sides(fact))
        return found

    def is_operation(self, fact: Fact) -> bool:
        return fact.type in self._facts.rules.incidents.parent

    def sides(self, fact: Fact) -> frozenset[str]:
        """Return the alleged actors, as parties."""
        content = fact.claim.content
        actors = content.actors if isinstance(content, ActContent | StatusContent) else ()
        return frozenset(self._parties.key(fact, actor.mention) for actor in actors)

    def people(self, fact: Fact) -> frozenset[str]:
        """Return the persons named as victims or aims of an act."""
        mentions = (*counted(fact.claim), *getattr(fact.claim.content, "targets", ()))
        found = (self._parties.of(fact, mention) for mention in mentions)
        return frozenset(party.id for party in found if party and party.kind is PartyKind.PERSON)

    def _is_act(self, fact: Fact) -> bool:
        rules = self._facts.rules.incidents
        if not isinstance(fact.claim.content, ActContent | StatusContent | RelationContent):
            return False
        known = rules.parent | rules.around | rules.official
        return fact.type in known or bool(fact.family and fact.family.harm)

    def _place(self, fact: Fact, episodes: list[Episode]) -> None:
        operation = self.is_operation(fact)
        best, best_score = None, 0
        for episode in [one for one in episodes if one.operation is operation][:LOOKED_AT]:
            score = self._fits(fact, episode)
            if score > best_score:
                best, best_score = episode, score
        if best is None:
            best = Episode(operation)
            episodes.append(best)
        best.take(fact, self.sides(fact))

    def _fits(self, fact: Fact, episode: Episode) -> int:
        """Return how well an act fits an episode of its document, 0 where it is another one."""
        gap = fact.span.gap(episode.span)
        place = place_depth(fact.place, episode.place)
        if place == 0 or (gap is not None and gap > self._facts.rules.times.gap_days):
            return 0
        occasion = occasions_agree(fact.occasion, episode.occasion)
        if occasion != 0 and self._is_same(fact, episode):
            return 9
        known = [span for span in (fact.span, episode.span) if span.is_known]
        lengths = {is_short(span, self._short) for span in known}
        if gap is not None and lengths == {True}:
            return _pinned_score(fact, episode, place=place, occasion=occasion)
        if len(lengths) > 1:
            return 4 if (place or 0) > 1 and occasion != 0 else 0
        return self._loose_score(fact, episode, place=place, occasion=occasion)

    def _loose_score(
        self, fact: Fact, episode: Episode, *, place: int | None, occasion: int | None
    ) -> int:
        """Return how well acts fit that no day pins down."""
        if occasion == 0:
            return 0
        if (occasion or 0) > 1:
            return 5 + (place or 0)
        if (place or 0) > 1:
            return 4
        return 2 if self._is_next(fact, episode.facts[-1]) else 0

    def _is_same(self, fact: Fact, episode: Episode) -> bool:
        """Tell whether the text gives the same amount or the same named people again."""
        near = episode.facts[-8:]
        if any(_is_equal(fact, one) for one in near):
            return True
        people = self.people(fact)
        return bool(people) and any(people & self.people(one) for one in near)

    def _is_next(self, fact: Fact, before: Fact) -> bool:
        """Tell whether an undated act goes on from the one before it in the same text."""
        if abs(fact.start - before.start) > NEAR:
            return False
        if fact.span.is_known and before.span.is_known:
            return fact.span == before.span
        around = self._facts.rules.incidents.around | self._facts.rules.incidents.official
        return fact.family is before.family or bool({fact.type, before.type} & around)


def _is_equal(a: Fact, b: Fact) -> bool:
    first, second = a.claim.content.quantity, b.claim.content.quantity
    if a.family is not b.family or first is None or second is None:
        return False
    return amount_key(first) == amount_key(second)


def _pinned_score(fact: Fact, episode: Episode, *, place: int | None, occasion: int | None) -> int:
    if (place or 0) > 1:
        return 10 + (place or 0) + (occasion or 0)
    if (occasion or 0) > 1:
        return 8 + (occasion or 0)
    if occasion != 0:
        return 7
    return 6 if place and any(_is_equal(fact, one) for one in episode.facts[:8]) else 0


def is_short(span: Span, short: int) -> bool:
    return span.days is not None and span.days <= short


def place_depth(a: tuple[str, ...], b: tuple[str, ...]) -> int | None:
    """Return 3 for one place below a country, 2 for one in another below a country, 1 where one
    is only known by its country, 0 for different places, None where one is unstated."""
    if not a or not b:
        return None
    if not is_nested(a, b):
        return 0
    if min(len(a), len(b)) == 1:
        return 1
    return 3 if a == b else 2


def _narrower(a: Span, b: Span) -> Span:
    if not a.is_known or not b.is_known:
        return a if a.is_known else b
    gap = a.gap(b)
    if gap:
        starts = [day for day in (a.start, b.start) if day is not None]
        ends = [day for day in (a.end, b.end) if day is not None]
        return Span(min(starts, default=None), max(ends, default=None))
    return a if (a.days or 10**7) <= (b.days or 10**7) else b
