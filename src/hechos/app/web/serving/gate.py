"""The two walls before every page: what every answer forbids, and that only open pages are
answered to somebody who has not signed in.

A request for another host is refused (it would be a foreign page that points at this machine).
Without a session every address that is not open leads to the sign-in page, whether there is
anything at it or not.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import Resolver404, resolve

POLICY = (
    "default-src 'none'; script-src 'self'; style-src {style}; img-src 'self' data: blob:; "
    "connect-src 'self'; font-src 'self'; media-src 'self'; worker-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": POLICY.format(style="'self'"),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex",
}
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH")
Handler = Callable[[HttpRequest], HttpResponse]


def gate(handle: Handler) -> Handler:
    """Middleware: host, method, headers."""

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
    if request.method not in METHODS:
        refused = _plain(405, "This cannot be done here.")
        refused.headers["Allow"] = ", ".join(METHODS)
        return refused
    return handle(request)


def closed(handle: Handler) -> Handler:
    """Middleware: whoever is not signed in gets open pages and the way to sign in."""

    def check(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated or _is_open(request.path_info):
            return handle(request)
        where = urlencode({"next": request.get_full_path()}) if request.method == "GET" else ""
        return HttpResponseRedirect(
            f"{settings.LOGIN_URL}?{where}" if where else settings.LOGIN_URL
        )

    return check


def _is_open(path: str) -> bool:
    try:
        view = resolve(path).func
    except Resolver404:
        return False
    guard = getattr(view, "guard", None)
    return guard is not None and guard.place == "open"


def _plain(status: int, sentence: str) -> HttpResponse:
    return HttpResponse(sentence + "\n", status=status, content_type="text/plain; charset=utf-8")
