"""What may be said about an estimate: reasons to refuse it, warnings, and the words beside it.

Codes R1-R7 and the thresholds are those of the project's notes on multiple-systems estimation; the
practice behind them is in HRDAG's public questions and answers, the packages verdata and dga, and
Binette and Steorts 2021.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from hechos.counting.histories import Histories
from hechos.errors import InputError

SMALL_LIST = 10
MANY_TIMES = 5.0
"""From so many people on no list for each one on a list."""
FEWEST_SHARED = 10
"""People on more than one list, of whom an estimate needs so many."""
BY_CHANCE = 3.0
"""Lists of which chance alone would put so many people on both, and nobody is, avoid each other."""


class Verdict(StrEnum):
    """`WARN` is an estimate that may only be shown with its warnings; notes do not make it one."""

    ESTIMATE = "estimate"
    WARN = "warn"
    REFUSE = "refuse"


class Code(StrEnum):
    """R: a reason to refuse; W: a warning; N: a note, which is shown and weighs less."""

    FEW_LISTS = "R1"
    ISLANDS = "R2"
    NO_TRIANGLE = "R3"
    CHAINS_DISAGREE = "R4"
    PRIOR_BOUND = "R5"
    NOT_PERSONS = "R6"
    LINKAGE_UNMEASURED = "R7"
    NO_OVERLAP = "W1"
    MANY_TIMES = "W2"
    METHODS_DIFFER = "W3"
    DIAGNOSTIC = "W4"
    PRIOR_END = "W5"
    STRATA_LEFT = "W6"
    SMALL_LISTS = "N1"
    ONE_LIST_MOVES = "N2"
    LEFT_OUT_MISSED = "N3"
    LINKAGE = "N4"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason, for a machine by its code and for a person by its sentence."""

    code: Code
    sentence: str

    @property
    def refuses(self) -> bool:
        return self.code.value.startswith("R")

    @property
    def warns(self) -> bool:
        return self.code.value.startswith("W")


def verdict_of(reasons: Sequence[Reason]) -> Verdict:
    if any(reason.refuses for reason in reasons):
        return Verdict.REFUSE
    return Verdict.WARN if any(reason.warns for reason in reasons) else Verdict.ESTIMATE


