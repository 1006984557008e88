"""The origins of a matter as a drawing: who, through whom, in which documents.

Three columns from left to right: who is the first to say it, through whom it is told, the
document that prints it. A line that only carries on what another origin said is dashed. Each
origin that counts is a band. Beyond the nodes that fit, the rest is one node that says how many."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.utils.translation import ngettext

from hechos.app.web.doors import document_of, page_of
from hechos.app.web.objects.sheets import ClaimSheet
from hechos.app.web.objects.support import Origin, Support, speaker_of

MOST = 60
KINDS = ("origin", "through", "document")
COLUMNS = (8.0, 272.0, 528.0)
WIDTH, ROW, NODE = 800.0, 46.0, 34.0
WIDE = 212.0
LETTERS = 30


@dataclass(frozen=True, slots=True)
class Node:
    x: float
    y: float
    label: str
    lines: tuple[str, ...]
    href: str
    kind: str

    @property
    def middle(self) -> float:
        return self.y + NODE / 2


@dataclass(frozen=True, slots=True)
class Line:
    x1: float
    y1: float
    x2: float
    y2: float
    relay: bool

    @property
    def path(self) -> str:
        (a, b), (c, d), half = (self.x1, self.y1), (self.x2, self.y2), (self.x1 + self.x2) / 2
        return f"M{a:g} {b:g}C{half:g} {b:g} {half:g} {d:g} {c:g} {d:g}"


@dataclass(frozen=True, slots=True)
class Band:
    """One origin; `against` is the side it is on."""

    y: float
    height: float
    label: str
    against: bool


@dataclass
class Graph:
    nodes: list[Node] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    bands: list[Band] = field(default_factory=list)
    left_out: str = ""
    width: float = WIDTH
    height: float = 0.0


@dataclass(frozen=True, slots=True)
class Way:
    """How one statement comes to the case: `chain` innermost first, without the document."""

    first: str
    through: tuple[str, ...]
    sheet: ClaimSheet


def ways(origin: Origin) -> list[Way]:
    found = []
    for sheet in origin.sheets:
        names = [link.speaker.name for link in sheet.claim.voice]
        found.append(Way(origin.name or speaker_of(sheet.claim), tuple(names[-2::-1]), sheet))
    return found


def draw(support: Support) -> Graph | None:
    """Return the drawing of both sides; None where there is nothing to draw."""
    sides = ((support.supporting, False), (support.contrary, True))
    origins = [(o, against) for side, against in sides for o in side.origins if o.group]
    graph = Graph()
    y, left = 26.0, 0
    for origin, against in origins:
        rows = ways(origin)
        if len(graph.nodes) + 3 * len(rows) > MOST:
            left += 1
            continue
        y = _origin(graph, origin, rows, y=y, against=against)
    left += sum(max(0, side.total - len(side.origins)) for side, _ in sides)
    if left:
        graph.left_out = ngettext(
            "%(n)s more origin is not drawn.", "%(n)s more origins are not drawn.", left
        ) % {"n": left}
    graph.height = y + 4
    return graph if graph.nodes else None


def _origin(graph: Graph, origin: Origin, rows: Sequence[Way], *, y: float, against: bool) -> float:
    """Add one origin from `y` on, and return where the next begins."""
    top = y
    first: Node | None = None
    seen: dict[tuple[str, str], Node] = {}
    for place, way in enumerate(rows):
        if first is None:
            href = page_of(origin.group) if origin.group else ""
            first = _once(graph, seen, _node("origin", y, way.first, href))
        before_row = len(graph.nodes)
        document = _node("document", y, way.sheet.document, _address(way.sheet))
        document = _once(graph, seen, document)
        before = first
        if way.through:
            before = _once(graph, seen, _node("through", y, " ← ".join(way.through)))
            _join(graph, first, before, relay=place > 0)
        _join(graph, before, document, relay=place > 0)
        y += ROW if place == 0 or len(graph.nodes) > before_row else 0
    graph.bands.append(Band(top - 5, y - top - 2, origin.name or origin.met, against))
    return y + 10


def _address(sheet: ClaimSheet) -> str:
    return document_of(sheet.claim.capture, sheet.claim.id)


def _once(graph: Graph, seen: dict[tuple[str, str], Node], node: Node) -> Node:
    """Return the node of this origin that says the same, the first that was met."""
    key = (node.kind, node.label)
    if key not in seen:
        seen[key] = node
        graph.nodes.append(node)
    return seen[key]


def _node(kind: str, y: float, label: str, href: str = "") -> Node:
    lines = tuple(textwrap.wrap(label, LETTERS, max_lines=2, placeholder=" …")) or ("?",)
    return Node(COLUMNS[KINDS.index(kind)], y, label, lines, href, kind)


def _join(graph: Graph, a: Node, b: Node, *, relay: bool) -> None:
    line = Line(a.x + WIDE, a.middle, b.x, b.middle, relay)
    if not any(one.path == line.path for one in graph.lines):
        graph.lines.append(line)


def told(origins: Iterable[Origin]) -> list[tuple[Origin, list[Way]]]:
    """Return the same as words: each origin with the ways in which it comes to the case."""
    return [(origin, ways(origin)) for origin in origins if origin.group]
