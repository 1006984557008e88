"""Accounts, teams, places in cases: least privilege, links that work once, nobody left out."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.app.accounts.conftest import PASSWORD, browser, events, signed_in, try_sign_in

if TYPE_CHECKING:
    from django.test import Client

    from hechos.app.accounts.models import Account

    Make = Callable[..., Account]

HOME_PAGES = ("/people/", "/people/new/", "/people/rules/", "/people/teams/")
MEMBER_FORM = {"roles": ["investigator"], "clearance": "1", "because": "joins the team"}


@pytest.fixture
def keeper(person: Make) -> Client:
    """Somebody who keeps accounts and has no case."""
    person("keeper", administrator=True)
    return signed_in("keeper")


@pytest.fixture
def lead(person: Make) -> Client:
    """Somebody who made the case “north” at the desk."""
    person("lead")
    client = signed_in("lead")
    answer = client.post("/new-case/", new_case())
    assert answer.headers["Location"] == "/case/north/"
    return client


def new_case(**more: str) -> dict[str, object]:
    return {
        "title": "North",
        "slug": "north",
        "standard": "reasonable_grounds",
        "languages": ["en", "es"],
        "klass": "1",
        **more,
    }


def place_of(pseudonym: str) -> tuple[list[str], int] | None:
    from hechos.app.accounts.models import Membership

    found = Membership.objects.filter(account__pseudonym=pseudonym).first()
    return (found.roles, found.clearance) if found else None


def test_an_account_begins_with_a_link_that_works_once(keeper: Client, person: Make) -> None:
    made = keeper.post(
        "/people/new/", {"name": "eva.sign-in", "pseudonym": "Wren", "language": "es"}
    )
    found = re.search(r"http://localhost(/account/link/[\w-]+/)", made.content.decode())
    assert found is not None
    link = found.group(1)
    assert link not in keeper.get("/people/").content.decode()
    assert try_sign_in(browser(), "eva.sign-in").status_code == 422
    new = {"password": PASSWORD, "again": PASSWORD}
    assert browser().post(link, new | {"again": "other"}).status_code == 422
    assert browser().post(link, {"password": "short", "again": "short"}).status_code == 422
    assert browser().post(link, new).headers["Location"] == "/"
    assert browser().get(link).status_code == 404
    assert browser().post(link, new).status_code == 404
    assert try_sign_in(browser(), "eva.sign-in").status_code == 302


def test_only_who_keeps_accounts_finds_their_pages(keeper: Client, person: Make) -> None:
    account = person("ana")
    ana = signed_in("ana")
    for path in (*HOME_PAGES, f"/people/{account.pk}/"):
        assert keeper.get(path).status_code == 200, path
        assert ana.get(path).status_code == ana.get("/people/99999/").status_code == 404
        assert ana.post(path, {"do": "keep"}).status_code in (404, 405)
        assert browser().get(path).status_code == 302
    account.refresh_from_db()
    assert not account.is_administrator


def test_whoever_keeps_accounts_sees_no_case_by_that(keeper: Client, lead: Client) -> None:
    assert "north" not in keeper.get("/").content.decode()
    for path in ("/case/north/", "/case/north/members/", "/case/north/claims/"):
        assert keeper.get(path).status_code == keeper.get("/case/none/").status_code == 404


def test_what_an_account_can_have_done_to_it(keeper: Client, person: Make) -> None:
    account = person("ana")
    ana = signed_in("ana")
    page = f"/people/{account.pk}/"
    keeper.post(page, {"do": "close"})
    assert ana.get("/").status_code == 302
    assert try_sign_in(browser(), "ana.sign-in").status_code == 422
    keeper.post(page, {"do": "open"})
    assert try_sign_in(browser(), "ana.sign-in").status_code == 302
    keeper.post(page, {"do": "keep"})
    account.refresh_from_db()
    assert account.is_administrator
    assert keeper.post(page, {"do": "sing"}).status_code == 422
    assert {e.actor for e in events("account closed")} == {"keeper"}


def test_a_home_is_never_left_without_somebody_who_keeps_accounts(keeper: Client) -> None:
    from hechos.app.accounts.models import Account

    own = Account.objects.get(pseudonym="keeper")
    for what in ("close", "keep not"):
        answer = keeper.post(f"/people/{own.pk}/", {"do": what})
        assert answer.status_code == 422
        assert "Nobody else keeps" in answer.content.decode()


def test_whoever_makes_a_case_leads_it_and_nobody_else_sees_it(lead: Client, person: Make) -> None:
    person("ana")
    assert place_of("lead") == (["lead"], 3)
    assert signed_in("ana").get("/case/north/").status_code == 404
    again = lead.post("/new-case/", new_case(title="Typed"))
    assert again.status_code == 422
    assert 'value="Typed"' in again.content.decode()
    for wrong in ({"slug": "../x"}, {"start": "yesterday"}, {"pack": "/etc"}, {"klass": "9"}):
        assert lead.post("/new-case/", new_case(**({"slug": "south"} | wrong))).status_code == 422


def test_a_lead_gives_and_takes_places_and_the_log_says_why(lead: Client, person: Make) -> None:
    from hechos.app.register.models import Given

    person("ana")
    ana = signed_in("ana")
    assert ana.get("/case/north/").status_code == 404
    lead.post("/case/north/members/", MEMBER_FORM | {"who": "Ana"})
    assert place_of("ana") == (["investigator"], 1)
    assert ana.get("/case/north/").status_code == 200
    assert ana.get("/case/north/members/").status_code == 403
    assert Given.objects.filter(record="Member", body__contains='"ana"').count() == 1
    assert [e.detail["because"] for e in events("place given")] == ["joins the team"]

    from hechos.app.accounts.models import Membership

    place = Membership.objects.get(account__pseudonym="ana")
    assert lead.post("/case/north/members/", {"take": place.pk}).status_code == 422
    lead.post("/case/north/members/", {"take": place.pk, "because": "left"})
    assert ana.get("/case/north/").status_code == 404
    assert Given.objects.filter(record="Member", body__contains='"ana"').count() == 1


def test_a_lead_gives_no_more_than_she_has(lead: Client, person: Make) -> None:
    from hechos.app.accounts.models import Membership

    person("ana")
    person("eva")
    lead.post("/case/north/members/", MEMBER_FORM | {"who": "ana", "roles": ["lead"]})
    lead.post("/case/north/members/", MEMBER_FORM | {"who": "eva", "clearance": "2"})
    ana = signed_in("ana")
    over = ana.post("/case/north/members/", MEMBER_FORM | {"who": "ana", "clearance": "2"})
    assert over.status_code == 422
    ana.post("/case/north/members/", MEMBER_FORM | {"who": "eva"})
    eva = Membership.objects.get(account__pseudonym="eva")
    assert eva.clearance == 2
    taken = ana.post("/case/north/members/", {"take": eva.pk, "because": "x"})
    assert taken.status_code == 403
    assert place_of("ana") == (["lead"], 1)


def test_a_case_keeps_a_lead(lead: Client) -> None:
    from hechos.app.accounts.models import Membership

    own = Membership.objects.get(account__pseudonym="lead")
    answer = lead.post("/case/north/members/", {"take": own.pk, "because": "leaves"})
    assert answer.status_code == 422
    assert "no lead" in answer.content.decode()
    lead.post("/case/north/members/", MEMBER_FORM | {"who": "lead"})
    assert place_of("lead") == (["lead"], 3)


def test_a_team_gets_a_place_at_once_or_nobody_does(
    keeper: Client, lead: Client, person: Make
) -> None:
    people = [person("ana"), person("eva")]
    keeper.post("/people/teams/", {"name": "Night", "accounts": [p.pk for p in people]})
    lead.post("/case/north/members/", MEMBER_FORM | {"who": "night"})
    assert place_of("ana") == place_of("eva") == (["investigator"], 1)
    unknown = lead.post("/case/north/members/", MEMBER_FORM | {"who": "Day"})
    assert unknown.status_code == 422
    assert 'value="joins the team"' in unknown.content.decode()


def test_the_only_person_of_a_home_leads_what_nobody_had(desk_home: Path, person: Make) -> None:
    from hechos.app.casework.cases import Plan, new_case
    from hechos.app.home import Home

    new_case(Home(desk_home), "old", plan=Plan(), by="keeper")
    person("ana")
    assert signed_in("ana").get("/case/old/").status_code == 200
    new_case(Home(desk_home), "older", plan=Plan(), by="keeper")
    person("eva")
    assert signed_in("ana").get("/case/older/").status_code == 404
    assert signed_in("eva").get("/case/old/").status_code == 404


def test_the_command_line_opens_what_is_closed(tmp_path: Path, desk_home: Path) -> None:
    from tests.conftest import Cli

    cli = Cli(desk_home)
    cli("new", "north")
    link = cli("accounts", "add", "ana.sign-in", "--pseudonym", "ana").stdout
    path = link.removeprefix("http://localhost:8765").strip()
    client = browser()
    client.post(path, {"password": PASSWORD, "again": PASSWORD})
    for _ in range(5):
        try_sign_in(browser(), "ana.sign-in", "wrong")
    assert try_sign_in(browser(), "ana.sign-in").status_code == 422
    cli("accounts", "unlock", "ana")
    assert try_sign_in(browser(), "ana.sign-in").status_code == 302
    cli("accounts", "reset", "ana.sign-in")
    assert client.get("/account/").status_code == 302
    cli("accounts", "place", "ana", "north", "--role", "reader", "--role", "lead")
    assert place_of("ana") == (["lead", "reader"], 3)
    assert "ana.sign-in" in cli("accounts", "list").stdout
    assert "no account" in cli("accounts", "link", "eva", code=1).output
