"""A text with the words that made its claims in colour: for a person who tunes the lexicons."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files

from jinja2 import Environment, StrictUndefined, Template

from hechos.coding.explain.steps import Explanation
from hechos.records import Text

LEGEND = (
    ("frame", "act"),
    ("number", "number"),
    ("actors", "alleged actor"),
    ("victims", "victims"),
    ("subjects", "who it is about"),
    ("targets", "target"),
    ("time", "time"),
    ("place", "place"),
    ("voice", "who says so"),
    ("repeats", "said again"),
)
_RANK = {slot: rank for rank, (slot, _) in enumerate(LEGEND)}


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text: the slots it fills (the most telling first) and the claims, numbered
    from 1, whose act word begins here."""

    text: str
    slots: tuple[str, ...]
    title: str
    opens: tuple[int, ...]


def render(text: Text, explained: Sequence[Explanation], *, name: str) -> str:
    """Return one HTML page, complete in itself: no script, nothing from outside, all escaped."""
    return _template().render(
        name=name,
        language=text.language,
        explained=explained,
        legend=LEGEND,
        pieces=tuple(pieces(text.body, explained)),
    )


@functools.cache
def _template() -> Template:
    environment = Environment(
        autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined
    )
    page = files("hechos.coding") / "explain" / "page.html"
    return environment.from_string(page.read_text(encoding="utf-8"))


def pieces(body: str, explained: Sequence[Explanation]) -> Iterator[Piece]:
    """Cut a text where slots begin and end. The pieces together are the text."""
    marks: dict[tuple[int, int, str], list[int]] = {}
    for number, one in enumerate(explained, 1):
        for step in one.steps:
            for start, end in step.spans:
                marks.setdefault((start, end, step.slot), []).append(number)
    spans = sorted(marks)
    cuts = sorted({0, len(body), *(at for start, end, _ in spans for at in (start, end))})
    first = 0
    active: list[tuple[int, int, str]] = []
    for start, end in itertools.pairwise(cuts):
        while first < len(spans) and spans[first][0] <= start:
            active.append(spans[first])
            first += 1
        active = [span for span in active if span[1] > start]
        slots = sorted({slot for _, _, slot in active}, key=_RANK.__getitem__)
        told = [f"{slot} of claim {_listed(marks[span])}" for span in active for slot in span[2:]]
        opens = [
            n for span in active if span[0] == start and span[2] == "frame" for n in marks[span]
        ]
        yield Piece(body[start:end], tuple(slots), "; ".join(told), tuple(sorted(opens)))


def _listed(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers))
