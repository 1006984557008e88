"""No page asks the database more because a case holds more: every address, in two sizes of a case.

The cases are those of the measurement, a hundred times and more smaller."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.app.test_guards import patterns
from tests.app.test_matrix import ARGUMENT, SAMPLES
from tests.conftest import forget_homes

from hechos.app.home import open_home

if TYPE_CHECKING:
    from django.test import Client

BENCH = Path(__file__).parents[2] / "bench"
RECORDS = (
    *("Claim", "Incident", "Universe", "Figure", "Proposition", "OriginGroup", "Assessment"),
    *("ClaimRelation", "Doubt", "Party", "LinkEdge", "OriginEdge", "Decision"),
)
VIEWS = ("list", "table", "map", "timeline", "calendar", "chart", "graph")
SEARCHES = (
    *("", "words=killed", "words=killed&named=Dimarzel", "is=Claim&from=2025-01&least=3"),
    *(f"view={view}&words=killed" for view in VIEWS),
)
MORE = 2
"""Of a larger case something is decided that is not of a smaller: one looks who took it back."""
SPARED = {
    "case/<slug:slug>/report/": "it is the whole case",
    "case/<slug:slug>/search/names/": "it goes on until it has enough names, at most twelve times",
}


def sized(folder: Path, times: int) -> Client:
    """Make a case of this size and return a lead who sees no sealed source: each of those that a
    page speaks from is entered in the custody log."""
    home = open_home(folder / "home", create=True)
    sys.path.insert(0, str(BENCH))
    try:
        import _desk_home as desk_home  # type: ignore[import-not-found]  # beside the programs
    finally:
        sys.path.remove(str(BENCH))
    size = desk_home.Size(
        claims=60 * times, captures=12 * times, incidents=12 * times, parties=50 * times, hub=6
    )
    desk_home.build(home, size)
    from django.conf import settings
    from django.test import Client

    client = Client(HTTP_HOST="localhost")
    client.cookies[settings.SESSION_COOKIE_NAME] = desk_home.sign_in("bench", clearance=1)
    return client


def chosen() -> dict[str, str]:
    """Return the id of a record of each kind: the first, or the largest of what may name many."""
    from hechos.app.register.models import Given, Proposed

    ids = {}
    for name in RECORDS:
        table: Any = Given if name == "Decision" else Proposed
        rows = table.objects.filter(record=name, klass__lte=1)
        if name in ("Party", "Universe", "OriginGroup"):
            ids[name] = max(rows, key=lambda row: (len(row.body), row.id)).id
        else:
            ids[name] = rows.order_by("seq" if table is Given else "place", "id")[0].id
    ids["Capture"] = Given.objects.filter(record="Capture", klass__lte=1).earliest("seq").id
    return ids


def addresses() -> Iterator[tuple[str, str]]:
    """Yield (what it is, address) of what a member of the case can ask for."""
    from hechos.app.web.objects.near import PARTS

    ids = chosen()
    for route, view in patterns():
        if "GET" not in view.guard.methods or route in SPARED:
            continue
        if view.guard.place == "case":
            yield from ((one, f"/{one}") for one in filled(route))
        elif view.guard.place == "record" and route.count("<") == 1:
            for name, one in ids.items():
                yield f"{route} {name}", "/" + route.replace("<uuid:record_id>", one)
    for asked in SEARCHES:
        for part in ("", "counts/", "points/"):
            yield f"search {part} {asked}", f"/case/bench/search/{part}?{asked}"
    for cls, parts in PARTS.items():
        if one := ids.get(cls.__name__):
            yield from ((f"{cls.__name__} {part}", f"/record/{one}/more/{part}/") for part in parts)


def filled(route: str) -> list[str]:
    from hechos.app.web.lists import LISTS

    samples = {**SAMPLES, "slug:slug": ("bench",), "str:kind": tuple(LISTS)}
    found = [route]
    for argument in ARGUMENT.findall(route):
        found = [one.replace(f"<{argument}>", v) for one in found for v in samples[argument]]
    return found


def questions(person: Client) -> dict[str, int]:
    """Return how many questions each address asks."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    person.get("/case/bench/")  # what is looked up once for all pages
    found = {}
    for what, address in addresses():
        with CaptureQueriesContext(connection) as asked:
            code = person.get(address).status_code
        if code == 200:
            found[what] = len(asked)
    return found


def test_no_address_asks_more_of_a_larger_case(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("Sqlite", "Postgres"):  # a slow machine is no matter here
        unlimited = f"hechos.app.search.backend.{name}.within"
        monkeypatch.setattr(unlimited, lambda *_seconds: contextlib.nullcontext())
    counted = []
    for name, times in (("small", 1), ("large", 5)):
        (tmp_path / name).mkdir()
        counted.append(questions(sized(tmp_path / name, times)))
        forget_homes(tmp_path / name)
    small, large = counted
    assert len(large) > 120
    assert small.keys() == large.keys()
    grown = [f"{one}: {n}, {large[one]}" for one, n in small.items() if large[one] > n + MORE]
    assert not grown, "\n".join(grown)
