"""Compare two figures: which outcome their own statements entitle, and why (domain.md §5, R-CNT-6).

What is not stated is not known: where neither says whom, where or when it counts, and no author
goes on with its own series, the outcome is undetermined.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from hechos.lang.edtf import earliest_latest, gap_days
from hechos.lang.folding import fold
from hechos.lang.numbers import is_slip
from hechos.lang.universes.populations import group_of
from hechos.records import Figure, Outcome, Population, Universe
from hechos.weighing.figures.counted import Counted, is_within, of_figure, what_alone
from hechos.weighing.rules import WeighingRules

CLOSE = 0.25
"""Two figures within this share of each other may be one count at two moments."""
NEAR_DAYS = 2
"""Days within which two statements are of one day (design: Origins)."""
START_DAYS = 31
"""Windows whose first days lie within so many days begin alike."""
GROWTH_DAYS = 7
"""From so many days on, a larger later number may be the passing of time."""
_MOST_PARTS = 5


@dataclass(frozen=True, slots=True)
class Comparison:
    """`case` is that of data/outcomes.toml; `because` says what entitles the outcome, and where
    `is_told` also which figures these are."""

    case: str
    outcome: Outcome
    because: str
    is_told: bool = True


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two figures of one kind of act; `early` and `late` where their order in time is known."""

    a: Counted
    b: Counted
    early: Counted | None = None
    late: Counted | None = None

    def turned(self) -> Iterator[tuple[Counted, Counted]]:
        yield self.a, self.b
        yield self.b, self.a


Found = tuple[str, str] | None


def compare_figures(
    left: Figure,
    right: Figure,
    universes: Iterable[Universe] | Mapping[str, Universe] = (),
    *,
    rules: WeighingRules | None = None,
) -> Comparison | None:
    """Return what two figures are to each other; None where they count unlike things (deaths
    and arrests), which are not compared at all. The order of the two changes nothing."""
    rules = rules or WeighingRules.load()
    some = universes.values() if isinstance(universes, Mapping) else universes
    known = {universe.id: universe for universe in some}
    if left.universe == right.universe and left.universe in known:
        known = {left.universe: what_alone(known[left.universe])}
    pair = [of_figure(f, known.get(f.universe), rules.speakers) for f in (left, right)]
    return compare(pair[0], pair[1], rules=rules)


def compare(a: Counted, b: Counted, *, rules: WeighingRules) -> Comparison | None:
    """Return the first outcome that something stated entitles, in the order of `_STEPS`."""
    if not _is_one_kind(a, b):
        return None
    pair = _Pair(a, b, *_ordered(a, b))
    for step in _STEPS:
        found = step(pair)
        if found is not None:
            return _made(*found, rules=rules)
    return _made("other", _open(pair), rules=rules)


def _made(case: str, detail: str, *, rules: WeighingRules) -> Comparison:
    rule = rules.outcomes[case]
    return Comparison(case, rule.name, f"{detail} {rule.because}".strip())


def _is_one_kind(a: Counted, b: Counted) -> bool:
    if a.family is None or b.family is None:
        if a.acts and b.acts:
            return bool(a.acts & b.acts)
        units = {one.quantity.unit for one in (a, b) if one.quantity.unit}
        return len(units) < 2 and (a.family is None) == (b.family is None)
    return (a.family.kin or a.family.name) == (b.family.kin or b.family.name)


def _ordered(a: Counted, b: Counted) -> tuple[Counted | None, Counted | None]:
    """Return the earlier and the later, by as-of, else by the ends of windows that begin alike."""
    one_window = a.interval is not None and a.window == b.window
    known = [one.as_of if one_window else one.known_at for one in (a, b)]
    if known[0] and known[1]:
        days = _apart_by(known[0], known[1])
        if days is None or days:
            return (None, None) if days is None else (a, b) if days > 0 else (b, a)
    if a.window[1] == b.window[1] or not _begin_alike(a, b):
        return None, None
    first, second = (one.window[1] or date.max for one in (a, b))
    return (a, b) if first < second else (b, a)


