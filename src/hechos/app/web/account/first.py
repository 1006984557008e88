"""The first account of a home, and links with which somebody sets a password once."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language

from hechos.app.accounts import first, people
from hechos.app.accounts.models import Account
from hechos.app.register.models import CaseHead
from hechos.app.register.queries import given
from hechos.app.web.account.forms import First, NewPassword
from hechos.app.web.account.signin import BOTH, REFUSED, after_password, welcome
from hechos.app.web.serving.guards import NOTHING, open_page
from hechos.errors import HechosError, NotFoundError
from hechos.records import Member

BEGUN = "first-run"


@open_page(BOTH)
def start(request: HttpRequest) -> HttpResponse:
    """Make the first account; there is no such page once there is one."""
    if Account.objects.exists():
        raise NotFoundError(NOTHING)
    if request.method == "GET" and first.TOKEN.take(request.GET.get("token", "")):
        request.session.cycle_key()
        request.session[BEGUN] = True
        return HttpResponseRedirect(request.path)
    if not request.session.get(BEGUN):
        raise NotFoundError(NOTHING)
    initial = {"pseudonym": _lone_member(), "language": get_language()}
    form = First(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            account = people.make_account(
                values["name"],
                values["pseudonym"],
                by=values["pseudonym"],
                password=values["password"],
                administrator=True,
                language=values["language"],
            )
        except HechosError as error:
            form.refuse(error)
        else:
            del request.session[BEGUN]
            return welcome(request, account, second_factor=False)
    status = REFUSED if form.errors else 200
    return render(request, "account/first.html", {"form": form}, status=status)


def _lone_member() -> str:
    """Return the pseudonym under which everything in the home was done so far, if it is one."""
    names = {m.pseudonym for head in CaseHead.objects.all() for m in given(head, Member)}
    return names.pop() if len(names) == 1 else ""


@open_page(BOTH)
def link(request: HttpRequest, secret: str) -> HttpResponse:
    """Set the password that a link is for."""
    found = people.link_of(secret)
    if found is None:
        raise NotFoundError(NOTHING)
    form = NewPassword(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            account = people.use_link(secret, form.cleaned_data["password"])
        except HechosError as error:
            form.refuse(error, "password")
        else:
            return after_password(request, account)
    shown = {"form": form, "name": found.account.name}
    return render(request, "account/link.html", shown, status=REFUSED if form.errors else 200)
