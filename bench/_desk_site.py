"""What the measurement asks for: a sample of every kind of page, the same for the same home."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import _desk_home as desk_home

CASE = f"/case/{desk_home.SLUG}/"
LISTS = (
    *("claims", "figures", "incidents", "parties", "propositions", "origins"),
    *("doubts", "captures", "decisions", "differences", "relays"),
)
RECORDS = ("Claim", "Incident", "Universe", "Proposition", "Party", "ClaimRelation", "Doubt")
WINDOWS = (("2025-03", "2025-05"), ("2025-01-10", "2025-02-20"), ("2025-11", ""))


@dataclass
class Site:
    """Addresses by kind of page, and the two objects that many name."""

    kinds: dict[str, list[str]]
    hubs: dict[str, str]
    cookie: str


def site_of(hubs: dict[str, str]) -> Site:
    from django.conf import settings

    from hechos.app.accounts.models import Account
    from hechos.app.register.models import Given, Proposed

    Account.objects.all().delete()
    session = desk_home.sign_in("bench", clearance=1)
    draw = random.Random(2)
    rows = Proposed.objects.filter(klass__lte=1, upto__gte=1)
    records = [_some(rows.filter(record=name), draw) for name in RECORDS]
    captures = _some(Given.objects.filter(record="Capture", klass__lte=1), draw)
    kinds = {
        "list": [_list(kind, draw) for kind in LISTS for _ in range(12)],
        "object": [f"/record/{one}/" for own in records for one in own],
        "reading": [f"/capture/{i}/" for i in captures],
        "front": [CASE],
        "search": list(searches(draw)),
        "data": list(data(draw)),
    }
    named = {
        "claim with relations": f"/record/{hubs['claim']}/",
        "its relations": f"/record/{hubs['claim']}/more/differences/",
        "party with mentions": f"/record/{hubs['party']}/",
        "its mentions": f"/record/{hubs['party']}/more/mentions/",
        "its incidents": f"/record/{hubs['party']}/more/incidents/",
    }
    return Site(kinds, named, f"{settings.SESSION_COOKIE_NAME}={session}")


def _some(rows: Any, draw: random.Random) -> list[str]:
    found = list(rows.order_by("id").values_list("id", flat=True)[:4000])
    return draw.sample(found, min(40, len(found)))


def _list(kind: str, draw: random.Random) -> str:
    """Return the first page of a list, a page of a state, or one that begins after a record."""
    from hechos.app.register.models import Given, Proposed
    from hechos.app.web.lists import GIVEN
    from hechos.app.web.lists import LISTS as KINDS

    spec = KINDS[kind]
    base = f"{CASE}{kind}/"
    if draw.random() < 0.3 or kind == "decisions":
        return base
    if spec.filters and draw.random() < 0.4:
        name, values = spec.filters[0]
        return f"{base}?{name}={draw.choice(values)}"
    rows: Any = Given if spec.cls in GIVEN else Proposed
    at = draw.randrange(4000)
    found = rows.objects.filter(record=spec.cls.__name__).order_by("id")[at : at + 1]
    return f"{base}?after={found[0].id}" if found else base


def searches(draw: random.Random) -> Sequence[str]:
    """Return searches for a word that is everywhere and words that are not, phrases, fields."""
    words = desk_home.WORDS
    asked: list[dict[str, str]] = [{}, {"words": "killed"}, {"words": '"people were killed"'}]
    for _ in range(8):
        town, name = draw.choice(words.towns), words.name(1 + draw.randrange(5000))
        start, end = draw.choice(WINDOWS)
        asked += [
            {"words": draw.choice(words.common)},
            {"words": " ".join(draw.sample(words.common, 2))},
            {"words": f'"{name}"'},
            {"words": "killed", "place": town},
            {"words": town.lower(), "is": "Claim", "state": "proposed"},
            {"is": "Incident", "from": start, "to": end, "sort": "earliest"},
            {"named": name},
            {"near": f"{draw.randint(-30, 50)},{draw.randint(-90, 90)}", "reach": "800"},
            {"is": "Claim", "least": str(draw.randint(5, 80)), "sort": "number"},
            {"view": "table", "is": draw.choice(("Claim", "Figure", "Party")), "place": town},
        ]
    return [_search(one) for one in asked]


def data(draw: random.Random) -> Sequence[str]:
    """Return what views of a search ask for: points, days, counts, links, names that begin so."""
    words = desk_home.WORDS
    some = [{}, {"words": "killed"}, {"is": "Incident"}, {"is": "Claim", "from": "2025-06"}]
    some += [{"place": draw.choice(words.towns)} for _ in range(3)]
    some += [{"words": draw.choice(words.common)} for _ in range(3)]
    paths = [f"{CASE}map/?{urlencode(one)}" for one in some]
    for part in ("points", "counts"):
        paths += [_search(one, f"{part}/") for one in some]
    for view in ("timeline", "calendar", "chart", "graph"):
        paths += [_search({**one, "view": view}) for one in some]
    for field in ("place", "named", "source"):
        paths += [
            _search({"field": field, "q": draw.choice(words.towns)[:n]}, "names/") for n in (2, 3)
        ]
    return paths


def _search(asked: dict[str, str], part: str = "") -> str:
    return f"{CASE}search/{part}?{urlencode(asked)}"
