"""An estimate as a case keeps it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hechos import records
from hechos.counting.estimates import Estimate, Interval, plain
from hechos.counting.verdicts import Reason
from hechos.lang.said import Said, to_plain
from hechos.plots.posterior import density
from hechos.records import Confidentiality, EstimateRow, Made

POINTS = 80


def keep(
    found: Estimate,
    *,
    of: str,
    question: str,
    head: tuple[str, str, Made],
    captures: Iterable[tuple[str, Confidentiality]],
    before: records.Estimate | None = None,
) -> records.Estimate:
    """Return the record of an estimate, as a version after `before`.

    `head` are its id, its case and its maker; `captures` what it rests on, with their classes."""
    own, case, made = head
    under = tuple(captures)
    return records.Estimate(
        id=own,
        case=case,
        made=made,
        estimate=before.estimate if before else own,
        version=before.version + 1 if before else 1,
        supersedes=before.id if before else None,
        question=question,
        of=of,
        sentence=found.sentence(),
        lists=tuple(zip(found.histories.lists, found.histories.sizes, strict=True)),
        cells=found.histories.cells,
        documented=found.documented,
        estimated=found.documented_estimated,
        interval=_ends(found.interval),
        level=found.level,
        method=found.method,
        verdict=found.verdict.value,
        reasons=_reasons(found.reasons),
        assumptions=found.assumptions,
        strata_by=found.strata_by,
        strata=tuple(_stratum(key, one) for key, one in found.strata.items()),
        methods=tuple(
            EstimateRow(
                name=one.method, interval=_ends(one.interval), reasons=_reasons(one.reasons)
            )
            for one in found.methods
        ),
        without=tuple(
            EstimateRow(name=one.name, interval=_ends(one.interval), moved=plain(one.moved))
            for one in found.without
        ),
        left_out=tuple(
            EstimateRow(name=one.name, interval=_ends(one.interval), size=one.size)
            for one in found.left_out
        ),
        linkage=_ends(found.linkage),
        curve=curve_of(found),
        log=found.log,
        digest=found.digest,
        seed=found.seed,
        versions=tuple(sorted(found.versions.items())),
        captures=tuple(one for one, _ in under),
        klass=max((klass for _, klass in under), default=Confidentiality.C3),
        said=tuple(to_plain(one) for one in dict.fromkeys(_said(found)) if isinstance(one, Said)),
    )


def _said(found: Estimate) -> Iterator[str]:
    """Yield the sentences of the record, each of which stands in it as text."""
    yield from (*found.assumptions, *found.log)
    rows = [one.reasons for one in (*found.strata.values(), found)]
    for reasons in (*rows, *(one.reasons for one in found.methods)):
        yield from (reason.sentence for reason in reasons)


def curve_of(found: Estimate) -> tuple[tuple[float, float], ...]:
    """Return the density of the total, its highest point 1; nothing where it has no draws."""
    points = density(found.draws, POINTS) if found.interval and found.draws else ()
    most = max((y for _, y in points), default=0.0)
    return tuple((round(x, 1), round(y / most, 4)) for x, y in points) if most else ()


def _stratum(key: tuple[str, ...], one: Estimate) -> EstimateRow:
    return EstimateRow(
        name=", ".join(key),
        interval=_ends(one.interval),
        size=one.documented,
        reasons=_reasons(one.reasons),
    )


def _ends(interval: Interval | None) -> records.Ends | None:
    if interval is None:
        return None
    return (round(interval.low, 2), round(interval.median, 2), round(interval.high, 2))


def _reasons(reasons: Iterable[Reason]) -> tuple[tuple[str, str], ...]:
    return tuple((one.code.value, one.sentence) for one in reasons)
