"""The reading room: claims beside their text, decided on one by one, by those who may."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from lxml import html as lxml_html
from tests.app.cast import cast
from tests.conftest import Cli, Texts

from hechos.app.home import open_home
from hechos.records import Claim, wire

if TYPE_CHECKING:
    from django.test import Client

HTMX = {"HX-Request": "true"}
NOTE_A = "demo-note-a.txt"


@pytest.fixture
def lead(people: dict[str, Client]) -> Client:
    return people["lead"]


def capture_id(name: str = NOTE_A) -> str:
    from hechos.app.register.models import Given

    return Given.objects.get(record="Capture", name=name).id


def claims_at(name: str = NOTE_A) -> list[Claim]:
    """Return the claims of a source as the register holds them, decisions applied."""
    from hechos.app.register.models import Proposed

    rows = Proposed.objects.filter(record="Claim", part_of=capture_id(name)).exclude(
        kind="document"
    )
    by_id = {row.id: row for row in sorted(rows, key=lambda r: r.layer == "decided")}
    return [
        wire.loads(r.body, Claim) for r in sorted(by_id.values(), key=lambda r: (r.place, r.id))
    ]


def page(client: Client, address: str) -> Any:
    answer = client.get(address, follow=True)
    assert answer.status_code == 200, answer.content[-400:]
    return lxml_html.document_fromstring(answer.content.decode())


def form_of(client: Client, claim: str, what: str = "accept") -> dict[str, str]:
    """Return what a form beside the text sends, as a browser without script would."""
    room = page(client, f"/capture/{capture_id()}/")
    (note,) = room.xpath(f"//article[@id='c-{claim}']")
    form = note.xpath(f".//form[@class='{what}'] | .//*[contains(@class,'{what}')]//form")[0]
    sent = {one.get("name"): one.get("value") or "" for one in form.xpath(".//input")}
    for choice in form.xpath(".//select"):
        sent[choice.get("name")] = choice.xpath(".//option")[0].get("value")
    button = form.xpath(".//button[@name]")
    return sent | {one.get("name"): one.get("value") for one in button}


def test_all_claims_stand_beside_the_text_in_reading_order(lead: Client) -> None:
    room = page(lead, f"/capture/{capture_id()}/")
    shown = room.xpath("//article[@data-claim]/@data-claim")
    assert shown == [c.id for c in claims_at()]
    for claim in claims_at():
        marks = room.xpath(f"//mark[contains(@data-claims,'{claim.id}')]")
        assert "".join(m.text_content() for m in marks).startswith(claim.quote)


def test_marks_say_kind_and_state(lead: Client) -> None:
    claim = claims_at()[0]
    lead.post(f"/claim/{claim.id}/decide/", form_of(lead, claim.id))
    room = page(lead, f"/capture/{capture_id()}/?claim={claim.id}")
    marks = room.xpath(f"//mark[contains(@data-claims,'{claim.id}')]/@class")
    assert all(f"k-{claim.content.kind} accepted" in m for m in marks)
    legend = " ".join(room.xpath("//ul[@class='kinds']//mark/@class"))
    assert f"k-{claim.content.kind}" in legend


def test_without_script_a_claim_is_accepted_with_the_reason_that_stands_there(
    lead: Client,
) -> None:
    claim = claims_at()[0]
    answer = lead.post(f"/claim/{claim.id}/decide/", form_of(lead, claim.id))
    assert answer.status_code == 303
    assert answer["Location"].startswith(f"/capture/{claim.capture}/?claim={claim.id}")
    assert claims_at()[0].state == "accepted"
    room = page(lead, f"/capture/{capture_id()}/?claim={claim.id}")
    assert "The passage says so." in room.xpath(f"string(//article[@id='c-{claim.id}'])")


def test_a_rejection_takes_one_of_the_reasons_or_own_words(lead: Client) -> None:
    from hechos.app.register.models import Given

    first, second = claims_at()[:2]
    lead.post(f"/claim/{first.id}/decide/", form_of(lead, first.id, "reject"))
    sent = form_of(lead, second.id, "reject") | {"because": "The year is another one."}
    lead.post(f"/claim/{second.id}/decide/", sent)
    assert [c.state for c in claims_at()[:2]] == ["rejected", "rejected"]
    rows = Given.objects.filter(record="Decision").order_by("seq")
    said = [json.loads(row.body)["because"] for row in rows]
    assert said == ["The passage does not say this.", "The year is another one."]


def test_the_reason_a_person_typed_is_offered_for_the_next_claim(lead: Client) -> None:
    first, second = claims_at()[:2]
    sent = form_of(lead, first.id) | {"because": "Compared with the printed report."}
    lead.post(f"/claim/{first.id}/decide/", sent)
    assert form_of(lead, second.id)["because"] == "Compared with the printed report."


@pytest.mark.parametrize("htmx", [True, False])
def test_a_decision_without_a_reason_is_none(lead: Client, htmx: bool) -> None:
    claim = claims_at()[0]
    sent = form_of(lead, claim.id) | {"because": " "}
    answer = lead.post(f"/claim/{claim.id}/decide/", sent, headers=HTMX if htmx else {})
    assert "needs a reason" in answer.content.decode()
    assert claims_at()[0].state == "proposed"


def test_htmx_gets_the_claim_its_paragraphs_and_what_happened_and_no_more(lead: Client) -> None:
    claim = claims_at()[0]
    sent = form_of(lead, claim.id)
    answer = lead.post(f"/claim/{claim.id}/decide/", sent, headers=HTMX)
    parts = lxml_html.fragments_fromstring(answer.content.decode().strip())
    ids = [p.get("id") for p in parts]
    assert ids[0] == f"c-{claim.id}"
    assert parts[0].get("data-state") == "accepted"
    assert {"states", "said"} <= set(ids)
    rows = [p for p in parts if (p.get("id") or "").startswith("t-")]
    assert rows
    assert all(p.get("hx-swap-oob") for p in parts[1:])
    assert all(claim.id in " ".join(p.xpath(".//mark/@data-claims")) for p in rows)
    assert len(answer.content) < 20_000


def test_a_decision_is_taken_back(lead: Client) -> None:
    before = claims_at()
    claim = before[1]
    lead.post(f"/claim/{claim.id}/decide/", form_of(lead, claim.id))
    assert claims_at()[1].state == "accepted"
    lead.post(f"/claim/{claim.id}/undo/", form_of(lead, claim.id, "undo"))
    assert claims_at() == before
    room = page(lead, f"/capture/{capture_id()}/?claim={claim.id}")
    assert not room.xpath(f"//article[@id='c-{claim.id}']//form[@class='undo']")


def test_a_form_filled_in_on_an_older_state_is_not_taken(people: dict[str, Client]) -> None:
    claim = claims_at()[0]
    mine = form_of(people["lead"], claim.id)
    theirs = form_of(people["investigator"], claim.id, "reject")
    assert people["lead"].post(f"/claim/{claim.id}/decide/", mine).status_code == 303
    answer = people["investigator"].post(f"/claim/{claim.id}/decide/", theirs)
    assert answer.status_code == 409
    assert claims_at()[0].state == "accepted"


def test_slots_are_changed_in_words(lead: Client) -> None:
    claim = next(c for c in claims_at() if c.content.quantity)
    form = page(lead, f"/claim/{claim.id}/edit/").xpath("//form[@class='slots-form']")[0]
    sent = dict(form.form_values()) | {"quantity": ">=321", "because": "Misread number."}
    answer = lead.post(f"/claim/{claim.id}/edit/", sent)
    assert answer.status_code == 303
    new = next(c for c in claims_at() if c.id == claim.id)
    assert new.state == "edited"
    assert new.content.quantity is not None
    assert new.content.quantity.low == 321
    assert new.content.quantity.high is None
    assert new.content.type == claim.content.type
    assert new.content.time == claim.content.time


@pytest.mark.parametrize("htmx", [True, False])
def test_a_value_that_does_not_fit_comes_back_with_all_that_was_typed(
    lead: Client, htmx: bool
) -> None:
    claim = next(c for c in claims_at() if c.content.quantity)
    form = page(lead, f"/claim/{claim.id}/edit/").xpath("//form[@class='slots-form']")[0]
    typed = {"quantity": "some <b>", "place": "Norvik", "because": "Own words, typed."}
    answer = lead.post(
        f"/claim/{claim.id}/edit/", dict(form.form_values()) | typed, headers=HTMX if htmx else {}
    )
    back = lxml_html.document_fromstring(answer.content.decode())
    for name, value in typed.items():
        assert back.xpath(f"//input[@name='{name}']/@value") == [value]
    (wrong,) = back.xpath("//*[@aria-invalid='true']")
    assert wrong.get("name") == "quantity"
    assert back.xpath(f"//*[@id='{wrong.get('aria-describedby')}']")[0].text_content().strip()
    assert claims_at()[0].state == "proposed"


def test_review_flows_to_the_next_text_that_has_something_to_review(lead: Client) -> None:
    from hechos.app.register.models import Given

    order = list(
        Given.objects.filter(record="Capture").order_by("seq").values_list("id", flat=True)
    )
    seen, at = [], order[0]
    for _ in range(len(order) + 1):
        answer = lead.get(f"/capture/{at}/next/")
        assert answer.status_code == 302
        at = answer["Location"].split("/")[2]
        if at in seen:
            break
        seen.append(at)
    with_claims = [o for o in order if page(lead, f"/capture/{o}/").xpath("//article[@data-claim]")]
    assert sorted(seen) == sorted(with_claims)


ADDRESSES = ("decide", "undo", "edit", "note")


@pytest.mark.parametrize("what", ADDRESSES)
def test_who_may_not_gets_nothing(people: dict[str, Client], what: str) -> None:
    claim = claims_at()[0]
    address = f"/claim/{claim.id}/{what}/"
    writes = what in ("decide", "undo")
    for role in ("reader", "reviewer"):
        client = people[role]
        answer = client.post(address, {}) if writes else client.get(address)
        assert answer.status_code == (303 if what == "note" else 403), role
    for role in ("custodian", "outsider"):
        client = people[role]
        answer = client.post(address, {}) if writes else client.get(address)
        assert answer.status_code in (403, 404), role
    assert people["outsider"].post(address, {}).status_code in (404, 405)
    assert people["stranger"].get(address)["Location"].startswith("/account/login/")


def test_readers_see_no_forms(people: dict[str, Client]) -> None:
    room = page(people["reader"], f"/capture/{capture_id()}/")
    assert room.xpath("//article[@data-claim]")
    assert not room.xpath("//main//form")


def test_a_sealed_source_is_not_there_for_low_clearance(demo: Cli, texts: Texts) -> None:
    folder = texts(sealed="Marta Ilves said that 12 people were killed in Norvik on 3 May 2023.")
    demo("add", "demo", str(folder), "--class", "C2")
    open_home(demo.home)
    people = cast("demo")
    capture = capture_id("sealed.txt")
    (claim,) = claims_at("sealed.txt")[:1]
    for address in (
        f"/capture/{capture}/",
        f"/capture/{capture}/next/",
        f"/claim/{claim.id}/edit/",
        f"/claim/{claim.id}/note/",
    ):
        assert people["low"].get(address).status_code == 404
        nothing = people["low"].get(address.replace(capture, claim.id[:-4] + "ffff"))
        assert nothing.status_code == 404
    assert people["low"].post(f"/claim/{claim.id}/decide/", {"act": "accept"}).status_code == 404
    assert people["lead"].get(f"/capture/{capture}/").status_code == 200


def test_the_room_asks_the_register_as_often_for_many_claims_as_for_few(
    demo: Cli, texts: Texts
) -> None:
    few = "The office said that 12 people were killed in Norvik on 3 May 2023."
    many = "\n\n".join(
        f"The office said that {n} people were killed in Norvik on {n} May 2023."
        for n in range(2, 30)
    )
    demo("add", "demo", str(texts(few=few, many=many)))
    open_home(demo.home)
    client = cast("demo")["lead"]
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for name in ("few.txt", "many.txt"):
        address = f"/capture/{capture_id(name)}/"
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(address).status_code == 200
        counts.append(len(asked))
    assert len(claims_at("many.txt")) > 20
    assert counts[1] <= counts[0] + 2
    assert counts[0] < 45
