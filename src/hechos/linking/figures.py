"""Figures: one amount of one universe by one author at one time; and what follows from several."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from hechos.linking.facts import Fact, Facts, is_nested
from hechos.linking.parties import Parties
from hechos.linking.rules import Role
from hechos.linking.universes import Cluster, Universes, amount_key, occasions_agree
from hechos.records import Bound, Doubt, Figure, Quantity, Universe, VoteContent

_LOWER = (Bound.AT_LEAST, Bound.MORE_THAN)


@dataclass(frozen=True, slots=True)
class Stated:
    """A figure with the facts behind it and the cluster it belongs to."""

    record: Figure
    facts: tuple[Fact, ...]
    cluster: Cluster
    amount: tuple[str, float | None]


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures: `stated` by the sources, and derived ones with their universes and doubts."""

    stated: tuple[Stated, ...]
    derived: tuple[Figure, ...]
    universes: tuple[Universe, ...]
    doubts: tuple[Doubt, ...]

    @property
    def records(self) -> tuple[Figure, ...]:
        return (*(one.record for one in self.stated), *self.derived)


def make_figures(universes: Universes, parties: Parties, facts: Facts) -> Figures:
    """Return the figures of each universe, and sums and remainders where the rules allow them."""
    stated = [
        one
        for record, cluster in zip(universes.records, universes.clusters, strict=True)
        for one in _stated(record, cluster, parties=parties, facts=facts)
    ]
    deriver = _Deriver(stated, parties, facts)
    deriver.run()
    return Figures(
        tuple(stated), tuple(deriver.figures), tuple(deriver.universes), tuple(deriver.doubts)
    )


def _stated(
    universe: Universe, cluster: Cluster, *, parties: Parties, facts: Facts
) -> Iterator[Stated]:
    groups: dict[tuple[tuple[str, float | None], Bound, str, str | None, str], list[Fact]] = {}
    for fact in cluster.facts:
        quantity = fact.claim.content.quantity
        if quantity is None:
            continue
        content = fact.claim.content
        candidate = content.candidate if isinstance(content, VoteContent) else ""
        author = author_key(fact, parties)
        key = (amount_key(quantity), quantity.bound, author, fact.as_of, candidate)
        groups.setdefault(key, []).append(fact)
    latest: dict[object, str] = {}
    for key in sorted(groups, key=lambda one: (str(one[3] or ""), groups[one][0].order)):
        members = groups[key]
        quantity = members[0].claim.content.quantity
        if quantity is None:
            continue
        series = (key[2], key[4])
        record = Figure(
            id=facts.draw(
                (f.id for f in members), "figure", universe.id, *(str(part) for part in key)
            ),
            case=facts.case.id,
            made=facts.made("figures"),
            universe=universe.id,
            quantity=quantity,
            author=author_name(members[0], parties),
            as_of=members[0].as_of,
            claims=tuple(fact.id for fact in members),
            supersedes=latest.get(series),
        )
        latest[series] = record.id
        yield Stated(record, tuple(members), cluster, amount_key(quantity))


def author_key(fact: Fact, parties: Parties) -> str:
    return parties.key(fact, fact.author) if fact.author else f"document {fact.document.rank}"


def author_name(fact: Fact, parties: Parties) -> str:
    return parties.name(fact, fact.author) if fact.author else fact.document.name


def side(fact: Fact, parties: Parties, facts: Facts) -> frozenset[str]:
    """Return who stands behind a claim: every named voice but outlets and agencies; else the
    unnamed one of this document; else the outlet."""
    named = frozenset(
        parties.key(fact, link.speaker)
        for link in fact.claim.voice
        if link.kind in facts.rules.named
    )
    return named or frozenset((author_key(fact, parties),))


