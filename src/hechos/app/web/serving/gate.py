"""The walls before every page: what every answer forbids, and that only open pages are answered
to somebody who has not signed in, whose session is locked or who still lacks a second factor.

A request for another host is refused (it would be a foreign page that points at this machine).
Without a session every address that is not open leads to the sign-in page, whether there is
anything at it or not.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.core import signing
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils import translation

from hechos.app.accounts import factors, sittings
from hechos.app.accounts.models import Account, HomeRules

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
SET_UP = "/account/"
KEPT = "kept"
OURS = ("csrfmiddlewaretoken",)
Handler = Callable[[HttpRequest], HttpResponse]
View = Callable[..., HttpResponse]


def gate(handle: Handler) -> Handler:
    """Middleware: host, method, headers."""

    def check(request: HttpRequest) -> HttpResponse:
        response = _answer(request, handle)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if settings.TEAM:
            response.headers["Strict-Transport-Security"] = "max-age=31536000"
        if not response.streaming:
            response.headers.setdefault("Content-Length", str(len(response.content)))
        return response

    return check


def _answer(request: HttpRequest, handle: Handler) -> HttpResponse:
    try:
        request.get_host()
    except DisallowedHost:
        return _plain(400, "This address is not served here.")
    if settings.TEAM and not request.is_secure():
        return _plain(400, "This desk is reached through its proxy, over https.")
    if request.method not in METHODS:
        refused = _plain(405, "This cannot be done here.")
        refused.headers["Allow"] = ", ".join(METHODS)
        return refused
    return handle(request)


def own_language(handle: Handler) -> Handler:
    """Middleware: whoever is signed in reads the pages in the language of the account."""

    def check(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            translation.activate(request.user.language)
        return handle(request)

    return check


class Closed:
    """Middleware: whoever is not signed in gets open pages and the way to sign in; a locked
    session gets the question for the password, and keeps what it sent until it is answered."""

    def __init__(self, handle: Handler) -> None:
        self.handle = handle

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated or _is_open(request.path_info):
            return self.handle(request)
        if is_fetched(request):
            return _plain(401, "You are signed out.")
        where = urlencode({"next": request.get_full_path()}) if request.method == "GET" else ""
        return HttpResponseRedirect(
            f"{settings.LOGIN_URL}?{where}" if where else settings.LOGIN_URL
        )

    def process_view(self, request: HttpRequest, view: View, *_rest: object) -> HttpResponse | None:
        """Stand before every view but the open ones; forged requests are refused by now."""
        guard = getattr(view, "guard", None)
        if guard is None or guard.place == "open" or not isinstance(request.user, Account):
            return None
        sitting, rules = sittings.of(request), HomeRules.now()
        request.idle_minutes = rules.idle_minutes  # type: ignore[attr-defined]  # for the pages
        if sittings.is_locked(sitting, rules):
            return ask_password(request)
        if not is_fetched(request) or request.method != "GET":
            sittings.touch(sitting)
        if not guard.setup and not sitting.second_factor and lacks_factor(request.user, rules):
            return _plain(403, "") if is_fetched(request) else HttpResponseRedirect(SET_UP)
        if guard.fresh and not sittings.is_fresh(sitting):
            return ask_password(request)
        return None


def lacks_factor(account: Account, rules: HomeRules) -> bool:
    """Say whether the account has to set up a second factor before anything else."""
    return factors.is_required(account, rules) and not factors.has_strong(account)


def is_fetched(request: HttpRequest) -> bool:
    """Say whether a script of a page asks, and not a person who opens one."""
    return "HX-Request" in request.headers or request.headers.get("Sec-Fetch-Dest") == "empty"


def ask_password(request: HttpRequest) -> HttpResponse:
    """Ask for the password in place of what was asked for; that is kept, sealed, in the page."""
    if is_fetched(request):
        return _plain(401, "Give your password.")
    fields = [(k, v) for k, values in request.POST.lists() for v in values if k not in OURS]
    kept = {
        "account": request.user.pk,
        "to": request.get_full_path(),
        "fields": fields if request.method == "POST" else None,
    }
    shown = {
        "kept": signing.dumps(kept, salt=KEPT, compress=True),
        "has_text": request.method == "POST",
        "has_files": bool(request.FILES),
        "locked": sittings.of(request).locked,
    }
    return render(request, "account/prove.html", shown, status=401)


def _is_open(path: str) -> bool:
    try:
        view = resolve(path).func
    except Resolver404:
        return False
    guard = getattr(view, "guard", None)
    return guard is not None and guard.place == "open"


def _plain(status: int, sentence: str) -> HttpResponse:
    return HttpResponse(sentence + "\n", status=status, content_type="text/plain; charset=utf-8")
