"""Sums of stated numbers: over windows, places or groups that do not meet, with what none of them
covers; else a sentence why not (R-CNT-5, R-CNT-6)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations, pairwise

from hechos.counting.documented.amounts import Amount, amount_of, day_words
from hechos.lang.edtf import earliest_latest
from hechos.lang.folding import fold
from hechos.lang.universes.families import family_of
from hechos.records import Quantity, Universe

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """A number with the universe that it counts, and who says so."""

    quantity: Quantity
    universe: Universe
    author: str = ""
    claims: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """`amount` is None where the numbers are not added; `because` says why, or over what they
    were. `window` (EDTF) runs from the first day to the last; `gaps` are what it holds and no
    number covers; `assumptions` what has to hold beside."""

    amount: Amount | None
    unit: str
    over: str
    because: str
    window: str = ""
    gaps: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()

    def sentence(self) -> str:
        if self.amount is None:
            return f"Not added: {self.because}"
        said = self.amount.says()
        during = f" for {window_words(self.window)}" if self.window else ""
        return " ".join(
            (f"{said[:1].upper()}{said[1:]} {self.unit}{during}. {self.because}", *self.gaps)
        )


def add_stated(stated: Sequence[Stated]) -> Sum:
    """Return the sum of numbers of which no two can hold the same people or acts."""
    unit = _unit_words(stated[0].universe) if stated else ""
    claims = tuple(dict.fromkeys(claim for one in stated for claim in one.claims))
    over, why = _parted_by(stated)
    if why:
        return Sum(amount=None, unit=unit, over=over, because=why, claims=claims)
    first, *others = (amount_of(one.quantity) for one in stated)
    for one in others:
        first = first.plus(one)
    window, gaps = _coverage(stated) if over == "window" else ("", ())
    words = " + ".join(one.quantity.verbatim or amount_of(one.quantity).says() for one in stated)
    return Sum(
        amount=first,
        unit=unit,
        over=over,
        because=f"These add up, for their {over}s do not meet: {words}.",
        window=window,
        gaps=gaps,
        assumptions=(f"The {over}s are those that the sources state.",),
        claims=claims,
    )


def why_not_compared(a: Universe, b: Universe) -> str | None:
    """Return in a sentence why numbers of two universes are not compared, None where they may be.

    What one of them leaves unstated is not taken to be equal (R-CNT-6)."""
    for slot, name in _SLOTS:
        one, other = getattr(a, slot), getattr(b, slot)
        if _folded(one) != _folded(other):
            return f"They do not count the same: the {name} is {_words(one)} and {_words(other)}."
    return None


_SLOTS = (
    ("unit", "unit"),
    ("acts", "act"),
    ("who_in", "group counted"),
    ("who_out", "group left out"),
    ("place", "place"),
    ("interval", "time"),
    ("cohort", "occasion"),
    ("counting_rule", "counting rule"),
)
_SAME_BUT = {"window": ("interval",), "place": ("place",), "group": ("who_in", "who_out")}


def _parted_by(stated: Sequence[Stated]) -> tuple[str, str]:
    """Return over what numbers may be added, and else why they may not be."""
    if len(stated) < 2:
        return "", "There are not two numbers."
    universes = [one.universe for one in stated]
    pairs = list(combinations(universes, 2))
    over = next((o for o, parts in _PARTED.items() if all(parts(a, b) for a, b in pairs)), "")
    if not over:
        return "", (
            "Their windows, places and groups may meet, so one person may be in two of them."
        )
    for a, b in pairs:
        for slot, name in _SLOTS:
            one, other = getattr(a, slot), getattr(b, slot)
            if slot not in _SAME_BUT[over] and _folded(one) != _folded(other):
                return over, f"The {name} is {_words(one)} in one and {_words(other)} in another."
    if over == "window" and _is_people(universes[0]) and _may_repeat(universes[0]):
        return over, (
            "It can happen to one person twice, so people counted in one window may be in another; "
            "only the acts would add up."
        )
    return over, ""


def _windows_part(a: Universe, b: Universe) -> bool:
    (a_first, a_last), (b_first, b_last) = (_span(one) for one in (a, b))
    return bool(
        (a_last and b_first and a_last < b_first) or (b_last and a_first and b_last < a_first)
    )


def _places_part(a: Universe, b: Universe) -> bool:
    one, other = _path(a.place), _path(b.place)
    shared = min(len(one), len(other))
    return shared > 0 and one[:shared] != other[:shared]


def _groups_part(a: Universe, b: Universe) -> bool:
    """Whether one counts whom the other says it leaves out."""
    return bool(
        (a.who_in and _folded(a.who_in) == _folded(b.who_out))
        or (b.who_in and _folded(b.who_in) == _folded(a.who_out))
    )


_PARTED = {"window": _windows_part, "place": _places_part, "group": _groups_part}


def _is_people(universe: Universe) -> bool:
    return (universe.unit or "") not in ("arrest_event", "incident", "act", "victim_violation")


def _may_repeat(universe: Universe) -> bool:
    family = family_of(universe.acts, universe.unit)
    return family is None or family.repeats


def _unit_words(universe: Universe) -> str:
    """Return what is counted, in the plural: "arrests" for arrest_event."""
    unit = universe.unit or "people"
    family = family_of(universe.acts, universe.unit)
    plain = (one for one in (family.units if family else ()) if one == f"{unit.split('_')[0]}s")
    return next(plain, unit.replace("_", " "))


def _coverage(stated: Sequence[Stated]) -> tuple[str, tuple[str, ...]]:
    spans = sorted(_days(stated))
    window = f"{spans[0][0]}/{max(last for _, last, _ in spans)}"
    gaps = []
    for (_, last, words), (first, _, _) in pairwise(spans):
        if first - last > _DAY:
            days = window_words(f"{last + _DAY}/{first - _DAY}")
            gaps.append(f"Not covered by any of them: {days}.")
        if words:
            gaps.append(
                f"The window that ends with “{words}” is not known to the day; days up to "
                f"{day_words(first - _DAY)} may not be covered."
            )
    return window, tuple(gaps)


def _days(stated: Sequence[Stated]) -> Iterator[tuple[date, date, str]]:
    for one in stated:
        interval = one.universe.interval or ""
        first, last = earliest_latest(interval)
        if first and last:
            end = interval.rpartition("/")[2]
            yield (
                first,
                last,
                end if len(end.rstrip("~?%")) < len("2000-01-01") or end[-1:] in "~?%" else "",
            )


def _span(universe: Universe) -> tuple[date | None, date | None]:
    return earliest_latest(universe.interval) if universe.interval else (None, None)


def window_words(edtf: str) -> str:
    """Return a window of days in words: "1 January 2025 to 15 September 2025"."""
    first, last = earliest_latest(edtf)
    if first is None or last is None:
        return edtf
    return day_words(first) if first == last else f"{day_words(first)} to {day_words(last)}"


def _path(place: str | None) -> tuple[str, ...]:
    """Return a place from the largest part down."""
    return tuple(
        reversed([fold(part.strip()) for part in (place or "").split(",") if part.strip()])
    )


def _folded(value: str | tuple[str, ...] | None) -> object:
    if isinstance(value, tuple):
        return tuple(sorted(value))
    return fold(value) if value else ""


def _words(value: str | tuple[str, ...] | None) -> str:
    told = ", ".join(value) if isinstance(value, tuple) else value
    return f"“{told}”" if told else "unstated"
