"""Sheets added up by place, with what is missing from each sum."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from hechos.counting.tallies.bulletins import OF
from hechos.counting.tallies.checks import say, say_percent
from hechos.counting.tallies.entry import Settled
from hechos.counting.tallies.sheets import PART_WORDS, Counts, PollingTable, added
from hechos.lang.said import Said

NOT_STATED = Said("not stated")


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How much is counted, of what: tables, electors or votes (R-ELE-2). `lacking` is how many
    tables of the whole state no number."""

    of: str
    covered: int
    whole: int
    lacking: int = 0

    @property
    def share(self) -> Fraction | None:
        return Fraction(self.covered, self.whole) if self.whole else None

    @property
    def sentence(self) -> Said:
        if not self.whole:
            return Said("the number of {of} is not known.", of=self.of)
        share = say_percent(self.covered, self.whole)
        if self.lacking:
            share = Said(
                "{share}; none stated for {n} of the tables", share=share, n=say(self.lacking)
            )
        return Said(
            "{part} of {whole} {of} ({share}).",
            part=say(self.covered),
            whole=say(self.whole),
            of=self.of,
            share=share,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """The sum of the counted sheets of a place. `path` names it from the widest place down, () is
    all. `missing` are tables without any sheet; `lacking` by number how many counted sheets do
    not state it, so that its sum is of the others alone."""

    path: tuple[str, ...]
    tables: int
    counted: int
    waiting: int
    counts: Counts
    coverage: tuple[Coverage, ...]
    lacking: tuple[tuple[str, int], ...] = ()

    @property
    def missing(self) -> int:
        return self.tables - self.counted - self.waiting

    @property
    def name(self) -> Said:
        if not self.path:
            return Said("all places")
        return Said("{places:, |, }", places=tuple(reversed(self.path)))

    @property
    def base(self) -> tuple[str, int]:
        """Of what a candidate's votes are a share: valid votes where every sheet states them."""
        if self.counts.valid is None or dict(self.lacking).get(PART_WORDS["valid"]):
            return Said("votes for candidates"), self.counts.for_candidates
        return PART_WORDS["valid"], self.counts.valid

    def covers(self, what: str) -> Coverage:
        return next(one for one in self.coverage if one.of == what)


def area_of(
    path: tuple[str, ...], tables: Sequence[PollingTable], sheets: Mapping[str, Settled]
) -> Area:
    """Add up the sheets of these tables."""
    there = [sheets[table.id] for table in tables if table.id in sheets]
    rows = [sheet.counts for sheet in there if sheet.counts is not None]
    counts, lacking = added(rows)
    counted = [
        table for table in tables if table.id in sheets and sheets[table.id].counts is not None
    ]
    return Area(
        path=path,
        tables=len(tables),
        counted=len(rows),
        waiting=len(there) - len(rows),
        counts=counts,
        coverage=(
            Coverage(of=OF["tables"], covered=len(counted), whole=len(tables)),
            Coverage(
                of=OF["electors"],
                covered=_electors(counted),
                whole=_electors(tables),
                lacking=sum(table.electors is None for table in tables),
            ),
        ),
        lacking=tuple(sorted(lacking.items())),
    )


def _electors(tables: Iterable[PollingTable]) -> int:
    return sum(table.electors or 0 for table in tables)


def areas_by(
    level: str, tables: Sequence[PollingTable], sheets: Mapping[str, Settled]
) -> tuple[Area, ...]:
    """Return one sum for each place of a level, in order of names; their sum is that of all.

    Places are told apart by all that lies above them: two parishes may have one name."""
    groups: dict[tuple[str, ...], list[PollingTable]] = defaultdict(list)
    for table in tables:
        groups[table.path(level) or (NOT_STATED,)].append(table)
    return tuple(area_of(path, own, sheets) for path, own in sorted(groups.items()))
