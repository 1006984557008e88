"""Whole numbers of people or acts as far as they are known: exact, bounded, or rough."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hechos.errors import InputError
from hechos.lang.said import in_english
from hechos.records import Bound, Number, Quantity

ROUGH = (Bound.ABOUT, Bound.NEARLY)


@dataclass(frozen=True, slots=True)
class Amount:
    """From `low` to `high`, both included; None where nothing bounds it. `point` stands only where
    a source says "about": then neither end is known, and nothing that is worked out from it is
    exact (R-CNT-3)."""

    low: int | None
    high: int | None
    point: int | None = None

    def __post_init__(self) -> None:
        if self.low is not None and self.high is not None and self.low > self.high:
            raise InputError(f"The number ends ({self.high}) below where it begins ({self.low}).")

    @property
    def is_exact(self) -> bool:
        return self.low is not None and self.low == self.high

    @property
    def is_rough(self) -> bool:
        return self.point is not None

    def plus(self, other: Amount) -> Amount:
        low, high = _sum(self.low, other.low), _sum(self.high, other.high)
        return Amount(low, high, _middle(self, other, 1))

    def minus(self, other: Amount) -> Amount:
        """Return the difference; an end may lie below zero (see `of_people`)."""
        low, high = _sum(self.low, _less(other.high)), _sum(self.high, _less(other.low))
        return Amount(low, high, _middle(self, other, -1))

    def of_people(self) -> Amount:
        """Return the number as one of people, who are none at the least.

        InputError where even its upper end lies below zero."""
        if (self.high is not None and self.high < 0) or (self.point or 0) < 0:
            most = self.high if self.high is not None else self.point
            raise InputError(
                f"That leaves {most:,} people, which cannot be.",
                hint="The numbers do not count the same people, or one of them is wrong.",
            )
        return Amount(max(0, self.low or 0), self.high, self.point)

    def meets(self, other: Amount) -> bool:
        """Whether one number may be both. What is rough may be anything."""
        return not (_is_below(self.high, other.low) or _is_below(other.high, self.low))

    def says(self) -> str:
        """Return the number in words: "96", "at least 214", "about 400"."""
        if self.point is not None:
            return f"about {self.point:,}"
        if self.low is not None and self.low == self.high:
            return f"{self.low:,}"
        if self.high is not None:
            return f"at most {self.high:,}" if not self.low else f"{self.low:,} to {self.high:,}"
        return f"at least {self.low:,}" if self.low else "an unknown number"


def exactly(number: int) -> Amount:
    return Amount(number, number)


def at_least(number: int) -> Amount:
    return Amount(number, None)


def about(number: int) -> Amount:
    return Amount(None, None, number)


def amount_of(quantity: Quantity) -> Amount:
    """Return a stated quantity as a whole number.

    InputError where it is a share, or no whole number."""
    if quantity.unit == "share":
        raise InputError(
            f"“{quantity.verbatim}” is a share and counts nobody.", hint="Give a number of people."
        )
    low, high = _whole(quantity, quantity.low), _whole(quantity, quantity.high)
    if quantity.bound in ROUGH:
        point = _whole(quantity, quantity.point)
        return Amount(None, None, next(n for n in (point, low, high, 0) if n is not None))
    low = None if low is None else low + quantity.low_open
    return Amount(low, None if high is None else high - quantity.high_open)


def _whole(quantity: Quantity, number: Number | None) -> int | None:
    if number is None:
        return None
    if number != int(number):
        raise InputError(f"“{quantity.verbatim}” is no whole number.")
    return int(number)


def _sum(a: int | None, b: int | None) -> int | None:
    return None if a is None or b is None else a + b


def _less(number: int | None) -> int | None:
    return None if number is None else -number


def _is_below(high: int | None, low: int | None) -> bool:
    return high is not None and low is not None and high < low


def _middle(a: Amount, b: Amount, sign: int) -> int | None:
    """Return the middle of what is worked out, where one of two is rough and both have one."""
    if not a.is_rough and not b.is_rough:
        return None
    first, second = (n.point if n.is_rough else n.low for n in (a, b))
    return None if first is None or second is None else first + sign * second


def plural(number: int, one: str, many: str = "") -> str:
    """Return "1 person", "2 persons"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def day_words(day: date) -> str:
    """Return the day as it is written in sentences: "20 January 2025"."""
    return in_english(day, "day")
