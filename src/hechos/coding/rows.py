"""Rows for the claims scorer: one per passage, under the act names of the coded sets."""

from __future__ import annotations

import csv
import functools
from typing import Any

from hechos.coding.frames.lexicons import data
from hechos.records import Bound, Claim, Mention, PartyKind, Quantity, TextSpan

_QUALIFIERS = {
    Bound.EXACT: "exact",
    Bound.AT_LEAST: "at_least",
    Bound.MORE_THAN: "more_than",
    Bound.AT_MOST: "up_to",
    Bound.ABOUT: "about",
    Bound.NEARLY: "nearly",
    Bound.BETWEEN: "range",
    Bound.VAGUE: "vague",
}
_SILENT = ("outlet", "agency")


@functools.cache
def _names() -> dict[tuple[str, str], str]:
    with data("rows.csv").open(encoding="utf-8") as lines:
        rows = csv.DictReader(line for line in lines if not line.startswith("#"))
        return {(row["type"], row["rule"]): row["act"] for row in rows}


def claim_rows(claim: Claim, doc: str) -> list[dict[str, Any]]:
    """Return one row per passage; none for a type that the coded sets do not name."""
    content = claim.content
    names = _names()
    act = names.get((content.type, claim.rule)) or names.get((content.type, ""))
    if act is None:
        return []
    quantity = content.quantity
    counts_victims = content.type != "deployment" and quantity and quantity.unit != "share"
    count = _count(quantity) if quantity and counts_victims else None
    actors = [_party(actor.mention) for actor in getattr(content, "actors", ())]
    row = {
        "doc": doc,
        "act": act,
        "count": count,
        "source": _source(claim),
        "date": content.time.edtf if content.time else None,
        "place": content.place.path if content.place else None,
        "perpetrators": actors,
        "stance": None,
    }
    return [
        {**row, "start": p.selector.start, "end": p.selector.end, "passage": p.selector.quote}
        for p in claim.passages
        if isinstance(p.selector, TextSpan)
    ]


def _source(claim: Claim) -> str | None:
    links = [link for link in claim.voice if link.kind not in _SILENT]
    if not links:
        return None
    last = links[-1]
    if len(links) > 1 and last.kind in ("unnamed", "report"):
        return f"{links[-2].speaker.name} ({last.speaker.name})"
    return f"{last.speaker.name} ({last.connection})" if last.connection else last.speaker.name


def _party(mention: Mention) -> str:
    """Return the words of a party; where an adjective stands for a noun, that first."""
    same = mention.kind is PartyKind.PERSON or mention.name == mention.verbatim
    return mention.verbatim if same else f"{mention.name} ({mention.verbatim})"


def _count(quantity: Quantity) -> dict[str, Any] | None:
    qualifier = _QUALIFIERS[quantity.bound]
    low, high = quantity.low, quantity.high
    if low is None and high is None:
        low = high = quantity.point
    return {"min": low, "max": high, "qualifier": qualifier, "unit": quantity.unit}
