"""Whether what is not counted could change who leads."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from hechos.counting.tallies.checks import Check, Comparison, say, unknown
from hechos.counting.tallies.sheets import Counts
from hechos.lang.said import Said

MARGIN = Said("the lead is larger than all electors not counted")
EQUAL_SIZED = Said("The tables not counted have on average as many electors as all tables.")
REGISTERED = Said("Nobody votes at a table not counted but its registered electors.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """How many electors are registered at tables that are not counted; what that rests on.
    `most` is the largest number that the announced share may be rounded from, where it is from
    a share."""

    electors: int
    assumption: str
    most: int | None = None


def outside_by_share(electors: int, share: Fraction, *, half: Fraction) -> Outside:
    """Return the electors outside when only the share of tables counted is known, and it is
    rounded to within `half` a step of its last digit."""
    return Outside(
        electors=round(electors * (1 - share)),
        assumption=EQUAL_SIZED,
        most=math.ceil(electors * (1 - share + half)),
    )


def margin_test(counts: Counts, outside: Outside | None, on: Said) -> Check:
    """Return whether the first leads the second by more than the electors outside (R-ELE-3).

    Every one of them voting for the second is the farthest that they can go."""
    if outside is None:
        return unknown(MARGIN, on, Said("It is not known how many electors are not counted."))
    if len(counts.votes) < 2:
        return unknown(MARGIN, on, Said("Needs the votes of two candidates or more."))
    (first, most), (second, less) = counts.leading[:2]
    lead = most - less
    short = max(outside.electors, outside.most or 0) - lead
    holds = short < 0
    leads = Said(
        "{first} leads {second} by {lead}; electors not counted: {outside}.",
        first=first,
        second=second,
        lead=say(lead),
        outside=_rounded(outside),
    )
    return Check(
        name=MARGIN,
        on=on,
        result=Comparison.MATCH if holds else Comparison.DIFFERS,
        sentence=Said.together(leads, _verdict(lead, outside, holds)),
        by=0 if holds else max(short, 1),
        bound=True,
        assumption=outside.assumption,
    )


def _rounded(outside: Outside) -> str:
    if outside.most is None or outside.most == outside.electors:
        return say(outside.electors)
    return Said(
        "{n} (at most {most}, as the share is rounded)",
        n=say(outside.electors),
        most=say(outside.most),
    )


def _verdict(lead: int, outside: Outside, holds: bool) -> str:
    """Say whether the lead holds, and how far the assumption that tables are alike may be wrong."""
    if not holds:
        return Said("They could still change who leads.")
    if not outside.most:
        return Said("The lead is larger than all of them together.")
    return Said(
        "The lead is larger than all of them together, while tables not counted are on average at "
        "most {times} times as large as all.",
        times=math.floor(1000 * Fraction(lead, outside.most)) / 1000,
    )
