"""A figure with all that is stated of who counts whom, from a record or from a claim."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from hechos import packs
from hechos.lang.edtf import earliest_latest
from hechos.lang.folding import fold
from hechos.lang.universes.families import Family, family_of
from hechos.lang.universes.populations import Stated, group_of, read_list, stated_after
from hechos.records import Basis, Bound, Claim, Figure, Population, Quantity, Universe
from hechos.weighing.rules import SpeakerWords
from hechos.weighing.scale import Scale
from hechos.weighing.speakers import OFFICIAL

_TOKEN = re.compile(r"\w+")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_POINTS = (Bound.EXACT, Bound.ABOUT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Who counted. `named` is False for "official sources" and where only a page says so; then
    `kind` "state" stands for officials whom nobody names, "" for nobody at all."""

    key: str
    name: str
    kind: str = ""
    named: bool = True


NOBODY = Author(key="", name="nobody named", named=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """`amount` as printed, whatever its bound. `who` are the groups that are all it counts,
    `includes` and `excludes` those it is said to hold or leave out; empty is unstated."""

    quantity: Quantity
    amount: float
    family: Family | None
    acts: frozenset[str]
    author: Author
    as_of: str | None = None
    interval: str | None = None
    place: tuple[str, ...] = ()
    who: frozenset[str] = frozenset()
    includes: tuple[Population, ...] = ()
    excludes: tuple[Population, ...] = ()
    rule: str | None = None
    years: frozenset[str] = frozenset()
    supersedes: str | None = None
    id: str = ""

    @property
    def is_point(self) -> bool:
        return self.quantity.bound in _POINTS

    @property
    def known_at(self) -> str | None:
        """Return as of when it counts: as stated, or the end of its window where that is earlier
        (a count up to 8 August is of that day whenever it is told)."""
        end = self.window[1]
        said = earliest_latest(self.as_of)[0] if self.as_of else None
        if end is not None and (said is None or end < said):
            return end.isoformat()
        return self.as_of

    @property
    def window(self) -> tuple[date | None, date | None]:
        return earliest_latest(self.interval) if self.interval else (None, None)

    def says(self) -> str:
        """Return the figure in words: "27 (official sources, 2024-09)"."""
        printed = self.quantity.verbatim or f"{self.amount:g}"
        return f"{printed} ({self.author.name}, {self.as_of or 'undated'})"

    def groups(self) -> frozenset[str]:
        """Return the groups it is stated to hold, but for those that any count has a share of."""
        held = {one.group or fold(one.words) for one in self.includes} | self.who
        return frozenset(one for one in held if not is_within(one))

    def left_out(self) -> frozenset[str]:
        return frozenset(one.group for one in self.excludes if one.group)


def is_within(group: str) -> bool:
    known = group_of(group)
    return known is not None and known.within


def amount(quantity: Quantity) -> float:
    """Return the number as it is printed, whatever its bound."""
    number = quantity.point
    if number is None:
        number = quantity.low if quantity.low is not None else quantity.high or 0
        if quantity.bound.value == "more_than" and quantity.low_open is False:
            number -= quantity.unit != "share"
    return float(number)


def of_figure(figure: Figure, universe: Universe | None, words: SpeakerWords) -> Counted:
    """Return a figure with what it and its universe state; what the figure itself says of its
    interval and rule goes before the universe."""
    quantity = figure.quantity
    unit = quantity.unit or (universe.unit if universe else "") or ""
    acts = universe.acts if universe else ()
    who, stated = _who(figure, universe)
    place = _path(universe.place) if universe else ()
    return Counted(
        id=figure.id,
        quantity=quantity,
        amount=amount(quantity),
        family=family_of(acts, unit),
        acts=frozenset(acts),
        author=_author(figure, words),
        as_of=figure.as_of,
        interval=figure.interval or (universe.interval if universe else None),
        place=place,
        who=who,
        includes=stated.includes,
        excludes=stated.excludes,
        rule=figure.counting_rule or (universe.counting_rule if universe else None),
        years=frozenset(_YEAR.findall(universe.cohort or "")) if universe else frozenset(),
        supersedes=figure.supersedes,
    )


def what_alone(universe: Universe) -> Universe:
    """Return unit and acts alone: of two figures in one universe only their own words differ."""
    return Universe(
        id=universe.id,
        case=universe.case,
        made=universe.made,
        unit=universe.unit,
        acts=universe.acts,
    )


def _who(figure: Figure, universe: Universe | None) -> tuple[frozenset[str], Stated]:
    """Read who is counted: groups with a number, or beside the total, are a part of it; groups
    alone are all of it."""
    total = amount(figure.quantity)
    held = Stated(_resolved(figure.includes, total), _resolved(figure.excludes, total))
    note = read_list(universe.who_in, total=total) if universe and universe.who_in else Stated()
    out = read_list(universe.who_out, total=total) if universe and universe.who_out else Stated()
    whole = [one for one in note.includes if one.number is None]
    is_all = len(whole) == len(note.includes) and not (held.includes or note.excludes)
    stated = Stated(
        (*held.includes, *(() if is_all else note.includes)),
        (*held.excludes, *note.excludes, *out.includes, *out.excludes),
    )
    return frozenset(one.group for one in whole) if is_all else frozenset(), stated


def _resolved(populations: Iterable[Population], total: float) -> tuple[Population, ...]:
    """Return the populations with group and number, read from their words where not given."""
    found: list[Population] = []
    for one in populations:
        read = Stated() if one.group else read_list(one.words, total=total)
        parts = (*read.includes, *read.excludes)
        if len(parts) == 1:
            number = one.number if one.number is not None else parts[0].number
            found.append(replace(one, group=parts[0].group, number=number))
        else:
            found.extend(parts or (one,))
    return tuple(found)


def _author(figure: Figure, words: SpeakerWords) -> Author:
    name = (figure.author or "").strip()
    kind = "" if figure.author_kind in words.voices else figure.author_kind
    tokens = frozenset(_TOKEN.findall(fold(name)))
    if not tokens - words.fillers - words.unknown or kind in ("outlet", "agency"):
        return Author(key="", name=name or NOBODY.name, named=False)
    if tokens & words.unknown and not tokens - words.fillers - words.unknown - words.official:
        return Author(key="", name=name, named=False)
    if not tokens - words.fillers - words.official:
        return Author(key=fold(OFFICIAL), name=name, kind="state", named=False)
    return _named(name, kind, tokens, words)


def _named(name: str, kind: str, tokens: frozenset[str], words: SpeakerWords) -> Author:
    found = _organisation(name)
    key = f"#{found.id}" if found else fold(name)
    if found is not None:
        kind = found.kind.value
    elif tokens & (words.official | words.offices):
        kind = "state"
    elif tokens & words.registers:
        kind = "ngo"
    if kind == "unnamed":
        return Author(key="", name=name, named=False)
    return Author(key=key, name=name, kind="state" if kind in words.state else kind)


@functools.lru_cache(maxsize=4096)
def _organisation(name: str) -> packs.Organisation | None:
    plain = re.sub(r"\s*\([^)]*\)$", "", name)
    known = (packs.generic(), *map(packs.load, packs.available()))
    return next((body for pack in known if (body := pack.organisation_of(plain))), None)


def _path(place: str | None) -> tuple[str, ...]:
    parts = [fold(part) for part in (place or "").split(",")]
    return tuple(part for part in reversed(parts) if part)


# --- from a claim ------------------------------------------------------------------------------


def of_claim(claim: Claim, quantity: Quantity, scale: Scale) -> Counted:
    """Return the figure that a claim states, with what its own text says of who is counted (a
    figure may rest on more texts, of which some audience must not see all)."""
    content = claim.content
    figure, text = scale.figures.get(claim.id), scale.texts.get(claim.text)
    alone = figure is not None and figure.claims == (claim.id,)
    stated = Stated(figure.includes, figure.excludes) if figure and alone else Stated()
    if not alone and text is not None and quantity.end is not None:
        stated = stated_after(text.body, quantity.end, language=text.language)
    place = content.place if content.place and content.place.basis is not Basis.INHERITED else None
    return Counted(
        id=figure.id if figure else claim.id,
        quantity=quantity,
        amount=amount(quantity),
        family=family_of((content.type,), quantity.unit),
        acts=frozenset((content.type,)),
        author=_speaker(claim, scale),
        as_of=scale.said(claim),
        interval=content.time.edtf if content.time else None,
        place=_path(place.path) if place else (),
        includes=stated.includes,
        excludes=stated.excludes,
        rule=figure.counting_rule if figure else None,
    )


def _speaker(claim: Claim, scale: Scale) -> Author:
    side = scale.side(claim)
    if side is None:
        return replace(NOBODY, name=scale.author_name(claim))
    body = scale.speaker(claim)
    kind = "state" if body.kind in scale.rules.speakers.state else body.kind
    return Author(key=side, name=body.name, kind=kind, named=body.named and side != fold(OFFICIAL))
