"""Sign-in: no oracle of names, lockout, sessions that are one's own, redirects, forged forms."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from tests.app.accounts.conftest import PASSWORD, browser, events, signed_in, try_sign_in

if TYPE_CHECKING:
    from hechos.app.accounts.models import Account

    Make = Callable[..., Account]


def test_a_wrong_password_and_an_unknown_name_answer_alike(person: Make) -> None:
    person("ana")
    wrong = try_sign_in(browser(), "ana.sign-in", "not the right word")
    unknown = try_sign_in(browser(), "eva.sign-in", "not the right word")
    assert wrong.status_code == unknown.status_code == 422
    plain = [
        "\n".join(line for line in a.content.decode().splitlines() if "csrf" not in line)
        for a in (wrong, unknown)
    ]
    assert plain[0].replace("ana.sign-in", "eva.sign-in") == plain[1]
    assert "do not go together" in plain[0]


def test_a_closed_account_answers_like_an_unknown_one(person: Make) -> None:
    from hechos.app.accounts import people

    account = person("ana")
    inside = signed_in("ana")
    people.set_active(account, False, by="keeper")
    assert "do not go together" in try_sign_in(browser(), "ana.sign-in").content.decode()
    assert inside.get("/").status_code == 302


def test_an_unknown_name_takes_as_long_as_a_known_one(person: Make) -> None:
    """The password is hashed either way; medians within a factor of two even on a busy machine."""
    from django.contrib.auth import authenticate

    person("ana")

    def cpu_time_of(name: str) -> float:
        start = time.process_time()
        assert authenticate(None, name=name, password="not the right word") is None  # noqa: S106
        return time.process_time() - start

    pairs = [(cpu_time_of("ana.sign-in"), cpu_time_of("eva.sign-in")) for _ in range(7)]
    known, unknown = (statistics.median(side) for side in zip(*pairs, strict=True))
    assert 0.5 < known / unknown < 2


def test_after_five_failures_a_name_is_closed_for_a_while_and_the_page_says_how_long(
    person: Make,
) -> None:
    from hechos.app.accounts.models import Refusals

    person("ana")
    for name in ("ana.sign-in", "nobody-of-that-name"):
        for _ in range(4):
            assert "do not go" in try_sign_in(browser(), name, "wrong").content.decode()
        fifth = try_sign_in(browser(), name, "wrong").content.decode()
        assert "Too many attempts failed. The next one is allowed in 15 minutes." in fifth
    right = try_sign_in(browser(), "ana.sign-in")
    assert right.status_code == 422
    assert "Too many attempts" in right.content.decode()
    assert len(events("locked out")) == 2
    assert {e.actor for e in events("sign-in refused")} == {"ana", "nobody"}
    assert "wrong" not in str([e.detail for e in events("sign-in refused")])

    Refusals.objects.update(until=None, tries=0)
    assert try_sign_in(browser(), "ana.sign-in").status_code == 302


def test_the_lock_ends_by_itself(person: Make) -> None:
    from hechos.app.accounts.models import Refusals

    person("ana")
    for _ in range(5):
        try_sign_in(browser(), "ana.sign-in", "wrong")
    for row in Refusals.objects.filter(tries=5, until__isnull=False):
        assert row.until is not None
        row.until -= timedelta(minutes=16)
        row.since -= timedelta(minutes=16)
        row.save()
    assert "do not go" in try_sign_in(browser(), "ana.sign-in", "wrong").content.decode()
    assert try_sign_in(browser(), "ana.sign-in").status_code == 302


def test_an_address_that_tries_many_names_is_closed_and_another_is_not(person: Make) -> None:
    person("ana")
    for number in range(20):
        last = try_sign_in(browser(REMOTE_ADDR="192.0.2.7"), f"guess-{number}", "wrong")
    assert "Too many attempts" in last.content.decode()
    assert try_sign_in(browser(REMOTE_ADDR="192.0.2.7"), "ana.sign-in").status_code == 422
    assert try_sign_in(browser(REMOTE_ADDR="192.0.2.8"), "ana.sign-in").status_code == 302


def test_what_was_typed_as_a_name_is_kept_nowhere(person: Make) -> None:
    from django.db import connection

    person("ana")
    for _ in range(6):
        try_sign_in(browser(), "my-password-typed-in-the-wrong-field", "x")
    dump = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - names of our own tables
            dump += cursor.fetchall()
    assert "typed-in-the-wrong-field" not in repr(dump)


def test_a_session_planted_before_sign_in_is_worth_nothing_after(person: Make) -> None:
    person("ana")
    client = browser()
    client.get("/account/login/")
    planted = client.cookies["hechos"].value
    assert try_sign_in(client, "ana.sign-in").status_code == 302
    assert client.cookies["hechos"].value != planted
    thief = browser()
    thief.cookies["hechos"] = planted
    assert thief.get("/").status_code == 302


def test_signing_out_ends_the_session_at_the_server(person: Make) -> None:
    person("ana")
    client = signed_in("ana")
    kept = client.cookies["hechos"].value
    assert client.get("/account/logout/").status_code == 405
    assert client.post("/account/logout/").headers["Location"] == "/account/login/"
    thief = browser()
    thief.cookies["hechos"] = kept
    assert thief.get("/").status_code == 302
    assert [e.actor for e in events("signed out")] == ["ana"]


def test_a_form_from_elsewhere_is_refused(person: Make) -> None:
    from django.test import Client

    person("ana")
    strict = Client(HTTP_HOST="localhost", enforce_csrf_checks=True)
    answer = try_sign_in(strict, "ana.sign-in")
    assert answer.status_code == 403
    assert "form is too old" in answer.content.decode()
    assert strict.get("/").status_code == 302


@pytest.mark.parametrize("weak", ["short", "password1234", "ana.sign-in.1", "1234567890123"])
def test_weak_passwords_are_refused_with_the_reason(person: Make, weak: str) -> None:
    account = person("ana")
    client = signed_in("ana")
    answer = client.post("/account/password/", {"password": weak, "again": weak})
    account.refresh_from_db()
    assert answer.status_code == 422
    assert "password" in answer.content.decode()
    assert account.check_password(PASSWORD)


def test_a_changed_password_ends_the_other_sessions_and_keeps_this_one(person: Make) -> None:
    person("ana")
    here, there = signed_in("ana"), signed_in("ana")
    new = "another long word for it"
    answer = here.post("/account/password/", {"password": new, "again": new})
    assert answer.status_code == 302
    assert here.get("/account/").status_code == 200
    assert there.get("/account/").status_code == 302
    assert try_sign_in(browser(), "ana.sign-in").status_code == 422
    assert try_sign_in(browser(), "ana.sign-in", new).status_code == 302


def test_the_list_of_browsers_signs_others_out(person: Make) -> None:
    from hechos.app.accounts.models import Sitting

    person("ana")
    person("eva")
    here, there, third, other = (signed_in(n) for n in ("ana", "ana", "ana", "eva"))
    page = here.get("/account/").content.decode()
    assert page.count("Sign it out") == 2
    foreign = Sitting.objects.get(account__pseudonym="eva")
    here.post("/account/browsers/", {"sitting": foreign.pk})
    assert other.get("/account/").status_code == 200
    one = Sitting.objects.get(session_key=there.cookies["hechos"].value)
    here.post("/account/browsers/", {"sitting": one.pk})
    assert there.get("/account/").status_code == 302
    assert third.get("/account/").status_code == 200
    here.post("/account/browsers/")
    assert third.get("/account/").status_code == 302
    assert here.get("/account/").status_code == 200


def test_pages_speak_the_language_of_the_account(person: Make) -> None:
    person("ana", language="ar")
    page = signed_in("ana").get("/account/").content.decode()
    assert '<html lang="ar" dir="rtl">' in page
    client = signed_in("ana")
    client.post("/account/language/", {"language": "es"})
    assert '<html lang="es" dir="ltr">' in client.get("/account/").content.decode()
    assert client.post("/account/language/", {"language": "tlh"}).status_code == 422
