"""The menu of a case, and what a case without sources says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from lxml import html as lxml_html
from tests.app.cast import account, cast
from tests.conftest import Cli

from hechos.app.home import open_home

if TYPE_CHECKING:
    from django.test import Client


def menu(person: Client, path: str) -> tuple[list[str], list[str]]:
    """Return the labels of the menu of a page, and those marked as the page one is on."""
    page = lxml_html.document_fromstring(person.get(path).content.decode())
    (wide,) = page.xpath("//nav[contains(@class,'menu')]")
    links = wide.xpath(".//a")
    here = [a.text_content() for a in links if a.get("aria-current") == "page"]
    return [a.text_content() for a in links], here


def test_the_menu_marks_the_page_and_keeps_to_what_one_may(demo: Cli) -> None:
    open_home(demo.home)
    people = cast("demo")
    labels, here = menu(people["lead"], "/case/demo/figures/")
    assert here == ["Figures"]
    assert {"Bring sources in", "Members", "Audit log", "Report"} <= set(labels)
    labels, here = menu(people["reader"], "/case/demo/doubts/")
    assert here == ["Doubts"]
    assert {"Bring sources in", "Accept many at once", "Members", "Audit log"}.isdisjoint(labels)


def test_every_link_of_the_menu_opens(demo: Cli) -> None:
    open_home(demo.home)
    lead = cast("demo")["lead"]
    page = lxml_html.document_fromstring(lead.get("/case/demo/").content.decode())
    for address in page.xpath("//details[contains(@class,'folded')]//a/@href"):
        if address != "/case/demo/report/":  # made anew each time, and tested elsewhere
            assert lead.get(address).status_code == 200, address


@pytest.mark.parametrize(
    ("title", "slug", "made"),
    [
        ("Después de la elección", "", "/case/despues-de-la-eleccion/"),
        ("Strike of 2025", "dock-strike", "/case/dock-strike/"),
    ],
)
def test_a_case_needs_no_more_than_a_title(demo: Cli, title: str, slug: str, made: str) -> None:
    open_home(demo.home)
    person = account("newcomer")
    sent = {"title": title, "slug": slug, "standard": "reasonable_grounds", "klass": "1"}
    answer = person.post("/new-case/", sent | {"languages": ["en", "es", "pt"]})
    assert (answer.status_code, answer["Location"]) == (302, made)
    page = person.get(made).content.decode()
    assert "Nothing is in this case yet" in page
    assert f"{made}intake/" in page


def test_a_title_without_letters_asks_for_a_short_name(demo: Cli) -> None:
    open_home(demo.home)
    sent = {"title": "…", "standard": "reasonable_grounds", "klass": "1", "languages": ["en"]}
    answer = account("newcomer").post("/new-case/", sent)
    assert answer.status_code == 422
    assert "No short name can be made of this title" in answer.content.decode()
