"""The people whom every page is tested for, each in a browser of his or her own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from django.test import Client
    from playwright.sync_api import Page

ROLES = ("lead", "investigator", "reviewer", "reader", "custodian")


def account(name: str, case: str = "", *, roles: Iterable[str] = (), clearance: int = 3) -> Client:
    """Return a browser signed in as a new account, a member of the case where roles are given.

    The home is open already; `case` is a slug. The pseudonym is the name."""
    from django.test import Client

    from hechos.app.accounts.models import Account, Membership
    from hechos.app.casework.cases import add_member
    from hechos.app.casework.desk import open_desk
    from hechos.app.register.models import CaseHead
    from hechos.app.web.shelf import home

    person = Account.objects.filter(name=name).first() or Account.objects.create_user(
        name, pseudonym=name
    )
    if case:
        head = CaseHead.objects.get(slug=case)
        Membership.objects.update_or_create(
            account=person, case=head, defaults={"roles": [*roles], "clearance": clearance}
        )
        with open_desk(home(), case) as desk:
            add_member(desk, name, roles=tuple(roles), by=name)
    client = Client(HTTP_HOST="localhost", raise_request_exception=False)
    client.force_login(person)
    return client


def cast(case: str) -> dict[str, Client]:
    """Return browsers by role: every role of the case with full clearance, a "low" investigator
    who sees up to C1, an "outsider" with an account and no case, a "stranger" without account."""
    from django.test import Client

    people = {role: account(role, case, roles=[role]) for role in ROLES}
    people["low"] = account("low", case, roles=["investigator"], clearance=1)
    people["outsider"] = account("outsider")
    people["stranger"] = Client(HTTP_HOST="localhost", raise_request_exception=False)
    return people


def sign_in(page: Page, base: str, name: str, password: str) -> None:
    """Sign in at a running desk, in a browser."""
    page.goto(f"{base}/account/login/")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(lambda url: urlsplit(url).path != "/account/login/")
