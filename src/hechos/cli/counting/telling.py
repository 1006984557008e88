"""An estimate for a person at a terminal: interval first, and beside it all that belongs to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from hechos.counting import pictures
from hechos.counting.estimates import METHODS, Estimate, Interval

NONE = "not estimated"
Table = list[Sequence[str]]


def lines_of(found: Estimate) -> Iterator[str]:
    """Yield the verdict with its numbers and reasons, the checks as tables, the assumptions."""
    yield from _head(found)
    yield ""
    yield f"Verdict: {found.verdict.value}"
    for reason in found.reasons:
        yield f"  {reason.code.value}  {reason.sentence}"
    for title, rows in _tables(found):
        yield ""
        yield title
        yield from _aligned(rows)
    if found.interval is not None:
        yield ""
        yield "Assumed:"
        yield from (f"  {one}" for one in found.assumptions)
    yield ""
    yield from (f"{one}" for one in (*found.log, *found.variants))
    yield f"table {found.digest[:12]}, seed {found.seed}, {_versions(found)}".rstrip(", ")


def _head(found: Estimate) -> Iterator[str]:
    total, known = found.interval, found.documented
    if total is None:
        yield f"Documented {known:,}; the total is not estimated."
        return
    low, high = _ends(total)
    yield f"At least about {low} to {high} people ({found.level:.0%} interval)"
    yield f"  median      {_median(total)}"
    yield f"  documented  {found.documented_estimated:,}"
    if found.undocumented is not None:
        low, high = _ends(found.undocumented)
        yield f"  in no list  {low} to {high}"
    if found.not_estimated:
        names = "; ".join(", ".join(key) for key in found.not_estimated)
        left = known - found.documented_estimated
        yield f"  not in it   {left:,} documented of strata that are not estimated: {names}"
    if found.linkage is not None:
        low, high = _ends(found.linkage)
        yield f"  with errors of matching allowed for: {low} to {high}"
    yield f"  method      {METHODS.get(found.method, found.method)}"


def _tables(found: Estimate) -> Iterator[tuple[str, Table]]:
    lists = zip(found.histories.lists, found.histories.sizes, strict=True)
    if found.histories.lists:
        yield "People on each list:", [[name, f"{size:,}"] for name, size in lists]
    if found.strata:
        rows: Table = [
            [", ".join(key), f"{one.documented:,} documented", *_told(one.interval), _why(one)]
            for key, one in found.strata.items()
        ]
        yield f"By {', '.join(found.strata_by)}:", rows
    if found.methods:
        rows = [[found.method, *_told(found.interval), ""]]
        rows += [
            [one.method, *_told(one.interval), " ".join(r.sentence for r in one.reasons)]
            for one in found.methods
        ]
        yield "By other methods:", rows
    yield from _left_out(found)


def _left_out(found: Estimate) -> Iterator[tuple[str, Table]]:
    tried = [one.interval for one in found.without] + [one.interval for one in found.left_out]
    if tried and not any(tried):
        yield "Leaving out a list was not tried: too few lists would remain.", []
        return
    if found.without:
        rows: Table = [
            [one.name, *_told(one.interval), "" if one.moved is None else f"{one.moved:+.0%}"]
            for one in found.without
        ]
        yield "Without each list or stratum:", rows
    if found.left_out:
        rows = [
            [one.name, f"{one.size:,} on it", _whole(one.interval), _covered(one.is_covered)]
            for one in found.left_out
        ]
        yield "The size of each list, estimated from the others:", rows


def _told(interval: Interval | None) -> tuple[str, str]:
    if interval is None:
        return NONE, ""
    low, high = _ends(interval)
    return f"{low} to {high}", f"median {_median(interval)}"


def _whole(interval: Interval | None) -> str:
    if interval is None:
        return NONE
    low, _, high = pictures.whole(interval)
    return f"{low:,} to {high:,}"


def _ends(interval: Interval) -> tuple[str, str]:
    low, _, high = interval.shown
    return f"{low:,}", f"{high:,}"


def _median(interval: Interval) -> str:
    return f"{interval.shown[1]:,}"


def _why(one: Estimate) -> str:
    return " ".join(reason.sentence for reason in one.reasons if reason.refuses)


def _covered(held: bool | None) -> str:
    return "" if held is None else "holds it" if held else "misses it"


def _versions(found: Estimate) -> str:
    return ", ".join(f"{name} {version}" for name, version in sorted(found.versions.items()))


def _aligned(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    table = [list(row) for row in rows]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for row in table:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield f"  {'  '.join(cells)}".rstrip()
