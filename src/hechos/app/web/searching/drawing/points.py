"""Results on a map: one point for each place, with how many lie there and how surely."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from hechos.app.search.backend import backend
from hechos.app.search.matching import Scope, found
from hechos.app.search.models import Spot
from hechos.app.search.query import Is, Query, narrowed
from hechos.app.search.running import SECONDS
from hechos.app.web.searching.asking import Asking
from hechos.app.web.searching.drawing.outline import HEIGHT, WIDTH, across, down, outline

KM_A_DEGREE = 111.0
MOST = 5000
LISTED = 200
CLOSEST = 8.0


@dataclass(frozen=True, slots=True)
class Spotted:
    """A place with results: `number` of them; `km` is how far around the point it may lie, None
    for a place whose point is not known. `address` leads to them."""

    path: str
    level: str
    lat: float | None
    lon: float | None
    km: float | None
    number: int
    address: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """A map drawn on the server: `view` is its frame, `circles` (x, y, reach, dot, place)."""

    view: str
    outline: str
    circles: Sequence[tuple[float, float, float, float, Spotted]]
    placed: Sequence[Spotted]
    unplaced: Sequence[Spotted]
    more: int
    width: float


def spots_of(asking: Asking, scope: Scope) -> list[Spotted]:
    """Return the places of the results, most first. TooLongError past the limit of time."""
    rows = found(asking.query, scope).filter(spot__isnull=False).order_by()
    with backend().within(SECONDS):
        counted = dict(rows.values_list("spot").annotate(n=Count("row")).order_by("-n")[:MOST])
        spots = Spot.objects.filter(case=scope.head, pk__in=list(counted))
        places = [(spot, counted[spot.pk]) for spot in spots]
    places.sort(key=lambda both: (-both[1], both[0].path))
    return [
        Spotted(s.path, s.level, s.lat, s.lon, s.km, number, _address(asking, s))
        for s, number in places
    ]


def _address(asking: Asking, spot: Spot) -> str:
    condition = Is("place", spot.key if ":" in spot.key or len(spot.key) == 2 else spot.path)
    query = narrowed(asking.query, condition) or Query()
    return asking.with_(query, view="list")


def points_of(asking: Asking, scope: Scope) -> list[dict[str, Any]]:
    return [
        {
            "path": one.path,
            "lat": one.lat,
            "lon": one.lon,
            "km": one.km,
            "n": one.number,
            "href": one.address,
            "words": _("%(n)s here; the place may lie within %(km)s km")
            % {"n": one.number, "km": f"{one.km:g}"},
        }
        for one in spots_of(asking, scope)
        if one.lat is not None and one.km is not None
    ]


def drawn_map(asking: Asking, scope: Scope) -> Drawn:
    """Return the map as a drawing, framed around what is on it, with its places in a list."""
    spots = spots_of(asking, scope)
    placed = [one for one in spots if one.lat is not None]
    frame = _frame(placed)
    circles = [
        (
            across(one.lon),
            down(one.lat),
            one.km / KM_A_DEGREE * 2,
            frame[2] / 160 * min(3.0, 1 + one.number**0.25 / 2),
            one,
        )
        for one in reversed(placed)
        if one.lat is not None and one.lon is not None and one.km is not None
    ]
    return Drawn(
        view=" ".join(f"{n:.2f}" for n in frame),
        outline=outline(),
        circles=circles,
        placed=placed[:LISTED],
        unplaced=[one for one in spots if one.lat is None],
        more=max(0, len(placed) - LISTED),
        width=frame[2],
    )


def _frame(placed: Sequence[Spotted]) -> tuple[float, float, float, float]:
    """Return the frame (left, top, width, height) that holds the points, twice as wide as high."""
    xs = [across(one.lon) for one in placed if one.lon is not None]
    ys = [down(one.lat) for one in placed if one.lat is not None]
    if not xs:
        return 0, 0, WIDTH, HEIGHT
    width = max(max(xs) - min(xs), 2 * (max(ys) - min(ys)), CLOSEST) * 1.5
    width = min(width, WIDTH)
    middle = ((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2)
    left = min(max(0.0, middle[0] - width / 2), WIDTH - width)
    top = min(max(0.0, middle[1] - width / 4), HEIGHT - width / 2)
    return left, top, width, width / 2
