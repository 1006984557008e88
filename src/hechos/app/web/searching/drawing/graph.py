"""Who is named together in the results: names as points, records that name both as lines."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from hechos.app.search.backend import backend
from hechos.app.search.entries import NAME
from hechos.app.search.matching import Scope, found
from hechos.app.search.models import Tag
from hechos.app.search.query import Is, narrowed
from hechos.app.search.running import SECONDS
from hechos.app.web.searching.asking import Asking

LOOKED_AT = 4000
NAMES = 24
SIZE = 320.0


@dataclass(frozen=True, slots=True)
class Node:
    name: str
    x: float
    y: float
    size: float
    number: int
    address: str
    left: bool


@dataclass(frozen=True, slots=True)
class Edge:
    """Two names and how many records name both."""

    one: Node
    other: Node
    number: int
    address: str


@dataclass(frozen=True, slots=True)
class Graph:
    nodes: Sequence[Node]
    edges: Sequence[Edge]
    of: int
    all: bool


def graph_of(asking: Asking, scope: Scope) -> Graph:
    """Return the names that the first results say most, and which stand together."""
    rows = found(asking.query, scope).exclude(cls="Party").order_by("row")
    with backend().within(SECONDS):
        some = list(rows.values_list("row", flat=True)[: LOOKED_AT + 1])
        tags = Tag.objects.filter(field=NAME, entry__in=some[:LOOKED_AT])
        named: dict[int, set[str]] = defaultdict(set)
        for entry, shown in tags.values_list("entry", "shown"):
            named[entry].add(shown)
    counted = Counter(name for names in named.values() for name in names)
    pairs: Counter[tuple[str, str]] = Counter()
    for names in named.values():
        if len(names) <= NAMES:
            pairs.update(combinations(sorted(names), 2))
    tied = {name for pair in pairs for name in pair}
    most = sorted(tied, key=lambda name: (-counted[name], name))[:NAMES]
    top = max((counted[name] for name in most), default=1)
    nodes = {
        name: _node(asking, name, (n, len(most)), (counted[name], top))
        for n, name in enumerate(most)
    }
    edges = [
        Edge(nodes[a], nodes[b], n, _both(asking, a, b))
        for (a, b), n in sorted(pairs.items(), key=lambda both: (-both[1], both[0]))
        if a in nodes and b in nodes
    ]
    return Graph([*nodes.values()], edges, min(len(some), LOOKED_AT), len(some) <= LOOKED_AT)


def _node(asking: Asking, name: str, place: tuple[int, int], number: tuple[int, int]) -> Node:
    """Return a name on an oval, left and right in turn, so that no two names stand in a line."""
    n, of = place
    rows = max(1, -(-of // 2))
    y = (2 * (n // 2) + 1) / rows - 1 + (0.5 / rows if n % 2 else 0)
    x = math.sqrt(max(0.0, 1.1 - y * y)) * (-1 if n % 2 else 1)
    size = 4 + 8 * math.sqrt(number[0] / number[1])
    address = asking.narrow("named", name)
    return Node(name, x * SIZE * 0.6, y * SIZE * 0.85, size, number[0], address, x < 0)


def _both(asking: Asking, one: str, other: str) -> str:
    """Return the address of the results that name both; "" where the search has no room."""
    first = narrowed(asking.query, Is("named", one))
    both = narrowed(first, Is("named", other)) if first else None
    return asking.with_(both, view="list") if both else ""
