"""Estimate how many people are on no list, or say why that cannot be done."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hechos import __version__
from hechos.counting.estimates import METHODS, Compared, Estimate, Interval, Without
from hechos.counting.fits import Kept, digest_of
from hechos.counting.histories import Histories, from_records, from_table
from hechos.counting.verdicts import (
    Code,
    Context,
    Reason,
    and_,
    before,
    one_list_each,
    verdict_of,
)
from hechos.errors import InputError, UnavailableError

if TYPE_CHECKING:
    from hechos.counting.systems.checks import Trial

DIAGNOSTIC = ("chapman", "chao")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked of every table: the method and its settings, what is known of the lists,
    whether to check, and where fits are kept."""

    method: str = "lcm"
    seed: int = 1
    level: float = 0.95
    context: Context = field(default_factory=Context)
    settings: Mapping[str, Any] = field(default_factory=dict)
    checks: bool = True
    kept: Kept | None = None

    @property
    def trial(self) -> Trial:
        from hechos.counting.systems.checks import Trial

        shared = {"seed": self.seed, "level": self.level}
        return Trial(self.method, {**shared, **self.settings}, self.kept)

    def keeping(self, kept: Kept) -> Question:
        """Return the same question with fits kept there."""
        return replace(self, kept=kept)

    def digest(self, tables: Mapping[tuple[str, ...], Histories], strata: Sequence[str]) -> str:
        """Return the hash of all that the estimate follows from."""
        return digest_of(
            {
                "tables": [[key, own.lists, own.cells] for key, own in sorted(tables.items())],
                "strata": list(strata),
                "method": self.method,
                "seed": self.seed,
                "level": self.level,
                "context": _plain(self.context),
                "settings": dict(self.settings),
                "checks": self.checks,
                "version": __version__,
            }
        )


def estimate(  # noqa: PLR0913 - all named
    table: Any,
    *,
    method: str = "lcm",
    strata: Sequence[str] = (),
    context: Context | None = None,
    seed: int = 1,
    level: float = 0.95,
    checks: bool = True,
    cache: Path | str | None = None,
    **settings: Any,
) -> Estimate:
    """Estimate how many people there are, on lists or not.

    `table`: `Histories`; the path of a CSV file, a data frame or rows, with a column of 0 and 1 for
    each list and maybe `count`; or (person, list) pairs. `method`: lcm, dga, loglinear, or chapman
    and chao, which are diagnostics. `strata` names columns, declared before looking: each stratum
    has its own model, and the total is the sum of their draws. `context` says what the table does
    not: unit, origins of lists, quality of matching. `checks` off saves most of the time.
    `cache` is a folder for fits. `settings` are parameters of the method's estimator.

    Where an estimate cannot be defended the result has no number, and says why.

    Raises InputError where the table or an argument is wrong; UnavailableError without the extra
    `count`.

    Example:
        >>> rows = [{"a": 1, "b": 0, "count": 30}, {"a": 1, "b": 1, "count": 12},
        ...         {"a": 0, "b": 1, "count": 40}]
        >>> estimate(rows)
        Estimate(lcm: not estimated; 82 documented; refuse: R1)

    """
    if not 0 < level < 1:
        raise InputError(f"A level of {level} is not between 0 and 1.")
    if method not in METHODS:
        raise InputError(f"There is no method “{method}”.", hint=f"There are {and_([*METHODS])}.")
    question = Question(
        method=method,
        seed=seed,
        level=level,
        context=context or Context(),
        settings=settings,
        checks=checks,
        kept=Kept(Path(cache)) if cache else None,
    )
    tables = tables_of(table, strata)
    found = (
        _together(tables, tuple(strata), question) if strata else one_estimate(tables[()], question)
    )
    return replace(
        found,
        digest=question.digest(tables, strata),
        variants=_tried(tables, strata, question),
    )


def tables_of(table: Any, strata: Sequence[str] = ()) -> dict[tuple[str, ...], Histories]:
    """Return the histories of each stratum, of whatever `estimate` takes."""
    if isinstance(table, Histories):
        if strata:
            raise InputError("Histories have no columns to take strata from.")
        return {(): table}
    if isinstance(table, Mapping):
        return dict(table)
    if not isinstance(table, (str, Path)) and not hasattr(table, "to_dict"):
        table = list(table)
        if table and not isinstance(table[0], Mapping):
            if strata:
                raise InputError("Pairs of person and list have no columns to take strata from.")
            return {(): from_records(table)}
    return from_table(table, strata=strata)


