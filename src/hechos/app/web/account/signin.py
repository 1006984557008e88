"""Sign in, the second step, sign out."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from hechos.app.accounts import factors, signing, sittings
from hechos.app.accounts.models import Account
from hechos.app.audit.log import note
from hechos.app.casework.people.places import take_orphans
from hechos.app.home import present_home
from hechos.app.web.account.forms import Code, SignIn
from hechos.app.web.serving.guards import open_page
from hechos.errors import HechosError

BOTH = ("GET", "HEAD", "POST")
REFUSED = 422


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that does not come from a page of this session."""
    shown = {
        "sentence": _("This form is too old, or it does not come from this desk."),
        "hint": _("Go back, load the page again and send it once more. Nothing was changed."),
    }
    return render(request, "error.html", shown, status=403)


@open_page(BOTH)
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for name and password; whoever is signed in goes on."""
    if request.user.is_authenticated:
        return go_on(request)
    form = SignIn(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            account = signing.check_password(request, given["name"], given["password"])
        except HechosError as error:
            form.refuse(error)
        else:
            return after_password(request, account)
    status = REFUSED if form.errors else 200
    return render(request, "account/sign_in.html", {"form": form, **_next(request)}, status=status)


def after_password(request: HttpRequest, account: Account) -> HttpResponse:
    """Sign the account in, or ask for its second factor."""
    if not factors.has_strong(account):
        return welcome(request, account, second_factor=False)
    signing.wait_for_second(request, account)
    request.session["next"] = _safe(request)
    return HttpResponseRedirect(reverse("second-step"))


@open_page(BOTH)
def second_step(request: HttpRequest) -> HttpResponse:
    """Ask for the second factor of whoever gave the right password a moment ago."""
    account = signing.pending(request)
    if account is None:
        return HttpResponseRedirect(settings.LOGIN_URL)
    form = Code(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            factors.check_code(account, form.cleaned_data["code"])
        except HechosError as error:
            form.refuse(error, "code")
        else:
            return welcome(request, account, second_factor=True)
    kinds = {one.type for one in factors.of(account)}
    shown = {"form": form, "kinds": kinds, **_next(request)}
    return render(request, "account/second.html", shown, status=REFUSED if form.errors else 200)


def welcome(request: HttpRequest, account: Account, *, second_factor: bool) -> HttpResponse:
    """Sign the account in and lead it where it wanted to go."""
    where = request.session.pop("next", "") or _safe(request)
    signing.enter(request, account, second_factor=second_factor)
    if not settings.TEAM:
        take_orphans(present_home(), account)
    return HttpResponseRedirect(where or settings.LOGIN_REDIRECT_URL)


def go_on(request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect(_safe(request) or settings.LOGIN_REDIRECT_URL)


@open_page(("POST",))
def sign_out(request: HttpRequest) -> HttpResponse:
    if isinstance(request.user, Account):
        note("signed out", actor=request.user.pseudonym)
        sittings.of(request).delete()
    logout(request)
    return HttpResponseRedirect(settings.LOGIN_URL)


def _safe(request: HttpRequest) -> str:
    """Return the page that was asked for, if it is one of this desk."""
    where = request.POST.get("next") or request.GET.get("next", "")
    own = url_has_allowed_host_and_scheme(
        where, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return where if own and where.startswith("/") else ""


def _next(request: HttpRequest) -> dict[str, str]:
    return {"next": _safe(request)}
