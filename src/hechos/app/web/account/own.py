"""What a person sees and sets of the own account."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation

from hechos.app.accounts import factors, people, sittings
from hechos.app.accounts.models import HomeRules, Sitting
from hechos.app.web.account.forms import NewPassword
from hechos.app.web.account.signin import BOTH, REFUSED
from hechos.app.web.serving.gate import lacks_factor
from hechos.app.web.serving.guards import account_of, home_page
from hechos.errors import HechosError, InputError


@home_page(setup=True)
def account(request: HttpRequest) -> HttpResponse:
    """Show the own account; it is where somebody is led who needs a second factor first."""
    own = account_of(request)
    found = [one for one in factors.of(own) if one.type in factors.STRONG]
    shown = {
        "own": own,
        "factors": [(one, str(one)) for one in found],
        "codes_left": len(factors.recovery_codes(own)) if found else 0,
        "lacking": lacks_factor(own, HomeRules.now()),
        "sittings": Sitting.objects.filter(account=own).order_by("-active_at"),
        "here": request.session.session_key,
        "languages": settings.LANGUAGES,
    }
    return render(request, "account/account.html", shown)


@home_page(BOTH, fresh=True, setup=True)
def password(request: HttpRequest) -> HttpResponse:
    own = account_of(request)
    form = NewPassword(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            people.set_password(
                own,
                form.cleaned_data["password"],
                by=own.pseudonym,
                keep=request.session.session_key or "",
            )
        except HechosError as error:
            form.refuse(error, "password")
        else:
            _stay(request)
            return HttpResponseRedirect(reverse("account"))
    shown = {"form": form, "name": own.name}
    return render(request, "account/password.html", shown, status=REFUSED if form.errors else 200)


def _stay(request: HttpRequest) -> None:
    """Keep this session: a changed password ends all that were made with the old one."""
    from django.contrib.auth import update_session_auth_hash

    key = request.session.session_key
    update_session_auth_hash(request, account_of(request))
    Sitting.objects.filter(session_key=key).update(session_key=request.session.session_key)


@home_page(("POST",), setup=True)
def language(request: HttpRequest) -> HttpResponse:
    chosen = request.POST.get("language", "")
    if chosen not in dict(settings.LANGUAGES):
        raise InputError("There is no such language here.")
    people.set_language(account_of(request), chosen)
    translation.activate(chosen)
    return HttpResponseRedirect(reverse("account"))


@home_page(("POST",), setup=True)
def browsers(request: HttpRequest) -> HttpResponse:
    """Sign out of another browser, or of all others."""
    chosen = request.POST.get("sitting", "")
    sittings.end(
        account_of(request),
        but=request.session.session_key or "",
        only=int(chosen) if chosen.isdecimal() else None,
    )
    return HttpResponseRedirect(reverse("account"))
