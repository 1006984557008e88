from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.conftest import forget_homes

from hechos.app.home import open_home

if TYPE_CHECKING:
    from django.test import Client

    from hechos.app.accounts.models import Account

PASSWORD = "a long word for a home"  # noqa: S105


@pytest.fixture(autouse=True)
def cheap_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash passwords with little memory: what is tested is not how hard they are to guess."""
    from django.contrib.auth.hashers import Argon2PasswordHasher

    monkeypatch.setattr(Argon2PasswordHasher, "memory_cost", 1024)
    monkeypatch.setattr(Argon2PasswordHasher, "parallelism", 1)


@pytest.fixture
def desk_home(tmp_path: Path) -> Iterator[Path]:
    """An empty home, opened."""
    open_home(tmp_path / "home", create=True)
    yield tmp_path / "home"
    forget_homes(tmp_path)


@pytest.fixture
def person(desk_home: Path) -> Callable[..., Account]:
    """Make accounts: person("ana") signs in as ana.sign-in and is known as ana."""

    def make(pseudonym: str, **values: Any) -> Account:
        from hechos.app.accounts.people import make_account

        return make_account(
            f"{pseudonym}.sign-in", pseudonym, by="keeper", password=PASSWORD, **values
        )

    return make


def browser(**values: Any) -> Client:
    from django.test import Client

    return Client(HTTP_HOST="localhost", raise_request_exception=False, **values)


def try_sign_in(client: Client, name: str, password: str = PASSWORD, **more: str) -> Any:
    return client.post("/account/login/", {"name": name, "password": password, **more})


def signed_in(pseudonym: str) -> Client:
    client = browser()
    assert try_sign_in(client, f"{pseudonym}.sign-in").status_code == 302
    return client


def events(what: str) -> list[Any]:
    from hechos.app.audit.models import Event

    return list(Event.objects.filter(what=what).order_by("seq"))