def _apart_by(a: str, b: str) -> int | None:
    """Return by how many days the second is later, negative where earlier; 0 where they may be one
    day's (months that follow each other may not), None where one says nothing."""
    gap = gap_days(a, b)
    (a_low, a_high), (b_low, b_high) = earliest_latest(a), earliest_latest(b)
    if gap is None or not (a_low and a_high and b_low and b_high):
        return None if gap is None else 0
    days = sorted(((b_low - a_low).days, (b_high - a_high).days), key=abs)
    return days[0] if gap and abs(days[0]) > NEAR_DAYS else 0


def _begin_alike(a: Counted, b: Counted) -> bool:
    first, second = a.window[0], b.window[0]
    return bool(first and second and abs((first - second).days) <= START_DAYS)


def _both(pair: _Pair) -> str:
    return f"{pair.a.says()} and {pair.b.says()}."


# --- what they state of themselves -------------------------------------------------------------


def _units(pair: _Pair) -> Found:
    """Two units of which one is none of those that count the act: incidents and deaths."""
    first, second = pair.a.quantity.unit, pair.b.quantity.unit
    if not first or not second or first == second or pair.a.family is None:
        return None
    known = {*pair.a.family.units, *(pair.b.family.units if pair.b.family else ())}
    if (first in known) == (second in known):
        return None
    return "unit", f"One counts {first}, the other {second}."


def _acts(pair: _Pair) -> Found:
    if pair.a.family is None or not pair.a.acts or not pair.b.acts or pair.a.acts & pair.b.acts:
        return None
    loose = {*pair.a.family.unspecified, *(pair.b.family.unspecified if pair.b.family else ())}
    if loose & (pair.a.acts | pair.b.acts):
        return None
    return "other acts", _both(pair)


def _places(pair: _Pair) -> Found:
    first, second = pair.a.place, pair.b.place
    shared = min(len(first), len(second))
    if not shared or first[:shared] == second[:shared]:
        return None
    return "place or interval", f"One counts in {first[-1]}, the other in {second[-1]}."


def _times(pair: _Pair) -> Found:
    a, b = pair.a, pair.b
    if a.years and b.years and a.years.isdisjoint(b.years):
        return "place or interval", f"One is of {min(a.years)}, the other of {min(b.years)}."
    gap = gap_days(a.interval, b.interval) if a.interval and b.interval else None
    if not gap:
        return None
    return "place or interval", f"One counts {a.interval}, the other {b.interval}."


def _populations(pair: _Pair) -> Found:
    """One leaves out whom the other counts, or both say who is all they count."""
    for a, b in pair.turned():
        clash = sorted(a.left_out() & (b.groups() | b.who))
        if clash:
            why = f"{a.says()} leaves out {clash[0]}, whom {b.says()} counts."
            return "stated populations", why
        apart = sorted(_apart(a.who) & b.groups())
        if apart:
            why = f"{a.says()} counts {_named(a.who)}, {b.says()} also {apart[0]}."
            return "stated populations", why
    a, b = pair.a, pair.b
    shares = any(one.who and all(map(is_within, one.who)) for one in (a, b))
    if a.who and b.who and a.who != b.who and (shares or _apart(a.who) & b.who):
        return "stated populations", f"One counts {_named(a.who)}, the other {_named(b.who)}."
    return None


def _apart(who: frozenset[str]) -> frozenset[str]:
    from_all = [frozenset(g.apart) for one in who if (g := group_of(one)) is not None]
    return frozenset.intersection(*from_all) if len(from_all) == len(who) and who else frozenset()


def _named(who: frozenset[str]) -> str:
    return " and ".join(sorted(who))


def _rules(pair: _Pair) -> Found:
    first, second = pair.a.rule, pair.b.rule
    if not first or not second or fold(first) == fold(second):
        return None
    return "stated rules", f"“{first}” and “{second}”."


def _parts(pair: _Pair) -> Found:
    """One number is a part of the other, or what is left of it without a group that it names."""
    for whole, part in pair.turned():
        if whole.amount == part.amount:
            continue
        for some in _combinations(whole.includes):
            added = sum(float(one.number or 0) for one in some)
            told = " and ".join(f"“{one.words}”" for one in some)
            if len(some) < len(whole.includes) and added == part.amount:
                return "stated parts", f"Of {whole.says()}, {told} are {part.says()}."
            if whole.amount - added == part.amount and added:
                why = f"{whole.says()} counts {told}; without them it is {part.says()}."
                return "stated parts", why
        for one in whole.excludes:
            if one.number and whole.amount + float(one.number) == part.amount:
                why = f"{whole.says()} leaves out “{one.words}”; with them it is {part.says()}."
                return "stated parts", why
    return None