class Unit(StrEnum):
    PERSON = "person"
    EVENT = "event"
    UNNAMED = "unnamed group"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Linkage:
    """Share of matches that are right, and of right matches that were found, each with the ends
    of its 95 % interval: (value, low, high)."""

    precision: tuple[float, float, float]
    recall: tuple[float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a table does not say about itself.

    `origins` gives for a list the process it comes from: lists of one origin are one list.
    `left_out` are lists that somebody decided to do without; whom they alone name stay documented.
    `structural_zeros` gives for a list the strata that it could not reach: there it is no list.
    `differs` says in which way lists cover different places, times or acts, if they do.
    `linkage_known` is False where nobody has measured how well people were matched."""

    unit: Unit = Unit.PERSON
    linkage: Linkage | None = None
    linkage_known: bool = True
    origins: Mapping[str, str] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    structural_zeros: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    differs: str = ""


def one_list_each(
    histories: Histories, context: Context, stratum: Sequence[str] = ()
) -> tuple[Histories, tuple[str, ...]]:
    """Return the histories as they are fitted, and in sentences what was done to them: lists of
    one origin are one list; empty lists, those to do without, and those that could not reach this
    stratum are left out.

    Raises InputError for a list that is not there, or names people whom it could not reach."""
    log = []
    unknown = {*context.left_out, *context.origins, *context.structural_zeros} - set(
        histories.lists
    )
    if unknown:
        raise InputError(
            f"There is no list “{min(unknown)}”.", hint=f"There are {and_(histories.lists)}."
        )
    if context.left_out:
        log.append(f"Left out by decision: {and_(context.left_out)}.")
        kept = [j for j, name in enumerate(histories.lists) if name not in context.left_out]
        if not kept:
            raise InputError("No list is left.")
        histories = histories.only(kept)
    blind = _blind(histories, context, stratum)
    if blind:
        log.append(f"{and_(blind)} could not reach {', '.join(stratum)}, left out there.")
        histories = histories.only([j for j, n in enumerate(histories.lists) if n not in blind])
    groups: dict[str, list[int]] = {}
    for number, name in enumerate(histories.lists):
        groups.setdefault(context.origins.get(name, f"list {name}"), []).append(number)
    for group in groups.values():
        if len(group) > 1:
            names = and_([histories.lists[j] for j in group])
            log.append(f"{names} have one origin and are one list.")
    if len(groups) < len(histories.lists):
        histories = histories.merged(list(groups.values()))
    usable = [number for number, size in enumerate(histories.sizes) if size]
    if usable and len(usable) < len(histories.lists):
        empty = [histories.lists[j] for j, size in enumerate(histories.sizes) if not size]
        log.append(f"Nobody is on {and_(empty)}, left out.")
        histories = histories.only(usable)
    return histories, tuple(log)


def _blind(histories: Histories, context: Context, stratum: Sequence[str]) -> list[str]:
    """Return the lists that could not reach the stratum (structural zeros)."""
    blind = []
    for name, size in zip(histories.lists, histories.sizes, strict=True):
        if not {*context.structural_zeros.get(name, ())} & {*stratum}:
            continue
        if size:
            raise InputError(
                f"“{name}” is said not to reach {', '.join(stratum)}, and has {size} people of it.",
                hint="Leave the list out by name, or do not say so.",
            )
        blind.append(name)
    return blind


def before(histories: Histories, context: Context) -> Iterator[Reason]:
    """Yield what stands against any estimate from this table, whatever the method."""
    if context.unit is not Unit.PERSON:
        yield Reason(
            Code.NOT_PERSONS,
            f"The rows count {context.unit.value}s and not persons whom lists can share, "
            "so nothing can be matched between lists.",
        )
    if context.differs:
        yield Reason(
            Code.NOT_PERSONS, f"The lists do not cover the same people: {context.differs}."
        )
    if not context.linkage_known:
        yield Reason(
            Code.LINKAGE_UNMEASURED,
            "Nobody has measured how well the people of these lists were matched.",
        )
    yield from _shape(histories)


def _shape(histories: Histories) -> Iterator[Reason]:
    sizes = histories.sizes
    usable = sum(1 for size in sizes if size)
    if usable < 3:
        yield Reason(
            Code.FEW_LISTS,
            f"{usable} {'list has' if usable == 1 else 'lists have'} anybody on it; "
            "an estimate needs at least 3 independent lists.",
        )
        return
    islands = _islands(histories)
    if len(islands) > 1:
        parts = " and ".join(
            "{" + ", ".join(histories.lists[j] for j in one) + "}" for one in islands
        )
        yield Reason(Code.ISLANDS, f"The lists fall into parts that share nobody: {parts}.")
    elif not _triangles(histories):
        yield Reason(
            Code.NO_TRIANGLE, "No three lists overlap pair by pair, so dependence cannot be told."
        )
    shared = sum(count for mask, count in histories.cells if mask.bit_count() > 1)
    if shared < FEWEST_SHARED:
        yield Reason(
            Code.NO_TRIANGLE,
            f"{shared} {'person is' if shared == 1 else 'people are'} on more than one list; "
            f"an estimate needs at least {FEWEST_SHARED}.",
        )
    small = [n for n, size in zip(histories.lists, sizes, strict=True) if 0 < size < SMALL_LIST]
    if small:
        yield Reason(Code.SMALL_LISTS, f"Fewer than {SMALL_LIST} people are on {and_(small)}.")
    apart = [
        f"{histories.lists[a]} and {histories.lists[b]}"
        for a, b, both in histories.overlaps()
        if not both and sizes[a] * sizes[b] >= BY_CHANCE * histories.documented
    ]
    if apart:
        yield Reason(
            Code.NO_OVERLAP,
            f"Nobody is on both {', nor on both '.join(apart[:5])}: more than chance leaves apart.",
        )


def _islands(histories: Histories) -> list[list[int]]:
    """Return the parts of the graph of lists that share people, lists with nobody left out."""
    left = {j for j, size in enumerate(histories.sizes) if size}
    near: dict[int, set[int]] = {j: set() for j in left}
    for a, b, both in histories.overlaps():
        if both:
            near[a].add(b)
            near[b].add(a)
    parts = []
    while left:
        part, new = set[int](), {min(left)}
        while new:
            part |= new
            new = {other for one in new for other in near[one]} - part
        parts.append(sorted(part))
        left -= part
    return parts


def _triangles(histories: Histories) -> int:
    joined = {(a, b) for a, b, both in histories.overlaps() if both}
    lists = range(len(histories.lists))
    return sum(
        (a, b) in joined and (b, c) in joined and (a, c) in joined
        for a in lists
        for b in range(a + 1, len(lists))
        for c in range(b + 1, len(lists))
    )


def after(documented: int, median: float) -> Iterator[Reason]:
    """Yield warnings that hold for the estimate of any method."""
    if documented and median - documented > MANY_TIMES * documented:
        yield Reason(
            Code.MANY_TIMES,
            f"People on no list would be {median / documented - 1:.1f} times the {documented:,} "
            "documented: most of it rests on the model.",
        )


ASSUMPTIONS = (
    "Nobody entered or left the population while the lists were made.",
    "The same person on two lists was recognised as one, and two people as two.",
    "How lists depend on each other, and how visible people differ, is as the model allows.",
    "People whom no list could ever have reached are not in the estimate.",
)


def rounded(value: float, width: float) -> int:
    """Return the value to two significant digits of the interval's width."""
    if width <= 0 or not math.isfinite(width):
        return round(value)
    unit = 10 ** max(0, math.floor(math.log10(width)) - 1)
    return int(round(value / unit) * unit)


def and_(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
