"""What follows from stated figures: sums of lower bounds, remainders, first and further ones."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from hechos.linking.amounts.figures import Stated, author_name, side
from hechos.linking.amounts.universes import occasions_agree
from hechos.linking.facts import Fact, Facts, is_nested
from hechos.linking.parties import Parties
from hechos.linking.rules import Role
from hechos.records import Bound, Doubt, Figure, Quantity, Universe

_LOWER = (Bound.AT_LEAST, Bound.MORE_THAN)


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


def derive_figures(stated: Sequence[Stated], parties: Parties, facts: Facts) -> Figures:
    """Return the stated figures with the sums and remainders that the rules allow."""
    deriver = _Deriver(stated, parties, facts)
    deriver.run()
    return Figures(
        tuple(stated), tuple(deriver.figures), tuple(deriver.universes), tuple(deriver.doubts)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Result:
    """What a rule makes of a chain of figures."""

    quantity: Quantity
    rule: str
    because: str
    assumptions: tuple[str, ...] = ()
    derivable: bool = True
    also: tuple[str, ...] = ()


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
        assumptions = (
            "The windows do not touch: "
            + "; ".join(fact.claim.content.time.edtf for fact in facts if fact.claim.content.time)
            + ".",
            *_gaps(facts),
        )
        words = " + ".join(quantity.verbatim for quantity in quantities)
        universe = self._universe(chain, unit=family.unit, acts=_acts(facts))
        self._add(
            chain,
            universe,
            _Result(
                quantity=_quantity(words, low=total, bound=Bound.AT_LEAST, unit=family.unit),
                rule="lower_bounds",
                assumptions=assumptions,
                because=f"Lower bounds over windows that do not touch add up: {words}.",
            ),
        )
        if not family.repeats:
            return
        persons = self._universe(chain, unit="persons", acts=_acts(facts))
        self._add(
            chain,
            persons,
            _Result(
                quantity=_quantity(words, low=None, bound=Bound.VAGUE, unit="persons"),
                rule="lower_bounds",
                assumptions=assumptions,
                because="One person may be counted twice, for it can happen to one person twice; "
                "a sum of events is no sum of persons.",
                derivable=False,
            ),
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
            _Result(
                quantity=_quantity(words, point=left, bound=Bound.ABOUT, unit="persons"),
                rule="stock_from_flows",
                assumptions=(
                    "Those released are among those arrested.",
                    "Each arrest is of another person.",
                    "Nobody was added, died or was moved to another group meanwhile.",
                ),
                because=f"What is left of a flow: {words}. Both amounts are as the sources say, "
                "so the remainder is rough.",
            ),
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
                _Result(
                    quantity=_quantity(
                        f"first + {_verbatim(fact)}",
                        point=point + 1,
                        bound=Bound.EXACT,
                        unit="incident",
                    ),
                    rule="first_and_further",
                    assumptions=(
                        "The first one is not among the further ones.",
                        "Further ones told in other words with the same number are the same.",
                    ),
                    because=f"The text tells of a first one and of {_verbatim(fact)}.",
                    also=(first.id,),
                ),
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
            figure.rule == "first_and_further" and figure.quantity.point == (_point(fact) or 0) + 1
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
        title = ", ".join(
            p for p in (f"{noun[:1].upper()}{noun[1:]}", cohort, place, interval) if p
        )
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
        self, chain: Sequence[tuple[Stated, Fact]], universe: Universe, result: _Result
    ) -> Figure:
        facts = [fact for _, fact in chain]
        figure = Figure(
            id=self._facts.draw((f.id for f in facts), "derived", result.rule, universe.id),
            case=self._facts.case.id,
            made=self._facts.made("figures"),
            universe=universe.id,
            quantity=result.quantity,
            author=" and ".join(dict.fromkeys(author_name(fact, self._parties) for fact in facts)),
            as_of=max((f.as_of for f in facts if f.as_of), default=None),
            claims=tuple(dict.fromkeys((*(f.id for f in facts), *result.also))),
            inputs=tuple(one.record.id for one, _ in chain),
            rule=result.rule,
            assumptions=result.assumptions,
            derivable=result.derivable,
            because=result.because,
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
    low: float | None = None,
    point: float | None = None,
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
    for a, b in itertools.pairwise(facts):
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
