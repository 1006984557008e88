"""Stock and flow: who was held at two days, who came and who went between (R-DET-1)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from hechos.counting.documented.amounts import Amount, day_words, exactly
from hechos.counting.registers.spells import Presence, Spell, is_placed, presences
from hechos.errors import InputError
from hechos.lang.edtf import earliest_latest
from hechos.lang.said import Said

IN = ("new", "late_registered", "reclassified_in")
OUT = ("exits", "reclassified_out", "removed_after_verification")
NAMES = {
    "new": Said("new"),
    "late_registered": Said("registered late"),
    "reclassified_in": Said("taken in by classification"),
    "exits": Said("exits"),
    "reclassified_out": Said("taken out by classification"),
    "removed_after_verification": Said("removed after verification"),
}
_PEOPLE = {
    "new": "people newly held",
    "late_registered": "people registered late",
    "reclassified_in": "people taken in by classification",
    "exits": "exits",
    "reclassified_out": "people taken out by classification",
    "removed_after_verification": "people removed after verification",
}
_WENT = {"exit": "exits", "out": "reclassified_out", "removed": "removed_after_verification"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One person who came or went: why, on which day, and the claims behind it."""

    person: str
    name: str
    day: date
    why: str = ""
    claims: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """One term of the balance. `moves` lists its people; without any the number is all there is.
    `worked_out`: nobody states it, it is what the others leave."""

    term: str
    amount: Amount
    moves: tuple[Move, ...] = ()
    worked_out: bool = False

    @property
    def sign(self) -> str:
        return "+" if self.term in IN else "−"

    def kinds(self) -> Mapping[str, int]:
        """Return how many went in which way."""
        return Counter(move.why for move in self.moves)


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """S(t) = S(t−1) + new + late_registered + reclassified_in − exits − reclassified_out −
    removed_after_verification. `before` and `after` are the stocks at the end of two days; a term
    that is not among `flows` is not stated. `unplaced` are people whose days of entry or exit are
    not known, who are in no number; `unsure` those whose day is known to the month or year and may
    lie on the other side of a stock's day."""

    since: date | None
    until: date | None
    before: Amount
    after: Amount
    flows: tuple[Flow, ...] = ()
    unplaced: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    after_worked_out: bool = False

    def flow(self, term: str) -> Flow | None:
        return next((flow for flow in self.flows if flow.term == term), None)

    @property
    def expected(self) -> Amount:
        """Return what the stock before and the flows make."""
        total = self.before
        for flow in self.flows:
            total = total.plus(flow.amount) if flow.term in IN else total.minus(flow.amount)
        return total

    @property
    def holds(self) -> bool | None:
        """Whether both sides are equal; None where rough or bounded numbers only may be."""
        if not self.expected.meets(self.after):
            return False
        exact = self.expected.is_exact and self.after.is_exact
        return True if exact else None

    def sentence(self) -> str:
        """Return the balance in numbers, and whether it holds."""
        left = self.before.says() + (f" on {day_words(self.since)}" if self.since else "")
        terms = "".join(
            f" {flow.sign} {flow.amount.says()} {NAMES[flow.term]}"
            for flow in self.flows
            if flow.amount != exactly(0)
        )
        right = self.after.says() + (f" on {day_words(self.until)}" if self.until else "")
        if self.holds is False:
            return (
                f"It does not balance: {left}{terms} make {self.expected.says()}, and the stock is "
                f"{right}."
            )
        told = f"{left}{terms} {'=' if self.holds else 'leave'} {right}."
        if self.holds is None:
            told += " Not all of these are exact, so what follows from them is not."
        for what in self.worked_out:
            told += f" The {what} is worked out, not stated"
            told += f": it holds if {self.assumptions[0]}." if self.assumptions else "."
        return told

    @property
    def worked_out(self) -> tuple[str, ...]:
        """Return which numbers nobody states."""
        flows = tuple(f"number of {_PEOPLE[f.term]}" for f in self.flows if f.worked_out)
        return (*flows, "last stock") if self.after_worked_out else flows

    def rows(self) -> list[dict[str, object]]:
        """Return each person behind each term."""
        return [
            {
                "term": flow.term,
                "sign": flow.sign,
                "person": move.person,
                "name": move.name,
                "day": move.day.isoformat(),
                "why": move.why,
                "claims": list(move.claims),
            }
            for flow in self.flows
            for move in flow.moves
        ]


