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
        tags = Tag.objects.filter(field=NAME, entry__in=rows.values("row")[:LOOKED_AT])
        named: dict[int, set[str]] = defaultdict(set)
        for entry, shown in tags.values_list("entry", "shown"):
            named[entry].add(shown)
    counted = Counter(name for names in named.values() for name in names)
    most = sorted(counted, key=lambda name: (-counted[name], name))[:NAMES]
    kept = set(most)
    pairs: Counter[tuple[str, str]] = Counter()
    for names in named.values():
        pairs.update(combinations(sorted(names & kept), 2))
    nodes = {
        name: _node(asking, name, n, of=len(most), counted=counted) for n, name in enumerate(most)
    }
    edges = [
        Edge(nodes[a], nodes[b], n, _both(asking, a, b))
        for (a, b), n in sorted(pairs.items(), key=lambda both: (-both[1], both[0]))
    ]
    return Graph([*nodes.values()], edges, min(len(some), LOOKED_AT), len(some) <= LOOKED_AT)


def _node(asking: Asking, name: str, n: int, *, of: int, counted: Counter[str]) -> Node:
    turn = 2 * math.pi * n / max(of, 1) - math.pi / 2
    x, y = math.cos(turn), math.sin(turn)
    top = max(counted.values())
    size = 4 + 10 * math.sqrt(counted[name] / top)
    address = asking.narrow("named", name)
    return Node(name, x * SIZE * 0.62, y * SIZE * 0.8, size, counted[name], address, x < 0)


def _both(asking: Asking, one: str, other: str) -> str:
    """Return the address of the results that name both; "" where the search has no room."""
    first = narrowed(asking.query, Is("named", one))
    both = narrowed(first, Is("named", other)) if first else None
    return asking.with_(both, view="list") if both else ""
