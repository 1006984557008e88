"""Two sums of what should be the same votes, compared where they can be: announced and summed
sheets are two different objects, and so are the totals of two bodies."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hechos.counting.tallies.announced import outside
from hechos.counting.tallies.areas import Area
from hechos.counting.tallies.bulletins import NOT_SAID, OF, Bulletin
from hechos.counting.tallies.checks import Check, Comparison, compared, say, unknown
from hechos.counting.tallies.margin import REGISTERED, Outside
from hechos.counting.tallies.sheets import Places
from hechos.lang.said import Said

AGAINST = Said("announced against summed sheets")
WITHIN = Said("announced is within what the sheets leave open")
RIVALS = Said("announced is within what the other announcement leaves open")
COVERS_ALL = Outside(electors=0, assumption=Said("The bulletin covers every table, as it says."))


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
        yield unknown(AGAINST, on, Said("No sheet of this place is counted."))
        return
    if not whole:
        yield _apart(bulletin, area)
    for what, announced in bulletin.counts.numbers().items():
        if what not in summed:
            yield unknown(AGAINST, on, Said("{what:^}: no sheet states them.", what=what))
        elif whole and not lacking.get(what):
            left = (Said("{what:^} announced", what=what), announced)
            yield compared(AGAINST, on, left, (Said("summed"), summed[what]))
        else:
            beside = Beside(
                what=what,
                first=announced,
                second=summed[what],
                words=(Said("announced"), Said("the sum of sheets")),
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
    on = Said("{one} and {other}", one=one.name, other=other.name)
    for what, announced in one.counts.numbers().items():
        if what in numbers:
            beside = Beside(
                what=what,
                first=announced,
                second=numbers[what],
                words=(
                    Said("by {author}", author=one.author or Said("the first")),
                    other.author or Said("the second"),
                ),
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


def _apart(bulletin: Bulletin, area: Area) -> Check:
    cast, announced = area.counts.cast, bulletin.counts.cast
    summed = Said("{n} of {all} tables are summed", n=say(area.counted), all=say(area.tables))
    if cast and announced:
        summed = Said(
            "{summed} ({votes} votes; announced: {announced})",
            summed=summed,
            votes=say(cast),
            announced=say(announced),
        )
    said = Said(
        "{summed} and {part} announced: not the same tables, so that totals need not be equal.",
        summed=summed,
        part=_part(bulletin),
    )
    return unknown(AGAINST, bulletin.name, said)


def _part(bulletin: Bulletin) -> Said:
    if bulletin.covers_all:
        return Said("all tables")
    if not bulletin.share:
        return Said("an unstated part")
    of = OF.get(bulletin.share_of, NOT_SAID)
    return Said("{share} % of {of}", share=bulletin.share, of=of)


def hold_within(name: Said, on: Said, beside: Beside) -> Check:
    """Hold the first number between the second less what the first leaves out, and the second
    with what the second leaves out."""
    below, above = beside.left_out
    what, first, second = beside.what, beside.first, beside.second
    if below is None and above is None:
        said = Said("{what:^}: it is not known how many electors are left out.", what=what)
        return unknown(name, on, said)
    low = max(0, second - below.electors) if below else 0
    high = second + above.electors if above else None
    over = max(0, first - high) if high is not None else 0
    by = over or min(0, first - low)
    ends = [Said("at least {n}", n=say(low))] if below else []
    ends += [Said("at most {n}", n=say(high))] if high is not None else []
    verdict = Said("{n} too many", n=say(by)) if by > 0 else Said("within")
    if by < 0:
        verdict = Said("{n} too few", n=say(-by))
    assumptions = dict.fromkeys(one.assumption for one in (below, above) if one)
    return Check(
        name=name,
        on=on,
        result=Comparison.DIFFERS if by else Comparison.MATCH,
        sentence=Said(
            "{what:^}: {first} {by}; {other}, with {second}, allows {ends: and | and }: {verdict}.",
            what=what,
            first=say(first),
            by=beside.words[0],
            other=beside.words[1],
            second=say(second),
            ends=tuple(ends),
            verdict=verdict,
        ),
        by=by,
        bound=True,
        assumption=Said.together(*assumptions),
    )
