"""One comparison of two numbers and its result, with the sentence that a person reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from hechos.counting.tallies.sheets import PART_WORDS, Counts

Exact = int | Fraction


class Comparison(StrEnum):
    MATCH = "match"
    DIFFERS = "differs"
    NOT_COMPARABLE = "not comparable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """`by` is what differs by how much, left minus right, in votes or (`percent`) in points of a
    percentage. A `bound` check asks whether one number keeps to another. `assumption` is what
    has to be true for the result to hold, `remedies` single slips that would explain it, `claims`
    those that say one of the numbers."""

    name: str
    on: str
    result: Comparison
    sentence: str
    by: Exact | None = None
    bound: bool = False
    percent: bool = False
    assumption: str = ""
    remedies: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()

    @property
    def word(self) -> str:
        """match, differs by 72,000, holds, fails by 12, not comparable."""
        if self.result is Comparison.NOT_COMPARABLE:
            return self.result.value
        if self.result is Comparison.MATCH:
            return "holds" if self.bound else "match"
        by = max(self.by or 0, -(self.by or 0))
        size = f"{float(by):.2f} points" if self.percent else say(by)
        return f"{'fails' if self.bound else 'differs'} by {size}"


def say(number: Exact) -> str:
    """Return a number as people read it: 12,386,669."""
    return f"{number:,}" if isinstance(number, int) else f"{float(number):,.2f}"


def say_percent(part: Exact, whole: Exact) -> str:
    return f"{100 * float(Fraction(part) / Fraction(whole)):.2f} %"


def compared(name: str, on: str, left: tuple[str, int], right: tuple[str, int]) -> Check:
    """Return whether two numbers, each given with its words, are the same."""
    by = left[1] - right[1]
    head = f"{left[0]}: {say(left[1])}; {right[0]}: {say(right[1])}"
    if by == 0:
        return Check(name=name, on=on, result=Comparison.MATCH, sentence=f"{head}.", by=0)
    more = "more" if by > 0 else "fewer"
    sentence = f"{head}: {say(abs(by))} {more}."
    return Check(name=name, on=on, result=Comparison.DIFFERS, sentence=sentence, by=by)


def bounded(name: str, on: str, low: tuple[str, int], high: tuple[str, int]) -> Check:
    """Return whether the first number is not above the second."""
    over = low[1] - high[1]
    head = f"{low[0]}: {say(low[1])}; {high[0]}: {say(high[1])}"
    result = Comparison.DIFFERS if over > 0 else Comparison.MATCH
    sentence = f"{head}: {say(over)} too many." if over > 0 else f"{head}."
    return Check(name=name, on=on, result=result, sentence=sentence, by=max(over, 0), bound=True)


def unknown(name: str, on: str, why: str) -> Check:
    return Check(name=name, on=on, result=Comparison.NOT_COMPARABLE, sentence=why)


CANDIDATES = "candidates add up to the valid votes"
PARTS_ADD = "valid, null and blank votes add up to the votes"
WITHIN = "no more votes than electors"


def sums_of(counts: Counts, on: str) -> Iterator[Check]:
    """Yield whether candidates make up the valid votes, and these with the rest all votes."""
    if counts.valid is None or not counts.votes:
        yield unknown(CANDIDATES, on, "The valid votes are not stated.")
    else:
        left = ("Candidates together", counts.for_candidates)
        yield _mended(compared(CANDIDATES, on, left, ("valid votes stated", counts.valid)), counts)
    if counts.total is None or counts.valid is None or counts.null is None:
        wanted = {part: getattr(counts, part) for part in ("valid", "null", "total")}
        lacks = " and ".join(PART_WORDS[part] for part, n in wanted.items() if n is None)
        yield unknown(PARTS_ADD, on, f"Not stated: {lacks}.")
    else:
        parts = counts.valid + counts.null + (counts.blank or 0)
        words = (
            "Valid, null and blank votes" if counts.blank is not None else "Valid and null votes"
        )
        yield compared(PARTS_ADD, on, (f"{words} together", parts), ("votes stated", counts.total))


def within_electors(counts: Counts, electors: int | None, on: str) -> Check:
    cast = counts.cast
    if cast is None:
        cast = counts.valid if counts.valid is not None else counts.for_candidates
    if electors is None:
        return unknown(WITHIN, on, "The electors of the table are not stated.")
    return bounded(WITHIN, on, ("Votes", cast), ("electors", electors))


def _mended(check: Check, counts: Counts) -> Check:
    if not check.by or counts.valid is None:
        return check
    by = int(check.by)
    signed = {words: (number, by) for words, number in candidates_of(counts).items()}
    signed["valid votes"] = (counts.valid, -by)
    remedies = tuple(
        f"{what}: {say(number)} with two neighbouring digits exchanged is {say(fixed)}, "
        "and the sum is then exact"
        for what, (number, over) in sorted(signed.items())
        for fixed in exchanged(number)
        if number - fixed == over
    )
    return Check(
        name=check.name,
        on=check.on,
        result=check.result,
        sentence=check.sentence,
        by=by,
        remedies=remedies,
    )


def candidates_of(counts: Counts) -> Mapping[str, int]:
    return {f"votes for {name}": number for name, number in counts.votes}


def exchanged(number: int) -> tuple[int, ...]:
    """Return the numbers that one exchange of two neighbouring digits makes of this one.

    >>> exchanged(6480)
    (4680, 6840, 6408)
    """
    digits = str(number)
    found = []
    for place in range(len(digits) - 1):
        a, b = digits[place], digits[place + 1]
        if a != b and not (place == 0 and b == "0"):
            found.append(int(f"{digits[:place]}{b}{a}{digits[place + 2 :]}"))
    return tuple(found)
