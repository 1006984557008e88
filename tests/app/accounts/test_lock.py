"""The lock of an idle desk and the question for the password: nothing typed is lost."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from tests.app.accounts.conftest import PASSWORD, browser, events, signed_in

if TYPE_CHECKING:
    from django.test import Client

    from hechos.app.accounts.models import Account

    Make = Callable[..., Account]

TYPED = 'Line one\n  <b>"two"</b> — tres\n'
CASE = {"title": TYPED, "slug": "north", "languages": ["en", "es"]}


def age(minutes: int, field: str = "active_at") -> None:
    """Let time pass for every session."""
    from hechos.app.accounts.models import Sitting

    for one in Sitting.objects.all():
        setattr(one, field, getattr(one, field) - timedelta(minutes=minutes))
        one.save()


def kept_in(page: str) -> str:
    found = re.search(r'name="kept" value="([^"]*)"', page)
    assert found is not None
    return html.unescape(found.group(1))


def prove(client: Client, kept: str = "", password: str = PASSWORD) -> Any:
    return client.post("/account/prove/", {"password": password, "kept": kept})


def test_a_desk_that_nobody_used_is_locked_by_the_server(person: Make) -> None:
    person("ana")
    client = signed_in("ana")
    age(10)
    assert client.get("/").status_code == 200
    age(17)
    answer = client.get("/new-case/")
    assert answer.status_code == 401
    assert "desk is locked" in answer.content.decode()
    assert client.get("/", headers={"HX-Request": "true"}).status_code == 401
    assert client.get("/account/").status_code == 401
    assert prove(client, kept_in(answer.content.decode())).headers["Location"] == "/new-case/"
    assert client.get("/").status_code == 200


def test_requests_of_scripts_do_not_keep_a_desk_open(person: Make) -> None:
    person("ana")
    client = signed_in("ana")
    for _ in range(4):
        age(5)
        client.get("/", headers={"HX-Request": "true"})
        client.get("/account/lock/", headers={"Sec-Fetch-Dest": "empty"})
    assert client.get("/").status_code == 401


def test_a_page_that_says_the_person_is_active_does(person: Make) -> None:
    person("ana")
    client = signed_in("ana")
    for _ in range(4):
        age(10)
        assert client.post("/account/lock/", {"active": "1"}).json()["locked"] is False
    assert client.get("/").status_code == 200


def test_what_was_sent_to_a_locked_desk_comes_back_whole(person: Make) -> None:
    from hechos.app.register.models import CaseHead

    person("ana")
    client = signed_in("ana")
    client.post("/account/lock/", {"lock": "1"})
    answer = client.post("/new-case/", CASE)
    assert answer.status_code == 401
    assert not CaseHead.objects.exists()
    wrong = prove(client, kept_in(answer.content.decode()), "not the right word")
    assert wrong.status_code == 422
    page = prove(client, kept_in(wrong.content.decode())).content.decode()
    assert 'action="/new-case/"' in page
    sent = re.findall(r'<textarea name="(\w+)" hidden>\n(.*?)</textarea>', page, re.DOTALL)
    given = [(name, html.unescape(value)) for name, value in sent]
    assert given == [("title", TYPED), ("slug", "north"), ("languages", "en"), ("languages", "es")]
    assert [e.what for e in events("locked")] == ["locked"]


def test_a_lock_page_taken_from_somebody_else_gives_nothing_back(person: Make) -> None:
    person("ana")
    person("eva")
    ana, eva = signed_in("ana"), signed_in("eva")
    for client in (ana, eva):
        client.post("/account/lock/", {"lock": "1"})
    kept = kept_in(ana.post("/new-case/", CASE).content.decode())
    answer = prove(eva, kept)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert prove(ana, kept[:-2] + "xx").headers["Location"] == "/"


def test_five_wrong_passwords_at_the_lock_close_it(person: Make) -> None:
    person("ana")
    client = signed_in("ana")
    client.post("/account/lock/", {"lock": "1"})
    for _ in range(5):
        last = prove(client, "", "wrong")
    assert "Too many attempts" in last.content.decode()
    assert prove(client).status_code == 422
    assert client.get("/").status_code == 401


def test_a_stranger_can_neither_lock_nor_prove(person: Make) -> None:
    assert browser().get("/account/lock/").status_code == 401
    assert browser().post("/account/lock/", {"lock": "1"}).status_code == 401
    assert prove(browser()).status_code == 302


@pytest.mark.parametrize("path", ["/account/password/", "/account/app/", "/account/recovery/"])
def test_what_is_sensitive_asks_for_the_password_after_ten_minutes(person: Make, path: str) -> None:
    person("ana")
    client = signed_in("ana")
    assert client.get(path).status_code == 200
    age(11, "proven_at")
    assert client.get("/account/").status_code == 200
    answer = client.get(path)
    assert answer.status_code == 401
    assert "asks for it again" in answer.content.decode()
    assert prove(client, kept_in(answer.content.decode())).headers["Location"] == path
    assert client.get(path).status_code == 200
