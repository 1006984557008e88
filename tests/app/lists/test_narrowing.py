"""Lists narrowed by days, in another order, as a table of chosen columns, and taken out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

import pytest
from tests.app.reading.test_room import page
from tests.conftest import Cli, Prepared, write_texts

if TYPE_CHECKING:
    from django.test import Client

SEALED = "Published: 4 May 2019\n\nPolice said that 5 people were killed in Lima on 2 May 2019.\n"
CLAIMS = "/case/demo/claims/"


def make(cli: Cli) -> None:
    folder = write_texts(cli.home.parent, sealed=SEALED)
    cli("add", "demo", str(folder / "sealed.txt"), "--class", "C2")


@pytest.fixture
def demo(prepared: Prepared) -> Cli:
    return prepared("narrowed", make, demo=True)


def shown(client: Client, address: str) -> list[str]:
    """Return the ids of the claims of a list, over all its pages."""
    found: list[str] = []
    while True:
        here = page(client, address)
        links = here.xpath("//*[contains(@class,'claim')]//a/@href | //tbody//th/a/@href")
        found += dict.fromkeys(a.split("/")[2] for a in links if a.startswith("/record/"))
        onward = here.xpath("//a[@rel='next']/@href")
        if not onward:
            return found
        address = urljoin(address, onward[0])


def dates(ids: list[str]) -> list[int]:
    from hechos.app.search.models import Entry

    known = dict(Entry.objects.filter(cls="Claim").values_list("id", "earliest"))
    return [known[one] for one in ids if one in known]


def test_days_narrow_a_list_and_a_window_widens_them(people: dict[str, Client]) -> None:
    lead = people["lead"]
    narrow = shown(lead, f"{CLAIMS}?view=table&from=2019-05-04&to=2019-05-05")
    wide = shown(lead, f"{CLAIMS}?from=2019-05-04&to=2019-05-05&window=2")
    (secret,) = set(wide) - set(narrow)
    assert dates([secret]) == [20190502]
    low = shown(people["low"], f"{CLAIMS}?view=table&from=2019-05-04&to=2019-05-05&window=2")
    assert secret not in low


def test_a_list_is_put_in_order_of_days_over_its_pages(people: dict[str, Client]) -> None:
    lead = people["lead"]
    every = shown(lead, f"{CLAIMS}?view=table")
    assert len(every) > 50
    for sort, backward in (("earliest", False), ("latest", True)):
        found = shown(lead, f"{CLAIMS}?sort={sort}")
        assert sorted(found) == sorted(every)
        assert dates(found) == sorted(dates(found), reverse=backward)


def test_the_columns_that_a_person_chose_stay(people: dict[str, Client]) -> None:
    lead = people["lead"]
    page(lead, f"{CLAIMS}?view=table&column=number&column=by&state=proposed")
    later = page(lead, CLAIMS)
    heads = [one.text_content() for one in later.xpath("//thead//th")]
    assert heads == ["Title", "Number", "Made by"]
    assert not page(people["reader"], CLAIMS).xpath("//thead")
    assert page(lead, f"{CLAIMS}?view=list").xpath("//form[contains(@class,'narrow')]")
    assert not page(lead, CLAIMS).xpath("//thead")


def test_filters_days_and_columns_hold_together(people: dict[str, Client]) -> None:
    lead = people["lead"]
    address = f"{CLAIMS}?state=rejected&from=2019&view=table"
    assert not shown(lead, address)
    form = page(lead, f"{CLAIMS}?state=proposed&from=2019&view=table")
    hidden = form.xpath("//form[@class='columns-of']//input[@type='hidden']")
    kept = {one.get("name"): one.get("value") for one in hidden}
    assert kept["state"] == "proposed"
    assert kept["from"] == "2019"


@pytest.mark.parametrize(
    "asked", ["from=noday", "sort=number", "window=-1&from=2024", "after=1_x", "view=chart"]
)
def test_what_cannot_be_read_is_left_out(people: dict[str, Client], asked: str) -> None:
    here = page(people["lead"], f"{CLAIMS}?{asked}")
    assert here.xpath("//h1")[0].text_content().startswith("Claims")


def test_a_list_goes_out_as_a_table(people: dict[str, Client]) -> None:
    from hechos.app.audit.models import Event

    lead = people["lead"]
    here = page(lead, f"{CLAIMS}?from=2019&to=2019")
    (address,) = here.xpath("//a[contains(@href,'table.csv')]/@href")
    answer: Any = lead.get(address)
    lines = answer.content.decode("utf-8-sig").strip().splitlines()
    assert len(lines) == 1 + len(shown(lead, f"{CLAIMS}?from=2019&to=2019"))
    assert Event.objects.get(what="search exported").detail["highest"] == 2
    assert not page(people["reader"], CLAIMS).xpath("//a[contains(@href,'table.csv')]")
    assert people["reader"].get(address).status_code == 403


def test_the_number_of_questions_does_not_grow_with_the_page(people: dict[str, Client]) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    low = people["low"]
    for view in ("table", "list"):
        page(low, f"{CLAIMS}?view={view}")
        with CaptureQueriesContext(connection) as asked:
            here = page(low, f"{CLAIMS}?from=1990&sort=latest")
        rows = here.xpath(
            "//tbody/tr | //*[contains(@class,'claim')]//a[contains(@href,'/record/')]"
        )
        assert len(rows) >= 25
        assert len(asked) < 25, view
