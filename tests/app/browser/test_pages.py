"""Every page in a real browser: accessible, at home on a small screen, light, and alone."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.app.cast import account
from tests.app.crawling import crawl, route_of
from tests.app.test_guards import patterns
from tests.app.test_served import CHROMIUM, FLAGS
from tests.conftest import copy_home, forget_homes

from hechos.app.home import open_home

if TYPE_CHECKING:
    from playwright.sync_api import Page

AXE = Path(__file__).with_name("axe-4.14.1.js")
RUN = """rules => axe.run(
    {include: [document], exclude: [['sup a']]}, {runOnly: rules, resultTypes: ['violations']}
)"""
"""What is right is not described, which would take as long again. Numbers of further passages in a
sentence (`sup a`) are left out: targets in a sentence are an exception of success criterion 2.5.8,
which the rule does not know for raised numbers."""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
HEAVY = frozenset({"map", "graph"})
"""Routes that may load one cached library beyond the weight of a page."""
WEIGHT = 150_000
DRIVER = "GL Driver Message"
"""What a driver of graphics that only computes says of itself, and no page."""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.pages,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Chromium"),
]


@dataclass
class Looked:
    """What a browser found on one page: faults of access at full width, the width it takes on a
    small screen, words of the console, requests that went elsewhere, the compressed weight of
    everything it loaded."""

    path: str
    faults: list[str] = field(default_factory=list)
    width: int = 0
    said: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)
    sizes: dict[str, int] = field(default_factory=dict)


@pytest.fixture(scope="module")
def looked(
    _demo_home: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Looked]]:
    """Look once at one page of each route, as the lead of the demonstration case."""
    home = tmp_path_factory.mktemp("pages") / "home"
    copy_home(_demo_home, home)
    open_home(home)
    sync_api = pytest.importorskip("playwright.sync_api", reason="needs playwright")
    import waitress
    from django.core.wsgi import get_wsgi_application

    lead = account("lead", "demo", roles=["lead"])
    pages = one_of_each_route(lead)
    server = waitress.create_server(get_wsgi_application(), host="127.0.0.1", port=0, threads=4)
    threading.Thread(target=server.run, daemon=True).start()
    base = f"http://localhost:{server.effective_port}"
    cookie = {"name": "hechos", "value": lead.cookies["hechos"].value, "url": base}
    with sync_api.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=str(CHROMIUM), args=list(FLAGS))
        context = browser.new_context()
        context.add_cookies([cookie])
        page = context.new_page()
        yield {route: look(page, base, path) for route, path in pages.items()}
        browser.close()
    server.close()
    forget_homes(home.parent)


def look(page: Page, base: str, path: str) -> Looked:
    found = Looked(path)
    watch = {
        "console": lambda said: None if DRIVER in said.text else found.said.append(said.text),
        "pageerror": lambda error: found.said.append(str(error)),
        "request": lambda sent: found.elsewhere.append(sent.url),
        "response": lambda got: found.sizes.update({got.url: _packed(got)}),
    }
    for event, note in watch.items():
        page.on(event, note)  # type: ignore[call-overload]  # overloaded by the literal name
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(base + path)
    found.elsewhere = [u for u in found.elsewhere if u.startswith("http") and base not in u]
    for event, note in watch.items():
        page.remove_listener(event, note)
    page.evaluate(AXE.read_text("utf-8"))
    result = page.evaluate(RUN, RULES)
    found.faults = [
        f"{path}: {one['id']}: {one['nodes'][0]['html'][:160]}" for one in result["violations"]
    ]
    page.set_viewport_size({"width": 360, "height": 740})
    found.width = page.evaluate("document.documentElement.scrollWidth")
    return found


def one_of_each_route(person: Any) -> dict[str, str]:
    """Return by route (and kind of list) the first address that links lead to."""
    found: dict[str, str] = {}
    for path, answer, text in crawl(person, each=2):
        whole = text.lstrip().lower().startswith("<!doctype")  # no part of a page
        if answer.status_code == 200 and whole:
            found.setdefault(route_of(path), path)
    return found


def test_the_walk_reaches_every_page_that_can_be_read(looked: dict[str, Looked]) -> None:
    readable = {
        route
        for route, view in patterns()
        if "GET" in view.guard.methods and view.guard.place in ("case", "record", "home")
    }
    reached = {route.partition(" ")[0] for route in looked}
    assert len(reached & readable) >= 5


def test_every_page_is_accessible(looked: dict[str, Looked]) -> None:
    faults = [fault for one in looked.values() for fault in one.faults]
    assert not faults, "\n".join(faults)


def test_no_page_is_wider_than_a_small_screen(looked: dict[str, Looked]) -> None:
    assert {one.path: one.width for one in looked.values() if one.width > 360} == {}


def test_no_page_breaks_its_policy_or_asks_elsewhere(looked: dict[str, Looked]) -> None:
    assert [said for one in looked.values() for said in (*one.said, *one.elsewhere)] == []


def test_every_page_is_light(looked: dict[str, Looked]) -> None:
    """Compressed weight of the page with all that it loads, without what a map or graph needs."""
    for route, one in looked.items():
        if not any(word in route for word in HEAVY):
            assert sum(one.sizes.values()) <= WEIGHT, (one.path, one.sizes)


def _packed(response: Any) -> int:
    return len(gzip.compress(response.body(), 6)) if response.ok else 0
