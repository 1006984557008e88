"""One comparison of two numbers and its result, with the sentence that a person reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from hechos.counting.tallies.sheets import PART_WORDS, Counts, votes_for
from hechos.lang.said import Said

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

    name: Said
    on: Said
    result: Comparison
    sentence: Said
    by: Exact | None = None
    bound: bool = False
    percent: bool = False
    assumption: str = ""
    remedies: tuple[Said, ...] = ()
    claims: tuple[str, ...] = ()

    @property
    def word(self) -> Said:
        """match, differs by 72,000, holds, fails by 12, not comparable."""
        if self.result is Comparison.NOT_COMPARABLE:
            return Said("not comparable")
        if self.result is Comparison.MATCH:
            return Said("holds") if self.bound else Said("match")
        by = max(self.by or 0, -(self.by or 0))
        size = Said("{n:.2f} points", n=float(by)) if self.percent else say(by)
        return Said("fails by {n}", n=size) if self.bound else Said("differs by {n}", n=size)


def say(number: Exact) -> Said:
    """Return a number as people read it: 12,386,669."""
    if isinstance(number, int):
        return Said("{n:,}", n=number)
    return Said("{n:,.2f}", n=float(number))


def say_percent(part: Exact, whole: Exact) -> Said:
    return Said("{n:.2f} %", n=100 * float(Fraction(part) / Fraction(whole)))


def compared(name: Said, on: Said, left: tuple[str, int], right: tuple[str, int]) -> Check:
    """Return whether two numbers, each given with its words, are the same."""
    by = left[1] - right[1]
    head = _beside(left, right)
    if by == 0:
        sentence = Said("{numbers}.", numbers=head)
        return Check(name=name, on=on, result=Comparison.MATCH, sentence=sentence, by=0)
    more = Said("{numbers}: {n} more.", numbers=head, n=say(by))
    fewer = Said("{numbers}: {n} fewer.", numbers=head, n=say(-by))
    sentence = more if by > 0 else fewer
    return Check(name=name, on=on, result=Comparison.DIFFERS, sentence=sentence, by=by)


def bounded(name: Said, on: Said, low: tuple[str, int], high: tuple[str, int]) -> Check:
    """Return whether the first number is not above the second."""
    over = low[1] - high[1]
    head = _beside(low, high)
    result = Comparison.DIFFERS if over > 0 else Comparison.MATCH
    sentence = Said("{numbers}.", numbers=head)
    if over > 0:
        sentence = Said("{numbers}: {n} too many.", numbers=head, n=say(over))
    return Check(name=name, on=on, result=result, sentence=sentence, by=max(over, 0), bound=True)


def _beside(left: tuple[str, int], right: tuple[str, int]) -> Said:
    return Said(
        "{left}: {a}; {right}: {b}",
        left=left[0],
        a=say(left[1]),
        right=right[0],
        b=say(right[1]),
    )


def unknown(name: Said, on: Said, why: Said) -> Check:
    return Check(name=name, on=on, result=Comparison.NOT_COMPARABLE, sentence=why)


CANDIDATES = Said("candidates add up to the valid votes")
PARTS_ADD = Said("valid, null and blank votes add up to the votes")
WITHIN = Said("no more votes than electors")


def sums_of(counts: Counts, on: Said) -> Iterator[Check]:
    """Yield whether candidates make up the valid votes, and these with the rest all votes."""
    if counts.valid is None or not counts.votes:
        yield unknown(CANDIDATES, on, Said("The valid votes are not stated."))
    else:
        left = (Said("Candidates together"), counts.for_candidates)
        right = (Said("valid votes stated"), counts.valid)
        yield _mended(compared(CANDIDATES, on, left, right), counts)
    if counts.total is None or counts.valid is None or counts.null is None:
        wanted = {part: getattr(counts, part) for part in ("valid", "null", "total")}
        lacks = tuple(PART_WORDS[part] for part, n in wanted.items() if n is None)
        yield unknown(PARTS_ADD, on, Said("Not stated: {what: and | and }.", what=lacks))
    else:
        parts = counts.valid + counts.null + (counts.blank or 0)
        words = Said("Valid and null votes together")
        if counts.blank is not None:
            words = Said("Valid, null and blank votes together")
        right = (Said("votes stated"), counts.total)
        yield compared(PARTS_ADD, on, (words, parts), right)


def within_electors(counts: Counts, electors: int | None, on: Said) -> Check:
    cast = counts.cast
    if cast is None:
        cast = counts.valid if counts.valid is not None else counts.for_candidates
    if electors is None:
        return unknown(WITHIN, on, Said("The electors of the table are not stated."))
    return bounded(WITHIN, on, (Said("Votes"), cast), (Said("electors"), electors))


def _mended(check: Check, counts: Counts) -> Check:
    if not check.by or counts.valid is None:
        return check
    by = int(check.by)
    signed: dict[str, tuple[int, int]] = {
        words: (number, by) for words, number in candidates_of(counts).items()
    }
    signed[PART_WORDS["valid"]] = (counts.valid, -by)
    remedies = tuple(
        Said(
            "{what}: {n} with two neighbouring digits exchanged is {fixed}, and the sum is then "
            "exact",
            what=what,
            n=say(number),
            fixed=say(fixed),
        )
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
    return {votes_for(name): number for name, number in counts.votes}


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
