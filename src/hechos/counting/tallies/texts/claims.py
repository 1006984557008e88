"""Votes that texts say somebody announced, held against the sum of sheets (R-ELE-1): a number
matches, differs by so much, or cannot be compared, with the reason."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from hechos.counting.tallies.against import Beside, hold_within, not_counted
from hechos.counting.tallies.announced import percents
from hechos.counting.tallies.areas import Area, area_of
from hechos.counting.tallies.checks import Check, Comparison, compared, say, say_percent, unknown
from hechos.counting.tallies.margin import Outside
from hechos.counting.tallies.sheets import PollingTable
from hechos.counting.tallies.tally import Tally
from hechos.lang.folding import fold
from hechos.records import Basis, Bound, Claim, Factuality, Place, Polarity, Quantity, VoteContent

SAID = "said in texts against summed sheets"
OF_ALL = (
    "The claim is of the election of these sheets and of all their tables, which it may not say."
)
_TOLD = (Factuality.ASSERTED, Factuality.REPORTED, Factuality.ALLEGED, Factuality.INFERRED)
_EVERYWHERE = ("world", "continent", "region", "country")
_ROUGH = (Bound.ABOUT, Bound.NEARLY, Bound.VAGUE)
LEAST = 3
"""Letters of the shortest word that is taken for a part of a name."""
_DIGITS = re.compile(r"\d+(?:[.,]\d+)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A number of votes, or a share of them, that claims say `author` announced for a candidate;
    `sources` are the documents that say so, `day` EDTF."""

    candidate: str
    quantity: Quantity
    author: str
    place: Place | None = None
    day: str = ""
    sources: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()

    @property
    def is_share(self) -> bool:
        return self.quantity.unit == "share"

    @property
    def words(self) -> str:
        what = self.quantity.verbatim if self.is_share else f"{self.quantity.verbatim} votes"
        whom = f" for “{self.candidate}”" if self.candidate else ""
        place = self.place.path if self.place and _is_told(self.place) else ""
        return ", ".join(filter(None, (f"“{what}”{whom}", place, self.day)))

    @property
    def on(self) -> str:
        told = f" (told by {', '.join(self.sources)})" if self.sources else ""
        return f"{self.author or 'somebody'}{told}"


def said_of(claims: Iterable[Claim]) -> tuple[Said, ...]:
    """Return what claims say of votes, once where several say the same, in order of authors.

    What is denied, rejected, only possible or asked for is not among it."""
    found: dict[tuple[str, ...], Said] = {}
    for claim in sorted(claims, key=lambda one: (one.key, one.id)):
        content = claim.content
        told = claim.polarity is Polarity.AFFIRMED and claim.factuality in _TOLD
        if not isinstance(content, VoteContent) or content.quantity is None or not told:
            continue
        if claim.state == "rejected":
            continue
        one = _said(claim, content, content.quantity)
        place = one.place.path if one.place else ""
        key = (fold(one.author), fold(one.candidate), fold(one.quantity.verbatim), place, one.day)
        known = found.setdefault(key, one)
        found[key] = replace(
            known,
            sources=tuple(dict.fromkeys((*known.sources, *one.sources))),
            claims=tuple(dict.fromkeys((*known.claims, *one.claims))),
        )
    return tuple(found[key] for key in sorted(found))


def _said(claim: Claim, content: VoteContent, quantity: Quantity) -> Said:
    names = [link.speaker.name for link in claim.voice]
    return Said(
        candidate=content.candidate,
        quantity=quantity,
        author=names[-1] if names else "",
        place=content.place,
        day=content.time.edtf if content.time else "",
        sources=tuple(names[:1]) if len(names) > 1 else (),
        claims=(claim.id,),
    )


def check_said(
    made: Tally, tables: Iterable[PollingTable], said: Sequence[Said]
) -> tuple[Check, ...]:
    """Return how each number that texts say stands to the sum of the counted sheets."""
    known = {table.id: table for table in tables}
    for sheet in made.sheets:
        known.setdefault(sheet.table, PollingTable(id=sheet.table))
    everywhere = [known[table] for table in sorted(known)]
    sheets = {sheet.table: sheet for sheet in made.sheets}
    found: list[Check] = []
    for one in said if sheets else ():
        own = _lying_in(one.place, everywhere)
        area = made.whole if own is everywhere else area_of((), own, sheets)
        found += (replace(check, claims=one.claims) for check in _against(one, area))
    return tuple(found)


def _lying_in(place: Place | None, tables: Sequence[PollingTable]) -> Sequence[PollingTable]:
    """Return the tables of the place of a claim: all, where it names none itself or a country."""
    if place is None or not _is_told(place) or place.level in _EVERYWHERE:
        return tables
    name = fold(place.path.partition(",")[0])
    return [one for one in tables if any(fold(own) == name for _, own in one.places)]


