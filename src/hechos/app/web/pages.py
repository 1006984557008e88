"""Contexts of the pages and the template environment. Text of sources is only ever escaped."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.urls import reverse
from jinja2 import Environment, StrictUndefined

from hechos.records import Capture, Claim, Text, TextSpan
from hechos.reporting.rows import say_quantity, short


def environment(**options: Any) -> Environment:
    options["undefined"] = StrictUndefined
    env = Environment(**options)  # noqa: S701 - autoescape is on in settings
    env.globals["url"] = lambda name, *args: reverse(name, args=args)
    env.filters["quantity"] = say_quantity
    env.filters["short"] = short
    return env


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text with the claims whose passages cover it, in reading order."""

    text: str
    claims: tuple[str, ...]
    first_of: tuple[str, ...]


def pieces(text: Text, claims: Iterable[Claim]) -> list[Piece]:
    """Cut a text at every boundary of a passage, so that overlapping passages all show."""
    starts: dict[int, list[str]] = defaultdict(list)
    ends: dict[int, set[str]] = defaultdict(set)
    for claim in claims:
        for passage in claim.passages:
            span = passage.selector
            if isinstance(span, TextSpan) and span.text == text.id:
                starts[span.start].append(claim.id)
                ends[span.end].add(claim.id)
    cuts = sorted({0, len(text.body), *starts, *ends})
    found: list[Piece] = []
    open_now: list[str] = []
    for start, end in pairwise(cuts):
        open_now = [claim for claim in open_now if claim not in ends[start]] + starts[start]
        covering = tuple(dict.fromkeys(open_now))
        found.append(Piece(text.body[start:end], covering, tuple(starts[start])))
    return found


@dataclass(frozen=True, slots=True)
class DocumentPage:
    capture: Capture
    text: Text | None
    pieces: Sequence[Piece]
    claims: Sequence[Claim]
    about: Sequence[Claim]
    withdrawn: bool
