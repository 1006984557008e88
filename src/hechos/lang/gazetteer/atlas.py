"""The cities and divisions of the world from open data, read word by word as texts name them."""

from __future__ import annotations

import functools
import re
from importlib.resources import files

from hechos.lang.folding import fold
from hechos.lang.gazetteer.toponyms import PlaceEntry, PlaceLevel

_FILE = files("hechos.lang") / "data" / "atlas.tsv"
_BREAK = re.compile(r"\W+")
_FIRST = re.compile(r"\w+")
_LARGE = 2  # 300,000 people and more
_STATE = "s"

Named = tuple[str, PlaceEntry]


class Atlas:
    """Rows by the first word of the names they hold, turned into entries when asked for."""

    def __init__(self, text: str) -> None:
        lines = [line.partition("\t") for line in text.splitlines() if line[:1] != "#"]
        self._rows = {word: rest for word, _, rest in lines}

    def __contains__(self, word: object) -> bool:
        """Tell whether a name begins with the folded word."""
        return word in self._rows

    def named(self, word: str) -> tuple[Named, ...]:
        """Return folded names and places that begin with the folded word."""
        rest = self._rows.get(word)
        return tuple(map(_read, rest.split("\t"))) if rest else ()

    def entry(self, place_id: str) -> PlaceEntry | None:
        """Return the place of an id that `named` gives."""
        division = self._rows.get(f"={place_id}")
        if division is not None:
            return _division(division, place_id)
        word = _FIRST.match(place_id.rpartition(":")[2].rpartition("/")[2])
        named = self.named(word.group()) if word else ()
        return next((entry for _, entry in named if entry.id == place_id), None)


@functools.cache
def atlas() -> Atlas:
    return Atlas(_FILE.read_text("utf-8"))


def _slug(name: str) -> str:
    return _BREAK.sub("-", fold(name)).strip("-")


def _division(name: str, place_id: str) -> PlaceEntry:
    return PlaceEntry(
        id=place_id,
        level=PlaceLevel.STATE,
        name=name,
        parent=place_id.partition(":")[0],
        caution="name",
        size=_LARGE + 1,
    )


def _read(record: str) -> Named:
    """Turn a record into its folded name and its place; an alias needs a word of place."""
    name, country, division, size, *alias = record.split("|")
    phrase = alias[0] if alias else fold(name)
    if size == _STATE:
        return phrase, _division(name, f"{country}:state:{division}")
    is_plain = int(size) <= _LARGE and not alias and len(name) > len(_slug(name).partition("-")[0])
    return phrase, PlaceEntry(
        id=f"{country}:city:{division}/{_slug(name)}",
        level=PlaceLevel.CITY,
        name=name,
        parent=f"{country}:state:{division}" if division else country,
        caution="" if is_plain else "name",
        size=int(size),
    )
