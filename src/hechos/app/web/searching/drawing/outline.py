"""The outline of the countries as one path, for maps that are drawn on the server."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_FILE = Path(__file__).parents[2] / "static/vendor/world-atlas-2.0.2/countries-110m.json"
WIDTH, HEIGHT = 720, 360


def across(lon: float) -> float:
    return (lon + 180) * 2


def down(lat: float) -> float:
    return (90 - lat) * 2


@functools.cache
def outline() -> str:
    """Return the SVG path of all coasts and borders, two units to a degree."""
    topology = json.loads(_FILE.read_text("utf-8"))
    return "".join(_path(points) for points in _arcs(topology))


def _arcs(topology: dict[str, Any]) -> Iterator[list[tuple[float, float]]]:
    """Yield the lines of a topology: each is kept as steps from one point to the next."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((across(x * sx + tx), down(y * sy + ty)))
        yield points


def _path(points: list[tuple[float, float]]) -> str:
    first, *rest = (f"{x:.1f},{y:.1f}" for x, y in points)
    return f"M{first}L{' '.join(rest)}"
