"""Second factors: codes of an app, recovery codes, reset, and homes that ask for one."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from tests.app.accounts.conftest import browser, events, signed_in, try_sign_in

if TYPE_CHECKING:
    from django.test import Client

    from hechos.app.accounts.models import Account

    Make = Callable[..., Account]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Set the seconds that the codes are made from."""
    from allauth.mfa.totp.internal import auth

    def at(seconds: float) -> None:
        monkeypatch.setattr(auth.time, "time", lambda: seconds)

    return at


def code_at(secret: str, seconds: float) -> str:
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    return str(format_hotp_value(hotp_value(secret, int(seconds) // 30)))


def set_up_app(client: Client) -> str:
    """Set up an app for the person and return its secret."""
    import time

    page = client.get("/account/app/").content.decode()
    found = re.search(r"<code>([A-Z2-7]{32})</code>", page)
    assert found is not None
    assert "<svg" in page
    answer = client.post("/account/app/", {"code": code_at(found.group(1), time.time())})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/account/recovery/")
    return found.group(1)


def test_with_an_app_the_password_alone_opens_nothing(person: Make) -> None:
    person("ana")
    client = signed_in("ana")
    secret = set_up_app(client)
    new = browser()
    answer = try_sign_in(new, "ana.sign-in", next="/account/")
    assert answer.headers["Location"] == "/account/login/second/"
    assert new.get("/").status_code == 302
    assert new.get("/account/").status_code == 302
    wrong = new.post("/account/login/second/", {"code": "000000"})
    assert wrong.status_code == 422
    assert "not right" in wrong.content.decode()
    import time

    right = new.post("/account/login/second/", {"code": code_at(secret, time.time())})
    assert (right.status_code, right.headers["Location"]) == (302, "/account/")
    assert new.get("/").status_code == 200
    assert [e.detail["how"] for e in events("signed in")][-1] == "with a second factor"


def test_a_code_works_once_and_older_ones_no_more(
    person: Make, clock: Callable[[float], None]
) -> None:
    from hechos.app.accounts import factors
    from hechos.errors import InputError

    account = person("ana")
    start = 3_000_000_000.0
    secret = set_up_app(signed_in("ana"))
    clock(start)
    factors.check_code(account, code_at(secret, start))
    for used in (start, start - 30):
        with pytest.raises(InputError):
            factors.check_code(account, code_at(secret, used))
    factors.check_code(account, code_at(secret, start + 30))
    with pytest.raises(InputError):
        factors.check_code(account, code_at(secret, start + 90))


def test_codes_cannot_be_guessed_in_a_row(person: Make) -> None:
    person("ana")
    set_up_app(signed_in("ana"))
    client = browser()
    try_sign_in(client, "ana.sign-in")
    answers = [client.post("/account/login/second/", {"code": f"{n:06}"}) for n in range(5)]
    assert "Too many attempts" in answers[-1].content.decode()
    assert len(events("locked out")) == 1


def test_the_second_step_needs_the_first(person: Make) -> None:
    person("ana")
    set_up_app(signed_in("ana"))
    client = browser()
    assert client.get("/account/login/second/").headers["Location"] == "/account/login/"
    assert client.post("/account/login/second/", {"code": "1"}).status_code == 302


def test_each_recovery_code_works_once(person: Make) -> None:
    person("ana")
    client = signed_in("ana")
    set_up_app(client)
    page = client.get("/account/recovery/").content.decode()
    codes = re.findall(r"<code>(\d{4} \d{4})</code>", page)
    assert len(codes) == 10
    for expected in (302, 422):
        new = browser()
        try_sign_in(new, "ana.sign-in")
        assert new.post("/account/login/second/", {"code": codes[3]}).status_code == expected
    assert len(events("recovery code used")) == 1
    client.post("/account/recovery/")
    fresh = client.get("/account/recovery/").content.decode()
    assert not set(codes) & set(re.findall(r"<code>(\d{4} \d{4})</code>", fresh))


def test_secrets_of_second_factors_are_not_readable_in_the_register(person: Make) -> None:
    from allauth.mfa.models import Authenticator

    person("ana")
    client = signed_in("ana")
    secret = set_up_app(client)
    codes = re.findall(
        r"<code>(\d{4} \d{4})</code>", client.get("/account/recovery/").content.decode()
    )
    kept = json.dumps([one.data for one in Authenticator.objects.all()])
    assert secret not in kept
    assert not [code for code in codes if code.replace(" ", "") in kept]


def test_a_reset_takes_everything_away_and_signs_out(person: Make) -> None:
    from hechos.app.accounts import factors

    account = person("ana")
    client = signed_in("ana")
    set_up_app(client)
    factors.reset(account, by="keeper")
    assert client.get("/account/").status_code == 302
    assert try_sign_in(browser(), "ana.sign-in").headers["Location"] == "/"
    assert [(e.actor, e.detail) for e in events("second factor reset")] == [
        ("keeper", {"of": "ana"})
    ]


def test_where_the_home_asks_for_it_nothing_opens_before_it_is_set_up(person: Make) -> None:
    from hechos.app.accounts.people import set_rules

    person("ana")
    set_rules("all", 15, by="keeper")
    client = signed_in("ana")
    for path in ("/", "/new-case/", "/case/demo/"):
        assert client.get(path).headers["Location"] == "/account/"
    assert client.post("/new-case/").headers["Location"] == "/account/"
    assert client.get("/", headers={"HX-Request": "true"}).status_code == 403
    assert "second factor first" in client.get("/account/").content.decode()
    set_up_app(client)
    assert client.get("/").status_code == 200


@pytest.mark.parametrize(("clearance", "asked"), [(1, False), (2, True), (3, True)])
def test_a_home_may_ask_only_those_who_see_sealed_sources(
    person: Make, clearance: int, asked: bool
) -> None:
    from hechos.app.accounts.models import Membership
    from hechos.app.accounts.people import set_rules
    from hechos.app.register.models import CaseHead

    account = person("ana")
    head = CaseHead.objects.create(id="a" * 36, slug="one", body="{}")
    Membership.objects.create(account=account, case=head, roles=["reader"], clearance=clearance)
    set_rules("sealed", 15, by="keeper")
    assert (signed_in("ana").get("/new-case/").status_code == 302) is asked


@pytest.mark.parametrize(
    "credential",
    ["", "x", "[]", "{}", '{"id":"AAAA","rawId":"AAAA","type":"public-key","response":{}}', "null"],
)
def test_whatever_is_sent_as_a_passkey_is_a_sentence(person: Make, credential: str) -> None:
    person("ana")
    client = browser()
    client.get("/account/login/passkey/")
    answer = client.post("/account/login/passkey/", {"credential": credential})
    assert answer.status_code == 422
    assert "passkey was not accepted" in answer.content.decode()
    inside = signed_in("ana")
    inside.get("/account/passkeys/")
    answer = inside.post("/account/passkeys/", {"credential": credential, "name": "My key"})
    assert answer.status_code == 422
    assert 'value="My key"' in answer.content.decode()


def test_the_question_for_a_passkey_names_no_account(person: Make) -> None:
    person("ana")
    asked: Any = browser().get("/account/login/passkey/").json()
    assert asked["publicKey"]["rpId"] == "localhost"
    assert not asked["publicKey"].get("allowCredentials")
