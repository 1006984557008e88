"""The gate before the pages: host, token, cookie, method, headers."""

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

    from hechos.app.web.serving.gate import Keys


@pytest.fixture
def keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Keys]:
    """Fresh secrets before an empty home."""
    open_home(tmp_path / "home", create=True)
    from django.db import connections

    from hechos.app.web.serving import gate

    monkeypatch.setattr(gate, "KEYS", gate.Keys())
    yield gate.KEYS
    connections.close_all()


@pytest.fixture
def visitor(keys: Keys) -> Client:
    from django.test import Client

    return Client(HTTP_HOST="localhost:80")


def test_the_printed_token_becomes_a_cookie_that_only_this_server_gets(
    visitor: Client, keys: Keys
) -> None:
    answer = visitor.get("/", {"token": keys.token})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    cookie = answer.cookies["hechos-80"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
    assert not cookie["max-age"]
    assert visitor.get("/").status_code == 200


def test_the_token_works_once(visitor: Client, keys: Keys) -> None:
    from django.test import Client

    token = keys.token
    visitor.get("/", {"token": token})
    other = Client(HTTP_HOST="localhost:80")
    refused = other.get("/", {"token": token})
    assert refused.status_code == 403
    assert not refused.cookies
    assert visitor.get("/", {"token": token}).status_code == 302


def test_of_many_who_offer_the_token_at_once_one_gets_in(keys: Keys) -> None:
    token = keys.token or ""
    with ThreadPoolExecutor(16) as pool:
        taken = list(pool.map(lambda _: keys.take(token), range(200)))
    assert sum(taken) == 1


def test_a_head_request_does_not_use_the_token_up(visitor: Client, keys: Keys) -> None:
    assert visitor.head("/", {"token": keys.token}).status_code == 403
    assert visitor.get("/", {"token": keys.token}).status_code == 302


@given(st.text(max_size=60))
def test_nothing_but_the_token_opens(offered: str) -> None:
    from hechos.app.web.serving.gate import Keys

    keys = Keys()
    assert not keys.take(offered)
    assert not keys.opens(offered)
    assert keys.token is not None


@pytest.mark.parametrize(
    "host", ["example.org", "localhost.example.org", "10.0.0.1", "[::2]", "evil@localhost", ""]
)
def test_a_foreign_host_is_refused_even_with_the_cookie(
    visitor: Client, keys: Keys, host: str
) -> None:
    visitor.cookies["hechos-80"] = keys.session
    answer = visitor.get("/", HTTP_HOST=host, SERVER_NAME="example.org")
    assert answer.status_code == 400
    assert "case" not in answer.content.decode().lower()
    answer = visitor.get("/", {"token": keys.token}, HTTP_HOST=host, SERVER_NAME="example.org")
    assert answer.status_code == 400
    assert keys.token is not None


@pytest.mark.parametrize("host", ["localhost:80", "127.0.0.1:80"])
def test_both_names_of_this_machine_are_served(visitor: Client, keys: Keys, host: str) -> None:
    visitor.cookies["hechos-80"] = keys.session
    assert visitor.get("/", HTTP_HOST=host).status_code == 200


def test_the_cookie_of_another_port_opens_nothing(visitor: Client, keys: Keys) -> None:
    visitor.cookies["hechos-81"] = keys.session
    assert visitor.get("/").status_code == 403


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options", "trace"])
def test_pages_can_only_be_read(visitor: Client, keys: Keys, method: str) -> None:
    visitor.cookies["hechos-80"] = keys.session
    answer = getattr(visitor, method)("/")
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD"


@pytest.mark.parametrize("path", ["/", "/style.css", "/case/x/", "/nowhere", "/record/1/"])
def test_every_answer_forbids_scripts_caching_and_framing(
    visitor: Client, keys: Keys, path: str
) -> None:
    shut = visitor.get(path)
    assert shut.status_code == 403
    visitor.cookies["hechos-80"] = keys.session
    for answer in (shut, visitor.get(path), visitor.post(path), visitor.get(path, HTTP_HOST="x")):
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "script-src" not in policy
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("path", ["//example.org/", "///example.org", "/\\example.org/"])
def test_the_token_leads_to_no_other_host(visitor: Client, keys: Keys, path: str) -> None:
    answer = visitor.generic("GET", path, QUERY_STRING=f"token={keys.token}")
    if answer.status_code == 302:
        location = answer.headers["Location"]
        assert location.startswith("/")
        assert location[1:2] not in ("/", "\\")


def test_a_head_request_gets_headers_and_no_body(visitor: Client, keys: Keys) -> None:
    visitor.cookies["hechos-80"] = keys.session
    answer = visitor.head("/")
    assert answer.status_code == 200
    assert answer.content == b""
    assert int(answer.headers["Content-Length"]) > 100
