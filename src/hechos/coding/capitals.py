"""Texts in capitals: coded in small letters, and every quotation given back as printed."""

from __future__ import annotations

import dataclasses
from typing import Any, TypeVar

from hechos.lang.letters.casing import read_capitals
from hechos.records import Claim, Passage, Text, TextSpan

T = TypeVar("T")


def in_small_letters(text: Text, language: str) -> Text:
    """Return the text with its lines of capitals in small letters; the text itself where
    nothing is in capitals throughout. Offsets stay."""
    body = read_capitals(text.body, language=language)
    return text if body is text.body else dataclasses.replace(text, body=body)


def as_printed(claim: Claim, body: str) -> Claim:
    """Return the claim with every quotation as the text prints it. Names of parties stay in
    small letters, as other documents write them."""
    span = claim.anchor.selector
    near = body[span.start : span.end] if isinstance(span, TextSpan) else ""
    content = _restored(claim.content, body, near)
    return dataclasses.replace(
        claim,
        passages=tuple(_passage(one, body) for one in claim.passages),
        content=content,
        voice=tuple(_restored(link, body, near) for link in claim.voice),
        hedge=_found(claim.hedge, near) if claim.hedge else claim.hedge,
    )


def _passage(passage: Passage, body: str) -> Passage:
    span = passage.selector
    if not isinstance(span, TextSpan):
        return passage
    selector = dataclasses.replace(
        span,
        quote=body[span.start : span.end],
        prefix=body[span.start - len(span.prefix) : span.start],
        suffix=body[span.end : span.end + len(span.suffix)],
    )
    return dataclasses.replace(passage, selector=selector)


def _restored(value: T, body: str, near: str) -> T:
    """Return the value with what it quotes replaced, field by field, all the way down."""
    if not dataclasses.is_dataclass(value) or isinstance(value, type):
        return value
    changes: dict[str, Any] = {}
    start, end = getattr(value, "start", None), getattr(value, "end", None)
    for field in dataclasses.fields(value):
        old = getattr(value, field.name)
        if field.name == "verbatim" and start is not None and end is not None:
            new: Any = body[start:end]
        elif isinstance(old, tuple):
            new = tuple(
                _found(one, near) if isinstance(one, str) else _restored(one, body, near)
                for one in old
            )
        elif field.name in _WORDS and isinstance(old, str):
            new = _found(old, near)
        else:
            new = _restored(old, body, near)
        if new != old:
            changes[field.name] = new
    return dataclasses.replace(value, **changes) if changes else value


_WORDS = ("occasion", "of", "stated_reason", "official_attribution", "universe", "verb", "contest")


def _found(words: str, near: str) -> str:
    """Return the words as the passage prints them, where they stand in it."""
    at = near.casefold().find(words.casefold())
    return near[at : at + len(words)] if at >= 0 and len(near.casefold()) == len(near) else words