def one_estimate(histories: Histories, question: Question, stratum: Sequence[str] = ()) -> Estimate:
    """Return the estimate of one table: the gate, the fit, the gate on what came of it."""
    fitted, log = one_list_each(histories, question.context, stratum)
    stands = tuple(before(fitted, question.context))
    asked = Estimate(
        documented=histories.documented,
        level=question.level,
        method=question.method,
        verdict=verdict_of(stands),
        reasons=stands,
        diagnostics={"pairs": _pairs(fitted)},
        histories=fitted,
        log=log,
        seed=question.seed,
        versions=_versions(),
    )
    if any(reason.refuses for reason in stands):
        return asked
    need_extra()
    return _fitted(asked, question)


def _fitted(asked: Estimate, question: Question) -> Estimate:
    found = question.trial.run(asked.histories)
    reasons = (*asked.reasons, *found.reasons)
    diagnostics = {**found.diagnostics, **asked.diagnostics}
    if found.interval is None:
        return replace(asked, verdict=verdict_of(reasons), reasons=reasons, diagnostics=diagnostics)
    # whom only a list left out names is documented all the same
    least = asked.documented
    whole = replace(
        asked,
        median=max(found.interval.median, least),
        low=max(found.interval.low, least),
        high=max(found.interval.high, least),
        draws=tuple(max(one, least) for one in found.draws),
        diagnostics=diagnostics,
        verdict=verdict_of(reasons),
        reasons=reasons,
    )
    matched = _matched(whole, question)
    return _checked(matched, question) if question.checks else matched


def _matched(whole: Estimate, question: Question) -> Estimate:
    """Return the estimate with the interval that allows for errors of matching, where they were
    measured."""
    from hechos.counting.systems import linkage

    measured = question.context.linkage
    if measured is None or whole.median is None or not whole.draws:
        return whole
    band = linkage.adjust(
        whole.histories, whole.draws, measured, seed=question.seed, level=question.level
    )
    if band is None:
        said = "Errors of matching were measured, but cannot be allowed for in this table."
    else:
        said = f"With the measured errors of matching allowed for it is {band}."
    reasons = (*whole.reasons, Reason(Code.LINKAGE, said))
    return replace(whole, linkage=band, reasons=reasons)


def _checked(whole: Estimate, question: Question) -> Estimate:
    from hechos.counting.systems import checks

    if whole.median is None or question.method in DIAGNOSTIC:
        return whole
    trial = question.trial
    methods = tuple(checks.compare(whole.histories, trial))
    without = tuple(checks.leave_each(whole.histories, whole.median, trial))
    left_out = tuple(checks.check_each(whole.histories, trial))
    reasons = (*whole.reasons, *checks.judge(whole.median, methods, without, left_out))
    return replace(
        whole,
        methods=methods,
        without=without,
        left_out=left_out,
        reasons=reasons,
        verdict=verdict_of(reasons),
    )


def _together(
    tables: Mapping[tuple[str, ...], Histories], strata: tuple[str, ...], question: Question
) -> Estimate:
    """Return the total over strata: sums of draws of those that are estimated, no others."""
    own = {key: one_estimate(tables[key], question, key) for key in sorted(tables)}
    pooled = _pooled(tables)
    done = {key: one for key, one in own.items() if one.interval}
    reasons = tuple(_about_strata(own))
    total = Estimate(
        documented=pooled.documented,
        level=question.level,
        method=question.method,
        verdict=verdict_of(reasons),
        reasons=reasons,
        histories=pooled,
        strata_by=strata,
        strata=own,
        log=(f"Strata, declared beforehand: {and_(strata)}.",),
        seed=question.seed,
        versions=_versions(),
    )
    if not done:
        return total
    interval, draws = _sum(done, question)
    without = []
    if question.checks and len(done) > 1:
        for key in done:
            rest, _ = _sum({k: one for k, one in done.items() if k != key}, question)
            moved = rest.median / interval.median - 1
            without.append(Without(name=", ".join(key), interval=rest, moved=moved))
    return replace(
        total,
        low=interval.low,
        median=interval.median,
        high=interval.high,
        draws=draws,
        without=tuple(without),
        methods=_not_stratified(pooled, question) if question.checks else (),
    )


