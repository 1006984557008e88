"""Parts and totals, and series that only grow: what does not fit is a doubt (domain.md §11.6)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from hechos.lang.said import Said


@dataclass(frozen=True, slots=True, kw_only=True)
class Misfit:
    """Why numbers do not fit each other; `what` names the margin or series, `by` how far they are
    apart (parts less total, later less earlier)."""

    what: str
    by: int
    sentence: Said


def check_margin(total: int, parts: Mapping[str, int], *, what: str) -> Misfit | None:
    """Return how the parts of a margin do not sum to the total; None where they do.

    A margin of which only one part is stated cannot be checked, but no part is above the total."""
    stated = {name: number for name, number in parts.items() if number}
    whole = sum(stated.values())
    if whole == total or (len(parts) < 2 and whole <= total):
        return None
    added = tuple(Said("{n:,} {name}", n=number, name=name) for name, number in stated.items())
    summed = Said("{parts: + | + }", parts=added)
    if len(stated) > 1:
        summed = Said("{parts} = {whole:,}", parts=summed, whole=whole)
    return Misfit(
        what=what,
        by=whole - total,
        sentence=Said(
            "By {what}: {parts}, and the total is {total:,}.",
            what=what,
            parts=summed,
            total=total,
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What an author says corrected a cumulative number as of a day."""

    as_of: date
    because: str
    claims: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """One value of a cumulative series."""

    as_of: date
    number: int
    claims: tuple[str, ...] = ()


def check_cumulative(
    series: Sequence[Reported], corrections: Sequence[Correction] = (), *, what: str
) -> Iterator[Misfit]:
    """Yield where a cumulative number falls though nobody says that it was corrected."""
    corrected = {correction.as_of for correction in corrections}
    for before, after in pairwise(sorted(series, key=lambda one: (one.as_of, one.number))):
        if after.number < before.number and after.as_of not in corrected:
            yield Misfit(
                what=what,
                by=after.number - before.number,
                sentence=Said(
                    "{what} only adds up, and falls from {before:,} ({since:day}) to {after:,} "
                    "({until:day}); no correction is on file.",
                    what=what,
                    before=before.number,
                    since=before.as_of,
                    after=after.number,
                    until=after.as_of,
                ),
            )