class _Deriver:
    """Adds lower bounds over windows, first and further ones, and what is left of a flow."""

    def __init__(self, stated: Sequence[Stated], parties: Parties, facts: Facts) -> None:
        self.figures: list[Figure] = []
        self.universes: list[Universe] = []
        self.doubts: list[Doubt] = []
        self._parties = parties
        self._facts = facts
        self._here: list[Figure] = []
        self._by_document: dict[int, list[tuple[Stated, Fact]]] = {}
        for one in stated:
            for fact in one.facts:
                if fact.family:
                    self._by_document.setdefault(fact.document.rank, []).append((one, fact))

    def run(self) -> None:
        for rank in sorted(self._by_document):
            self._here = []
            here = sorted(self._by_document[rank], key=lambda one: one[1].order)
            self._sums(here)
            self._remainders(here)
            self._first_and_further(rank, here)

    def _sums(self, here: Sequence[tuple[Stated, Fact]]) -> None:
        """Add lower bounds over windows that do not touch (R-CNT-5)."""
        for place, (first, a) in enumerate(here):
            chain = [(first, a)]
            for second, b in here[place + 1 :]:
                if self._adds(chain[-1][1], b) and second is not chain[-1][0]:
                    chain.append((second, b))
            if len(chain) > 1 and not self._is_used(chain):
                self._sum(chain)

    def _is_used(self, chain: Sequence[tuple[Stated, Fact]]) -> bool:
        inputs = {one.record.id for one, _ in chain}
        return any(
            inputs <= set(figure.inputs) for figure in self._here if figure.rule == "lower_bounds"
        )

    def _adds(self, a: Fact, b: Fact) -> bool:
        first, second = a.claim.content.quantity, b.claim.content.quantity
        if first is None or second is None or a.family is not b.family or a.family is None:
            return False
        if first.bound not in _LOWER or second.bound not in _LOWER or a.cohort != b.cohort:
            return False
        if a.place and b.place and not is_nested(a.place, b.place):
            return False
        if occasions_agree(a.occasion, b.occasion) == 0:
            return False
        return self._is_later(a, b) and self._is_one_side(a, b)

    def _is_later(self, a: Fact, b: Fact) -> bool:
        return a.span.end is not None and b.span.start is not None and a.span.end < b.span.start

    def _is_one_side(self, a: Fact, b: Fact) -> bool:
        if side(a, self._parties, self._facts) & side(b, self._parties, self._facts):
            return True
        lexicon = self._facts.rules.lexicon
        near = abs(a.start - b.start) <= self._facts.rules.figures.near_characters
        return near and bool(lexicon.keys(b.claim.quote, Role.ADDITIVE))

    def _sum(self, chain: Sequence[tuple[Stated, Fact]]) -> None:
        facts = [fact for _, fact in chain]
        family = facts[0].family
        if family is None:
            return
        quantities = [q for fact in facts if (q := fact.claim.content.quantity) is not None]
        total = sum(quantity.low or 0 for quantity in quantities)
        assumptions = [
            "The windows do not touch: "
            + "; ".join(fact.claim.content.time.edtf for fact in facts if fact.claim.content.time)
            + ".",
            *_gaps(facts),
        ]
        words = " + ".join(quantity.verbatim for quantity in quantities)
        universe = self._universe(chain, unit=family.unit, acts=_acts(facts))
        self._add(
            chain,
            universe,
            quantity=_quantity(words, low=total, bound=Bound.AT_LEAST, unit=family.unit),
            rule="lower_bounds",
            assumptions=assumptions,
            because=f"Lower bounds over windows that do not touch add up: {words}.",
        )
        if not family.repeats:
            return
        persons = self._universe(chain, unit="persons", acts=_acts(facts))
        self._add(
            chain,
            persons,
            quantity=_quantity(words, low=None, bound=Bound.VAGUE, unit="persons"),
            rule="lower_bounds",
            assumptions=assumptions,
            because="One person may be counted twice, because it can happen to one person twice; "
            "a sum of events is no sum of persons.",
            derivable=False,
        )

    def _remainders(self, here: Sequence[tuple[Stated, Fact]]) -> None:
        """Take those released from those arrested, where the text speaks of the same people."""
        for place, (left, b) in enumerate(here):
            if b.family is None or b.family.name != "releases":
                continue
            before = [
                (whole, a)
                for whole, a in here[:place]
                if a.family is not None and a.family.name == "arrests" and self._is_part(a, b)
            ]
            if before and self._is_first_pair(before[-1][0], left):
                self._remainder(before[-1], (left, b))

    def _is_first_pair(self, whole: Stated, part: Stated) -> bool:
        pair = (whole.record.id, part.record.id)
        return all(figure.inputs != pair for figure in self._here)

    def _is_part(self, a: Fact, b: Fact) -> bool:
        if b.start - a.start > self._facts.rules.figures.near_characters:
            return False
        if occasions_agree(a.occasion, b.occasion) == 0 or _point(b) is None or _point(a) is None:
            return False
        if (_point(b) or 0) >= (_point(a) or 0):
            return False
        agrees = occasions_agree(a.occasion, b.occasion)
        of_them = self._facts.rules.lexicon.keys(b.claim.quote, Role.OF_THEM)
        return bool(agrees or of_them)

    def _remainder(self, whole: tuple[Stated, Fact], part: tuple[Stated, Fact]) -> None:
        chain = [whole, part]
        a, b = whole[1], part[1]
        left = (_point(a) or 0) - (_point(b) or 0)
        first, second = a.claim.content.quantity, b.claim.content.quantity
        if first is None or second is None:
            return
        words = f"{first.verbatim} - {second.verbatim}"
        universe = self._universe(chain, unit="persons", acts=("LIB.DET",))
        figure = self._add(
            chain,
            universe,
            quantity=_quantity(words, point=left, bound=Bound.ABOUT, unit="persons"),
            rule="stock_from_flows",
            assumptions=[
                "Those released are among those arrested.",
                "Each arrest is of another person.",
                "Nobody was added, died or was moved to another group meanwhile.",
            ],
            because=f"What is left of a flow: {words}. Both amounts are as the sources give them, "
            "so the remainder is rough.",
        )
        self._doubt(
            figure,
            chain,
            "unit",
            f"{first.verbatim} ({first.unit or 'unit unstated'}) and {second.verbatim} "
            f"({second.unit or 'unit unstated'}) may not count the same unit.",
        )
        self._doubt(
            figure,
            chain,
            "cohort",
            "It is not stated that all released were among those arrested on that occasion.",
        )

    def _first_and_further(self, rank: int, here: Sequence[tuple[Stated, Fact]]) -> None:
        """Add the first of a row to the further ones the same text counts."""
        lexicon = self._facts.rules.lexicon
        for one, fact in here:
            point = _point(fact)
            if not fact.family or fact.family.unit != "incident" or point is None:
                continue
            if not lexicon.keys(fact.claim.quote, Role.ADDITIVE):
                continue
            first = next((f for f in self._firsts(rank, fact) if f is not fact), None)
            if first is None or self._is_counted(fact):
                continue
            universe = self._universe([(one, fact)], unit="incident", acts=(fact.type,))
            self._add(
                [(one, fact)],
                universe,
                quantity=_quantity(
                    f"first + {_verbatim(fact)}", point=point + 1, bound=Bound.EXACT,
                    unit="incident",
                ),
                rule="first_and_further",
                assumptions=[
                    "The first one is not among the further ones.",
                    "Further ones told in other words with the same number are the same.",
                ],
                because=f"The text tells of a first one and of {_verbatim(fact)}.",
                also=(first.id,),
            )

    def _firsts(self, rank: int, fact: Fact) -> list[Fact]:
        lexicon = self._facts.rules.lexicon
        return [
            other
            for other in self._facts.of_document(rank)
            if other.type == fact.type
            and lexicon.keys(other.claim.quote, Role.ORDINAL)
            and other.claim.content.quantity is None
        ] or [
            other
            for other in self._facts.of_document(rank)
            if other.family
            and other.family.harm
            and lexicon.keys(other.claim.quote, Role.ORDINAL)
            and abs(other.start - fact.start) <= self._facts.rules.figures.near_characters
        ]

    def _is_counted(self, fact: Fact) -> bool:
        """Tell whether the same further ones were added already, told in other words."""
        return any(
            figure.rule == "first_and_further"
            and figure.quantity.point == (_point(fact) or 0) + 1
            for figure in self._here
        )

    def _universe(
        self, chain: Sequence[tuple[Stated, Fact]], *, unit: str, acts: Iterable[str]
    ) -> Universe:
        facts = [fact for _, fact in chain]
        content = facts[0].claim.content
        noun = self._facts.rules.phrase_of(facts[0].type).many
        interval = _whole_interval(facts)
        cohort = next((c for f in facts if (c := f.claim.content.occasion)), None)
        place = content.place.path if content.place else None
        title = ", ".join(p for p in (f"{noun[:1].upper()}{noun[1:]}", cohort, place, interval) if p)
        return Universe(
            id=self._facts.draw(
                (f.id for f in facts), "derived universe", unit, *acts, *(f.id for f in facts)
            ),
            case=self._facts.case.id,
            made=self._facts.made("figures"),
            unit=unit,
            acts=tuple(acts),
            place=place,
            interval=interval,
            cohort=cohort,
            counting_rule="derived from stated figures",
            title=f"{title} (derived, {unit})",
        )

    def _add(
        self,
        chain: Sequence[tuple[Stated, Fact]],
        universe: Universe,
        *,
        quantity: Quantity,
        rule: str,
        assumptions: Sequence[str],
        because: str,
        derivable: bool = True,
        also: Sequence[str] = (),
    ) -> Figure:
        facts = [fact for _, fact in chain]
        figure = Figure(
            id=self._facts.draw((f.id for f in facts), "derived", rule, universe.id),
            case=self._facts.case.id,
            made=self._facts.made("figures"),
            universe=universe.id,
            quantity=quantity,
            author=" and ".join(
                dict.fromkeys(author_name(fact, self._parties) for fact in facts)
            ),
            as_of=max((f.as_of for f in facts if f.as_of), default=None),
            claims=tuple(dict.fromkeys((*(f.id for f in facts), *also))),
            inputs=tuple(one.record.id for one, _ in chain),
            rule=rule,
            assumptions=tuple(assumptions),
            derivable=derivable,
            because=because,
        )
        self.universes.append(universe)
        self.figures.append(figure)
        self._here.append(figure)
        return figure

    def _doubt(
        self, figure: Figure, chain: Sequence[tuple[Stated, Fact]], slot: str, text: str
    ) -> None:
        self.doubts.append(
            Doubt(
                id=self._facts.draw((f.id for _, f in chain), "doubt", slot, figure.id),
                case=self._facts.case.id,
                made=self._facts.made("figures"),
                type="ambiguous reference",
                on=figure.id,
                slot=slot,
                text=text,
            )
        )


