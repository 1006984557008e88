"""A protected name reaches nobody it was not revealed to: by no address, search, table or report.

Who looks for a name learns as much of a protected one as of one that nobody ever wrote."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest
from tests.app.cast import account, cast
from tests.app.history.at_desk import at_desk, relink
from tests.app.test_matrix import VARYING, World, addresses, ask, crawl
from tests.conftest import Cli, Prepared, write_texts

from hechos.app.home import open_home
from hechos.lang.folding import fold

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

    from hechos.app.casework.desk import Desk

NAME, OTHER = "Osmund Quorvanthe", "Edmund Blorvanthe"
"""A name of the case, and one that nobody wrote."""
TOLD = f"""Published: 4 May 2024

Captain {NAME} said on Friday that police arrested 77 people in Maracay on 2 May 2024.

Soldiers beat Osmund Quorvánthe in Maracay on 3 May 2024. OSMUND QUORVANTHE was later released, and
Quorvanthe said that Osmund
Quorvanthe had seen 12 people killed in Maracay on 3 May 2024.
"""


def make(cli: Cli) -> None:
    """The person of the text, protected by ana; what bea, to whom it was shown, wrote of it."""
    folder = write_texts(cli.home.parent, **{"osmund-quorvanthe": TOLD})
    cli("add", "demo", str(folder / "osmund-quorvanthe.txt"), "--class", "C1")
    with at_desk(cli) as desk:
        from hechos.app.casework.decide import decide

        found = person_of(desk)
        decide(desk, found, "protect", by="ana", because="in danger")
    write_of(account("bea", "demo", roles=["lead"]), found)
    with at_desk(cli) as desk:
        relink(desk)


def person_of(desk: Desk) -> Any:
    from hechos.app.register import queries
    from hechos.records import Party

    return next(p for p in queries.linked(desk.head, Party) if NAME in p.variants)


@pytest.fixture
def demo(prepared: Prepared) -> Cli:
    return prepared("hidden", make, demo=True)


@pytest.fixture
def party(demo: Cli) -> Any:
    with at_desk(demo) as desk:
        return person_of(desk)


def write_of(bea: Client, party: Any) -> None:
    """Have somebody who sees the name write it wherever one can write."""
    from hechos.app.accounts.models import Account

    me = Account.objects.get(name="bea").pk
    words = {"words": f"{NAME} is my cousin", "name": f"all of {NAME}", "shared": "1"}
    assert bea.post(f"/record/{party.id}/identity/ask/", {"because": "to call"}).status_code == 303
    assert bea.post(f"/record/{party.id}/comment/", words).status_code == 303
    query = urlencode({"words": NAME})
    kept = bea.post("/case/demo/search/keep/", {**words, "query": query, "act": "keep"})
    assert kept.status_code == 303
    task = {**words, "kind": "free", "to": str(me)}
    assert bea.post("/case/demo/work/task/", task).status_code == 303


@pytest.fixture
def world(demo: Cli, party: Any) -> World:
    """The people; `ids` are of all that speaks of the person."""
    open_home(demo.home)
    from hechos.app.register.models import Given, Proposed

    ids = {party.id}
    for table in (Given, Proposed):
        for row in table.objects.filter(case__slug="demo"):
            if "quorv" in fold(row.body):
                ids.add(row.id)
    kinds: dict[str, list[str]] = {}
    for table in (Given, Proposed):
        for one, kind in table.objects.filter(id__in=ids).values_list("id", "record"):
            kinds.setdefault(kind, []).append(one)
    some = [kinds[kind][0] for kind in sorted(kinds)]
    return World(cast("demo"), {1: some})


def said(answer: HttpResponse) -> str:
    body = b"".join(answer) if answer.streaming else answer.content  # type: ignore[arg-type]
    heads = " ".join(f"{key}: {value}" for key, value in answer.headers.items())
    return fold(body.decode("utf-8", "replace") + heads)


def test_no_address_says_the_name(world: World) -> None:
    for role in ("lead", "reader"):
        look_everywhere(world, role, ("home", "case", "record"))
    for role in ("reviewer", "custodian", "low"):
        look_everywhere(world, role, ("home", "case"))


def look_everywhere(world: World, role: str, places: Sequence[str]) -> None:
    person = world.people[role]
    for place in places:
        for route, guard in addresses(world, place):
            for one in world.ids[1] if "{record_id}" in route else [""]:
                for method in ("GET", "POST") if "POST" in guard.methods else ("GET",):
                    if method == "POST" and "out" in route:
                        continue
                    answer = ask(person, route.replace("{record_id}", one), method)
                    text = said(answer)
                    at = text.find("quorv")
                    assert at < 0, (role, method, route, one, text[max(0, at - 200) : at + 60])


def test_no_way_through_the_case_leads_to_the_name(world: World) -> None:
    one = f"/record/{world.ids[1][0]}/"
    assert "quorv" in said(account("bea", "demo", roles=["lead"]).get(one, follow=True))
    assert "quorv" not in fold(crawl(world.people["reader"], limit=250))


SEARCHES = ("words", "named", "source", "place", "member", "from", "type")
VIEWS = ("list", "table", "map", "timeline", "calendar", "chart", "graph")


def searches(name: str) -> Iterator[str]:
    for view in VIEWS:
        for field in SEARCHES:
            yield "/case/demo/search/?" + urlencode({field: name, "view": view})
    for field in ("words", "named", "source"):
        asked = urlencode({field: name})
        for address in ("counts/", "points/", "table.csv"):
            yield f"/case/demo/search/{address}?{asked}"
        yield "/case/demo/search/names/?" + urlencode({"field": field, "q": name[:9]})
    for field in ("voice", "words", "source"):
        yield "/case/demo/accept-many/?" + urlencode({field: name})
    for kind in ("claims", "parties", "captures", "incidents"):
        yield f"/case/demo/{kind}/?" + urlencode({"q": name, "of": name, "name": name})
    yield "/case/demo/nothing/?" + urlencode({"q": name})


def neutral(answer: HttpResponse, name: str) -> str:
    """Return an answer with one word in place of the name that was looked for."""
    text = VARYING.sub("", said(answer).replace("\r", ""))
    for one in (name, name.replace(" ", "+"), name.replace(" ", "%20"), name[:9]):
        text = text.replace(fold(one), "@")
    return re.sub(r"[\w/+=-]{40,}", "", text)


def test_who_looks_for_the_name_learns_nothing(world: World) -> None:
    compare(world.people["lead"], NAME, OTHER)
    compare(world.people["reader"], "QUORVANTHE", "BLORVANTHE")


def compare(person: Client, name: str, other: str) -> None:
    for mine, nobodys in zip(searches(name), searches(other), strict=True):
        found, nothing = person.get(mine), person.get(nobodys)
        assert found.status_code == nothing.status_code, mine
        assert neutral(found, name) == neutral(nothing, other), mine


def test_who_writes_the_number_keeps_the_name(demo: Cli, party: Any) -> None:
    lead = account("lead", "demo", roles=["lead"])
    from hechos.app.casework.versions import version_of
    from hechos.app.casework.versions.marks import present
    from hechos.app.register import queries
    from hechos.records import ActContent

    head = queries.head_of("demo")
    claim = next(
        c
        for c in queries.claims(head)
        if isinstance(c.content, ActContent) and any("Osmund" in m.name for m in c.content.victims)
    )
    with at_desk(demo) as desk:
        seen = version_of(desk, claim)
    typed = {"victims": "person 1; Rui Tal", "because": "he too", "seen": seen}
    assert "person 1" in lead.get(f"/claim/{claim.id}/edit/").content.decode()
    assert lead.post(f"/claim/{claim.id}/edit/", typed).status_code == 303
    now: Any = present(head, claim.id)
    names = [m.name for m in now.content.victims]
    assert names[1] == "Rui Tal"
    assert fold(names[0]) == fold(NAME)
    assert now.passages == claim.passages
    page = lead.get(f"/record/{claim.id}/").content.decode()
    assert "Rui Tal" in page
    assert "quorv" not in fold(page)


def test_a_search_is_open_again_when_the_name_is(demo: Cli, party: Any) -> None:
    lead = account("lead", "demo", roles=["lead"])
    asked = "/case/demo/search/?" + urlencode({"words": f'"{NAME}"'})
    assert "Nothing here fits" in lead.get(asked).content.decode()
    act = {"act": "unprotect", "because": "he spoke in public"}
    assert lead.post(f"/record/{party.id}/identity/mark/", act).status_code == 303
    found = lead.get(asked).content.decode()
    assert "Nothing here fits" not in found
    assert "<mark>Quorv" in found
