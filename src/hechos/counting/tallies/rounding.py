"""Whether totals are what rounded percentages of a sum give, and how seldom totals are."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction

from hechos.counting.tallies.checks import Check, Comparison, say, unknown
from hechos.counting.tallies.sheets import Counts
from hechos.lang.said import Said

ROUNDED = Said("totals equal rounded percentages")
REST = Said("the rest")
TENTH = Fraction(1, 1000)
TELLS_NOTHING = Fraction(1, 20)


def off_grid(number: int, total: int, step: Fraction = TENTH) -> tuple[Fraction, Fraction]:
    """Return the nearest share p of the grid, and how far the number is from p times the total."""
    share = Fraction(round(Fraction(number, total) / step)) * step
    return share, number - share * total


def rounding_test(counts: Counts, on: Said, *, step: Fraction = TENTH, rest: str = REST) -> Check:
    """Return whether every total is a share of the grid times the sum, rounded to a whole number.

    max |v - round(p N)| < 1 with each p on the grid (domain.md §1.7). Where the valid votes are
    more than those of the candidates stated, what remains is one total more."""
    votes = dict(counts.votes)
    total = counts.valid if counts.valid is not None else counts.for_candidates
    left = total - counts.for_candidates
    if counts.valid is None or len(votes) < 2 or left < 0 or total == 0:
        return unknown(
            ROUNDED,
            on,
            Said("Needs the votes of two candidates or more, and the valid votes."),
        )
    if left:
        votes[rest] = left
    chance = chance_of(total, len(votes), step)
    if chance >= TELLS_NOTHING:
        said = Said(
            "With so few votes it tells nothing: up to {n:.0f} of 100 results pass.",
            n=float(100 * chance),
        )
        return unknown(ROUNDED, on, said)
    return _tested(votes, total, step, on)


def _tested(votes: Mapping[str, int], total: int, step: Fraction, on: Said) -> Check:
    found = {name: off_grid(number, total, step) for name, number in votes.items()}
    worst = max(abs(gap) for _, gap in found.values())
    grid = float(100 * step)
    if any(not is_rounded(number, total, step) for number in votes.values()):
        far = max(found, key=lambda name: (abs(found[name][1]), name))
        share, gap = found[far]
        sentence = Said(
            "Not all totals are whole steps of {step:g} % of {total}: {far} is {gap} votes from "
            "{share:g} %.",
            step=grid,
            total=say(total),
            far=far,
            gap=say(abs(gap)),
            share=float(100 * share),
        )
        return Check(name=ROUNDED, on=on, result=Comparison.DIFFERS, sentence=sentence, by=worst)
    shares = tuple(
        Said("{name} {share:g} %", name=name, share=float(100 * share))
        for name, (share, _) in sorted(found.items(), key=lambda one: (-one[1][0], one[0]))
    )
    often = _say_chance(chance_of(total, len(votes), step))
    sentence = Said(
        "Each total is a whole step of {step:g} % of {total}, rounded to a whole number: "
        "{shares:, |, }; the farthest is {worst:.2f} votes away.",
        step=grid,
        total=say(total),
        shares=shares,
        worst=float(worst),
    )
    return Check(
        name=ROUNDED,
        on=on,
        result=Comparison.MATCH,
        sentence=Said.together(sentence, often),
        by=0,
        assumption=Said("Every way to part the sum among the totals counts alike."),
    )


def is_rounded(number: int, total: int, step: Fraction = TENTH) -> bool:
    """Tell whether the number is the nearest share of the grid times the total, rounded."""
    share, _ = off_grid(number, total, step)
    return number == round(share * total)


def chance_of(total: int, parts: int, step: Fraction = TENTH) -> Fraction:
    """Return at most which share of all ways to part a total passes the test.

    There are C(N+k-1, k-1) ways to part N among k, and C(G+k-1, k-1) points of a grid of G steps
    that add up to 1; each gives one way or none, as its rounded parts add up to N or not. Where a
    step is so few votes that roundings add up to one, other points give ways too: 1."""
    if 2 * total * step <= parts:
        return Fraction(1)
    passing = math.comb(int(1 / step) + parts - 1, parts - 1)
    return min(Fraction(1), Fraction(passing, math.comb(total + parts - 1, parts - 1)))


def _say_chance(chance: Fraction) -> str:
    digits = int(1 / chance)
    unit = 10 ** max(0, len(str(digits)) - 2)
    return Said(
        "Totals made from rounded percentages always do this; of all results with this sum at most "
        "1 in {n} does.",
        n=say(digits // unit * unit),
    )