def _acts(facts: Iterable[Fact]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(fact.type for fact in facts))


def _point(fact: Fact) -> float | int | None:
    quantity = fact.claim.content.quantity
    if quantity is None:
        return None
    if quantity.point is not None:
        return quantity.point
    return quantity.low if quantity.low == quantity.high else None


def _verbatim(fact: Fact) -> str:
    quantity = fact.claim.content.quantity
    return quantity.verbatim if quantity else ""


def _quantity(
    verbatim: str,
    *,
    bound: Bound,
    unit: str,
    low: float | int | None = None,
    point: float | int | None = None,
) -> Quantity:
    exact = bound is Bound.EXACT
    return Quantity(
        verbatim=verbatim,
        low=point if exact else low,
        high=point if exact else None,
        point=point,
        bound=bound,
        unit=unit,
    )


def _gaps(facts: Sequence[Fact]) -> list[str]:
    found = []
    for a, b in zip(facts, facts[1:], strict=False):
        if a.span.end is None or b.span.start is None:
            continue
        time = a.claim.content.time
        last, first = date.fromordinal(a.span.end), date.fromordinal(b.span.start)
        days = b.span.start - a.span.end - 1
        if days:
            found.append(f"Not covered: {days} days between {last} and {first}.")
        elif time is not None and len(time.edtf.rpartition("/")[2]) < len("2000-01-01"):
            found.append(
                f"The end of the first window (“{time.verbatim}”) is not known to the day; days "
                f"before {first} may not be covered."
            )
        elif time is not None:
            found.append(
                f"The first window ends with “{time.verbatim}”, read as {last}; if it ended "
                f"earlier, the days up to {first} are not covered."
            )
    return found


def _whole_interval(facts: Sequence[Fact]) -> str | None:
    starts = [fact.span.start for fact in facts if fact.span.start is not None]
    ends = [fact.span.end for fact in facts if fact.span.end is not None]
    if not starts or not ends:
        return None
    return f"{date.fromordinal(min(starts))}/{date.fromordinal(max(ends))}"
