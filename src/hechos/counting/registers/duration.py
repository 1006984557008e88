"""How long people are held: the product-limit estimate of Kaplan and Meier (1958), for registers
that learn of some only after a while and of many before they are out."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from hechos.counting.bounds import Z
from hechos.counting.registers.checks import HOURS, seen_in_time, spell_end
from hechos.counting.registers.spells import Span, Spell, leaves_before_entry
from hechos.lang.edtf import earliest_latest
from hechos.lang.said import Said

HALF = 0.5 + 1e-9
"""A half, and what rounding may add to a product that is one."""
FEW = 5


@dataclass(frozen=True, slots=True)
class Time:
    """One detention: known to the register from day `after` on (counted from the entry; −1 = from
    the beginning), followed up to day `until`, where it ended or (`ended` False) the telling
    stops."""

    after: int
    until: int
    ended: bool


@dataclass(frozen=True, slots=True)
class Step:
    """On `day` after entry `ended` of `at_risk` ended; `held` is the share that is held longer,
    `low` and `high` its interval at 95 % (None where it cannot be told), by Greenwood's variance on
    the scale log(−log)."""

    day: int
    at_risk: int
    ended: int
    held: float
    error: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Survival:
    """`median` is the first day on which at most half are held longer, with its interval at 95 %
    (Brookmeyer and Crowley 1982); None where the telling does not reach that far."""

    steps: tuple[Step, ...]
    spells: int
    ended: int
    median: int | None
    median_low: int | None
    median_high: int | None
    late: int = 0
    left_out: int = 0
    most_at_risk: int = 0
    what: str = Said("held")

    def held_after(self, days: int) -> float:
        """Return the share held longer than so many days."""
        return next((step.held for step in reversed(self.steps) if step.day <= days), 1.0)

    def sentence(self) -> Said:
        many = Said("{n:,} detentions, {ended:,} ended.", n=self.spells, ended=self.ended)
        one = Said("{n:,} detention, {ended:,} ended.", n=self.spells, ended=self.ended)
        return Said.together(
            one if self.spells == 1 else many,
            self._median(),
            Said("{n:,} came to the register late and count from then on.", n=self.late)
            if self.late
            else "",
            Said(
                "{n:,} are left out: their days are not known, or it was over before the register "
                "knew of them.",
                n=self.left_out,
            )
            if self.left_out
            else "",
            Said(
                "Few were followed from the beginning, so the first steps are large and the whole "
                "curve rests on them."
            )
            if self.is_thin
            else "",
            Said("Documented cases, not an estimate of all."),
        )

    def _median(self) -> Said:
        if self.median is None:
            return Said(
                "The telling does not reach the day by which half are no longer {what}.",
                what=self.what,
            )
        unknown = Said.word("unknown")
        return Said(
            "The median time {what} is {median:,} days (95 %: {low} to {high}).",
            what=self.what,
            median=self.median,
            low=unknown if self.median_low is None else Said("{n:,}", n=self.median_low),
            high=unknown if self.median_high is None else Said("{n:,}", n=self.median_high),
        )

    @property
    def points(self) -> tuple[tuple[float, float, float, float], ...]:
        """The curve as it is drawn: (day, share held, low, high); where the interval cannot be told
        its ends are the share."""
        return tuple(
            (
                float(s.day),
                s.held,
                s.held if s.low is None else s.low,
                s.held if s.high is None else s.high,
            )
            for s in self.steps
        )

    @property
    def is_thin(self) -> bool:
        """Whether late registration leaves so few at the beginning that one exit moves the curve by
        a fifth or more though more people are followed later."""
        most = self.most_at_risk
        return any(s.at_risk < FEW < most and s.ended * FEW >= s.at_risk for s in self.steps[:FEW])

    def rows(self) -> list[dict[str, object]]:
        names = ("day", "at_risk", "ended", "held", "error", "low", "high")
        return [{name: getattr(step, name) for name in names} for step in self.steps]


def survival(times: Iterable[Time]) -> Survival:
    """Return the product-limit estimate. A detention is at risk on the days after `after` up to
    `until`; one that the register never saw is in no number."""
    seen = [time for time in times if time.until > time.after]
    known, left = sorted(time.after for time in seen), sorted(time.until for time in seen)
    ends = Counter(time.until for time in seen if time.ended)
    steps: list[Step] = []
    held, greenwood = 1.0, 0.0

    def risk(day: int) -> int:
        return bisect_left(known, day) - bisect_left(left, day)

    for day in sorted(ends):
        at_risk, ended = risk(day), ends[day]
        held *= 1 - ended / at_risk
        greenwood = (
            greenwood + ended / (at_risk * (at_risk - ended)) if ended < at_risk else math.inf
        )
        steps.append(_step(day, (at_risk, ended), held, greenwood))
    return Survival(
        steps=tuple(steps),
        spells=len(seen),
        ended=sum(time.ended for time in seen),
        median=_first(steps, "held"),
        median_low=_first(steps, "low"),
        median_high=_first(steps, "high"),
        late=sum(time.after >= 0 for time in seen),
        most_at_risk=max((risk(day) for day in set(left)), default=0),
    )


def _step(day: int, numbers: tuple[int, int], held: float, greenwood: float) -> Step:
    at_risk, ended = numbers
    if held <= 0 or math.isinf(greenwood):
        return Step(day, at_risk, ended, 0.0, None, None, None)
    log = math.log(held)
    off = Z * math.sqrt(greenwood) / log
    low, high = held ** math.exp(-off), held ** math.exp(off)
    return Step(day, at_risk, ended, held, held * math.sqrt(greenwood), low, high)


def _first(steps: Sequence[Step], name: str) -> int | None:
    """Return the first day on which a curve is at a half or below; where it reaches nobody, its
    interval is not known."""
    for step in steps:
        value = getattr(step, name)
        if value is not None and value <= HALF:
            return step.day
    return None


def durations(
    spells: Sequence[Spell], *, as_of: date, until: Literal["exit", "judge"] = "exit"
) -> Survival:
    """Return how long detentions last, up to the exit or to the first day before a judge, as known
    on a day. One person may have several."""
    times = [time for spell in spells if (time := _time(spell, as_of, until)) is not None]
    found = survival(times)
    what = Said("held") if until == "exit" else Said("held without a judge")
    return replace(found, left_out=len(spells) - found.spells, what=what)


def without_contact(spells: Sequence[Spell], *, as_of: date) -> Survival:
    """Return how long people are held without contact, as known on a day; a time whose end is not
    told counts so far as the detention goes."""
    spans = [(s, span) for s in spells for span in s.spans if span.kind == "incommunicado"]
    times = [time for spell, span in spans if (time := _alone(spell, span, as_of)) is not None]
    found = survival(times)
    return replace(found, left_out=len(spans) - found.spells, what=Said("held without contact"))


def _alone(spell: Spell, span: Span, as_of: date) -> Time | None:
    start, _, end = span.time.partition("/")
    first, begun = earliest_latest(start)
    over = earliest_latest(end or start)[1]
    if begun is None or first != begun or begun > as_of:
        return None
    known = earliest_latest(spell.registered)[1] if spell.registered else None
    after = (known - begun).days if known is not None and known > begun else -1
    ended = over is not None and over <= as_of
    last = over if ended and over is not None else spell_end(spell, as_of)
    return Time(after, (last - begun).days, ended) if last >= begun else None


def _time(spell: Spell, as_of: date, until: str) -> Time | None:
    """Return the time of a spell in whole days; a day known to the month is none that a duration
    can start from."""
    first, entry = earliest_latest(spell.entry) if spell.entry else (None, None)
    if entry is None or first != entry or entry > as_of or leaves_before_entry(spell):
        return None
    known = earliest_latest(spell.registered)[1] if spell.registered else None
    after = (known - entry).days if known is not None and known > entry else -1
    way_out = spell.way_out
    out = earliest_latest(way_out.on)[1] if way_out is not None and way_out.on else None
    if way_out is not None and out is None:
        return None
    told = [out]
    if until == "judge":
        told = [earliest_latest(spell.judge)[1] if spell.judge else None]
    end = told[0]
    ended = end is not None and end <= as_of
    last = end if ended and end is not None else min(out or as_of, as_of)
    return Time(after, (last - entry).days, ended) if last >= entry else None


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeShare:
    """How many were before a judge in time, were not as far as is on file, and of how many the
    days do not tell."""

    in_time: int
    not_in_time: int
    untold: int
    hours: int = HOURS

    @property
    def share(self) -> float | None:
        told = self.in_time + self.not_in_time
        return self.in_time / told if told else None

    def sentence(self) -> Said:
        told = self.in_time + self.not_in_time
        if self.share is None:
            return Said(
                "Of {n:,} detentions the days do not tell who saw a judge in time.",
                n=told + self.untold,
            )
        return Said(
            "Before a judge within {hours} hours: {n:,} of {told:,} ({share:.0f} %) whose days "
            "tell it; of {untold:,} they do not. No judge on file is not the same as none.",
            hours=self.hours,
            n=self.in_time,
            told=told,
            share=100 * self.share,
            untold=self.untold,
        )


def seen_by_judge(spells: Iterable[Spell], *, as_of: date, hours: int = HOURS) -> JudgeShare:
    seen = [seen_in_time(spell, as_of=as_of, hours=hours) for spell in spells]
    return JudgeShare(
        in_time=seen.count(True),
        not_in_time=seen.count(False),
        untold=seen.count(None),
        hours=hours,
    )
