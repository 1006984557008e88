"""Places of a case: what each lies in, by all its names, and where it is."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field

from hechos.app.register.models import CaseHead
from hechos.app.search.models import Spot, SpotName
from hechos.lang.folding import fold
from hechos.lang.gazetteer.index import PlaceIndex
from hechos.lang.gazetteer.points import point_of
from hechos.lang.gazetteer.toponyms import countries, world
from hechos.packs import pack as packs
from hechos.records import Place

_KEY, _PATH = 200, 300


@functools.lru_cache(maxsize=8)
def index_of(pack: str | None) -> PlaceIndex:
    return PlaceIndex((*world(), *(packs.load(pack).places if pack else ())))


@functools.cache
def _countries() -> dict[str, str]:
    return {
        fold(name): country.id
        for country in countries()
        for name in (country.name, country.name_es, country.name_pt)
        if name
    }


def chain_of(place: Place, index: PlaceIndex) -> tuple[str, ...]:
    """Return the ids of a place and of what it lies in, nearest first; for a place that the
    gazetteer does not know, those of the country that its path ends in."""
    if place.place_id:
        return index.chain(place.place_id)
    code = _countries().get(fold(place.path.rpartition(",")[2]))
    return index.chain(code) if code else ()


def names_of(place: Place, chain: tuple[str, ...], index: PlaceIndex) -> set[str]:
    """Return the folded names that a search may give for a place or what it lies in, and ids."""
    names = {fold(part) for part in place.path.split(",")}
    for one in chain:
        entry = index.entry(one)
        names |= {fold(name) for name in entry.names} if entry else set()
    return {name[:_KEY] for name in (*names, *chain) if name}


@dataclass
class Spots:
    """The rows of places of a case, made when first met."""

    head: CaseHead
    pack: str | None
    _known: dict[str, int] = field(default_factory=dict)

    def of(self, place: Place | None) -> int | None:
        """Return the key of the row of a place; None for none."""
        if place is None or not (place.place_id or place.path.strip()):
            return None
        key = (place.place_id or fold(place.path))[:_KEY]
        if key not in self._known:
            found = Spot.objects.filter(case=self.head, key=key).first()
            self._known[key] = found.pk if found else self._make(key, place)
        return self._known[key]

    def _make(self, key: str, place: Place) -> int:
        index = index_of(self.pack)
        chain = chain_of(place, index)
        point = point_of(chain)
        spot = Spot.objects.create(
            case=self.head,
            key=key,
            path=place.path[:_PATH],
            level=place.level[:20],
            country=next((one for one in chain if len(one) == 2), ""),
            lat=point.lat if point else None,
            lon=point.lon if point else None,
            km=point.km if point else None,
        )
        names = sorted(names_of(place, chain, index))
        SpotName.objects.bulk_create(
            [SpotName(spot=spot, case=self.head, name=name) for name in names]
        )
        return int(spot.pk)
