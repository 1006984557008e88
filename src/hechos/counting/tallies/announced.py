"""What a bulletin says held against itself, against copies of it and against earlier ones."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from hechos.counting.tallies.bulletins import Bulletin
from hechos.counting.tallies.checks import (
    Check,
    Comparison,
    exchanged,
    say,
    say_percent,
    sums_of,
    unknown,
)
from hechos.counting.tallies.margin import Outside, margin_test, outside_by_share
from hechos.counting.tallies.rounding import rounding_test
from hechos.counting.tallies.sheets import differences

COVERED = "the share announced as counted"
TURNOUT = "turnout"
COPIES = "copies of one bulletin"
GROWS = "a later bulletin holds the earlier one"


def check_bulletin(bulletin: Bulletin) -> Iterator[Check]:
    on = bulletin.name
    yield from sums_of(bulletin.counts, on)
    yield _coverage(bulletin)
    yield _turnout(bulletin)
    for name, share in bulletin.shares:
        yield _share(bulletin, name, share)
    yield rounding_test(bulletin.counts, on)
    yield margin_test(bulletin.counts, outside(bulletin), on)


def outside(bulletin: Bulletin) -> Outside | None:
    """Return the electors whose tables are not in the bulletin."""
    if bulletin.electors is None:
        return None
    if bulletin.electors_covered is not None:
        return Outside(
            electors=bulletin.electors - bulletin.electors_covered,
            assumption="The electors covered are as the bulletin says.",
        )
    if bulletin.tables and bulletin.tables_covered is not None:
        share = Fraction(bulletin.tables_covered, bulletin.tables)
        return outside_by_share(bulletin.electors, share, half=Fraction(0))
    if bulletin.share is None or bulletin.share_of == "votes":
        return None
    share, half = Fraction(bulletin.share) / 100, _half(bulletin.share) / 100
    return outside_by_share(bulletin.electors, share, half=half)


def _half(percent: Decimal) -> Fraction:
    """Return half a step of the last digit of an announced percentage."""
    exponent = percent.as_tuple().exponent
    return Fraction(10) ** (exponent if isinstance(exponent, int) else 0) / 2


def _ratio(stated: Decimal, part: int, whole: int) -> Fraction:
    """Return the stated percentage less the true one: 0 where they are equal as rounded."""
    gap = Fraction(stated) - Fraction(100 * part, whole)
    return Fraction(0) if abs(gap) <= _half(stated) else gap


def percents(name: str, on: str, stated: Decimal, bases: Mapping[str, tuple[int, int]]) -> Check:
    """Return which of several denominators, each with its words, gives the stated percentage."""
    if not bases:
        return unknown(name, on, f"{stated} % is announced; of how many is not known.")
    gaps = {words: _ratio(stated, *base) for words, base in bases.items()}
    said = {
        words: f"{say(part)} of {say(whole)} {words} ({say_percent(part, whole)})"
        for words, (part, whole) in bases.items()
    }
    equal = [words for words, gap in gaps.items() if not gap]
    other = [said[words] for words in bases if words not in equal]
    if equal:
        sentence = f"{stated} % is {' and '.join(said[words] for words in equal)}"
        sentence += f"; it is not {' nor '.join(other)}." if other else "."
        return Check(name=name, on=on, result=Comparison.MATCH, sentence=sentence, by=0)
    nearest = min(gaps.values(), key=abs)
    sentence = f"{stated} % is announced; it is not {' nor '.join(other)}."
    return Check(
        name=name,
        on=on,
        result=Comparison.DIFFERS,
        sentence=sentence,
        by=nearest,
        percent=True,
    )


def _coverage(bulletin: Bulletin) -> Check:
    """Return of what the announced share is the share (R-ELE-2)."""
    if bulletin.share is None:
        return unknown(COVERED, bulletin.name, "No share is announced.")
    pairs = {
        "electors": (bulletin.electors_covered, bulletin.electors),
        "tables": (bulletin.tables_covered, bulletin.tables),
    }
    bases = {
        words: (part, whole) for words, (part, whole) in pairs.items() if part is not None and whole
    }
    of = bulletin.share_of
    check = percents(COVERED, bulletin.name, bulletin.share, bases)
    sentence = f"{check.sentence} It is announced as a share of {of or 'what is not said'}"
    sentence += ", whose number is not stated." if of and of not in bases else "."
    gap = _ratio(bulletin.share, *bases[of]) if of in bases else None
    if gap is None:
        return replace(check, sentence=sentence)
    result = Comparison.DIFFERS if gap else Comparison.MATCH
    return replace(check, sentence=sentence, result=result, by=gap, percent=True)


def _turnout(bulletin: Bulletin) -> Check:
    """Return the turnout on each denominator that is known."""
    cast = bulletin.counts.cast
    wholes = {
        "electors of the tables counted": bulletin.electors_covered,
        "electors registered": bulletin.electors,
    }
    if cast is None:
        return unknown(TURNOUT, bulletin.name, "The votes in all are not stated.")
    bases = {words: (cast, whole) for words, whole in wholes.items() if whole}
    if not bases:
        return unknown(TURNOUT, bulletin.name, "No number of electors is stated.")
    if bulletin.turnout is None:
        said = "; ".join(
            f"{say(cast)} of {say(whole)} {words}: {say_percent(cast, whole)}"
            for words, (_, whole) in bases.items()
        )
        return unknown(TURNOUT, bulletin.name, f"No turnout is announced. {said}.")
    return percents(TURNOUT, bulletin.name, bulletin.turnout, bases)


def _share(bulletin: Bulletin, candidate: str, share: Decimal) -> Check:
    name = f"share of {candidate}"
    votes = bulletin.counts.by_candidate.get(candidate)
    if votes is None:
        return unknown(name, bulletin.name, f"{share} % is announced, and no number of votes.")
    wholes = {"valid votes": bulletin.counts.valid, "votes in all": bulletin.counts.cast}
    bases = {words: (votes, whole) for words, whole in wholes.items() if whole}
    return percents(name, bulletin.name, share, bases)


def check_copies(bulletins: Sequence[Bulletin]) -> Iterator[Check]:
    """Yield for each bulletin that several have printed whether they print the same."""
    groups: dict[tuple[object, ...], list[Bulletin]] = defaultdict(list)
    for bulletin in bulletins:
        groups[*bulletin.series, bulletin.seq].append(bulletin)
    for own in groups.values():
        for copy in own[1:]:
            yield _same(own[0], copy)


def _same(first: Bulletin, second: Bulletin) -> Check:
    found = differences(first.counts, second.counts)
    on = f"{first.name} and {second.source or 'another copy'}"
    if not found:
        sentence = "Both copies print the same numbers where both print one."
        return Check(name=COPIES, on=on, result=Comparison.MATCH, sentence=sentence, by=0)
    said = "; ".join(
        f"{what}: {say(a)} and {say(b)}"
        + (" (two neighbouring digits are exchanged)" if b in exchanged(a) else "")
        for what, a, b in found
    )
    by = max(abs(b - a) for _, a, b in found)
    return Check(
        name=COPIES,
        on=on,
        result=Comparison.DIFFERS,
        sentence=f"The copies differ in {len(found)} number{'s' * (len(found) > 1)}: {said}.",
        by=by,
    )


def check_series(bulletins: Sequence[Bulletin]) -> Iterator[Check]:
    """Yield whether no total falls from one bulletin of an author to the next."""
    groups: dict[tuple[object, ...], dict[int, Bulletin]] = defaultdict(dict)
    for bulletin in sorted(bulletins, key=lambda one: one.seq):
        groups[bulletin.series].setdefault(bulletin.seq, bulletin)
    for own in groups.values():
        rows = list(own.values())
        for earlier, later in itertools.pairwise(rows):
            yield _grows(earlier, later)


def _grows(earlier: Bulletin, later: Bulletin) -> Check:
    before, after = earlier.counts.numbers(), later.counts.numbers()
    on = f"{earlier.name} and {later.name}"
    both = [what for what in before if what in after]
    if not both:
        return unknown(GROWS, on, "They state no number in common.")
    falls = [what for what in both if after[what] < before[what]]
    if falls:
        said = "; ".join(f"{what} {say(before[what])}, then {say(after[what])}" for what in falls)
        return Check(
            name=GROWS,
            on=on,
            result=Comparison.DIFFERS,
            sentence=f"Falling: {said}.",
            by=max(before[what] - after[what] for what in falls),
            bound=True,
        )
    rise = "; ".join(f"{what} + {say(after[what] - before[what])}" for what in both)
    return Check(
        name=GROWS,
        on=on,
        result=Comparison.MATCH,
        sentence=f"No total falls: {rise}.",
        by=0,
        bound=True,
    )
