"""A result leads to the place in the text where the words stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.app.cast import cast
from tests.app.reading.test_room import page
from tests.conftest import Cli, Prepared, write_texts

from hechos.app.home import open_home

if TYPE_CHECKING:
    from django.test import Client

FILL = "\n\n".join(f"The council met on the {n}th matter and adjourned." for n in range(900))
LAST = "Trucks were seen near Zarquith, and the road to Zarquith was closed."


def make(cli: Cli) -> None:
    body = f"Published: 4 May 2024\n\n{FILL}\n\n{LAST}\n"
    folder = write_texts(cli.home.parent, long=body, sealed=body)
    cli("add", "demo", str(folder / "long.txt"))
    cli("add", "demo", str(folder / "sealed.txt"), "--class", "C2")


@pytest.fixture
def demo(prepared: Prepared) -> Cli:
    return prepared("long", make, demo=True)


@pytest.fixture
def people(demo: Cli) -> dict[str, Client]:
    open_home(demo.home)
    return cast("demo")


def hit(client: Client, words: str) -> str:
    results = page(client, f"/case/demo/search/?is=Capture&words={words}")
    links = results.xpath("//ol[contains(@class,'results')]/li[contains(.,'long.txt')]/a/@href")
    return str(links[0])


def test_a_result_opens_the_paragraph_with_its_words_marked(people: dict[str, Client]) -> None:
    address = hit(people["reader"], "zarquith")
    assert address.endswith("#here")
    room = page(people["reader"], address)
    (here,) = room.xpath("//*[@id='here']")
    assert here.text_content() == "Zarquith"
    assert here.get("tabindex") == "-1"
    marked = [one.text_content() for one in room.xpath("//mark[contains(@class,'sought')]")]
    assert marked == ["Zarquith", "Zarquith"]
    (row,) = room.xpath("//*[@id='here']/ancestor::*[contains(@class,'text')]")
    assert row.text_content().strip() == LAST


def test_marks_change_no_letter_of_the_text(people: dict[str, Client]) -> None:
    plain = page(people["reader"], hit(people["reader"], "adjourned").partition("?")[0])
    marked = page(people["reader"], hit(people["reader"], "adjourned"))
    rows = [
        [row.text_content() for row in room.xpath("//div[contains(@class,'reading')]/div")]
        for room in (plain, marked)
    ]
    assert rows[0] == rows[1]
    assert len(marked.xpath("//mark[contains(@class,'sought')]")) > 100


@pytest.mark.parametrize("asked", ["at=99999999", "at=x&words=council", "at=0&words=%22%3Cb"])
def test_an_address_that_points_nowhere_shows_the_text(
    people: dict[str, Client], asked: str
) -> None:
    address = hit(people["reader"], "zarquith").partition("?")[0]
    room = page(people["reader"], f"{address}?{asked}")
    assert "adjourned" in room.text_content()


def test_who_may_not_read_a_text_learns_nothing_by_its_address(people: dict[str, Client]) -> None:
    from hechos.app.register.models import Given

    sealed = Given.objects.get(record="Capture", name="sealed.txt").id
    for role in ("low", "outsider"):
        answer = people[role].get(f"/capture/{sealed}/?at=0&words=zarquith")
        assert answer.status_code == 404
        assert b"Zarquith" not in answer.content