def _sum(
    done: Mapping[tuple[str, ...], Estimate], question: Question
) -> tuple[Interval, tuple[int, ...]]:
    import numpy as np

    from hechos.counting.combining import sum_strata

    drawn = {
        str(key): np.array(one.draws or (one.median,), dtype=np.float64)
        for key, one in done.items()
    }
    sums = sum_strata(drawn, draw=4_000, seed=question.seed)
    ends = ((1 - question.level) / 2, 0.5, (1 + question.level) / 2)
    low, median, high = (float(end) for end in np.quantile(sums, ends))
    return Interval(low=low, median=median, high=high), tuple(int(one) for one in sums)


def _pooled(tables: Mapping[tuple[str, ...], Histories]) -> Histories:
    lists = next(iter(tables.values())).lists
    cells: dict[int, int] = {}
    for own in tables.values():
        for mask, count in own.cells:
            cells[mask] = cells.get(mask, 0) + count
    return Histories.of(lists, cells)


def _not_stratified(pooled: Histories, question: Question) -> tuple[Compared, ...]:
    one = one_estimate(pooled, replace(question, checks=False))
    name = f"{question.method}, not stratified"
    return (Compared(method=name, interval=one.interval, reasons=one.reasons),)


def _about_strata(own: Mapping[tuple[str, ...], Estimate]) -> Iterable[Reason]:
    left = [", ".join(key) for key, one in own.items() if one.interval is None]
    if len(left) == len(own):
        codes = sorted({r.code for one in own.values() for r in one.reasons if r.refuses})
        yield Reason(codes[0], f"No stratum can be estimated ({and_([c.value for c in codes])}).")
    elif left:
        yield Reason(Code.STRATA_LEFT, f"Not estimated, and in no total: {and_(left)}.")
    for code in sorted({r.code for one in own.values() if one.interval for r in one.reasons}):
        where = [", ".join(k) for k, one in own.items() if any(r.code is code for r in one.reasons)]
        first = next(r for one in own.values() for r in one.reasons if r.code is code)
        yield Reason(code, f"In {and_(where)}: {first.sentence}")


def _pairs(histories: Histories) -> dict[str, list[float]]:
    """Return Chapman's estimate from each pair of lists and its standard error: how far they lie
    apart shows how lists depend on each other."""
    from hechos.counting.bounds import chapman

    sizes, names = histories.sizes, histories.lists
    found = {}
    for a, b, both in histories.overlaps():
        total, error = chapman(sizes[a], sizes[b], both)
        found[f"{names[a]}, {names[b]}"] = [round(total, 1), round(error, 1)]
    return found


def _tried(
    tables: Mapping[tuple[str, ...], Histories], strata: Sequence[str], question: Question
) -> tuple[str, ...]:
    if question.kept is None:
        return ()
    data = digest_of([_pooled(tables).lists, _pooled(tables).cells])
    words = (
        f"{question.method} {dict(question.settings)} by {and_(strata) if strata else 'nothing'}"
    )
    return question.kept.tried(data, words)


def _plain(context: Context) -> dict[str, Any]:
    linkage = context.linkage
    return {
        "unit": context.unit.value,
        "linkage": linkage and [list(linkage.precision), list(linkage.recall)],
        "linkage_known": context.linkage_known,
        "origins": dict(context.origins),
        "left_out": list(context.left_out),
        "structural_zeros": {name: list(own) for name, own in context.structural_zeros.items()},
        "differs": context.differs,
    }


def _versions() -> dict[str, str]:
    from importlib import metadata

    found = {"hechos": __version__, "python": platform.python_version()}
    for name in ("numpy", "scipy", "numba"):
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


def need_extra() -> None:
    """Raise UnavailableError without the extra `count`."""
    try:
        import numba  # noqa: F401
        import scipy  # noqa: F401
    except ImportError as error:
        raise UnavailableError(
            "Estimating needs SciPy and Numba, which are not installed.",
            hint="pip install 'hechos[count]'",
        ) from error
