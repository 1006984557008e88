"""Review of links at the desk: blind, side by side, decided, refused with the way out, undone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from lxml import html as lxml_html
from tests.app.cast import cast
from tests.conftest import Cli, Prepared, write_texts

from hechos.app.home import open_home

if TYPE_CHECKING:
    from django.test import Client

NOTES = {
    "one": "Published: 3 May 2031\n\nMaria Duarte was killed in Alder on 2 May 2031, the Harbour "
    "Ministry said.\n",
    "two": "Published: 4 May 2031\n\nMaria Duarte was arrested in Brisa on 1 May 2031, the Harbour "
    "Ministry said.\n",
}


def make(cli: Cli) -> None:
    cli("new", "harbour")
    cli("add", "harbour", str(write_texts(cli.home.parent, **NOTES)))


@pytest.fixture
def cli(prepared: Prepared) -> Cli:
    return prepared("harbour", make)


@pytest.fixture
def people(cli: Cli) -> dict[str, Client]:
    open_home(cli.home)
    return cast("harbour")


def words(page: Any) -> str:
    return " ".join(lxml_html.document_fromstring(page.content.decode()).text_content().split())


def pairs(page: Any) -> list[str]:
    tree = lxml_html.document_fromstring(page.content.decode())
    return [str(a) for a in tree.xpath("//ol//a/@href")]


def send(client: Client, page: str, **values: str) -> Any:
    body = client.get(page).content.decode()
    seen = re.search(r'name="seen" value="([^"]+)"', body)
    assert seen is not None
    return client.post(f"{page}link/", {"seen": seen.group(1), **values})


def test_the_queue_is_that_of_the_command_line(cli: Cli, people: dict[str, Client]) -> None:
    rows = cli.rows("review", "harbour", "--links", "--limit", "100")
    assert rows
    shown = pairs(people["lead"].get("/case/harbour/review/"))
    assert shown == [f"/record/{row['pair']}/" for row in rows][:20]


def test_who_may_review(people: dict[str, Client]) -> None:
    page = pairs(people["lead"].get("/case/harbour/review/"))[0]
    for who, code in {"reader": 200, "reviewer": 200, "custodian": 403, "outsider": 404}.items():
        assert people[who].get("/case/harbour/review/").status_code == code, who
        assert people[who].get(page).status_code == code, who
        refused = 403 if code == 200 else code
        sent = {"act": "same", "because": "x"}
        assert people[who].post(f"{page}link/", sent).status_code == refused, who
    assert people["stranger"].get("/case/harbour/review/").status_code in (302, 404)
    assert people["reader"].get("/case/harbour/review/second/").status_code == 403
    assert people["reviewer"].get("/case/harbour/review/second/").status_code == 200


def test_a_pair_is_blind_until_the_scores_are_asked_for(people: dict[str, Client]) -> None:
    from hechos.app.register.models import Given, Proposed
    from hechos.records import Decision, LinkEdge, wire

    edge = next(
        e
        for e in (wire.loads(r.body, LinkEdge) for r in Proposed.objects.filter(record="LinkEdge"))
        if e.kind == "person"
    )
    page = f"/record/{edge.id}/"
    blind, told = people["lead"].get(page), people["lead"].get(f"{page}?scores=1")
    assert edge.because not in words(blind)
    assert edge.because in words(told)
    assert len(lxml_html.document_fromstring(blind.content.decode()).find_class("end")) == 2
    done = send(people["lead"], page, act="different", because="two women", scores="shown")
    assert done.status_code == 303
    made = wire.loads(Given.objects.filter(record="Decision").get().body, Decision)
    assert (made.act, made.changes, {made.on, made.other}) == (
        "different",
        (("scores", "shown"),),
        {edge.a, edge.b},
    )
    assert page not in pairs(people["lead"].get("/case/harbour/review/"))
    assert "two women" in words(people["lead"].get(page))


def test_a_same_over_a_different_is_refused_with_the_way_out(people: dict[str, Client]) -> None:
    from hechos.app.register.models import Given

    lead = people["lead"]
    page = pairs(lead.get("/case/harbour/review/?kind=person"))[0]
    assert send(lead, page, act="different", because="two women").status_code == 303
    refused = send(lead, page, act="same", because="one woman, I think")
    assert refused.status_code == 422
    assert "They are not the same, by the decision" in words(refused)
    assert "one woman, I think" in refused.content.decode()
    decision = Given.objects.get(record="Decision").id
    assert f"/record/{decision}/" in refused.content.decode()
    undo = lead.get(f"/record/{decision}/")
    seen = re.search(r'name="seen" value="([^"]+)"', undo.content.decode())
    assert seen is not None
    sent = {"act": "retract", "because": "a mistake", "seen": seen.group(1)}
    assert lead.post(f"/record/{decision}/decide/", sent).status_code == 303
    assert "two women" not in words(lead.get(page)).split("History")[0]
    assert send(lead, page, act="same", because="one woman").status_code == 303


def test_a_second_look_changes_no_link(people: dict[str, Client]) -> None:
    lead, reviewer = people["lead"], people["reviewer"]
    page = pairs(lead.get("/case/harbour/review/?kind=person"))[0]
    assert send(lead, page, act="different", because="two women").status_code == 303
    shown = reviewer.get("/case/harbour/review/second/")
    assert "two women" not in words(shown)
    action = re.search(r'action="(/record/[^"]+/again/)"', shown.content.decode())
    assert action is not None
    sent = {"act": "different", "because": "other towns", "next": "//evil.example/"}
    answer = reviewer.post(action.group(1), sent)
    assert answer.status_code == 303
    assert answer["Location"].startswith("/record/")
    assert "1 pair was looked at twice, 1 alike" in words(
        reviewer.get("/case/harbour/review/second/")
    )
