"""What the coder makes of words that a person selected."""

from __future__ import annotations

from dataclasses import replace

from hechos.app.web.reading.room import claims_in
from hechos.app.web.shelf import Shelf
from hechos.coding.code import code_document
from hechos.coding.rules import installed
from hechos.records import Claim, Text, TextSpan

WINDOW = 6000
"""So much of a text before and after the words is read with them (code points)."""


def suggested(shelf: Shelf, text: Text, name: str, span: tuple[int, int]) -> Claim | None:
    """Return the claim that the rules find in these words, of several the one that fits them
    best; None where they find none."""
    start, end = span
    first = max(0, start - WINDOW)
    body = text.body[first : end + WINDOW]
    case = shelf.desk.case
    part = replace(text, body=body, segments=(), map=())
    _told, about = claims_in(shelf, text.capture)
    rules = installed(case.languages, case.pack)
    coded = code_document(part, tuple(about), rules=rules, case=case, name=name)
    fits = [(_fit(claim, start - first, end - first), claim) for claim in coded.claims]
    best = max(fits, key=lambda pair: pair[0], default=(0.0, None))
    return best[1] if best[0] > 0 else None


def _fit(claim: Claim, start: int, end: int) -> float:
    """Return how much of both stretches is common to them, 0 to 1."""
    span = claim.anchor.selector
    if not isinstance(span, TextSpan):
        return 0.0
    common = min(end, span.end) - max(start, span.start)
    return max(0, common) / (max(end, span.end) - min(start, span.start))
