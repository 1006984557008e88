"""Who may see a page: only who holds the token that `hechos serve` printed on this machine.

The token in the printed address works once and becomes a cookie; every answer forbids scripts,
foreign content and caching. A request for another host is refused (it would be a foreign page
that points at this machine).
"""

from __future__ import annotations

import hmac
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

POLICY = (
    "default-src 'none'; style-src {style}; img-src data:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": POLICY.format(style="'self'"),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex",
}
Handler = Callable[[HttpRequest], HttpResponse]


@dataclass
class Keys:
    """The secrets of one run of the server; `token` is None once it was used."""

    token: str | None = field(default_factory=lambda: secrets.token_urlsafe(32))
    session: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def take(self, offered: str) -> bool:
        """Say whether the offered token is the right one, and use it up."""
        with self._lock:
            right = self.token is not None and _equal(offered, self.token)
            if right:
                self.token = None
            return right

    def opens(self, cookie: str | None) -> bool:
        return cookie is not None and _equal(cookie, self.session)


def _equal(offered: str, held: str) -> bool:
    return hmac.compare_digest(offered.encode("utf-8", "replace"), held.encode())


KEYS = Keys()


def cookie_name(request: HttpRequest) -> str:
    """Return the cookie's name. Cookies do not keep ports apart, so the name does."""
    return f"hechos-{request.get_port()}"


def gate(handle: Handler) -> Handler:
    """Middleware: host, token, cookie, method, headers."""

    def check(request: HttpRequest) -> HttpResponse:
        response = _answer(request, handle)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if request.method == "HEAD":
            response.headers["Content-Length"] = str(len(response.content))
            response.content = b""
        return response

    return check


def _answer(request: HttpRequest, handle: Handler) -> HttpResponse:
    try:
        request.get_host()
    except DisallowedHost:
        return _plain(400, "This address is not served here.")
    if request.method not in ("GET", "HEAD"):
        refused = _plain(405, "These pages can only be read.")
        refused.headers["Allow"] = "GET, HEAD"
        return refused
    offered = request.GET.get("token")
    if offered is not None and request.method == "GET" and KEYS.take(offered):
        answer = HttpResponseRedirect(_same_page(request))
        answer.set_cookie(cookie_name(request), KEYS.session, httponly=True, samesite="Strict")
        return answer
    if not KEYS.opens(request.COOKIES.get(cookie_name(request))):
        return _plain(
            403,
            "Open the address that `hechos serve` printed. It works once, in one browser; "
            "start `hechos serve` again for a new one.",
        )
    if offered is not None:
        return HttpResponseRedirect(_same_page(request))
    return handle(request)


def _same_page(request: HttpRequest) -> str:
    """Return the address asked for without its token, on this host whatever the path says."""
    return "/" + request.path.lstrip("/\\")


def _plain(status: int, sentence: str) -> HttpResponse:
    return HttpResponse(sentence + "\n", status=status, content_type="text/plain; charset=utf-8")