def _is_told(place: Place) -> bool:
    """Whether the claim names the place, and no dateline or sentence before it."""
    return place.basis is not Basis.INHERITED


def _against(one: Said, area: Area) -> Iterator[Check]:
    names = _candidates(one.candidate, area.counts.by_candidate)
    if not area.tables and one.place is not None:
        yield _apart(one, f"no table of the sheets lies in {one.place.verbatim}")
    elif not area.counted:
        yield _apart(one, "no sheet of this place is counted")
    elif len(names) != 1:
        many = "several candidates" if names else "no candidate"
        yield _apart(one, f"the words name {many} of the sheets")
    elif one.quantity.bound in _ROUGH:
        yield _apart(one, "a rough number has no ends to hold a sum against")
    elif one.is_share:
        yield _share(one, area, names[0])
    else:
        yield _number(one, area, names[0])


def _candidates(words: str, votes: Mapping[str, int]) -> list[str]:
    """Return the candidates of the sheets whom words name, by the whole name or a part of it. Words
    that say more than a name ("the rival of …") name nobody: a person can set who is meant."""
    told = set(fold(words).split())
    same = [name for name in votes if fold(name) == fold(words)]
    if same or not any(len(word) >= LEAST for word in told):
        return same
    return [name for name in votes if told <= set(fold(name).split())]


def _apart(one: Said, why: str) -> Check:
    return unknown(SAID, one.on, f"{one.words}: {why}.")


def _share(one: Said, area: Area, name: str) -> Check:
    what, base = area.base
    votes, cast = area.counts.by_candidate[name], area.counts.cast
    so_far = f"{say(votes)} of {say(base)} {what} ({say_percent(votes, base)})" if base else "none"
    lacking = dict(area.lacking)
    if area.counted < area.tables or lacking.get(f"votes for {name}"):
        return _apart(
            one, f"{say(area.counted)} of {say(area.tables)} tables are summed, which make {so_far}"
        )
    if not base:
        return _apart(one, "the sheets hold no votes")
    if one.quantity.bound is Bound.EXACT:
        bases = {what: (votes, base)}
        if cast and not lacking.get("votes in all"):
            bases["votes in all"] = (votes, cast)
        check = percents(SAID, one.on, _percent(one.quantity), bases)
        return replace(check, sentence=f"{one.words}: {check.sentence}", assumption=OF_ALL)
    return _held(one, Fraction(100 * votes, base), f"the sheets make {so_far}")


def _percent(quantity: Quantity) -> Decimal:
    """Return a percentage with the digits that the text prints."""
    printed = _DIGITS.search(quantity.verbatim)
    told = Decimal(printed[0].replace(",", ".")) if printed else Decimal(0)
    stated = Decimal(str(quantity.point if quantity.point is not None else quantity.low or 0))
    return told if told == stated else stated


def _number(one: Said, area: Area, name: str) -> Check:
    what, quantity = f"votes for {name}", one.quantity
    summed, number = area.counts.by_candidate[name], quantity.point
    whole = area.counted == area.tables and not dict(area.lacking).get(what)
    if quantity.bound is not Bound.EXACT:
        if not whole:
            return _apart(one, f"{say(area.counted)} of {say(area.tables)} tables are summed")
        return _held(one, Fraction(summed), f"the sheets make {say(summed)}")
    if number is None or number != int(number):
        return _apart(one, "it states no whole number")
    if whole:
        head = (f"{one.words}: said", int(number)), ("summed", summed)
        return replace(compared(SAID, one.on, *head), assumption=OF_ALL)
    beside = Beside(
        what=f"{one.words}: votes",
        first=int(number),
        second=summed,
        words=("said", "the sum of sheets"),
        left_out=(Outside(electors=0, assumption=OF_ALL), not_counted(area, what)),
    )
    return hold_within(SAID, one.on, beside)


def _held(one: Said, summed: Fraction, words: str) -> Check:
    """Return whether a sum lies where a number with an open end says."""
    low, high = one.quantity.low, one.quantity.high
    below = Fraction(str(low)) - summed if low is not None else Fraction(0)
    above = summed - Fraction(str(high)) if high is not None else Fraction(0)
    over = max(below, above, Fraction(0))
    edge = (one.quantity.low_open and below == 0 and low is not None) or (
        one.quantity.high_open and above == 0 and high is not None
    )
    return Check(
        name=SAID,
        on=one.on,
        result=Comparison.DIFFERS if over or edge else Comparison.MATCH,
        sentence=f"{one.words}: {words}.",
        by=over if over.denominator != 1 else int(over),
        bound=True,
        percent=one.is_share,
        assumption=OF_ALL,
    )
