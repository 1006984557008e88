"""Addresses of endpoints: which are this machine, which are none at all."""

from __future__ import annotations

import pytest

from hechos.coding.coders import Endpoint
from hechos.errors import InputError


@pytest.mark.parametrize(
    ("url", "local"),
    [
        ("http://127.0.0.1:8080/v1", True),
        ("http://127.9.9.9/v1", True),
        ("http://localhost:11434/v1", True),
        ("http://LOCALHOST/v1", True),
        ("http://[::1]:8080/v1", True),
        ("https://127.0.0.1/v1", True),
        ("https://localhost.evil.invalid/v1", False),
        ("https://127.0.0.1.nip.invalid/v1", False),
        ("https://127.1/v1", False),
        ("https://2130706433/v1", False),
        ("https://0x7f000001/v1", False),
        ("https://0.0.0.0/v1", False),
        ("https://192.168.0.2/v1", False),
        ("https://[fe80::1]/v1", False),
        ("https://models.invalid/v1", False),
    ],
)
def test_only_loopback_is_this_machine(url: str, local: bool) -> None:
    assert Endpoint(url=url, model="m").is_loopback is local


@pytest.mark.parametrize(
    "url",
    [
        "",
        "127.0.0.1:8080",
        "ftp://127.0.0.1/v1",
        "file:///etc/passwd",
        "http://models.invalid/v1",
        "http://127.0.0.1@models.invalid/v1",
        "https://key:secret@models.invalid/v1",
        "https://models.invalid/v1?key=secret",
        "https://models.invalid/v1#part",
        "https://models.invalid\\@127.0.0.1/v1",
        "https://models.invalid:port/v1",
        "https://mod els.invalid/v1",
        "https://mödels.invalid/v1",
    ],
)
def test_addresses_that_are_none(url: str) -> None:
    with pytest.raises(InputError):
        Endpoint(url=url, model="m")


def test_localhost_is_called_by_its_number() -> None:
    assert Endpoint(url="http://localhost:80/v1/", model="m").base == "http://127.0.0.1:80/v1"


def test_limits_are_above_zero() -> None:
    with pytest.raises(InputError, match="calls"):
        Endpoint(url="http://127.0.0.1/v1", model="m", calls=0)
    with pytest.raises(InputError, match="model"):
        Endpoint(url="http://127.0.0.1/v1", model=" ")
