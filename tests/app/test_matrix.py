"""Every address × every person × every class of object: who may not see a thing learns nothing.

Addresses are taken from the router, so a new one is tested as soon as it exists; one whose
arguments the samples below do not know fails here until somebody says what stands there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from tests.app import crawling
from tests.app.cast import ROLES, account, cast
from tests.app.test_guards import patterns
from tests.conftest import Cli, Prepared, Texts, write_texts

from hechos.app.home import open_home

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

NOWHERE = "01234567-0000-7000-8000-000000000000"
CANARY = "Quorvanthe"
"""A name that stands in sources of class C2 and C3 alone."""
SECRET = (
    f"Published: 4 May 2024\n\nThe health ministry said on Friday that 913 people were killed in "
    f"{CANARY} on 2 May 2024.\n\nCaptain Osmund {CANARY} said that police arrested 77 people.\n"
)
VARYING = re.compile(r'name="csrf-token" content="[^"]*"|value="[A-Za-z0-9]{64}"')
ARGUMENT = re.compile(r"<(\w+:\w+)>")
SAMPLES: Mapping[str, Sequence[str]] = {
    "slug:slug": ("demo",),
    "path:name": ("desk.css",),
    "str:kind": ("claims", "figures", "incidents", "parties", "doubts", "captures", "decisions"),
    "slug:name": ("acts",),
    "slug:part": ("terms",),
    "str:code": ("LIFE.UNK",),
    "str:form": ("html", "json"),
    "str:secret": ("guessed",),
    "uuid:key": (NOWHERE,),
    "uuid:other_id": (NOWHERE,),
    **{f"int:{name}": ("1",) for name in ("delivery", "number", "page", "pk", "run", "task")},
}
"""What stands in an address for an argument; `record_id` is taken from the case."""
KINDS = ("Capture", "Claim", "Incident", "Universe", "Party", "Proposition", "Decision")
"""Kinds of records that stand for all: whether a record is there is asked in one place."""


@dataclass
class World:
    """The demonstration case with one source of class C2 and one of C3, and its people.

    `ids` are record ids by class of what they rest on, one of each of `KINDS`."""

    people: dict[str, Client]
    ids: dict[int, list[str]] = field(default_factory=dict)


def make(cli: Cli) -> None:
    for klass in ("C2", "C3"):
        body = SECRET.replace("913", f"91{klass[1]}")
        folder = write_texts(cli.home.parent, **{f"note-{klass}": body})
        cli("add", "demo", str(folder / f"note-{klass}.txt"), "--class", klass)


@pytest.fixture
def demo(prepared: Prepared) -> Cli:
    """The demonstration case with the two closed sources."""
    return prepared("matrix", make, demo=True)


@pytest.fixture
def world(demo: Cli) -> World:
    open_home(demo.home)
    from hechos.app.register.models import Given, Proposed

    found = World(cast("demo"))
    for klass in range(4):
        seen: dict[str, str] = {}
        for table in (Given, Proposed):
            rows = table.objects.filter(case__slug="demo", klass=klass)
            for record, one in rows.filter(record__in=KINDS).values_list("record", "id"):
                seen.setdefault(record, one)
        found.ids[klass] = [seen[name] for name in sorted(seen)]
    return found


def addresses(world: World, place: str) -> Iterator[tuple[str, Any]]:
    """Yield every address behind a guard of this place, with what stands there for `record_id`
    left open as {record_id}, and its guard."""
    for route, view in patterns():
        guard = view.guard
        if guard.place != place:
            continue
        names = [n for n in ARGUMENT.findall(route) if n != "uuid:record_id"]
        unknown = [n for n in names if n not in SAMPLES]
        assert not unknown, f"what stands in {route} for {unknown}? Say it in SAMPLES."
        yield from _filled("/" + route.replace("<uuid:record_id>", "{record_id}"), names, guard)


def _filled(route: str, names: Sequence[str], guard: Any) -> Iterator[tuple[str, Any]]:
    if not names:
        yield route, guard
        return
    for value in SAMPLES[names[0]]:
        yield from _filled(route.replace(f"<{names[0]}>", value), names[1:], guard)


def ask(person: Client, path: str, method: str) -> HttpResponse:
    return person.generic(method, path)


def methods(guard: Any) -> list[str]:
    return [m for m in guard.methods if m != "HEAD"]


def is_sign_in(answer: HttpResponse) -> bool:
    return answer.status_code == 302 and answer.headers["Location"].startswith("/account/login/")


def body(answer: HttpResponse) -> str:
    """Return a page without what differs between any two answers."""
    return re.sub(
        r'name="csrf-token" content="[^"]*"|value="[A-Za-z0-9]{64}"', "", answer.content.decode()
    )


def is_nothing(answer: HttpResponse, nothing: HttpResponse, one: str) -> bool:
    """Say whether an answer about a record is the one about a record that does not exist."""
    same = body(answer).replace(one, NOWHERE) == body(nothing)
    return answer.status_code == nothing.status_code == 404 and same


def test_a_stranger_gets_the_sign_in_page_whether_or_not_there_is_anything(world: World) -> None:
    stranger = world.people["stranger"]
    for place in ("home", "administrator", "case", "record"):
        for route, guard in addresses(world, place):
            for one in (NOWHERE, *world.ids[0][:1], *world.ids[1][:2], *world.ids[3][:1]):
                for method in methods(guard):
                    answer = ask(stranger, route.replace("{record_id}", one), method)
                    assert is_sign_in(answer), (route, method, answer.status_code)
    assert is_sign_in(ask(stranger, "/there/is/nothing/here/", "GET"))


def test_an_outsider_cannot_tell_a_case_or_record_from_nothing(world: World) -> None:
    outsider = world.people["outsider"]
    for route, guard in addresses(world, "case"):
        for method in methods(guard):
            nothing = ask(outsider, route.replace("/demo/", "/nowhere/"), method)
            answer = ask(outsider, route, method)
            assert answer.status_code == nothing.status_code == 404, (route, method)
            assert body(answer) == body(nothing).replace("/nowhere/", "/demo/"), (route, method)
    for route, guard in addresses(world, "record"):
        for method in methods(guard):
            nothing = ask(outsider, route.replace("{record_id}", NOWHERE), method)
            for one in (*world.ids[1], *world.ids[3][:3]):
                answer = ask(outsider, route.replace("{record_id}", one), method)
                assert is_nothing(answer, nothing, one), (route, method)


@pytest.mark.parametrize("role", ROLES)
def test_a_role_gets_what_its_actions_allow_and_a_refusal_else(world: World, role: str) -> None:
    from hechos.app.access.roles import actions_of

    person, may = world.people[role], actions_of([role])
    for place in ("case", "record"):
        for route, guard in addresses(world, place):
            for one in world.ids[1] if "{record_id}" in route else [""]:
                for method in methods(guard):
                    answer = ask(person, route.replace("{record_id}", one), method)
                    if guard.action in may:
                        refused = (403, 500) if method == "GET" else (500,)
                        assert answer.status_code not in refused, (route, one, method)
                    else:
                        assert answer.status_code == 403, (route, one, method)


def test_what_is_above_the_clearance_is_nothing(world: World) -> None:
    low = world.people["low"]
    above = [*world.ids[2], *world.ids[3]]
    assert above
    for route, guard in addresses(world, "record"):
        if guard.action in ("read", "code", "comment", "intake", "write", "sign", "reveal"):
            for method in methods(guard):
                nothing = ask(low, route.replace("{record_id}", NOWHERE), method)
                for one in above:
                    answer = ask(low, route.replace("{record_id}", one), method)
                    assert is_nothing(answer, nothing, one), (route, one)


def test_no_page_that_a_low_member_can_reach_speaks_of_what_is_above(world: World) -> None:
    """Follow every link from the case's first page, every list, every search."""
    full, low = world.people["lead"], world.people["low"]
    assert any(CANARY in text for _, _, text in crawling.crawl(full, each=30))
    assert CANARY not in crawl(low, limit=4000)
    assert CANARY not in crawl(world.people["outsider"], limit=100)


