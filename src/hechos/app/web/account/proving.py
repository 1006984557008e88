"""The lock of an idle desk, and the question for the password before what is sensitive."""

from __future__ import annotations

from django.core import signing as sealing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render

from hechos.app.accounts import signing, sittings
from hechos.app.accounts.models import Account, HomeRules
from hechos.app.audit.log import note
from hechos.app.web.account.signin import BOTH, go_on
from hechos.app.web.serving.gate import KEPT, is_fetched
from hechos.app.web.serving.guards import open_page
from hechos.errors import HechosError

SIGNED_OUT, REFUSED = 401, 422


@open_page(BOTH)
def state(request: HttpRequest) -> HttpResponse:
    """Tell a page whether it is locked and give it a token that fits the session; by POST it says
    that the person is active (`active`), or asks to be locked."""
    if not isinstance(request.user, Account):
        return JsonResponse({"signed_in": False, "locked": True, "token": ""}, status=SIGNED_OUT)
    sitting = sittings.of(request)
    locked = sittings.is_locked(sitting, HomeRules.now())
    if request.method == "POST" and not locked:
        if "active" in request.POST:
            sittings.touch(sitting)
        else:
            sittings.lock(sitting)
            note("locked", actor=request.user.pseudonym)
            locked = True
            if not is_fetched(request):
                return HttpResponseRedirect("/")
    return JsonResponse({"signed_in": True, "locked": locked, "token": get_token(request)})


@open_page(("POST",))
def prove(request: HttpRequest) -> HttpResponse:
    """Check the password of whoever is signed in, and give back what was kept meanwhile."""
    if not isinstance(request.user, Account):
        return JsonResponse({}, status=SIGNED_OUT) if is_fetched(request) else go_on(request)
    kept = request.POST.get("kept", "")
    try:
        signing.prove(request, request.user, request.POST.get("password", ""))
    except HechosError as error:
        words = f"{error} {error.hint}".strip()
        if is_fetched(request):
            return JsonResponse({"sentence": words}, status=REFUSED)
        shown = {
            "kept": kept,
            "has_text": False,
            "has_files": False,
            "locked": sittings.of(request).locked,
            "sentence": words,
        }
        return render(request, "account/prove.html", shown, status=REFUSED)
    if is_fetched(request):
        return JsonResponse({"token": get_token(request)})
    return _give_back(request, kept)


def _give_back(request: HttpRequest, kept: str) -> HttpResponse:
    """Lead on to what was asked for; what was sent is shown as a form, to be sent again."""
    try:
        held = sealing.loads(kept, salt=KEPT, max_age=12 * 3600)
    except sealing.BadSignature:
        return go_on(request)
    if held["account"] != request.user.pk:
        return go_on(request)
    if held["fields"] is None:
        return HttpResponseRedirect(held["to"])
    return render(request, "account/send.html", {"to": held["to"], "fields": held["fields"]})