def _one_names(pair: _Pair) -> Found:
    """Only the larger of two counts of one time, by two known authors, names a group that it holds;
    where it says how many these are, the numbers decide (`_parts`)."""
    low, high = sorted((pair.a, pair.b), key=lambda one: one.amount)
    known = all(one.author.named or one.author.kind == "state" for one in (low, high))
    if pair.early is not None or not (low.as_of and high.as_of and known):
        return None
    told = {one.group for one in high.includes if one.number is None} | high.who
    only = sorted(one for one in told & _only_later(low, high) if one)
    if not only or low.author.key == high.author.key or low.amount == high.amount:
        return None
    return "one names a group", f"{high.says()} counts {_named(frozenset(only))}; {low.says()}."


def _combinations(parts: Iterable[Population]) -> Iterator[tuple[Population, ...]]:
    numbered = [one for one in parts if one.number][:_MOST_PARTS]
    for size in range(1, len(numbered) + 1):
        yield from itertools.combinations(numbered, size)


# --- one count at two moments ------------------------------------------------------------------


def _equal(pair: _Pair) -> Found:
    a, b = pair.a, pair.b
    points = a.is_point and b.is_point
    same = a.amount == b.amount and (points or a.quantity.bound is b.quantity.bound)
    return ("equal", _both(pair)) if same else None


def _slip(pair: _Pair) -> Found:
    """One named author's number of one day, with a digit changed on the way (R-IND-6)."""
    a, b = pair.a, pair.b
    same = a.author.named and a.author.key == b.author.key and bool(a.as_of and b.as_of)
    same = same and a.quantity.bound is b.quantity.bound
    if not same or pair.early is not None or not is_slip(a.amount, b.amount):
        return None
    return "number in a relay", _both(pair)


def _series(pair: _Pair) -> Found:
    """One named author's later number; a population that only the later names may be the whole
    difference, a narrower window is no later state of the count, and of what can happen twice a
    lower bound says too little of how the count went on."""
    early, late = pair.early, pair.late
    if early is None or late is None or not _is_one_author(early, late):
        return None
    if late.amount <= early.amount:
        wide = late.is_point and late.amount < early.amount and _goes_on(early, late)
        return ("later and smaller", _then(early, late)) if wide else None
    open_ = early.family is not None and early.family.repeats and not _excludes(early, late)
    if open_ or not _goes_on(early, late) or _only_later(early, late):
        return None
    return "later and larger", _then(early, late)


def _then(early: Counted, late: Counted) -> str:
    window = ""
    if early.interval and late.interval and early.interval != late.interval:
        window = f", over {early.interval} and {late.interval}"
    return f"{early.says()}, later {late.says()}{window}."


def _is_one_author(early: Counted, late: Counted) -> bool:
    if late.supersedes is not None and late.supersedes == early.id and early.author.named:
        return True
    return early.author.named and late.author.named and early.author.key == late.author.key


def _goes_on(early: Counted, late: Counted) -> bool:
    """Tell whether the later count can hold the earlier one: one place, a window that holds it."""
    if early.place and late.place and early.place != late.place:
        return False
    (first, end), (start, last) = early.window, late.window
    begins = not first or not start or start <= first or _begin_alike(early, late)
    return begins and (not end or not last or end <= last)


def _only_later(early: Counted, late: Counted) -> frozenset[str]:
    return late.groups() - early.groups()


def _unsigned(pair: _Pair) -> Found:
    """Numbers that no body signs, or only "official sources", of what happens to one person once:
    close together, the larger one later or their order unknown. A candidate."""
    a, b = pair.a, pair.b
    if a.family is None or a.family.repeats or not _may_be_one_series(a, b):
        return None
    if abs(a.amount - b.amount) > CLOSE * max(a.amount, b.amount):
        return None
    if pair.early is None or pair.late is None:
        unknown = not (a.known_at and b.known_at)
        return ("order unknown", _both(pair)) if unknown and not _one_sided(pair) else None
    grows = pair.early.amount < pair.late.amount and _goes_on(pair.early, pair.late)
    if not grows or _only_later(pair.early, pair.late):
        return None
    return "unsigned and larger", _then(pair.early, pair.late)