def stock(spells: Iterable[Spell], day: date) -> tuple[Spell, ...]:
    """Return whom the register counts at the end of a day: one spell a person, by name."""
    held: dict[str, Spell] = {}
    for spell in spells:
        if any(p.start <= day and (p.end is None or p.end > day) for p in presences(spell)):
            held.setdefault(spell.person, spell)
    return tuple(sorted(held.values(), key=lambda one: (one.called, one.person)))


def balance(spells: Sequence[Spell], since: date, until: date) -> Balance:
    """Return the stocks at the end of two days and everyone who came or went between.

    Spells of one person that overlap are one stay. Who was held before the first day and became
    known to the register only after it is registered late."""
    if until <= since:
        raise InputError("A balance runs from one day to a later one.")
    moves: dict[str, list[Move]] = defaultdict(list)
    sizes = [0, 0]
    for stays in _by_person(spells):
        for stay in stays:
            sizes[0] += stay.start <= since and (stay.end is None or stay.end > since)
            sizes[1] += stay.start <= until and (stay.end is None or stay.end > until)
            if since < stay.start <= until:
                moves[_came(stay, since)].append(_move(stay, stay.start, ""))
            if stay.end is not None and since < stay.end <= until:
                moves[_WENT[stay.went]].append(_move(stay, stay.end, stay.why))
    return Balance(
        since=since,
        until=until,
        before=exactly(sizes[0]),
        after=exactly(sizes[1]),
        flows=tuple(
            Flow(
                term=term,
                amount=exactly(len(moves[term])),
                moves=tuple(sorted(moves[term], key=_by_day)),
            )
            for term in (*IN, *OUT)
        ),
        unplaced=tuple(sorted({s.called for s in spells if not is_placed(s)})),
        unsure=tuple(sorted({s.called for s in spells if _is_unsure(s, since, until)})),
    )


def _by_person(spells: Iterable[Spell]) -> Iterator[list[Presence]]:
    """Yield the stays of each person, those that overlap as one; who left and was taken again on
    one day has two."""
    found: dict[str, list[Presence]] = defaultdict(list)
    for spell in spells:
        found[spell.person] += presences(spell)
    for person in sorted(found):
        merged: list[Presence] = []
        for one in sorted(found[person], key=lambda p: (p.start, p.end or date.max)):
            last = merged[-1] if merged else None
            if last is None or (last.end is not None and last.end <= one.start):
                merged.append(one)
            elif last.end is not None and (one.end is None or one.end > last.end):
                merged[-1] = Presence(last.start, one.end, last.came, one.went, last.spell, one.why)
        yield merged


def _came(stay: Presence, since: date) -> str:
    if stay.came == "in":
        return "reclassified_in"
    taken = stay.spell.entry_day
    return "late_registered" if taken is not None and taken <= since else "new"


def _move(stay: Presence, day: date, why: str) -> Move:
    spell = stay.spell
    return Move(person=spell.person, name=spell.called, day=day, why=why, claims=spell.claims)


def _by_day(move: Move) -> tuple[date, str, str]:
    return move.day, move.name, move.person


def _is_unsure(spell: Spell, since: date, until: date) -> bool:
    """Whether a day that is known to the month or year may lie on either side of a stock's day."""
    told = [spell.entry, *(one.on for one in spell.exits if one.kind.ends)]
    spans = [earliest_latest(one) for one in told if one]
    return any(
        first is not None and last is not None and first <= day < last
        for first, last in spans
        for day in (since, until)
    )