def crawl(person: Client, *, each: int = 30, limit: int = 100_000) -> str:
    """Return everything that this person reads on the way from the first pages, links included."""
    pages = crawling.crawl(person, each=each, limit=limit, whole=crawling.RECORD)
    return "\n".join(text for _, _, text in pages)


def test_the_report_says_nothing_of_what_is_above(world: World, demo: Cli, texts: Texts) -> None:
    """It is the report of a case that never held the sources above, with a sentence that says up
    to which class its reader sees; and more of them change nothing of it."""
    guide = account("guide", "demo", roles=["lead"], clearance=1)
    first = report(guide)
    assert CANARY not in first
    assert "up to class <a" in first or "up to class" in first
    folder = texts(more=SECRET.replace("913", "917").replace("77", "79"))
    demo("add", "demo", str(folder / "more.txt"), "--class", "C2")
    open_home(demo.home)
    assert report(guide) == first
    assert CANARY not in crawl(guide, limit=100)


def report(person: Client) -> str:
    answer = person.get("/case/demo/report/")
    assert answer.status_code == 200
    return re.sub(r"\d+ \w+ 20\d\d(, \d\d:\d\d[^<]*)?", "", body(answer))


def test_a_member_of_another_case_sees_nothing_of_this_one(world: World, demo: Cli) -> None:
    demo("new", "other", "--title", "Another case")
    elsewhere = account("elsewhere", "other", roles=["lead"])
    for route, _ in addresses(world, "record"):
        nothing = ask(elsewhere, route.replace("{record_id}", NOWHERE), "GET")
        for one in world.ids[1]:
            answer = ask(elsewhere, route.replace("{record_id}", one), "GET")
            assert answer.status_code == nothing.status_code
            assert body(answer).replace(one, NOWHERE) == body(nothing)
    assert "Demonstration: Venezuela" not in crawl(elsewhere, limit=200)
