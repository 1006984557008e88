"""Records as rows: the JSON of `--json` and the short lines that a person reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hechos.plots.axes import short as cut
from hechos.records import Capture, Claim, Figure, Quantity, Record, TextSpan, wire

_SIGN = {
    "at_least": "≥ ",
    "more_than": "> ",
    "at_most": "≤ ",
    "nearly": "nearly ",
    "about": "about ",
    "vague": "some ",
}


def row_of(record: Record, captures: Mapping[str, Capture]) -> dict[str, Any]:
    """Return the record as `--json` prints it."""
    if isinstance(record, Claim):
        return claim_row(record, captures.get(record.capture))
    return wire.to_plain(record)  # type: ignore[no-any-return]


def claim_row(claim: Claim, capture: Capture | None) -> dict[str, Any]:
    plain = wire.to_plain(claim)
    content = claim.content
    return {
        "record": "Claim",
        "v": wire.VERSION,
        "id": claim.id,
        "state": claim.state,
        "capture": {
            "id": claim.capture,
            "name": capture.name if capture else "",
            "sha256": capture.address if capture else "",
        },
        "passages": [
            {"start": s.start, "end": s.end, "quote": s.quote}
            for s in (passage.selector for passage in claim.passages)
            if isinstance(s, TextSpan)
        ],
        "content": plain["content"],
        "voice": [
            {
                "name": link.speaker.name,
                "kind": link.kind,
                "verb": link.verb,
                "stance": link.stance,
                "proximity": link.proximity,
                "said_at": link.said_at.edtf if link.said_at else None,
            }
            for link in claim.voice
        ],
        "polarity": claim.polarity.value,
        "factuality": claim.factuality.value,
        "hedge": claim.hedge,
        "standard": plain["standard"],
        "time": {"edtf": content.time.edtf, "basis": content.time.basis.value}
        if content.time
        else None,
        "place": content.place.path if content.place else None,
        "quantity": quantity_row(content.quantity),
        "class": claim.klass.name,
        "key": claim.key,
        "made": plain["made"],
        "rule": claim.rule,
        "because": claim.because,
    }


def say_held(figure: Figure) -> str:
    """Return whom a figure holds and leaves out: "+ two soldiers - police", "" if unstated."""
    signed = [("+", p) for p in figure.includes] + [("-", p) for p in figure.excludes]
    return short(" ".join(f"{sign} {one.words}" for sign, one in signed), 48)


def quantity_row(quantity: Quantity | None) -> dict[str, Any] | None:
    if quantity is None:
        return None
    return {
        "low": quantity.low,
        "high": quantity.high,
        "point": quantity.point,
        "bound": quantity.bound.value,
        "unit": quantity.unit,
        "verbatim": quantity.verbatim,
    }


def say_quantity(quantity: Quantity | None) -> str:
    if quantity is None:
        return ""
    if quantity.bound.value == "between":
        return f"{quantity.low}–{quantity.high} {quantity.unit}".strip()
    number = quantity.point if quantity.point is not None else quantity.low
    if number is None:
        number = quantity.high
    return f"{_SIGN.get(quantity.bound.value, '')}{number} {quantity.unit}".strip()


def short(text: str, limit: int = 96) -> str:
    return cut(" ".join(text.split()), limit)


def claim_line(claim: Claim, capture: Capture | None) -> list[str]:
    author = claim.voice[-1].speaker.name if claim.voice else ""
    return [
        claim.id,
        claim.state,
        short(capture.name, 24) if capture else "",
        f"{claim.content.kind}:{claim.content.type}",
        say_quantity(claim.content.quantity),
        short(author, 28),
        f"“{short(claim.quote)}”" if claim.quote else getattr(claim.content, "value", ""),
    ]
