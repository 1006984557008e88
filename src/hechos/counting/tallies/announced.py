"""What a bulletin says held against itself, against copies of it and against earlier ones."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from hechos.counting.tallies.bulletins import NOT_SAID, OF, Bulletin
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
from hechos.counting.tallies.sheets import PART_WORDS, differences
from hechos.lang.said import Said

COVERED = Said("the share announced as counted")
TURNOUT = Said("turnout")
COPIES = Said("copies of one bulletin")
GROWS = Said("a later bulletin holds the earlier one")


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
            assumption=Said("The electors covered are as the bulletin says."),
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


def percents(name: Said, on: Said, stated: Decimal, bases: Mapping[str, tuple[int, int]]) -> Check:
    """Return which of several denominators, each with its words, gives the stated percentage."""
    if not bases:
        said = Said("{stated} % is announced; of how many is not known.", stated=stated)
        return unknown(name, on, said)
    gaps = {words: _ratio(stated, *base) for words, base in bases.items()}
    told = {
        words: Said(
            "{part} of {whole} {words} ({share})",
            part=say(part),
            whole=say(whole),
            words=words,
            share=say_percent(part, whole),
        )
        for words, (part, whole) in bases.items()
    }
    equal = tuple(told[words] for words, gap in gaps.items() if not gap)
    other = tuple(told[words] for words, gap in gaps.items() if gap)
    if equal:
        sentence = Said("{stated} % is {equal: and | and }.", stated=stated, equal=equal)
        if other:
            sentence = Said(
                "{stated} % is {equal: and | and }; it is not {other: nor | nor }.",
                stated=stated,
                equal=equal,
                other=other,
            )
        return Check(name=name, on=on, result=Comparison.MATCH, sentence=sentence, by=0)
    nearest = min(gaps.values(), key=abs)
    sentence = Said(
        "{stated} % is announced; it is not {other: nor | nor }.", stated=stated, other=other
    )
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
        return unknown(COVERED, bulletin.name, Said("No share is announced."))
    pairs = {
        OF["electors"]: (bulletin.electors_covered, bulletin.electors),
        OF["tables"]: (bulletin.tables_covered, bulletin.tables),
    }
    bases = {
        words: (part, whole) for words, (part, whole) in pairs.items() if part is not None and whole
    }
    of = bulletin.share_of
    check = percents(COVERED, bulletin.name, bulletin.share, bases)
    base = OF.get(of, NOT_SAID)
    share = Said("It is announced as a share of {of}.", of=base)
    if of and of not in bases:
        share = Said("It is announced as a share of {of}, whose number is not stated.", of=base)
    sentence = Said.together(check.sentence, share)
    gap = _ratio(bulletin.share, *bases[base]) if of in bases else None
    if gap is None:
        return replace(check, sentence=sentence)
    result = Comparison.DIFFERS if gap else Comparison.MATCH
    return replace(check, sentence=sentence, result=result, by=gap, percent=True)


def _turnout(bulletin: Bulletin) -> Check:
    """Return the turnout on each denominator that is known."""
    cast = bulletin.counts.cast
    wholes: dict[str, int | None] = {
        Said("electors of the tables counted"): bulletin.electors_covered,
        Said("electors registered"): bulletin.electors,
    }
    if cast is None:
        return unknown(TURNOUT, bulletin.name, Said("The votes in all are not stated."))
    bases = {words: (cast, whole) for words, whole in wholes.items() if whole}
    if not bases:
        return unknown(TURNOUT, bulletin.name, Said("No number of electors is stated."))
    if bulletin.turnout is None:
        shares = tuple(
            Said(
                "{part} of {whole} {words}: {share}",
                part=say(cast),
                whole=say(whole),
                words=words,
                share=say_percent(cast, whole),
            )
            for words, (_, whole) in bases.items()
        )
        said = Said("No turnout is announced. {shares:; |; }.", shares=shares)
        return unknown(TURNOUT, bulletin.name, said)
    return percents(TURNOUT, bulletin.name, bulletin.turnout, bases)


def _share(bulletin: Bulletin, candidate: str, share: Decimal) -> Check:
    name = Said("share of {candidate}", candidate=candidate)
    votes = bulletin.counts.by_candidate.get(candidate)
    if votes is None:
        said = Said("{share} % is announced, and no number of votes.", share=share)
        return unknown(name, bulletin.name, said)
    counts = bulletin.counts
    wholes: dict[str, int | None] = {
        PART_WORDS["valid"]: counts.valid,
        PART_WORDS["total"]: counts.cast,
    }
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
    on = _both(first.name, second.source or Said("another copy"))
    if not found:
        sentence = Said("Both copies print the same numbers where both print one.")
        return Check(name=COPIES, on=on, result=Comparison.MATCH, sentence=sentence, by=0)
    differ = tuple(_differ(*one) for one in found)
    sentence = Said("The copies differ in {n} number: {numbers:; |; }.", n=1, numbers=differ)
    if len(found) > 1:
        sentence = Said(
            "The copies differ in {n} numbers: {numbers:; |; }.", n=len(found), numbers=differ
        )
    by = max(abs(b - a) for _, a, b in found)
    return Check(
        name=COPIES,
        on=on,
        result=Comparison.DIFFERS,
        sentence=sentence,
        by=by,
    )


def _differ(what: str, a: int, b: int) -> Said:
    apart = Said("{what}: {a} and {b}", what=what, a=say(a), b=say(b))
    if b in exchanged(a):
        return Said("{numbers} (two neighbouring digits are exchanged)", numbers=apart)
    return apart


def _both(one: str, other: str) -> Said:
    return Said("{one} and {other}", one=one, other=other)


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
    on = _both(earlier.name, later.name)
    both = [what for what in before if what in after]
    if not both:
        return unknown(GROWS, on, Said("They state no number in common."))
    falls = [what for what in both if after[what] < before[what]]
    if falls:
        said = tuple(
            Said("{what} {a}, then {b}", what=what, a=say(before[what]), b=say(after[what]))
            for what in falls
        )
        return Check(
            name=GROWS,
            on=on,
            result=Comparison.DIFFERS,
            sentence=Said("Falling: {falls:; |; }.", falls=said),
            by=max(before[what] - after[what] for what in falls),
            bound=True,
        )
    rise = tuple(
        Said("{what} + {n}", what=what, n=say(after[what] - before[what])) for what in both
    )
    return Check(
        name=GROWS,
        on=on,
        result=Comparison.MATCH,
        sentence=Said("No total falls: {rises:; |; }.", rises=rise),
        by=0,
        bound=True,
    )
