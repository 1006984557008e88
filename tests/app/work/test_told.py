"""Who is told what: of findings, of searches that ended, of identities asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.app.cast import cast
from tests.app.findings.made import TEXT, draft_of
from tests.app.reading.test_room import page
from tests.conftest import Cli, Texts

from hechos.app.home import Home, open_home

if TYPE_CHECKING:
    from django.test import Client


@pytest.fixture
def people(cli: Cli, texts: Texts) -> dict[str, Client]:
    cli("new", "port", "--by", "ana")
    cli("add", "port", str(texts(note=TEXT)), "--by", "ana", "--class", "C2")
    cli("figures", "port")
    open_home(cli.home)
    return cast("port")


def told(name: str) -> list[tuple[str, str]]:
    """Return what an account was told, first to last, with by whom."""
    from hechos.app.work.models import Notice

    rows = Notice.objects.filter(account__name=name).order_by("id")
    return list(rows.values_list("what", "by"))


def first_notice(client: Client) -> Any:
    return page(client, "/notices/").xpath("//ul[contains(@class,'notices')]/li")[0]


def test_a_finding_tells_signers_and_then_its_author(people: dict[str, Client], cli: Cli) -> None:
    from hechos.app.casework.desk import open_desk
    from hechos.app.casework.findings.writing import write_finding
    from hechos.reporting.findings.standing import hash_of

    with open_desk(Home(cli.home), "port") as desk:
        found = write_finding(desk, draft_of(desk), by="investigator")
    address = f"/finding/{found.id}"
    assert people["investigator"].post(f"{address}/submit/").status_code == 303
    for name in ("lead", "reviewer"):
        assert told(name) == [("sign", "investigator")]
    for name in ("investigator", "reader", "low", "outsider", "custodian"):
        assert told(name) == []
    (link,) = first_notice(people["reviewer"]).xpath(".//a/@href")
    assert people["reviewer"].get(link, follow=True).status_code == 200
    back = {"act": "decline", "because": "The number needs its source."}
    assert people["reviewer"].post(f"{address}/sign/", {"act": "decline"}).status_code == 422
    assert people["reader"].post(f"{address}/sign/", back).status_code == 403
    assert people["reviewer"].post(f"{address}/sign/", back).status_code == 303
    shown = page(people["investigator"], f"{address}/")
    assert "Sent back unsigned by" in shown.text_content()
    assert people["investigator"].post(f"{address}/submit/").status_code == 303
    signature = {"because": "Read against the note.", "sha256": hash_of(found)}
    for name in ("reviewer", "lead"):
        answer = people[name].post(f"{address}/sign/", signature)
        assert answer.status_code == 303, answer.content[-500:]
    assert told("investigator") == [
        ("declined", "reviewer"),
        ("signed", "reviewer"),
        ("signed", "lead"),
    ]
    people["investigator"].post(f"{address}/recall/", {"because": "A source was wrong."})
    assert told("lead")[-1] == told("reviewer")[-1] == ("recalled", "investigator")


def test_a_search_that_ended_is_told_once_and_opened_from_there(
    people: dict[str, Client],
) -> None:
    from hechos.app.jobs.models import Job
    from hechos.app.search import saving

    keep = "/case/port/search/keep/"
    people["reader"].post(keep, {"act": "finish", "query": "words=killed"})
    job = Job.objects.get(kind="search")
    saving.run_long(job)
    saving.run_long(job)
    assert told("reader") == [("search", "")]
    (link,) = first_notice(people["reader"]).xpath(".//a/@href")
    results = page(people["reader"], link)
    assert "The search that ran in the background found" in results.text_content()
    assert people["lead"].get(link).status_code == 404


def test_an_identity_asked_for_is_told_to_those_who_may_allow_it(
    people: dict[str, Client], cli: Cli
) -> None:
    from hechos.app.access.models import Reveal
    from hechos.app.casework.decide import decide
    from hechos.app.casework.desk import open_desk
    from hechos.app.register import queries
    from hechos.records import Party

    with open_desk(Home(cli.home), "port") as desk:
        party = queries.linked(desk.head, Party)[0]
        decide(desk, party, "protect", by="ana", because="in danger")
    lead, asker = people["lead"], people["investigator"]
    rule = {"second_person": "yes", "minutes": "10"}
    lead.post("/case/port/identities/rule/", rule)
    asker.post(f"/record/{party.id}/identity/ask/", {"because": "To call her lawyer."})
    asked = Reveal.objects.get()
    assert asked.state == "asked"
    assert told("lead") == told("custodian") == [("reveal", "investigator")]
    assert told("reviewer") == told("investigator") == []
    (link,) = first_notice(people["custodian"]).xpath(".//a/@href")
    assert people["custodian"].get(link).status_code == 200
    people["custodian"].post(f"/case/port/identities/{asked.pk}/", {"answer": "allow"})
    assert told("investigator") == [("revealed", "custodian")]
    (link,) = first_notice(asker).xpath(".//a/@href")
    assert asker.get(link).status_code == 200
