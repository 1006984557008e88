"""Where a place of the gazetteer lies, and how far it reaches."""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files

_FILE = files("hechos.lang") / "data" / "points.tsv"
_EARTH_KM = 6371.0


@dataclass(frozen=True, slots=True)
class Point:
    """Degrees north and east, and the kilometres around it within which the place lies."""

    lat: float
    lon: float
    km: float


def point_of(chain: Iterable[str]) -> Point | None:
    """Return the point of the first place of a chain, nearest first, whose point is known."""
    return next((point for one in chain if (point := _point(one))), None)


def km_between(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return the kilometres between two points, each degrees north and east."""
    (a, b), (c, d) = (tuple(map(math.radians, both)) for both in (one, other))
    half = math.sin((a - c) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((b - d) / 2) ** 2
    return 2 * _EARTH_KM * math.asin(min(1.0, math.sqrt(half)))


@functools.lru_cache(maxsize=1 << 14)
def _point(place_id: str) -> Point | None:
    before, slash, rest = place_id.rpartition("/")
    if not slash:
        before, slash, rest = place_id.rpartition(":")
    line = _lines().get(before + slash, "")
    at = line.find(f"\t{rest}|")
    if at < 0 or not rest:
        return None
    _, lat, lon, km = line[at + 1 :].partition("\t")[0].split("|")
    return Point(float(lat), float(lon), float(km))


@functools.cache
def _lines() -> dict[str, str]:
    """Return the places of one beginning as they stand, by that beginning."""
    lines = _FILE.read_text("utf-8").splitlines()
    parted = (line.partition("\t") for line in lines if line[:1] != "#")
    return {before: tab + rest for before, tab, rest in parted}
