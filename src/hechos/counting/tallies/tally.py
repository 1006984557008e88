"""The whole tally: readings to sheets, sheets to sums by place, sums beside bulletins."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from hechos.counting.tallies.against import check_against, check_rivals
from hechos.counting.tallies.announced import check_bulletin, check_copies, check_series
from hechos.counting.tallies.areas import Area, area_of, areas_by
from hechos.counting.tallies.bulletins import Act, Bulletin
from hechos.counting.tallies.checks import Check, Comparison, sums_of, within_electors
from hechos.counting.tallies.entry import Settled, settle
from hechos.counting.tallies.margin import REGISTERED, Outside, margin_test
from hechos.counting.tallies.sheets import PollingTable, Reading
from hechos.errors import InputError
from hechos.lang.folding import fold
from hechos.lang.said import Said


@dataclass(frozen=True, slots=True, kw_only=True)
class Tested:
    """One check over all counted sheets: how many match, which do not, how many cannot tell."""

    name: str
    matching: int
    differing: tuple[Check, ...]
    not_comparable: int

    @property
    def sentence(self) -> Said:
        tested = self.matching + len(self.differing)
        if not tested:
            return Said("not comparable on any of {n:,} sheets.", n=self.not_comparable)
        if not self.not_comparable:
            return Said("{n:,} of {all:,} sheets.", n=self.matching, all=tested)
        return Said(
            "{n:,} of {all:,} sheets; not comparable on {rest:,}.",
            n=self.matching,
            all=tested,
            rest=self.not_comparable,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """`places` are the sums of one level, `checks` those of the whole and of the bulletins."""

    sheets: tuple[Settled, ...]
    whole: Area
    places: tuple[Area, ...]
    tested: tuple[Tested, ...]
    checks: tuple[Check, ...]
    acts: tuple[Act, ...]
    features: tuple[tuple[str, int], ...]

    @property
    def waiting(self) -> tuple[Settled, ...]:
        return tuple(sheet for sheet in self.sheets if sheet.counts is None)

    @property
    def agreed(self) -> int:
        return sum(sheet.is_agreed for sheet in self.sheets)


def tally(
    readings: Sequence[Reading],
    tables: Iterable[PollingTable] = (),
    bulletins: Sequence[Bulletin] = (),
    *,
    acts: Sequence[Act] = (),
    by: str = "",
    double: bool = False,
) -> Tally:
    """Add up sheets and hold them against what was announced.

    A table of a reading that `tables` lacks is known by its id alone. `by` is a level of places;
    `double` counts a sheet only where two readers agree."""
    known = {table.id: table for table in tables}
    for reading in readings:
        known.setdefault(reading.table, PollingTable(id=reading.table))
    ordered = [known[table] for table in sorted(known)]
    _check_level(by, ordered)
    settled = settle(readings, double=double)
    sheets = {sheet.table: sheet for sheet in settled}
    whole = area_of((), ordered, sheets)
    bulletins = _same_names(bulletins, whole)
    return Tally(
        sheets=settled,
        whole=whole,
        places=areas_by(by, ordered, sheets) if by else (),
        tested=tuple(_tested(settled, known)),
        checks=tuple(_checks(whole, bulletins, ordered, sheets)),
        acts=tuple(acts),
        features=tuple(sorted(Counter(s.features or "not looked at" for s in settled).items())),
    )


def _check_level(by: str, tables: Sequence[PollingTable]) -> None:
    levels = dict.fromkeys(level for table in tables for level, _ in table.places)
    if by and by not in levels:
        raise InputError(
            Said("No table has a place of the level “{level}”.", level=by),
            hint=Said("Levels here: {names:, |, }.", names=tuple(levels))
            if levels
            else Said("Give --tables with places."),
        )


def _same_names(bulletins: Sequence[Bulletin], whole: Area) -> list[Bulletin]:
    """Write candidates of bulletins as the sheets or earlier bulletins do, but for case and
    accents."""
    names = {fold(name): name for name, _ in whole.counts.votes}
    made = []
    for bulletin in bulletins:
        own = [name for name, _ in (*bulletin.counts.votes, *bulletin.shares)]
        same = {name: names.setdefault(fold(name), name) for name in own}
        shares = tuple((same[name], share) for name, share in bulletin.shares)
        made.append(replace(bulletin, counts=bulletin.counts.renamed(same), shares=shares))
    return made


def _tested(settled: Sequence[Settled], tables: Mapping[str, PollingTable]) -> Iterator[Tested]:
    by_name: dict[str, list[Check]] = {}
    for sheet in settled:
        if sheet.counts is None:
            continue
        on = Said("table {table}", table=sheet.table)
        for check in (
            *sums_of(sheet.counts, on),
            within_electors(sheet.counts, tables[sheet.table].electors, on),
        ):
            by_name.setdefault(check.name, []).append(check)
    for name, checks in by_name.items():
        results = Counter(check.result for check in checks)
        yield Tested(
            name=name,
            matching=results[Comparison.MATCH],
            differing=tuple(c for c in checks if c.result is Comparison.DIFFERS),
            not_comparable=results[Comparison.NOT_COMPARABLE],
        )


def _checks(
    whole: Area,
    bulletins: Sequence[Bulletin],
    tables: Sequence[PollingTable],
    sheets: Mapping[str, Settled],
) -> Iterator[Check]:
    if whole.counted:
        yield margin_test(whole.counts, _outside(whole), Said("all sheets"))
    for bulletin in bulletins:
        yield from check_bulletin(bulletin)
        area = whole
        if bulletin.places:
            own = [table for table in tables if table.lies_in(bulletin.places)]
            area = area_of(tuple(name for _, name in bulletin.places), own, sheets)
        if sheets:
            yield from check_against(bulletin, area)
    yield from check_copies(bulletins)
    yield from check_series(bulletins)
    yield from check_rivals(bulletins)


def _outside(whole: Area) -> Outside | None:
    electors = whole.covers("electors")
    if electors.lacking or not electors.whole:
        return None
    return Outside(electors=electors.whole - electors.covered, assumption=REGISTERED)
