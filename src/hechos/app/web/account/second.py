"""Set up and remove second factors."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from hechos.app.accounts import factors
from hechos.app.web.account.forms import Code
from hechos.app.web.account.signin import BOTH, REFUSED
from hechos.app.web.serving.guards import account_of, home_page
from hechos.errors import HechosError, InputError


@home_page(BOTH, fresh=True, setup=True)
def app(request: HttpRequest) -> HttpResponse:
    """Let an app on a phone take over a secret, and check that it has it."""
    own = account_of(request)
    form = Code(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            factors.confirm_totp(request, own, form.cleaned_data["code"])
        except HechosError as error:
            form.refuse(error, "code")
        else:
            return HttpResponseRedirect(reverse("recovery-codes"))
    secret, drawing = factors.new_totp(request, own)
    shown = {"form": form, "secret": secret, "drawing": drawing}
    return render(request, "account/app.html", shown, status=REFUSED if form.errors else 200)


@home_page(("POST",), fresh=True)
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    factors.remove(account_of(request), pk)
    return HttpResponseRedirect(reverse("account"))


@home_page(BOTH, fresh=True)
def recovery(request: HttpRequest) -> HttpResponse:
    """Show the recovery codes that are left; POST makes new ones."""
    own = account_of(request)
    if request.method == "POST":
        if not factors.has_strong(own):
            raise InputError("Recovery codes stand in for a second factor; set one up first.")
        factors.new_recovery_codes(own)
        return HttpResponseRedirect(reverse("recovery-codes"))
    return render(request, "account/recovery.html", {"codes": factors.recovery_codes(own)})
