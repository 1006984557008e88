"""Slots of a claim that a member may set, as text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import fields, replace

from hechos.errors import InputError
from hechos.records import (
    ActContent,
    Actor,
    Basis,
    Bound,
    Claim,
    Confidentiality,
    Factuality,
    Mention,
    Number,
    PartyKind,
    Place,
    Polarity,
    Quantity,
    VoteContent,
    When,
)

_RANGE = re.compile(r"(?P<low>\d+(?:\.\d+)?)\.\.(?P<high>\d+(?:\.\d+)?)\Z")
_BOUNDED = re.compile(r"(?P<sign>>=|<=|>|<|~)?\s*(?P<n>\d+(?:\.\d+)?)\Z")
SPEAKERS = ("outlet", "agency", "body", "person", "report", "witness", "unnamed")
NEARNESS = ("0", "1", "2", "3", "4")
_HOW_NEAR = (
    "0 own observation, 1 eyewitness or original, 2 heard from one, 3 hearsay, 4 compilation"
)
_SIGNS = {
    ">=": Bound.AT_LEAST,
    "<=": Bound.AT_MOST,
    ">": Bound.MORE_THAN,
    "<": Bound.NEARLY,
    "~": Bound.ABOUT,
    None: Bound.EXACT,
}


def edited(claim: Claim, changes: Iterable[tuple[str, str]]) -> Claim:
    """Return the claim with the slots set; InputError names an unknown slot or a bad value."""
    for slot, value in changes:
        if slot not in SLOTS:
            raise InputError(
                f"There is no slot “{slot}”.", hint=f"Slots: {', '.join(sorted(SLOTS))}."
            )
        try:
            claim = SLOTS[slot](claim, value)
        except (ValueError, KeyError) as error:
            raise InputError(f"“{value}” does not fit the slot {slot}: {error}.") from error
    return claim


def slot_texts(claim: Claim) -> dict[str, str]:
    """Return what stands in each slot that the claim has, as `edited` takes it; "" is empty."""
    content, last = claim.content, claim.voice[-1] if claim.voice else None
    quantity, time, place = content.quantity, content.time, content.place
    texts = {
        "type": content.type,
        "occasion": content.occasion or "",
        "time": time.edtf if time else "",
        "place": place.path if place else "",
        "quantity": quantity_text(quantity) if quantity else "",
        "unit": quantity.unit if quantity else "",
        "polarity": claim.polarity.value,
        "factuality": claim.factuality.value,
        "hedge": claim.hedge or "",
        "class": claim.klass.name,
    }
    if isinstance(content, VoteContent):
        texts["candidate"] = content.candidate
    if actors := getattr(content, "actors", None):
        texts["actors"] = _names(actor.mention for actor in actors)
    if victims := getattr(content, "victims", getattr(content, "subjects", None)):
        texts["victims"] = _names(victims)
    if last:
        texts |= {
            "author": last.speaker.name,
            "speaker": last.kind,
            "proximity": str(last.proximity),
            "connection": last.connection or "",
        }
    return texts


def _names(mentions: Iterable[Mention]) -> str:
    return "; ".join(mention.name or mention.verbatim for mention in mentions)


def quantity_text(quantity: Quantity) -> str:
    """Write a quantity as `read_quantity` reads it; "" where it has no such form."""
    if quantity.bound is Bound.BETWEEN:
        return f"{quantity.low}..{quantity.high}"
    sign = next((s or "" for s, bound in _SIGNS.items() if bound is quantity.bound), None)
    return "" if sign is None or quantity.point is None else f"{sign}{quantity.point}"


def read_quantity(text: str, unit: str) -> Quantity:
    """Read 14, >=14, >14, <=14, <14, ~14 or 10..20."""
    if match := _RANGE.match(text):
        return Quantity(
            verbatim=text,
            low=_number(match["low"]),
            high=_number(match["high"]),
            point=None,
            bound=Bound.BETWEEN,
            unit=unit,
        )
    match = _BOUNDED.match(text)
    if match is None:
        raise ValueError("write 14, >=14, >14, <=14, <14, ~14 or 10..20")
    number, bound = _number(match["n"]), _SIGNS[match["sign"]]
    from_below = bound in (Bound.EXACT, Bound.AT_LEAST, Bound.MORE_THAN)
    low = number if from_below else None
    high = number if bound in (Bound.EXACT, Bound.AT_MOST, Bound.NEARLY) else None
    return Quantity(
        verbatim=text,
        low=low + 1 if bound is Bound.MORE_THAN and isinstance(low, int) else low,
        high=high,
        point=number,
        bound=bound,
        unit=unit,
        high_open=bound is Bound.NEARLY,
    )


def _number(text: str) -> Number:
    return float(text) if "." in text else int(text)


def _content(claim: Claim, **values: object) -> Claim:
    known = {field.name for field in fields(claim.content)}
    if not values.keys() <= known:
        raise ValueError(f"a claim of kind {claim.content.kind} has no such slot")
    return replace(claim, content=replace(claim.content, **values))  # type: ignore[arg-type]


def _quantity(claim: Claim, value: str) -> Claim:
    old = claim.content.quantity
    return _content(claim, quantity=read_quantity(value, old.unit if old else ""))


def _unit(claim: Claim, value: str) -> Claim:
    if claim.content.quantity is None:
        raise ValueError("the claim holds no quantity")
    return _content(claim, quantity=replace(claim.content.quantity, unit=value))


def _mentions(value: str) -> tuple[Mention, ...]:
    names = [name.strip() for name in value.split(";") if name.strip()]
    return tuple(Mention(verbatim=name, name=name, kind=PartyKind.UNKNOWN) for name in names)


def _actors(claim: Claim, value: str) -> Claim:
    return _content(claim, actors=tuple(Actor(mention=m) for m in _mentions(value)))


def _victims(claim: Claim, value: str) -> Claim:
    slot = "victims" if isinstance(claim.content, ActContent) else "subjects"
    return _content(claim, **{slot: _mentions(value)})


def _author(claim: Claim, value: str) -> Claim:
    if not claim.voice:
        raise ValueError("the claim has no voice")
    speaker = replace(claim.voice[-1].speaker, name=value, verbatim=value)
    return _last(claim, speaker=speaker)


def _near(claim: Claim, value: str) -> Claim:
    if value not in NEARNESS:
        raise ValueError(f"write {', '.join(NEARNESS)} (domain.md §2.5: {_HOW_NEAR})")
    return _last(claim, proximity=int(value))


def _speaker(claim: Claim, value: str) -> Claim:
    if value not in SPEAKERS:
        raise ValueError(f"write {', '.join(SPEAKERS)}")
    return _last(claim, kind=value)


def _last(claim: Claim, **values: object) -> Claim:
    if not claim.voice:
        raise ValueError("the claim has no voice")
    new = replace(claim.voice[-1], **values)  # type: ignore[arg-type]
    return replace(claim, voice=(*claim.voice[:-1], new))


SLOTS: dict[str, Callable[[Claim, str], Claim]] = {
    "type": lambda claim, value: _content(claim, type=value),
    "occasion": lambda claim, value: _content(claim, occasion=value or None),
    "time": lambda claim, value: _content(
        claim, time=When(verbatim=value, edtf=value, basis=Basis.EXPLICIT) if value else None
    ),
    "place": lambda claim, value: _content(
        claim, place=Place(verbatim=value, path=value, basis=Basis.EXPLICIT) if value else None
    ),
    "quantity": _quantity,
    "unit": _unit,
    "candidate": lambda claim, value: _content(claim, candidate=value),
    "actors": _actors,
    "victims": _victims,
    "author": _author,
    "speaker": _speaker,
    "proximity": _near,
    "connection": lambda claim, value: _last(claim, connection=value or None),
    "polarity": lambda claim, value: replace(claim, polarity=Polarity(value)),
    "factuality": lambda claim, value: replace(claim, factuality=Factuality(value)),
    "hedge": lambda claim, value: replace(claim, hedge=value or None),
    "class": lambda claim, value: replace(claim, klass=Confidentiality[value]),
}
