"""A protected name shows nowhere but to whom it was revealed, for a time, with a reason."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.app.cast import account, cast
from tests.app.history.at_desk import at_desk
from tests.conftest import Cli

from hechos.app.home import open_home


@pytest.fixture
def party(demo: Cli) -> Any:
    """The most named party of the case, protected by ana."""
    with at_desk(demo) as desk:
        from hechos.app.casework.decide import decide
        from hechos.app.register import queries
        from hechos.records import Party

        found = max(queries.linked(desk.head, Party), key=lambda one: len(one.mentions))
        decide(desk, found, "protect", by="ana", because="in danger")
        return found


def heading(client: Any, party: Any) -> str:
    body = client.get(f"/record/{party.id}/").content.decode()
    return body[body.index("<h1") : body.index("</h1>")]


def test_a_protected_name_is_a_number_in_lists_and_on_its_page(demo: Cli, party: Any) -> None:
    eva = account("eva", "demo", roles=["lead"])
    assert "person 1" in heading(eva, party)
    assert party.name not in heading(eva, party)
    body = eva.get("/case/demo/parties/").content.decode()
    assert party.name not in body
    assert "person 1" in body


def test_claims_and_incidents_read_without_the_name(demo: Cli, party: Any) -> None:
    open_home(demo.home)
    from hechos.app.register.models import CaseHead
    from hechos.app.web.serving.guards import actor_in
    from hechos.app.web.shelf import open_shelf
    from hechos.records import Claim, Incident, TextSpan, wire

    account("eva", "demo", roles=["lead"])
    from hechos.app.accounts.models import Account

    head = CaseHead.objects.get(slug="demo")
    actor = actor_in(Account.objects.get(name="eva"), head)
    assert actor is not None
    shelf = open_shelf(head, actor)
    ids = shelf.proposed.filter(record__in=["Claim", "Incident"]).values_list("id", flat=True)
    changed = 0
    for record in shelf.records(ids).values():
        assert isinstance(record, Claim | Incident)
        plain = wire.to_plain(record)
        changed += "person 1" in wire.canonical(plain)
        for passage in plain.pop("passages", []):
            span = passage["selector"]
            assert party.name not in span.get("quote", "")
        assert party.name not in wire.canonical(plain)
        if isinstance(record, Claim) and isinstance(record.anchor.selector, TextSpan):
            text = shelf.text(record.capture)
            assert text is None or record.anchor.selector.holds_in(text.body)
    assert changed


def test_a_decision_on_what_reads_without_the_name_keeps_the_name(demo: Cli, party: Any) -> None:
    open_home(demo.home)
    from hechos.app.register import queries
    from hechos.records import wire

    head = queries.head_of("demo")
    claim = next(
        c for c in queries.claims(head) if any(v.speaker.name == party.name for v in c.voice)
    )
    with at_desk(demo, "eva") as desk:
        from hechos.app.access.masking import mask_of
        from hechos.app.casework.decide import decide
        from hechos.app.casework.versions.marks import present

        shown = mask_of((("person 1", (party.name,)),))(claim)
        assert shown != claim
        decide(desk, shown, "accept", by="eva", because="so")
        assert party.name in wire.dumps(present(desk.head, claim.id))
        assert "person 1" not in wire.dumps(present(desk.head, claim.id))


def test_it_is_shown_for_a_time_to_who_says_why_and_to_nobody_else(demo: Cli, party: Any) -> None:
    open_home(demo.home)
    from django.utils import timezone

    from hechos.app.access.models import Reveal
    from hechos.app.audit.models import Event

    eva, ada = (account(name, "demo", roles=["investigator"]) for name in ("eva", "ada"))
    ask = f"/record/{party.id}/identity/ask/"
    assert eva.post(ask, {"because": " "}).status_code == 422
    assert "person 1" in heading(eva, party)
    assert eva.post(ask, {"because": "to call the family"}).status_code == 303
    assert party.name in heading(eva, party)
    assert "person 1" in heading(ada, party)
    events = Event.objects.filter(record=party.id).order_by("seq").values_list("what", flat=True)
    assert list(events) == ["reveal asked", "reveal opened"]
    Reveal.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert "person 1" in heading(eva, party)


def test_where_the_case_asks_for_it_a_second_person_allows_it(demo: Cli, party: Any) -> None:
    open_home(demo.home)
    from hechos.app.access.models import Reveal

    lead = account("lea", "demo", roles=["lead"])
    rule = {"minutes": "5", "second_person": "yes"}
    assert lead.post("/case/demo/identities/rule/", rule).status_code == 303
    assert lead.post(f"/record/{party.id}/identity/ask/", {"because": "so"}).status_code == 303
    assert "person 1" in heading(lead, party)
    number = Reveal.objects.get().pk
    answer = f"/case/demo/identities/{number}/"
    assert lead.post(answer, {"answer": "allow"}).status_code == 403  # not her own
    second = account("cus", "demo", roles=["custodian"])
    assert "to see" in second.get("/case/demo/identities/").content.decode()
    assert second.post(answer, {"answer": "allow"}).status_code == 303
    assert party.name in heading(lead, party)
    assert second.post(answer, {"answer": "refuse"}).status_code == 404
    assert lead.post(f"/record/{party.id}/identity/close/").status_code == 303
    assert "person 1" in heading(lead, party)


def test_the_marks_come_back_with_the_register(demo: Cli, party: Any) -> None:
    open_home(demo.home)
    from hechos.app.access.models import Protected

    Protected.objects.all().delete()
    demo("rebuild")
    open_home(demo.home)
    assert list(Protected.objects.values_list("record", "standing")) == [(party.id, True)]


@pytest.mark.parametrize(
    ("address", "method", "codes"),
    [
        ("/record/{}/identity/", "get", {"lead": 200, "reader": 200, "custodian": 403}),
        ("/record/{}/identity/mark/", "post", {"lead": 422, "reader": 403, "custodian": 403}),
        ("/record/{}/identity/ask/", "post", {"lead": 422, "reader": 403, "custodian": 403}),
        ("/record/{}/identity/close/", "post", {"lead": 303, "reader": 403, "custodian": 403}),
        ("/case/demo/identities/", "get", {"lead": 200, "reader": 403, "custodian": 200}),
        ("/case/demo/identities/999/", "post", {"lead": 404, "reader": 403, "custodian": 404}),
        ("/case/demo/identities/rule/", "post", {"lead": 422, "reader": 403, "custodian": 403}),
    ],
)
def test_who_may_see_and_do_what(
    demo: Cli, party: Any, *, address: str, method: str, codes: dict[str, int]
) -> None:
    open_home(demo.home)
    where, people = address.format(party.id), cast("demo")
    found = {who: getattr(people[who], method)(where).status_code for who in codes}
    assert found == codes
    assert getattr(people["outsider"], method)(where).status_code == 404
    assert getattr(people["stranger"], method)(where).status_code == 302
