"""The balance that a register prints each week: stock, margins, who came and went, and the change
since the last one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import TypedDict

from hechos.counting.documented.amounts import day_words, plural
from hechos.counting.documented.margins import Misfit, Reported, check_cumulative, check_margin
from hechos.counting.registers.kinds import is_missing, lines, name_of, traits
from hechos.counting.registers.measures import measures
from hechos.counting.registers.spells import Spell, is_placed
from hechos.counting.registers.stock import Balance, balance, stock
from hechos.lang.edtf import earliest_latest
from hechos.lang.said import Said

UNIT = Said("people held")
RESTRICTED = Said("let out under measures")
EVER = Said("detentions on file")
_LINES = (UNIT, *lines(), RESTRICTED, EVER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Margin:
    """How the stock parts by a trait: (value, people). A margin of one value alone is a subset."""

    trait: str
    counts: tuple[tuple[str, int], ...]

    @property
    def missing(self) -> int:
        """Return for how many nothing is known of it."""
        return sum(number for value, number in self.counts if is_missing(self.trait, value))

    def named(self) -> dict[str, int]:
        return {name_of(self.trait, value): number for value, number in self.counts}


class Change(TypedDict):
    """One line of a bulletin beside the last one."""

    what: str
    last: int | None
    now: int | None
    change: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulletin:
    """A balance as of a day, made from spells or as somebody printed it. `restricted` are people
    let out who are under measures: released is not free. `ever` counts detentions since the
    register began. `flows` is there where the one before is known; `scope` says who is counted."""

    as_of: date
    total: int
    margins: tuple[Margin, ...] = ()
    restricted: int | None = None
    ever: int | None = None
    flows: Balance | None = None
    scope: str = ""
    unplaced: int = 0
    claims: tuple[str, ...] = ()

    def misfits(self) -> list[Misfit]:
        """Return which margins do not sum to the total."""
        found = (
            check_margin(self.total, margin.named(), what=Said.word(traits()[margin.trait].what))
            for margin in self.margins
        )
        return [misfit for misfit in found if misfit is not None]

    def margin(self, trait: str) -> Margin | None:
        return next((margin for margin in self.margins if margin.trait == trait), None)

    def sentence(self) -> str:
        """Return the balance in words. It speaks of documented people, not of all there are."""
        told = f"{self.total:,} {UNIT} on {day_words(self.as_of)}, as documented."
        for margin in self.margins:
            parts = [f"{number:,} {name}" for name, number in margin.named().items() if number]
            told += f" By {traits()[margin.trait].what}: {', '.join(parts)}." if parts else ""
        if self.restricted is not None:
            told += f" {plural(self.restricted, 'person', 'people')} let out under measures."
        for misfit in self.misfits():
            told += f" Doubt: {misfit.sentence}"
        return told

    def rows(self) -> list[dict[str, object]]:
        """Return the lines of the bulletin: what, and how many."""
        return [
            {"what": what, "people": number}
            for what, number in self._numbers()
            if number is not None
        ]

    def delta(self, last: Bulletin) -> list[Change]:
        """Return each line with its number in the last bulletin and the change; None where one of
        them does not state it."""
        now, then = self._lines(last), last._lines(self)
        return [
            {
                "what": what,
                "last": then.get(what),
                "now": now.get(what),
                "change": now[what] - then[what] if what in now and what in then else None,
            }
            for what in sorted({*now, *then}, key=_place)
        ]

    def _lines(self, other: Bulletin) -> dict[str, int]:
        """Return each line and its number; nobody is in a part of a margin that the other bulletin
        alone names."""
        told = {what: number for what, number in self._numbers() if number is not None}
        for margin in other.margins:
            if self.margin(margin.trait) is not None:
                told = {**told, **{name: told.get(name, 0) for name in margin.named()}}
        return told

    def _numbers(self) -> Iterator[tuple[str, int | None]]:
        yield UNIT, self.total
        for margin in self.margins:
            yield from margin.named().items()
        yield RESTRICTED, self.restricted
        yield EVER, self.ever


def bulletin(
    spells: Sequence[Spell], as_of: date, *, last: date | None = None, scope: str = ""
) -> Bulletin:
    """Return the balance of a register at the end of a day, with all who came and went since the
    end of the day `last`."""
    held = stock(spells, as_of)
    begun = [spell for spell in spells if spell.start is not None and spell.start <= as_of]
    told = {key for spell in spells for key in _told(spell)}
    return Bulletin(
        as_of=as_of,
        total=len(held),
        margins=tuple(_margin(key, held, as_of) for key in traits() if key in told),
        restricted=len(measures(spells, as_of).people),
        ever=len(begun),
        flows=balance(spells, last, as_of) if last is not None else None,
        scope=scope,
        unplaced=sum(not is_placed(spell) for spell in spells),
        claims=tuple(dict.fromkeys(claim for spell in held for claim in spell.claims)),
    )


def _told(spell: Spell) -> Iterator[str]:
    """Yield the traits of which a spell says anything."""
    yield from (key for key, _ in spell.traits)
    yield from ("whereabouts" for span in spell.spans if span.kind == "whereabouts")
    yield from ("convicted" for step in spell.steps if step.type == "conviction")


def _margin(trait: str, held: Sequence[Spell], day: date) -> Margin:
    counts = Counter(spell.trait_on(trait, day) for spell in held)
    order = sorted(counts, key=lambda value: (is_missing(trait, value), -counts[value], value))
    return Margin(trait=trait, counts=tuple((value, counts[value]) for value in order))


def check_series(bulletins: Sequence[Bulletin]) -> Iterator[tuple[Bulletin, Misfit]]:
    """Yield what does not fit in balances of one register: margins, and a number of detentions
    since the beginning that falls."""
    in_order = sorted(bulletins, key=lambda one: one.as_of)
    for one in in_order:
        for misfit in one.misfits():
            yield one, misfit
    series = [Reported(as_of=b.as_of, number=b.ever) for b in in_order if b.ever is not None]
    for before, after in pairwise(series):
        for misfit in check_cumulative([before, after], what=EVER.capitalize()):
            yield next(b for b in in_order if b.as_of == after.as_of), misfit


def _place(what: str) -> tuple[int, str]:
    return _LINES.index(what) if what in _LINES else len(_LINES), what


def week_before(day: date) -> date:
    return day - timedelta(days=7)


def last_change(spells: Iterable[Spell]) -> date | None:
    """Return the last day of which the register tells anything."""
    told: list[date] = []
    for spell in spells:
        days = [spell.start, *(one.day for one in spell.exits)]
        days += [earliest_latest(listing.on)[1] for listing in spell.listings]
        days += [earliest_latest(spell.judge)[1] if spell.judge else None]
        told += [day for day in days if day is not None]
    return max(told, default=None)
