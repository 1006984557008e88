"""Ids: UUIDv7 minted for given things, drawn from the case's seed for proposals (ADR 2)."""

from __future__ import annotations

import hmac
import secrets
import time
from collections.abc import Callable

Ids = Callable[[], str]


def uuid7(milliseconds: int, random_bytes: bytes) -> str:
    """Return the UUIDv7 (RFC 9562) of a Unix time in ms and 10 random bytes."""
    value = bytearray(milliseconds.to_bytes(6, "big") + random_bytes[:10])
    value[6] = 0x70 | (value[6] & 0x0F)
    value[8] = 0x80 | (value[8] & 0x3F)
    text = value.hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def mint() -> str:
    """Mint a fresh id from the clock and the system's randomness."""
    return uuid7(time.time_ns() // 1_000_000, secrets.token_bytes(10))


def draw(seed: str, parent: str, *name: str) -> str:
    """Draw the id of a proposal from the case's seed, its parent's id and its name.

    The time part is the parent's (a capture, or the first claim of a group), so that ids sort
    by when their source came in; the rest is a keyed hash. Two homes never share a seed, so
    ids stay unique across homes, and a rebuild draws the same ids again.
    """
    digest = hmac.digest(bytes.fromhex(seed), "\x1f".join((parent, *name)).encode(), "sha256")
    return uuid7(int(parent[:8] + parent[9:13], 16), digest)
