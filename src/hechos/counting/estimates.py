"""What an estimate of the undocumented is made of, and how it is written.

There is no number without its interval, the documented number, the method, what is not estimated
and the assumptions: `sentence()` and `to_json()` carry all of them. This module needs no extra.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any

from hechos.counting import pictures
from hechos.counting.histories import Histories
from hechos.counting.verdicts import ASSUMPTIONS, Reason, Verdict, and_
from hechos.errors import InputError
from hechos.lang.said import Said
from hechos.plots import Picture, svg

METHODS = {
    "lcm": "latent classes of people",
    "dga": "averaging over decomposable graphs of lists",
    "loglinear": "a log-linear model chosen by forward steps",
    "chapman": "Chapman's estimator of two lists",
    "chao": "Chao's lower bound",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """Total number of people: the middle and the ends of an interval."""

    low: float
    median: float
    high: float

    def __contains__(self, number: float) -> bool:
        return self.low <= number <= self.high

    @property
    def shown(self) -> tuple[int, int, int]:
        """Low end, median and high end, to two significant digits of the width."""
        return pictures.shown(self)

    @property
    def said(self) -> Said:
        """The ends, then the middle, to two significant digits of the width."""
        low, median, high = self.shown
        return Said("{low:,} to {high:,}, median {median:,}", low=low, high=high, median=median)

    def __str__(self) -> str:
        return str(self.said)


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """The same table by another method; `interval` is None where that method is refused."""

    method: str
    interval: Interval | None
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Without:
    """The estimate when one list or one stratum is left out; `name` says which.

    `moved` is its median over that of all, less 1: -0.3 where the median falls by 30 %. None
    where nothing can be estimated without it."""

    name: str
    interval: Interval | None
    moved: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """The check of one list: its known size, and what the other lists say that it is."""

    name: str
    size: int
    interval: Interval | None

    @property
    def is_covered(self) -> bool | None:
        """Whether the interval holds the known size; None where nothing could be estimated."""
        return None if self.interval is None else self.size in self.interval


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """How many people there are, documented or not, or why that cannot be said.

    `median`, `low` and `high` are of the total at `level`, None where the verdict is to refuse;
    `documented` is always there. `histories` is the table that was fitted, with lists of one origin
    as one list; of a stratified estimate, all strata together. `draws` are up to 4,000 draws of
    the total, for plots. `strata` holds the estimate of each stratum by its values of
    `strata_by`; the refused ones are in no total. `methods`, `without`, `left_out` and `linkage`
    are the checks: other methods, without each list (or stratum), each list's known size, and the
    interval when errors of matching are allowed for; they are empty where they were switched off.
    `log` says in sentences what was done to the table before it was fitted; `variants` are
    earlier runs on the same data by other strata or settings, where a folder keeps them."""

    documented: int
    median: float | None = None
    low: float | None = None
    high: float | None = None
    level: float
    method: str
    verdict: Verdict
    reasons: tuple[Reason, ...]
    diagnostics: Mapping[str, Any] = field(default_factory=dict)
    histories: Histories
    draws: tuple[int, ...] = ()
    strata_by: tuple[str, ...] = ()
    strata: Mapping[tuple[str, ...], Estimate] = field(default_factory=dict)
    methods: tuple[Compared, ...] = ()
    without: tuple[Without, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    linkage: Interval | None = None
    assumptions: tuple[str, ...] = ASSUMPTIONS
    log: tuple[str, ...] = ()
    variants: tuple[str, ...] = field(default=(), compare=False)
    digest: str = ""
    seed: int = 1
    versions: Mapping[str, str] = field(default_factory=dict, compare=False)

    @property
    def interval(self) -> Interval | None:
        if self.low is None or self.median is None or self.high is None:
            return None
        return Interval(low=self.low, median=self.median, high=self.high)

    @property
    def undocumented(self) -> Interval | None:
        """The total less the documented, whom nobody need estimate."""
        total = self.interval
        if total is None:
            return None
        low, median, high = (
            max(end - self.documented_estimated, 0.0)
            for end in (total.low, total.median, total.high)
        )
        return Interval(low=low, median=median, high=high)

    @property
    def documented_estimated(self) -> int:
        """People documented in what the interval is of: not those of strata not estimated."""
        if not self.strata:
            return self.documented
        return sum(one.documented for one in self.strata.values() if one.interval)

    @property
    def not_estimated(self) -> tuple[tuple[str, ...], ...]:
        """The strata that are refused, and so are in no total."""
        return tuple(key for key, one in self.strata.items() if one.interval is None)

    @property
    def warnings(self) -> tuple[Reason, ...]:
        return tuple(reason for reason in self.reasons if not reason.refuses)

    def sentence(self) -> str:
        """Return the estimate in words: interval, median, documented, method, what is left out,
        what is assumed; or that there is none and why."""
        if self.interval is None:
            why = " ".join(reason.sentence for reason in self.reasons if reason.refuses)
            known = f"{self.documented:,} people are documented by name."
            return f"{known} The total is not estimated: {why}"
        lists = len(self.histories.lists)
        said = [
            f"{self.interval} ({self.level:.0%} interval).",
            f"{self.documented_estimated:,} of them are documented.",
            f"Method: {METHODS.get(self.method, self.method)}, {lists} lists.",
            self._left(),
            *(reason.sentence for reason in self.reasons),
        ]
        said.append(f"Read it as “at least about”, and only if: {' '.join(self.assumptions)}")
        return " ".join(filter(None, said))

    def _left(self) -> str:
        if not self.not_estimated:
            return ""
        names = and_([", ".join(key) for key in self.not_estimated])
        people = self.documented - self.documented_estimated
        return f"Not estimated, and not in these numbers: {names} ({people:,} documented)."

    def to_json(self) -> dict[str, Any]:
        """Return plain values for JSON: the nine keys that every estimate has, then the rest."""
        return {
            "documented": self.documented,
            "median": plain(self.median),
            "low": plain(self.low),
            "high": plain(self.high),
            "level": self.level,
            "method": self.method,
            "verdict": self.verdict.value,
            "reasons": [_reason(one) for one in self.reasons],
            "diagnostics": {**self.diagnostics, **self._checks()},
            "lists": dict(zip(self.histories.lists, self.histories.sizes, strict=True)),
            "strata": [
                {**dict(zip(self.strata_by, key, strict=True)), **one.to_json()}
                for key, one in self.strata.items()
            ],
            "not_estimated": [list(key) for key in self.not_estimated],
            "assumptions": list(self.assumptions),
            "sentence": self.sentence(),
            "log": list(self.log),
            "variants": list(self.variants),
            "digest": self.digest,
            "seed": self.seed,
            "versions": dict(self.versions),
        }

    def _checks(self) -> dict[str, Any]:
        return {
            "methods": [
                {
                    "method": one.method,
                    **_ends(one.interval),
                    "reasons": [_reason(reason) for reason in one.reasons],
                }
                for one in self.methods
            ],
            "without": [
                {"name": one.name, **_ends(one.interval), "moved": plain(one.moved)}
                for one in self.without
            ],
            "left_out": [
                {
                    "list": one.name,
                    "size": one.size,
                    **_ends(one.interval),
                    "covered": one.is_covered,
                }
                for one in self.left_out
            ],
            "linkage": _ends(self.linkage) if self.linkage else None,
        }

    def plot(self, kind: str = "posterior") -> Picture:
        """Return a picture: posterior, lists, methods, left_out or without.

        A notebook shows it as it is; `hechos.plots.svg` and `png` write it. Raises InputError
        where there is nothing to draw, so of what is refused all but `lists`, `left_out`."""
        if kind not in pictures.KINDS:
            raise InputError(
                f"There is no picture “{kind}” of an estimate.",
                hint=f"One of: {', '.join(pictures.KINDS)}.",
            )
        total = self.interval
        known = self.documented_estimated if total else self.documented
        if kind == "lists":
            return pictures.lists(self.histories)
        if kind == "left_out":
            return pictures.left_out(self.left_out)
        if kind == "methods":
            rows = [(self.method, total), *((one.method, one.interval) for one in self.methods)]
            return pictures.methods(rows, documented=known)
        if kind == "without":
            by_stratum = bool(self.strata)
            return pictures.without(total, self.without, documented=known, stratified=by_stratum)
        if total is None:
            raise InputError("The total is not estimated, so there is nothing to draw of it.")
        return pictures.posterior(self.draws, total, documented=known, level=self.level)

    def _repr_html_(self) -> str:
        """Return the estimate in words above its picture, for a notebook."""
        drawn = "" if self.interval is None or len(set(self.draws)) < 2 else svg(self.plot())
        return f"<p>{escape(self.sentence())}</p>{drawn}"

    def __repr__(self) -> str:
        said = f"{self.interval} ({self.level:.0%})" if self.interval else "not estimated"
        codes = ", ".join(reason.code.value for reason in self.reasons)
        tail = f": {codes}" if codes else ""
        return (
            f"Estimate({self.method}: {said}; {self.documented:,} documented; "
            f"{self.verdict.value}{tail})"
        )


def plain(value: float | None) -> float | None:
    """Return a number as it is written in data: to four decimals."""
    return None if value is None else round(value, 4)


def _ends(interval: Interval | None) -> dict[str, float | None]:
    if interval is None:
        return {"low": None, "median": None, "high": None}
    return {end: plain(getattr(interval, end)) for end in ("low", "median", "high")}


def _reason(reason: Reason) -> dict[str, str]:
    return {"code": reason.code.value, "sentence": reason.sentence}
