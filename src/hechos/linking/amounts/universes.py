"""Who is counted: claims with an amount, put together where they count the same people or acts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from hechos.linking.amounts.held import with_parts
from hechos.linking.facts import Fact, Facts, Occasion, Span, is_nested
from hechos.records import Basis, Bound, CountContent, Quantity, Universe, VoteContent

LOOKED_AT = 200
"""So many universes at most are weighed for one claim, the earliest first."""

PINNED, PERIOD, NESTED = 3, 2, 1
"""How two known times agree: short and touching; the same period; one inside the other."""


@dataclass(slots=True)
class Cluster:
    """A universe in the making. What it knows is what its claims state first."""

    unit: str
    facts: list[Fact] = field(default_factory=list)
    place: tuple[str, ...] = ()
    span: Span = Span(None, None)
    occasion: Occasion = Occasion()
    cohort: frozenset[str] = frozenset()
    amounts: set[tuple[str, float | None]] = field(default_factory=set)
    keys: set[tuple[object, ...]] = field(default_factory=set)

    def take(self, fact: Fact) -> None:
        self.facts.append(fact)
        place = stated_place(fact)
        if len(place) > len(self.place):
            self.place = place
        if not self.span.is_known or (fact.span.days or 10**6) < (self.span.days or 10**6):
            self.span = fact.span if fact.span.is_known else self.span
        if not self.occasion.tiers:
            self.occasion = fact.occasion
        self.cohort = self.cohort or fact.cohort
        if fact.claim.content.quantity is not None:
            self.amounts.add(amount_key(fact.claim.content.quantity))


@dataclass(frozen=True, slots=True)
class Universes:
    records: tuple[Universe, ...]
    clusters: tuple[Cluster, ...]


def stated_place(fact: Fact) -> tuple[str, ...]:
    """Return the place as far as the claim's own words give it: of a place that was taken over
    from a dateline or an earlier sentence only the country stands."""
    place = fact.claim.content.place
    return fact.place[:1] if place and place.basis is Basis.INHERITED else fact.place


def amount_key(quantity: Quantity) -> tuple[str, float | None]:
    """Return what makes two amounts the same: "2,400" and "some 2,400" are, "over 650" and
    "650" are not."""
    if quantity.point is not None and quantity.bound in (Bound.EXACT, Bound.ABOUT, Bound.VAGUE):
        return "point", float(quantity.point)
    if quantity.low is not None and quantity.low == quantity.high:
        return "point", float(quantity.low)
    if quantity.low is not None and quantity.high is not None:
        return f"from {quantity.low} to", float(quantity.high)
    if quantity.low is not None:
        return "from" if not quantity.low_open else "above", float(quantity.low)
    return "to", None if quantity.high is None else float(quantity.high)


def unit_class(fact: Fact) -> str:
    """Return what is counted, as far as amounts of one family can be compared."""
    quantity = fact.claim.content.quantity
    unit = quantity.unit if quantity else ""
    if fact.family and (not unit or unit in fact.family.units):
        return fact.family.unit
    return unit or "unstated"


def find_universes(facts: Facts) -> Universes:
    """Return the universes of all amounts, in the order in which the case first states them."""
    sorter = _Sorter(facts)
    for rank in sorted(facts.by_rank):
        for fact in with_parts(facts.by_rank[rank]):
            if fact.claim.content.quantity is not None:
                sorter.place(fact)
    clusters = tuple(sorter.clusters)
    return Universes(tuple(_record(one, facts) for one in clusters), clusters)


class _Sorter:
    def __init__(self, facts: Facts) -> None:
        self.clusters: list[Cluster] = []
        self._short = facts.rules.times.short_days
        self._gap = facts.rules.times.gap_days
        self._index: dict[tuple[object, ...], list[int]] = {}

    def place(self, fact: Fact) -> None:
        unit = unit_class(fact)
        head = (fact.family.name if fact.family else fact.type, unit)
        keys = [(*head, *key) for key in _keys(fact, self._short)]
        best, best_score = None, 0
        for number in self._near(keys):
            score = self._fits(fact, self.clusters[number])
            if score > best_score:
                best, best_score = number, score
        if best is None:
            best = len(self.clusters)
            self.clusters.append(Cluster(unit))
        self.clusters[best].take(fact)
        for key in keys:
            if key not in self.clusters[best].keys:
                self.clusters[best].keys.add(key)
                self._index.setdefault(key, []).append(best)

    def _near(self, keys: list[tuple[object, ...]]) -> list[int]:
        found = {number for key in keys for number in self._index.get(key, ())[:LOOKED_AT]}
        return sorted(found)[:LOOKED_AT]

    def _fits(self, fact: Fact, cluster: Cluster) -> int:
        """Return how well the claim fits, 0 where it counts somebody else."""
        quantity = fact.claim.content.quantity
        equal = quantity is not None and amount_key(quantity) in cluster.amounts
        if isinstance(fact.claim.content, VoteContent):
            return self._fits_contest(fact, cluster)
        if isinstance(fact.claim.content, CountContent):
            return _fits_count(fact, cluster, equal)
        if fact.cohort != cluster.cohort and not (equal and not (fact.cohort and cluster.cohort)):
            return 0
        if not equal and not _types_agree(fact, cluster):
            return 0
        occasion = occasions_agree(fact.occasion, cluster.occasion)
        time = self._times(fact.span, cluster.span)
        if time is None and (occasion or 0) > 1:
            time = self._told(fact, cluster)
        place = _places_agree(stated_place(fact), cluster.place, narrow=time == PINNED)
        if time == 0 or place == 0 or occasion == 0:
            return 0
        same_document = any(one.document is fact.document for one in cluster.facts[-8:])
        return _score(time, place, occasion, equal=equal, same_document=same_document)

    def _fits_contest(self, fact: Fact, cluster: Cluster) -> int:
        same_document = any(one.document is fact.document for one in cluster.facts[-8:])
        years, known = fact.occasion.years, cluster.occasion.years
        if years and known and years.isdisjoint(known):
            return 0
        if same_document:
            return 5
        if self._times(fact.span, cluster.span) == 0:
            return 0
        if _places_agree(stated_place(fact), cluster.place, narrow=True) == 0:
            return 0
        return 2 if occasions_agree(fact.occasion, cluster.occasion) or 0 else 0

    def _told(self, fact: Fact, cluster: Cluster) -> int | None:
        """Return NESTED where one count without a time was told in or soon after the time of the
        other: it is of that episode, as of the day it was told."""
        span, said = (fact.span, cluster.facts[0].said)
        if not span.is_known:
            span, said = cluster.span, fact.said
        if span.start is None or span.end is None or said.start is None:
            return None
        return NESTED if span.start <= said.start <= span.end + self._short else None

    def _times(self, a: Span, b: Span) -> int | None:
        """Return how two times agree, 0 where they do not, None where one is unknown."""
        gap = a.gap(b)
        if gap is None:
            return None
        if gap > self._gap:
            return 0
        lengths = (a.days, b.days)
        if all(days is not None and days <= self._short for days in lengths):
            return PINNED
        starts = a.start is not None and b.start is not None and abs(a.start - b.start)
        ends = a.end is not None and b.end is not None and abs(a.end - b.end)
        if starts is not False and starts <= self._short:
            both_open = a.end is None and b.end is None
            if both_open or (ends is not False and ends <= self._short):
                return PERIOD
        return NESTED


def _keys(fact: Fact, short: int) -> Iterator[tuple[object, ...]]:
    """Yield under what a claim is looked for: month and place, year and place, occasion."""
    yield "document", fact.document.rank
    if isinstance(fact.claim.content, VoteContent):
        yield "contest", fact.place[:1]
        return
    if isinstance(fact.claim.content, CountContent):
        return
    for key in sorted(fact.occasion.all_kinds()):
        yield "occasion", key, fact.place[:1]
        yield "occasion", key
    span = fact.span
    if not span.is_known:
        return
    place = stated_place(fact)
    places = place[1:] or place[:1]
    start, end = span.start or span.end or 0, span.end or span.start or 0
    if end - start <= short:
        for month in range(_month(start - 1), _month(end + 1) + 1):
            for part in places:
                yield "month", month, part
    for year in range(_month(start) // 12, min(_month(end) // 12, _month(start) // 12 + 6) + 1):
        yield "year", year, place


def _month(day: int) -> int:
    when = date.fromordinal(day)
    return when.year * 12 + when.month - 1


def _types_agree(fact: Fact, cluster: Cluster) -> bool:
    types = {one.type for one in cluster.facts} | {fact.type}
    return len(types) == 1 or bool(fact.family and types <= set(fact.family.unspecified))


def _fits_count(fact: Fact, cluster: Cluster, equal: bool) -> int:
    """Return whether a count without an act has the same words and amount in the same text."""
    if not equal or fact.document is not cluster.facts[-1].document:
        return 0
    first = cluster.facts[0].claim.content
    own = fact.claim.content
    same = isinstance(first, CountContent) and isinstance(own, CountContent)
    return int(same and getattr(first, "universe", "") == getattr(own, "universe", ""))


def occasions_agree(a: Occasion, b: Occasion) -> int | None:
    """Return the tier in which two occasions agree, 0 where they differ, None if unstated."""
    if a.years and b.years and a.years.isdisjoint(b.years):
        return 0
    first, second = a.strongest(), b.strongest()
    if not first or not second:
        return None
    shared = first & second or (first & b.all_kinds()) | (second & a.all_kinds())
    if not shared:
        return 0
    tier = max(tier for key, tier in (*a.tiers, *b.tiers) if key in shared)
    if shared <= {"operation", "coup", "massacre"}:
        if a.names and b.names and a.names.isdisjoint(b.names):
            return 0
        return tier if a.names & b.names else 1
    return tier


def _places_agree(a: tuple[str, ...], b: tuple[str, ...], *, narrow: bool) -> int | None:
    """Return 3 for one place below a country, 2 for one country, 1 for a place inside another
    where the time is pinned down, 0 for different places, None where one is unstated."""
    if not a or not b:
        return None
    if a == b:
        return 3 if len(a) > 1 else 2
    return 1 if narrow and is_nested(a, b) else 0


def _score(
    time: int | None,
    place: int | None,
    occasion: int | None,
    *,
    equal: bool,
    same_document: bool,
) -> int:
    total = (time or 0) + (place or 0) + (occasion or 0) + 2 * equal
    if same_document and equal:
        return total + 2
    if time in (PINNED, PERIOD):
        return total if place or occasion or equal else 0
    if time == NESTED:
        return total if (occasion or 0) > 1 or (equal and place) else 0
    strong = (occasion or 0) > 2 or ((occasion or 0) > 1 and place == 3)
    return total if strong else 0


def _record(cluster: Cluster, facts: Facts) -> Universe:
    first = cluster.facts[0]
    units = {q.unit for f in cluster.facts if (q := f.claim.content.quantity) and q.unit}
    types = tuple(dict.fromkeys(fact.type for fact in cluster.facts))
    cohort = _cohort(cluster)
    return Universe(
        id=facts.draw((fact.id for fact in cluster.facts), "universe", cluster.unit),
        case=facts.case.id,
        made=facts.made("universes"),
        unit=next(iter(units)) if len(units) == 1 else cluster.unit,
        acts=types,
        who_in=_who(cluster),
        place=_place(cluster),
        interval=_interval(cluster),
        cohort=cohort,
        counting_rule=_counting_rule(units),
        title=_title(first, cluster, facts),
    )


def _counting_rule(units: set[str]) -> str | None:
    if len(units) < 2:
        return None
    return f"The sources count {' and '.join(sorted(units))}; which of them is not settled."


def _who(cluster: Cluster) -> str | None:
    for fact in cluster.facts:
        content = fact.claim.content
        if isinstance(content, CountContent) and content.universe:
            return content.universe
        victims = getattr(content, "victims", ()) or getattr(content, "subjects", ())
        if fact.cohort and victims:
            return ", ".join(mention.verbatim for mention in victims)
    return None


def _place(cluster: Cluster) -> str | None:
    places = [place for fact in cluster.facts if (place := fact.claim.content.place)]
    paths = [place.path for place in places if place.basis is not Basis.INHERITED]
    if not paths:
        return min((place.path for place in places), key=lambda path: path.count(","), default=None)
    return max(paths, key=lambda path: (path.count(","), -paths.index(path)), default=None)


def _interval(cluster: Cluster) -> str | None:
    """Return the shortest interval stated; one that is open at its end where a source has it so,
    for then the sources count over different times and the widest holds them all."""
    times = [
        (fact.span.days or 10**6, fact.order, fact.claim.content.time.edtf)
        for fact in cluster.facts
        if fact.claim.content.time
    ]
    still_open = [edtf for _, _, edtf in times if edtf.endswith("/..")]
    return still_open[0] if still_open else min(times)[2] if times else None


def _cohort(cluster: Cluster) -> str | None:
    for fact in cluster.facts:
        content = fact.claim.content
        words = content.contest if isinstance(content, VoteContent) else ""
        if content.occasion or words:
            return content.occasion or words
    return None


def _title(first: Fact, cluster: Cluster, facts: Facts) -> str:
    """Return a line that says what is counted: "Deaths, the mayoral election, Port Alder"."""
    content = first.claim.content
    if isinstance(content, VoteContent):
        noun = f"Shares of the vote, {content.contest}" if content.contest else "Shares of the vote"
    elif isinstance(content, CountContent):
        noun = content.universe or "Other numbers"
    else:
        noun = facts.rules.phrase_of(first.type).many
    parts = [noun[:1].upper() + noun[1:]]
    if not isinstance(content, VoteContent) and (cohort := _cohort(cluster)):
        parts.append(cohort)
    parts.extend(part for part in (_place(cluster), _interval(cluster)) if part)
    return ", ".join(parts)
