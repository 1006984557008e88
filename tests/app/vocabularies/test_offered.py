"""Terms that stewards add or retire are what forms, imports and searches offer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.app.cast import account
from tests.app.reading.test_room import page
from tests.conftest import Cli, Texts

from hechos.app.home import Home, open_home

if TYPE_CHECKING:
    from django.test import Client

    from hechos.app.web.shelf import Shelf

NOTE = (
    "Published: 4 May 2024\n\nPolice said that 5 people were killed in Lima on 2 May 2024.\n\n"
    "The gates of the plant were welded shut on 3 May 2024.\n"
)


@pytest.fixture
def lead(cli: Cli, texts: Texts) -> Client:
    cli("new", "port", "--by", "ana")
    cli("add", "port", str(texts(note=NOTE)), "--by", "ana")
    open_home(cli.home)

    from hechos.app.casework.desk import open_desk
    from hechos.app.casework.vocabularies import terms

    with open_desk(Home(cli.home), "port") as desk:
        for code, label, parent in (
            ("lockout", "lockout of workers", "PROP"),
            ("welded", "welding shut of gates", "lockout"),
            ("freed_early", "early release", "release"),
        ):
            terms.add_term(
                desk,
                terms.ACTS,
                code,
                {"en": label, "es": f"{label} (es)"},
                by="ana",
                parent=parent,
            )
        seen = terms.entries(desk, terms.ACTS)["PERS"].version
        terms.retire(desk, terms.ACTS, "PERS", by="ana", seen=seen)
        terms.merge(desk, terms.ACTS, "EXP", "PROP", by="ana", seen="")
    return account("lead", "port", roles=["lead"])


def capture() -> str:
    from hechos.app.register.models import Given

    return Given.objects.get(record="Capture").id


def written(lead: Client, what: str) -> Any:
    typed = {"start": "76", "end": "126", "what": what, "because": "It says so."}
    return lead.post(f"/capture/{capture()}/claim/", typed)


def offered(lead: Client) -> dict[str, str]:
    form = page(lead, f"/capture/{capture()}/claim/?start=80&end=120")
    options = form.xpath("//select[@name='what']/option")
    return {one.get("value"): one.text_content() for one in options}


def test_the_claim_form_offers_what_stands(lead: Client) -> None:
    choices = offered(lead)
    assert choices["act:lockout"].endswith(": lockout of workers")
    assert choices["status:freed_early"].endswith(": early release")
    assert not {"act:PERS", "act:EXP", "act:freed_early"} & choices.keys()
    assert "act:PROP" in choices


def test_a_claim_of_an_own_term_is_called_by_its_label_and_found_by_the_term_above(
    lead: Client,
) -> None:
    from hechos.app.register.models import Proposed

    assert written(lead, "act:welded").status_code == 303
    assert written(lead, "act:PERS").status_code == 422
    assert written(lead, "act:anything").status_code == 422
    made = Proposed.objects.get(record="Claim", layer="decided")
    assert "welding shut of gates" in page(lead, f"/record/{made.id}/").text_content()
    for code in ("welded", "lockout", "PROP"):
        found = page(lead, f"/case/port/search/?is=Claim&type={code}")
        assert len(found.xpath("//ol[contains(@class,'results')]/li")) == 1, code
    form = page(lead, "/case/port/search/?is=Claim&type=PERS")
    chosen = form.xpath("//select[@name='type']/option[@selected]/@value")
    assert chosen == ["PERS"]
    other = page(lead, "/case/port/search/").xpath("//select[@name='type']/option/@value")
    assert "lockout" in other
    assert "PERS" not in other


def test_what_a_retired_term_coded_keeps_its_name_and_its_choice(lead: Client, cli: Cli) -> None:
    from hechos.app.casework.desk import open_desk
    from hechos.app.casework.vocabularies import terms
    from hechos.app.register.models import Proposed

    written(lead, "act:welded")
    made = Proposed.objects.get(record="Claim", layer="decided")
    with open_desk(Home(cli.home), "port") as desk:
        seen = terms.entries(desk, terms.ACTS)["welded"].version
        terms.retire(desk, terms.ACTS, "welded", by="ana", seen=seen)
    assert "act:welded" not in offered(lead)
    form = page(lead, f"/claim/{made.id}/edit/")
    (option,) = form.xpath("//select[@name='type']/option[@selected]")
    assert option.text_content() == "welding shut of gates"


def test_imports_take_terms_that_stand_and_let_the_others_wait(lead: Client) -> None:
    from hechos.app.casework.importing.mapping import types_in

    types = types_in(shelf().desk)
    assert types.code_of("Lockout of workers (ES)") == "lockout"
    assert types.code_of("LOCKOUT") == "lockout"
    assert types.code_of("EXP") == "PROP"
    assert types.code_of("PERS") == ""
    assert types.code_of("persecution") == ""
    assert types.code_of("never heard") == ""


def shelf() -> Shelf:
    from hechos.app.accounts.models import Account
    from hechos.app.register.models import CaseHead
    from hechos.app.web.serving.guards import actor_in
    from hechos.app.web.shelf import open_shelf

    head = CaseHead.objects.get(slug="port")
    actor = actor_in(Account.objects.get(name="lead"), head)
    assert actor
    return open_shelf(head, actor)


def test_words_of_one_case_are_not_heard_in_another(lead: Client, cli: Cli) -> None:
    cli("new", "quay", "--by", "ana")
    other = account("lead", "quay", roles=["lead"])
    codes = page(other, "/case/quay/search/").xpath("//select[@name='type']/option/@value")
    assert "lockout" not in codes
    assert "PERS" in codes
