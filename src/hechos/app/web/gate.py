"""Who may see a page: only who holds the token that `hechos serve` printed on this machine.

The token in the printed address works once and becomes a cookie; every answer forbids scripts,
foreign content and caching. A request for another host is refused (it would be a foreign page
that points at this machine).
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

COOKIE = "hechos"
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
Handler = Callable[[HttpRequest], HttpResponse]


@dataclass
class Keys:
    """The secrets of one run of the server; `token` is None once it was used."""

    token: str | None = field(default_factory=lambda: secrets.token_urlsafe(32))
    session: str = field(default_factory=lambda: secrets.token_urlsafe(32))

    def take(self, offered: str) -> bool:
        """Say whether the offered token is the right one, and use it up."""
        right = self.token is not None and hmac.compare_digest(offered, self.token)
        if right:
            self.token = None
        return right

    def opens(self, cookie: str | None) -> bool:
        return cookie is not None and hmac.compare_digest(cookie, self.session)


KEYS = Keys()


def gate(handle: Handler) -> Handler:
    """Middleware: host, token, cookie, method, headers."""

    def check(request: HttpRequest) -> HttpResponse:
        response = _answer(request, handle)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return check


def _answer(request: HttpRequest, handle: Handler) -> HttpResponse:
    try:
        request.get_host()
    except DisallowedHost:
        return _plain(400, "This address is not served here.")
    if request.method not in ("GET", "HEAD"):
        return _plain(405, "These pages can only be read.")
    offered = request.GET.get("token")
    if offered is not None and KEYS.take(offered):
        answer = HttpResponseRedirect(request.path)
        answer.set_cookie(COOKIE, KEYS.session, httponly=True, samesite="Strict")
        return answer
    if not KEYS.opens(request.COOKIES.get(COOKIE)):
        return _plain(
            403, "Open the address that `hechos serve` printed. It works once, in one browser."
        )
    return handle(request)


def _plain(status: int, sentence: str) -> HttpResponse:
    return HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")
