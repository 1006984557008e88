"""Passkeys: add one, sign in with one. The ceremony itself is js/passkey.js."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from hechos.app.accounts import factors, lockout, signing, sittings
from hechos.app.web.account.forms import SignIn
from hechos.app.web.account.signin import BOTH, REFUSED, welcome
from hechos.app.web.serving.guards import account_of, home_page, open_page
from hechos.errors import HechosError


@open_page(BOTH)
def sign_in(request: HttpRequest) -> HttpResponse:
    """Give the browser the question and take its answer: as the only step, or as the second."""
    waiting = signing.pending(request)
    if request.method != "POST":
        return JsonResponse(factors.begin_passkey_sign_in(waiting))
    where = sittings.address_of(request)
    try:
        lockout.check(address=where)
        account = factors.check_passkey(waiting, request.POST.get("credential", ""))
    except HechosError as error:
        form = SignIn(request.POST)
        form.errors.clear()
        form.refuse(_counted(error, where))
        return render(request, "account/sign_in.html", {"form": form, "next": ""}, status=REFUSED)
    return welcome(request, account, second_factor=True)


def _counted(error: HechosError, where: str) -> HechosError:
    try:
        lockout.failed(address=where)
    except HechosError as locked:
        return locked
    return error


@home_page(BOTH, fresh=True, setup=True)
def add(request: HttpRequest) -> HttpResponse:
    """Add a passkey."""
    own = account_of(request)
    sentence = ""
    if request.method == "POST":
        try:
            factors.add_passkey(
                request, own, request.POST.get("name", ""), request.POST.get("credential", "")
            )
        except HechosError as error:
            sentence = str(error)
        else:
            return HttpResponseRedirect(reverse("recovery-codes"))
    shown = {
        "question": factors.begin_passkey(own),
        "sentence": sentence,
        "name": request.POST.get("name", ""),
    }
    return render(request, "account/passkey.html", shown, status=REFUSED if sentence else 200)
