"""Parts and totals: a part stated after a total must fit it, or a doubt says so (R-FFM-5)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from hechos.lang.folding import fold
from hechos.lang.numbers import find_numbers
from hechos.lang.sentences import split_sentences
from hechos.records import Claim, Number, Quantity, Text
from hechos.weighing.rules import MarginWords

AHEAD = 400
"""Characters after a total in which its parts are looked for."""
PARTS = 2
_NO_COUNT = ("share", "percent", "")


def margins_of(claim: Claim, text: Text, words: Sequence[MarginWords]) -> str | None:
    """Return in a sentence how parts told after the claim's total do not fit it, else None."""
    total = claim.content.quantity
    if total is None or total.unit in _NO_COUNT or total.end is None:
        return None
    for kind, stretch in _parts_of(total.end, text, words):
        parts = [
            number.quantity
            for number in find_numbers(stretch, language=text.language)
            if number.kind == "count" and not number.reason and not number.more
        ]
        why = _misfit(total, parts, kind)
        if why:
            return why
    return None


def _parts_of(end: int, text: Text, words: Sequence[MarginWords]) -> Iterator[tuple[str, str]]:
    """Yield the stretches after a total that say what it is made of, with how they say it."""
    after = text.body[end : end + AHEAD]
    spans = split_sentences(after, language=text.language)
    own = [entry for entry in words if entry.language == text.language]
    for place, (start, stop) in enumerate(spans[:2]):
        stretch = after[start:stop]
        folded = fold(stretch)
        if place == 0:
            yield from _inside(stretch, own)
            continue
        for entry in own:
            if re.match(rf"{re.escape(entry.form)}\b", folded):
                yield entry.kind, stretch
                break


def _inside(stretch: str, own: Sequence[MarginWords]) -> Iterator[tuple[str, str]]:
    _, colon, parts = stretch.partition(": ")
    if colon:
        yield "split", parts
    _, comma, rest = stretch.partition(", ")
    for entry in own:
        if comma and entry.kind == "subset" and re.match(rf"{re.escape(entry.form)}\b", fold(rest)):
            yield "subset", rest.partition(", ")[0]
            return


def _misfit(total: Quantity, parts: Sequence[Quantity], kind: str) -> str | None:
    low, high = _bounds(total)
    if kind == "subset":
        larger = [part for part in parts[:1] if _bounds(part)[0] > high]
        if larger:
            return (
                f"“{larger[0].verbatim}” is told as a part of “{total.verbatim}” and is larger; "
                "the two do not count the same people."
            )
        return None
    if len(parts) < PARTS:
        return None
    least = sum(_bounds(part)[0] for part in parts)
    most = sum(_bounds(part)[1] for part in parts)
    if least <= high and low <= most:
        return None
    added = " + ".join(part.verbatim for part in parts)
    return f"The parts ({added}) do not add up to the total (“{total.verbatim}”)."


def _bounds(quantity: Quantity) -> tuple[Number, Number]:
    """Return the least and the most; "at least n" as a total of parts is n and more."""
    low = quantity.low if quantity.low is not None else quantity.point or 0
    high = quantity.high if quantity.high is not None else float("inf")
    if quantity.bound.value in ("about", "nearly", "vague"):
        return 0, float("inf")
    return low, high
