"""A report as one page: no script, nothing from outside, every value a link to its passage."""

from __future__ import annotations

import functools
import itertools
from dataclasses import dataclass
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from hechos.reporting.drawing import draw_card, draw_timeline
from hechos.reporting.rules import ReportRules
from hechos.reporting.tree import Report, SourceView

_TEMPLATES = files("hechos.reporting") / "templates"


def render(report: Report) -> str:
    """Return the page, complete in one file. Text of sources is escaped, never rendered."""
    return _environment(report.language).get_template("report.html").render(report=report)


@functools.cache
def _environment(language: str) -> Environment:
    rules = ReportRules.load(language)
    environment = Environment(
        loader=FunctionLoader(_load),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=StrictUndefined,
    )
    environment.globals.update(
        word=rules.word,
        draw_card=functools.partial(draw_card, rules=rules),
        draw_timeline=draw_timeline,
        pieces=pieces,
        style=Markup(_load("style.css")),  # noqa: S704 - our own file
    )
    return environment


def _load(name: str) -> str:
    return (_TEMPLATES / name).read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of a whole text; `opens` are anchors that begin here, `marked` if it is cited."""

    text: str
    opens: tuple[str, ...]
    marked: bool


def pieces(source: SourceView) -> tuple[Piece, ...]:
    """Cut a whole text where cited passages begin and end; passages may overlap."""
    starts: dict[int, list[str]] = {}
    for passage in source.passages:
        starts.setdefault(passage.start, []).append(f"w{passage.id[1:]}")
    cuts = {0, len(source.body)}
    depth: dict[int, int] = {}
    for passage in source.passages:
        cuts.update((passage.start, passage.end))
        depth[passage.start] = depth.get(passage.start, 0) + 1
        depth[passage.end] = depth.get(passage.end, 0) - 1
    ordered = sorted(cuts)
    level, found = 0, []
    for start, end in itertools.pairwise(ordered):
        level += depth.get(start, 0)
        text = source.body[start:end]
        found.append(Piece(text=text, opens=tuple(starts.get(start, ())), marked=level > 0))
    return tuple(found)
