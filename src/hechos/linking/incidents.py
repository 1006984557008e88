"""Put acts together that belong to one episode (domain.md annex B, R-INC-1 to R-INC-4)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from hechos.linking.amounts.universes import amount_key, occasions_agree
from hechos.linking.deciding.clusters import Clusters
from hechos.linking.deciding.judged import Judged
from hechos.linking.facts import AT_SEA, UNKNOWN, Fact, Facts, Occasion, Span, counted, is_nested
from hechos.linking.parties import Parties
from hechos.records import (
    ActContent,
    Incident,
    PartyKind,
    Place,
    RelationContent,
    StatusContent,
    When,
)

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
    keys: set[tuple[object, ...]] = field(default_factory=set)

    def take(self, fact: Fact, sides: frozenset[str]) -> None:
        self.facts.append(fact)
        self.span = _narrower(self.span, fact.span)
        if len(fact.place) > len(self.place):
            self.place = fact.place
        if not self.occasion.tiers:
            self.occasion = fact.occasion
        self.sides |= sides


@dataclass(frozen=True, slots=True)
class Incidents:
    records: tuple[Incident, ...]
    by_claim: dict[str, Incident]
    found: Clusters = Clusters((), ())

    def of(self, fact: Fact) -> Incident | None:
        return self.by_claim.get(fact.id)


def find_incidents(facts: Facts, parties: Parties, judged: Judged | None = None) -> Incidents:
    """Return the incidents in the order in which the case first tells of them; `judged` is what
    people say of pairs of claims, and goes before the rules."""
    sorter = _Sorter(facts, parties)
    for fact in facts.facts:
        if _is_act(fact, facts):
            sorter.place(fact)
    episodes, found = _decided(sorter, judged or Judged("incident"))
    records = _records(episodes, facts)
    by_claim = {
        fact.id: record
        for record, episode in zip(records, episodes, strict=True)
        for fact in episode.facts
    }
    return Incidents(records, by_claim, found)


def _decided(sorter: _Sorter, judged: Judged) -> tuple[list[Episode], Clusters]:
    """Return the episodes as people decided: claims of one text keep together the longest."""
    if not judged.standing:
        return sorter.episodes, Clusters((), ())
    oldest = sorted((fact for one in sorter.episodes for fact in one.facts), key=_oldest)
    links = []
    for episode in sorter.episodes:
        first = min(episode.facts, key=_oldest)
        heads: dict[int, Fact] = {}
        for fact in sorted(episode.facts, key=_oldest):
            head = heads.setdefault(fact.document.rank, fact)
            links += [(head.id, fact.id, 2.0)] if head is not fact else [(first.id, fact.id, 1.0)]
    found = judged.cluster([fact.id for fact in oldest], links)
    by_id = {fact.id: fact for fact in oldest}
    operations = {f.id for one in sorter.episodes if one.operation for f in one.facts}
    episodes = []
    for group in found.groups:
        episode = Episode(any(one in operations for one in group))
        for fact in sorted((by_id[one] for one in group), key=lambda fact: fact.order):
            episode.take(fact, sorter.sides(fact))
        episodes.append(episode)
    return sorted(episodes, key=lambda one: one.facts[0].order), found


def _oldest(fact: Fact) -> tuple[str, int, str]:
    return fact.claim.capture, fact.start, fact.id


def _is_act(fact: Fact, facts: Facts) -> bool:
    rules = facts.rules.incidents
    if not isinstance(fact.claim.content, ActContent | StatusContent | RelationContent):
        return False
    known = rules.parent | rules.around | rules.official
    return fact.type in known or bool(fact.family and fact.family.harm)


class _Sorter:
    def __init__(self, facts: Facts, parties: Parties) -> None:
        self.episodes: list[Episode] = []
        self._facts = facts
        self._parties = parties
        self._index: dict[tuple[object, ...], list[int]] = {}

    def place(self, fact: Fact) -> None:
        operation = fact.type in self._facts.rules.incidents.parent
        sides = self.sides(fact)
        short = self._facts.rules.times.short_days
        keys = [(operation, *key) for key in _keys(fact, short)]
        best, best_score = None, 0
        near = sorted({n for key in keys for n in self._index.get(key, ())[:LOOKED_AT]})
        for number in near[:LOOKED_AT]:
            score = self._fits(fact, sides, self.episodes[number])
            if score > best_score:
                best, best_score = number, score
        if best is None:
            best = len(self.episodes)
            self.episodes.append(Episode(operation))
        self.episodes[best].take(fact, sides)
        for key in keys:
            if key not in self.episodes[best].keys:
                self.episodes[best].keys.add(key)
                self._index.setdefault(key, []).append(best)

    def sides(self, fact: Fact) -> frozenset[str]:
        content = fact.claim.content
        actors = content.actors if isinstance(content, ActContent | StatusContent) else ()
        return frozenset(self._parties.key(fact, actor.mention) for actor in actors)

    def _fits(self, fact: Fact, sides: frozenset[str], episode: Episode) -> int:
        """Return how well an act fits an episode, 0 where it is another one."""
        gap = fact.span.gap(episode.span)
        place = _place_level(fact.place, episode.place)
        if place == 0 or (gap is not None and gap > self._facts.rules.times.gap_days):
            return 0
        here = next((f for f in reversed(episode.facts) if f.document is fact.document), None)
        if here is None and self._is_another_side(fact, sides, episode):
            return 0
        occasion = occasions_agree(fact.occasion, episode.occasion)
        if here is not None and occasion != 0 and self._is_same(fact, episode):
            return 9
        short = self._facts.rules.times.short_days
        known = [span for span in (fact.span, episode.span) if span.is_known]
        lengths = {_is_short(span, short) for span in known}
        if gap is not None and lengths == {True}:
            return _pinned_score(fact, episode, place=place, occasion=occasion, here=here)
        if occasion == 0 or len(lengths) > 1:
            return 4 if here and (place or 0) > 1 and occasion != 0 else 0
        return self._loose_score(fact, here, place=place, occasion=occasion)

    def _loose_score(
        self, fact: Fact, here: Fact | None, *, place: int | None, occasion: int | None
    ) -> int:
        """Return how well acts fit that no day pins down."""
        if (occasion or 0) > 1:
            return 5 + (place or 0)
        if here is None:
            return 0
        if (place or 0) > 1:
            return 4
        return 2 if self._is_next(fact, here) else 0

    def _is_same(self, fact: Fact, episode: Episode) -> bool:
        """Tell whether one text gives the same amount or the same named people again."""
        near = [one for one in episode.facts if one.document is fact.document][-8:]
        if any(_is_equal(fact, one) for one in near):
            return True
        people = self._people(fact)
        return bool(people) and any(people & self._people(one) for one in near)

    def _people(self, fact: Fact) -> frozenset[str]:
        """Return the persons named as victims or aims of an act."""
        mentions = (*counted(fact.claim), *getattr(fact.claim.content, "targets", ()))
        found = (self._parties.of(fact, mention) for mention in mentions)
        return frozenset(party.id for party in found if party and party.kind is PartyKind.PERSON)

    def _is_another_side(self, fact: Fact, sides: frozenset[str], episode: Episode) -> bool:
        """Tell whether alleged actors differ across documents although each names some."""
        if not sides or not episode.sides or sides & episode.sides:
            return False
        types = self._facts.rules.incidents
        kinds = {fact.type} | {one.type for one in episode.facts}
        return kinds.isdisjoint(types.official | types.around) and len(kinds) > 1

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


def _pinned_score(
    fact: Fact,
    episode: Episode,
    *,
    place: int | None,
    occasion: int | None,
    here: Fact | None,
) -> int:
    if (place or 0) > 1:
        return 10 + (place or 0) + (occasion or 0)
    if (occasion or 0) > 1:
        return 8 + (occasion or 0)
    if here is not None and occasion != 0:
        return 7
    return 6 if place and any(_is_equal(fact, one) for one in episode.facts[:8]) else 0


def _keys(fact: Fact, short: int) -> Iterator[tuple[object, ...]]:
    yield "document", fact.document.rank
    for key in sorted(fact.occasion.strongest()):
        yield "occasion", key, fact.place[:1], fact.span.start and fact.span.start // 366
        yield "occasion", key, fact.place[:1]
        yield "occasion", key
    if not _is_short(fact.span, short):
        return
    start, end = fact.span.start or 0, fact.span.end or 0
    for month in sorted({_month(start - 1), _month(end + 1), _month((start + end) // 2)}):
        for part in fact.place[1:] or fact.place[:1]:
            yield "month", month, part


def _month(day: int) -> int:
    when = date.fromordinal(day)
    return when.year * 12 + when.month - 1


def _is_short(span: Span, short: int) -> bool:
    return span.days is not None and span.days <= short


def _place_level(a: tuple[str, ...], b: tuple[str, ...]) -> int | None:
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


def _records(episodes: Sequence[Episode], facts: Facts) -> tuple[Incident, ...]:
    ids = [facts.draw((fact.id for fact in one.facts), "incident", _own(one)) for one in episodes]
    parents = _parents(episodes, facts)
    return tuple(
        _record(episode, ids[n], None if parents[n] is None else ids[parents[n] or 0], facts)
        for n, episode in enumerate(episodes)
    )


def _own(episode: Episode) -> str:
    first = min(episode.facts, key=lambda fact: fact.id)
    return "operation" if episode.operation else first.type


def is_pattern(episode: Episode, facts: Facts) -> bool:
    """Tell whether it is a wave or a practice, and not one episode (R-INC-3, R-INC-4)."""
    if _is_short(episode.span, facts.rules.times.short_days):
        return False
    waves = {"protest", "election"}
    is_wave = bool(episode.occasion.strongest() & waves)
    return is_wave or any(_is_period(fact) for fact in episode.facts)


def _is_period(fact: Fact) -> bool:
    time = fact.claim.content.time
    return time is not None and "/" in time.edtf


def _parents(episodes: Sequence[Episode], facts: Facts) -> list[int | None]:
    """Return for each episode the operation it lies in, else the wave."""
    operations: dict[str, list[int]] = {}
    waves: dict[tuple[str, str], list[int]] = {}
    for number, episode in enumerate(episodes):
        if episode.operation and len(episode.place) > 1:
            for part in episode.place[1:]:
                operations.setdefault(part, []).append(number)
        elif is_pattern(episode, facts) and episode.place:
            for key in episode.occasion.strongest():
                waves.setdefault((key, episode.place[0]), []).append(number)
    found: list[int | None] = []
    for number, episode in enumerate(episodes):
        near = [n for part in episode.place[1:] for n in operations.get(part, ())[:LOOKED_AT]]
        near = [] if episode.operation else near
        wide = [
            n
            for key in sorted(episode.occasion.strongest())
            for n in waves.get((key, episode.place[0] if episode.place else ""), ())[:LOOKED_AT]
        ]
        found.append(
            next((n for n in near if _lies_in(episode, episodes[n])), None)
            if near
            else next(
                (
                    n
                    for n in wide
                    if n != number
                    and not is_pattern(episode, facts)
                    and _lies_in(episode, episodes[n])
                ),
                None,
            )
        )
    return found


def _lies_in(episode: Episode, whole: Episode) -> bool:
    gap = episode.span.gap(whole.span)
    return gap == 0 and (not episode.place or is_nested(episode.place, whole.place))


def _record(episode: Episode, own: str, parent: str | None, facts: Facts) -> Incident:
    types = tuple(dict.fromkeys(fact.type for fact in episode.facts))
    place, time = _place_of(episode), _time_of(episode)
    pattern = is_pattern(episode, facts)
    return Incident(
        id=own,
        case=facts.case.id,
        made=facts.made("incidents"),
        title=_title(episode, types, place, time, facts=facts),
        types=types,
        claims=tuple(fact.id for fact in episode.facts),
        time=time,
        place=place,
        parent=parent,
        pattern=pattern,
        redirects=_redirects(episode, own, facts),
        because=_because(episode, pattern=pattern),
    )


def _redirects(episode: Episode, own: str, facts: Facts) -> tuple[str, ...]:
    """Return the ids that the parts told by single documents would have had alone."""
    first: dict[int, Fact] = {}
    for fact in episode.facts:
        known = first.get(fact.document.rank)
        if known is None or fact.id < known.id:
            first[fact.document.rank] = fact
    kind = "operation" if episode.operation else ""
    drawn = [facts.draw([one.id], "incident", kind or one.type) for one in first.values()]
    return tuple(one for one in dict.fromkeys(drawn) if one != own)


def _place_of(episode: Episode) -> Place | None:
    narrow = [fact for fact in episode.facts if fact.place] or episode.facts
    places = [fact.claim.content.place for fact in narrow if fact.claim.content.place]
    return max(places, key=lambda place: place.path.count(","), default=None)


def _time_of(episode: Episode) -> When | None:
    times = [
        (fact.span.days or 10**7, fact.order, fact.claim.content.time)
        for fact in episode.facts
        if fact.claim.content.time
    ]
    return min(times, key=lambda one: one[:2])[2] if times else None


def _title(
    episode: Episode,
    types: Sequence[str],
    place: Place | None,
    time: When | None,
    *,
    facts: Facts,
) -> str:
    nouns = [facts.rules.phrase_of(kind).many for kind in types[:3]]
    words = ", ".join(dict.fromkeys(nouns)) + (" and more" if len(types) > 3 else "")
    title = words[:1].upper() + words[1:]
    if place:
        title += f", {place.path}" if place.level == AT_SEA else f" in {place.path}"
    if time:
        title += f", {time.edtf}"
    occasion = next((o for f in episode.facts if (o := f.claim.content.occasion)), None)
    return f"{title} ({occasion})" if occasion else title


def _because(episode: Episode, *, pattern: bool) -> str:
    documents = len({fact.document.rank for fact in episode.facts})
    if len(episode.facts) == 1:
        return "One claim tells of it."
    grounds = []
    if len(episode.place) > 1:
        grounds.append("the same place")
    if episode.span.is_known:
        grounds.append("touching times")
    if episode.occasion.strongest():
        grounds.append("the same occasion")
    what = "A wave of acts" if pattern else "One episode"
    why = " and ".join(grounds) or "acts told one after the other in one text"
    return f"{what}: {len(episode.facts)} claims of {documents} document(s) give {why}."
