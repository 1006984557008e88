"""The gate before the pages: host, first token, session, method, headers."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hechos.app.home import open_home

if TYPE_CHECKING:
    from django.test import Client

    from hechos.app.accounts.first import Token

START = "/account/start/"
FIRST = {
    "name": "ana.sign-in",
    "pseudonym": "Heron",
    "language": "en",
    "password": "a long word for a home",
    "again": "a long word for a home",
}


@pytest.fixture
def token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Token]:
    """A fresh token before an empty home."""
    open_home(tmp_path / "home", create=True)
    from django.db import connections

    from hechos.app.accounts import first

    monkeypatch.setattr(first, "TOKEN", first.Token())
    first.TOKEN.make()
    yield first.TOKEN
    connections.close_all()


@pytest.fixture
def visitor(token: Token) -> Client:
    return browser()


def browser() -> Client:
    from django.test import Client

    return Client(HTTP_HOST="localhost:80", raise_request_exception=False)


def test_the_printed_token_opens_the_first_account_to_this_browser_only(
    visitor: Client, token: Token
) -> None:
    answer = visitor.get(START, {"token": token.value})
    assert (answer.status_code, answer.headers["Location"]) == (302, START)
    cookie = answer.cookies["hechos"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
    assert not cookie["max-age"]
    assert visitor.get(START).status_code == 200
    assert browser().get(START).status_code == 404

    made = visitor.post(START, FIRST)
    assert (made.status_code, made.headers["Location"]) == (302, "/")
    assert visitor.get("/").status_code == 200
    assert visitor.get(START).status_code == 404


def test_the_token_works_once(visitor: Client, token: Token) -> None:
    value = token.value
    visitor.get(START, {"token": value})
    refused = browser().get(START, {"token": value})
    assert refused.status_code == 404
    assert visitor.get(START).status_code == 200


def test_of_many_who_offer_the_token_at_once_one_gets_in(token: Token) -> None:
    value = token.value or ""
    with ThreadPoolExecutor(16) as pool:
        taken = list(pool.map(lambda _: token.take(value), range(200)))
    assert sum(taken) == 1


def test_a_head_request_does_not_use_the_token_up(visitor: Client, token: Token) -> None:
    assert visitor.head(START, {"token": token.value}).status_code == 404
    assert visitor.get(START, {"token": token.value}).status_code == 302


@given(st.text(max_size=60))
def test_nothing_but_the_token_opens(offered: str) -> None:
    from hechos.app.accounts.first import Token

    token = Token()
    assert not token.take(offered)
    token.make()
    assert not token.take(offered)
    assert token.value is not None


@pytest.mark.parametrize(
    "host", ["example.org", "localhost.example.org", "10.0.0.1", "[::2]", "evil@localhost", ""]
)
def test_a_foreign_host_is_refused_even_to_somebody_signed_in(
    visitor: Client, token: Token, host: str
) -> None:
    answer = visitor.get(START, {"token": token.value}, HTTP_HOST=host, SERVER_NAME="example.org")
    assert answer.status_code == 400
    assert token.value is not None
    visitor.get(START, {"token": token.value})
    visitor.post(START, FIRST)
    assert visitor.get("/").status_code == 200
    answer = visitor.get("/", HTTP_HOST=host, SERVER_NAME="example.org")
    assert answer.status_code == 400
    assert "case" not in answer.content.decode().lower()


@pytest.mark.parametrize("host", ["localhost:80", "127.0.0.1:80"])
def test_both_names_of_this_machine_are_served(visitor: Client, host: str) -> None:
    assert visitor.get("/account/login/", HTTP_HOST=host).status_code == 200


@pytest.mark.parametrize("path", ["/", "/case/x/", "/nowhere", "/record/1/", "/account/"])
def test_without_a_session_every_address_leads_to_sign_in(visitor: Client, path: str) -> None:
    answer = visitor.get(path)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/account/login/?next=%2F")
    assert visitor.post(path).headers["Location"] == "/account/login/"
    fetched = visitor.get(path, headers={"HX-Request": "true"})
    assert (fetched.status_code, fetched.content) == (401, b"You are signed out.\n")


@pytest.mark.parametrize("method", ["delete", "options", "trace"])
def test_methods_that_no_page_has_are_refused(visitor: Client, method: str) -> None:
    answer = getattr(visitor, method)("/account/login/")
    assert answer.status_code == 405
    assert "DELETE" not in answer.headers["Allow"]


@pytest.mark.parametrize(
    "path", ["/", "/account/login/", "/static/desk.css", "/static/none.css", "/case/x/", "/nowhere"]
)
def test_every_answer_forbids_foreign_scripts_and_framing(visitor: Client, path: str) -> None:
    for answer in (visitor.get(path), visitor.post(path), visitor.get(path, HTTP_HOST="x")):
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "script-src 'self'" in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert answer.headers["X-Frame-Options"] == "DENY"
        if not path.startswith("/static/"):
            assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "where",
    ["//example.org/", "///example.org", "/\\example.org/", "https://example.org", "javascript:1"],
)
def test_sign_in_leads_to_no_other_host(visitor: Client, token: Token, where: str) -> None:
    visitor.get(START, {"token": token.value})
    visitor.post(START, FIRST)
    who = {"name": FIRST["name"], "password": FIRST["password"]}
    answer = browser().post("/account/login/", who | {"next": where})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    answer = browser().post("/account/login/", who | {"next": "/case/demo/?a=1"})
    assert answer.headers["Location"] == "/case/demo/?a=1"


def test_a_head_request_gets_headers_and_no_body(visitor: Client) -> None:
    answer = visitor.head("/account/login/")
    assert answer.status_code == 200
    assert answer.content == b""
