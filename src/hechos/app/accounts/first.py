"""The token of the first run: it opens, once, the page that makes a home's first account."""

from __future__ import annotations

import hmac
import secrets
import threading


class Token:
    """The secret in the address that `hechos serve` prints for a home without accounts."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.value: str | None = None

    def make(self) -> str:
        self.value = secrets.token_urlsafe(32)
        return self.value

    def take(self, offered: str) -> bool:
        """Say whether this is the token; it works once."""
        with self._lock:
            fits = self.value is not None and hmac.compare_digest(
                offered.encode("utf-8", "surrogatepass"), self.value.encode()
            )
            if fits:
                self.value = None
            return fits


TOKEN = Token()
