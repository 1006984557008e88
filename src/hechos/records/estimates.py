"""Given: estimates of the undocumented that a case keeps, and refusals to make one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hechos.records.base import Confidentiality, Record

Ends = tuple[float, float, float]
"""Low end, median and high end of an interval."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EstimateRow:
    """One line of a check: another method, a list or stratum left out, a list of known `size`, or
    a stratum of `size` documented people. `interval` is None where nothing could be estimated, for
    `reasons`, each a code and a sentence; `moved` is the shift of the median, -0.3 for 30 %."""

    name: str
    interval: Ends | None = None
    size: int | None = None
    moved: float | None = None
    reasons: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate(Record):
    """Given: one version of the answer to a question about a total, or the reason that there is
    none. `estimate` is the id of its first version; asking the same `question` again makes the
    next one. It is of a population and never says anything of one person (R-MSE-5).

    `of` are the acts counted. `lists` are (name, people), each one process of documentation;
    `cells` are (mask, people on exactly these lists: bit j is list j). `documented` is exact,
    `interval` of the total at `level`, None where the `verdict` is to refuse; `estimated` are the
    documented people of the strata that are in it. Strata without interval are in no total.
    `curve` is the density of the total, for its picture; `sentence` says it all in words. `said`
    holds its sentences taken apart (`lang.said.to_plain`), to be said in other languages. It rests
    on `captures`, and `klass` is the highest class of them."""

    estimate: str
    version: int
    question: str
    of: str
    sentence: str
    lists: tuple[tuple[str, int], ...]
    cells: tuple[tuple[int, int], ...]
    documented: int
    estimated: int
    interval: Ends | None
    level: float
    method: str
    verdict: str
    reasons: tuple[tuple[str, str], ...] = ()
    assumptions: tuple[str, ...] = ()
    strata_by: tuple[str, ...] = ()
    strata: tuple[EstimateRow, ...] = ()
    methods: tuple[EstimateRow, ...] = ()
    without: tuple[EstimateRow, ...] = ()
    left_out: tuple[EstimateRow, ...] = ()
    linkage: Ends | None = None
    curve: tuple[tuple[float, float], ...] = ()
    log: tuple[str, ...] = ()
    digest: str = ""
    seed: int = 1
    versions: tuple[tuple[str, str], ...] = ()
    captures: tuple[str, ...] = ()
    supersedes: str | None = None
    klass: Confidentiality = Confidentiality.C3
    said: tuple[Any, ...] = ()

    @property
    def not_estimated(self) -> tuple[EstimateRow, ...]:
        """The strata that are refused, and so are in no total."""
        return tuple(row for row in self.strata if row.interval is None)
