"""Two sums of what should be the same votes, compared where they can be: announced and summed
sheets are two different objects, and so are the totals of two bodies."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hechos.counting.tallies.announced import outside
from hechos.counting.tallies.areas import Area
from hechos.counting.tallies.bulletins import Bulletin
from hechos.counting.tallies.checks import Check, Comparison, compared, say, unknown
from hechos.counting.tallies.margin import REGISTERED, Outside
from hechos.counting.tallies.sheets import Places

AGAINST = "announced against summed sheets"
WITHIN = "announced is within what the sheets leave open"
RIVALS = "announced is within what the other announcement leaves open"
COVERS_ALL = Outside(electors=0, assumption="The bulletin covers every table, as it says.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """One number as `first` and as `second` count it, and the electors whom each leaves out."""

    what: str
    first: int
    second: int
    words: tuple[str, str]
    left_out: tuple[Outside | None, Outside | None]


def check_against(bulletin: Bulletin, area: Area) -> Iterator[Check]:
    """Yield for each announced number how it stands to the sum of the sheets (R-ELE-1).

    Where either leaves tables out, equality is not comparable; then the announced number is held
    against the least and the most that the tables left out allow."""
    on = bulletin.name
    summed, lacking = area.counts.numbers(), dict(area.lacking)
    whole = bulletin.covers_all and area.counted == area.tables
    if not area.counted:
        yield unknown(AGAINST, on, "No sheet of this place is counted.")
        return
    if not whole:
        yield _apart(bulletin, area)
    for what, announced in bulletin.counts.numbers().items():
        if what not in summed:
            yield unknown(AGAINST, on, f"{_cap(what)}: no sheet states them.")
        elif whole and not lacking.get(what):
            yield compared(
                AGAINST, on, (f"{_cap(what)} announced", announced), ("summed", summed[what])
            )
        else:
            beside = Beside(
                what=what,
                first=announced,
                second=summed[what],
                words=("announced", "the sum of sheets"),
                left_out=(_left_out(bulletin), not_counted(area, what)),
            )
            yield hold_within(WITHIN, on, beside)


def check_rivals(bulletins: Sequence[Bulletin]) -> Iterator[Check]:
    """Yield how the last totals of two authors for one place stand to each other."""
    last: dict[Places, dict[str, Bulletin]] = defaultdict(dict)
    for bulletin in sorted(bulletins, key=lambda one: -one.seq):
        last[bulletin.places].setdefault(bulletin.author, bulletin)
    for own in last.values():
        ordered = [own[author] for author in sorted(own)]
        for one, other in itertools.combinations(ordered, 2):
            yield from _rivals(one, other)


def _rivals(one: Bulletin, other: Bulletin) -> Iterator[Check]:
    numbers = other.counts.numbers()
    on = f"{one.name} and {other.name}"
    for what, announced in one.counts.numbers().items():
        if what in numbers:
            beside = Beside(
                what=what,
                first=announced,
                second=numbers[what],
                words=(f"by {one.author or 'the first'}", f"{other.author or 'the second'}"),
                left_out=(_left_out(one), _left_out(other)),
            )
            yield hold_within(RIVALS, on, beside)


def _left_out(bulletin: Bulletin) -> Outside | None:
    return COVERS_ALL if bulletin.covers_all else outside(bulletin)


def not_counted(area: Area, what: str) -> Outside | None:
    electors = area.covers("electors")
    if electors.lacking or not electors.whole or dict(area.lacking).get(what):
        return None
    return Outside(electors=electors.whole - electors.covered, assumption=REGISTERED)


def _cap(what: str) -> str:
    return what[:1].upper() + what[1:]


def _apart(bulletin: Bulletin, area: Area) -> Check:
    share = f"{bulletin.share} % of {bulletin.share_of or 'what is not said'}"
    cast, announced = area.counts.cast, bulletin.counts.cast
    votes = f" ({say(cast)} votes; announced: {say(announced)})" if cast and announced else ""
    said = "all tables" if bulletin.covers_all else share if bulletin.share else "an unstated part"
    return unknown(
        AGAINST,
        bulletin.name,
        f"{say(area.counted)} of {say(area.tables)} tables are summed{votes} and {said} "
        "announced: not the same tables, so that totals need not be equal.",
    )


def hold_within(name: str, on: str, beside: Beside) -> Check:
    """Hold the first number between the second less what the first leaves out, and the second
    with what the second leaves out."""
    below, above = beside.left_out
    what, first, second = _cap(beside.what), beside.first, beside.second
    if below is None and above is None:
        return unknown(name, on, f"{what}: it is not known how many electors are left out.")
    low = max(0, second - below.electors) if below else 0
    high = second + above.electors if above else None
    over = max(0, first - high) if high is not None else 0
    by = over or min(0, first - low)
    ends = [f"at least {say(low)}"] if below else []
    ends += [f"at most {say(high)}"] if high is not None else []
    verdict = f"{say(abs(by))} {'too many' if by > 0 else 'too few'}" if by else "within"
    assumptions = dict.fromkeys(one.assumption for one in (below, above) if one)
    return Check(
        name=name,
        on=on,
        result=Comparison.DIFFERS if by else Comparison.MATCH,
        sentence=f"{what}: {say(first)} {beside.words[0]}; {beside.words[1]}, with {say(second)}, "
        f"allows {' and '.join(ends)}: {verdict}.",
        by=by,
        bound=True,
        assumption=" ".join(assumptions),
    )
