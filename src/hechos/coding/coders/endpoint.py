"""An endpoint that speaks the OpenAI protocol: where it is, its limits, and what may go there."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

from hechos.errors import InputError
from hechos.records import Confidentiality

_LOCAL = "localhost"
_LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """`url` is the base, up to and without "/chat/completions"; `key` goes into one header and
    nowhere else. The limits are per run, but for those on one call: `chunk` (characters of text),
    `timeout` (seconds) and `largest_reply` (bytes)."""

    url: str
    model: str
    key: str = ""
    chunk: int = 3000
    calls: int = 200
    characters: int = 1_000_000
    concurrency: int = 2
    retries: int = 2
    timeout: float = 120.0
    largest_reply: int = 1_000_000

    def __post_init__(self) -> None:
        _check_address(self.url)
        if not self.model.strip():
            raise InputError("An endpoint needs the name of a model.")
        limits = ("chunk", "calls", "characters", "concurrency", "timeout", "largest_reply")
        wrong = [name for name in limits if not getattr(self, name) > 0]
        if wrong or self.retries < 0:
            raise InputError(
                f"The limit {', '.join(wrong) or 'retries'} of the endpoint is not one."
            )

    def __repr__(self) -> str:
        return f"Endpoint({self.url!r}, {self.model!r})"

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or ""

    @property
    def address(self) -> str:
        """Host and port, by which a person agrees to it."""
        return urlsplit(self.url).netloc

    @property
    def is_loopback(self) -> bool:
        return _is_loopback(self.host)

    @property
    def base(self) -> str:
        """The address that is called: “localhost” is never looked up, it is this machine."""
        parts = urlsplit(self.url.rstrip("/"))
        if parts.hostname != _LOCAL:
            return parts.geturl()
        netloc = _LOOPBACK if parts.port is None else f"{_LOOPBACK}:{parts.port}"
        return parts._replace(netloc=netloc).geturl()

    @property
    def coder(self) -> str:
        """The name under which its claims are made."""
        return f"model:{self.host}/{self.model}"


def _check_address(url: str) -> None:
    try:
        parts = urlsplit(url)
        port_is_fine = parts.port is None or parts.port > 0
    except ValueError as error:
        raise InputError(f"“{url}” is no address of an endpoint: {error}.") from error
    host = parts.hostname or ""
    if parts.scheme not in ("http", "https") or not host or not port_is_fine:
        raise InputError(f"“{url}” is no address of an endpoint.", hint="http://127.0.0.1:8080/v1")
    if "@" in parts.netloc or parts.query or parts.fragment or "\\" in url or _has_gaps(url):
        raise InputError(
            "The address of an endpoint has no user, password, query or fragment.",
            hint="Name the environment variable that holds the key: key_env.",
        )
    if parts.scheme == "http" and not _is_loopback(host):
        raise InputError(f"{host} is another machine; it is called over https or not at all.")


def _has_gaps(url: str) -> bool:
    return any(char <= " " or ord(char) > 126 for char in url)


def _is_loopback(host: str) -> bool:
    """Only an address in the loopback range, or “localhost” as such; no name is looked up."""
    if host == _LOCAL:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Clearance:
    """What is known of a text before any of it is sent: its class, and why consent, an embargo or
    a withdrawal forbids it ("" where nothing does)."""

    klass: Confidentiality
    refusal: str = ""


def refusal(endpoint: Endpoint, clearance: Clearance) -> str:
    """Return why the text may not go to the endpoint, or "". Nothing overrides it."""
    klass = clearance.klass
    if klass is Confidentiality.C3:
        return "class C3 goes to no model"
    if klass is not Confidentiality.C0 and not endpoint.is_loopback:
        return f"class {klass.name} goes to no other machine, and {endpoint.host} is one"
    return clearance.refusal