def _one_sided(pair: _Pair) -> frozenset[str]:
    low, high = sorted((pair.a, pair.b), key=lambda one: one.amount)
    return _only_later(low, high)


def _may_be_one_series(a: Counted, b: Counted) -> bool:
    """Tell whether the authors may be one: neither is a named body, but a State's beside others
    whom nobody names."""
    loose = [not one.author.named for one in (a, b)]
    state = [one.author.kind == "state" for one in (a, b)]
    return all(loose) or (any(loose) and all(x or y for x, y in zip(loose, state, strict=True)))


# --- rules of counting, and what is left -------------------------------------------------------


def _registers(pair: _Pair) -> Found:
    """Find an organisation's list of verified cases beside an official total (R-DET-4)."""
    if not (pair.a.is_point and pair.b.is_point):
        return None
    for own, total in pair.turned():
        if not (own.family and own.family.registers and total.author.kind == "state"):
            continue
        keeps = own.author.kind == "ngo" or (not own.author.kind and bool(own.rule))
        if own.author.named and keeps and not _may_grow(pair):
            return "register and total", _both(pair)
    return None


def _may_grow(pair: _Pair) -> bool:
    early, late = pair.early, pair.late
    if early is None or late is None or late.amount <= early.amount:
        return False
    gap = gap_days(early.known_at or "", late.known_at or "")
    return gap is not None and gap > GROWTH_DAYS


def _bounds(pair: _Pair) -> Found:
    """Find a bound and a number of one author and about the same day that can both be right."""
    a, b = pair.a, pair.b
    if not (a.as_of and b.as_of) or pair.early is not None or _excludes(a, b):
        return None
    own = a.author.named and a.author.key == b.author.key
    near = gap_days(a.as_of, b.as_of) is not None and not _one_sided(pair)
    return ("bound and number", _both(pair)) if own and near else None


def _excludes(a: Counted, b: Counted) -> bool:
    (a_low, a_high), (b_low, b_high) = _range(a), _range(b)
    return a_low > b_high or b_low > a_high


def _range(one: Counted) -> tuple[float, float]:
    quantity = one.quantity
    if one.is_point and quantity.point is not None:
        return float(quantity.point), float(quantity.point)
    low = float("-inf") if quantity.low is None else float(quantity.low)
    return low, float("inf") if quantity.high is None else float(quantity.high)


def _contradiction(pair: _Pair) -> Found:
    """All that makes a universe is stated on both sides and is the same, and they differ."""
    a, b = pair.a, pair.b
    stated = all((one.who and one.place and one.interval and one.as_of) for one in (a, b))
    same = a.who == b.who and a.place == b.place and a.window == b.window
    near = bool(a.as_of and b.as_of) and gap_days(a.as_of or "", b.as_of or "") in range(3)
    exact = a.quantity.low == a.quantity.high and b.quantity.low == b.quantity.high
    is_open = stated and same and near and exact and _excludes(a, b)
    return ("one universe", _both(pair)) if is_open else None


def _open(pair: _Pair) -> str:
    """Say which evidence is missing."""
    a, b = pair.a, pair.b
    if not (a.author.named and b.author.named):
        missing = "No body is named for at least one of them"
    elif a.author.key != b.author.key:
        missing = "Neither of two authors states a rule or population that sets them apart"
    elif _only_later(a, b) or _only_later(b, a):
        missing = "One names a group that the other does not mention"
    else:
        missing = "Which of them is the later, or over which time each counts, is not known"
    return f"{_both(pair)} {missing}."


_STEPS: tuple[Callable[[_Pair], Found], ...] = (
    _units,
    _acts,
    _places,
    _times,
    _populations,
    _rules,
    _equal,
    _slip,
    _parts,
    _one_names,
    _series,
    _unsigned,
    _registers,
    _bounds,
    _contradiction,
)
