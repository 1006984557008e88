"""Accounts of the home, for whoever keeps them. To keep them opens no case."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from hechos.app.access.roles import actions_of
from hechos.app.accounts import factors, lockout
from hechos.app.accounts import people as verbs
from hechos.app.accounts.models import Account, HomeRules, Membership, Team
from hechos.app.register.models import CaseHead
from hechos.app.web.account.signin import BOTH, REFUSED
from hechos.app.web.people.forms import NewAccount, Rules
from hechos.app.web.serving.guards import account_of, administrator_page
from hechos.errors import HechosError, InputError


@administrator_page()
def people(request: HttpRequest) -> HttpResponse:
    shown = {
        "accounts": Account.objects.order_by("-is_active", "pseudonym"),
        "with_factor": factors.all_with_strong(),
        "teams": Team.objects.order_by("name").prefetch_related("accounts"),
        "rules": HomeRules.now(),
    }
    return render(request, "people/people.html", shown)


@administrator_page(BOTH, fresh=True)
def new(request: HttpRequest) -> HttpResponse:
    """Make an account; the link that sets its password is shown once."""
    by = account_of(request).pseudonym
    form = NewAccount(request.POST or None, initial={"language": account_of(request).language})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = verbs.make_account(
                given["name"],
                given["pseudonym"],
                by=by,
                administrator=given["administrator"],
                language=given["language"],
            )
        except HechosError as error:
            form.refuse(error)
        else:
            return _show_link(request, made)
    status = REFUSED if form.errors else 200
    return render(request, "people/new_account.html", {"form": form}, status=status)


def _led(request: HttpRequest) -> list[CaseHead]:
    """Return the cases in which whoever makes an account may give it a place."""
    places = Membership.objects.filter(account=account_of(request)).select_related("case")
    return [p.case for p in places.order_by("case__slug") if "steward" in actions_of(p.roles)]


def _show_link(request: HttpRequest, account: Account) -> HttpResponse:
    secret = verbs.make_link(account, by=account_of(request).pseudonym)
    where = request.build_absolute_uri(reverse("link", args=(secret,)))
    shown = {"account": account, "link": where, "days": verbs.LINK_DAYS, "leads": _led(request)}
    return render(request, "people/link.html", shown)


@administrator_page(BOTH, fresh=True)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Close or open an account, make a new link, reset what was lost."""
    account = get_object_or_404(Account, pk=pk)
    if request.method != "POST":
        shown = {"account": account, "has_factor": factors.has_strong(account)}
        return render(request, "people/account.html", shown)
    by = account_of(request).pseudonym
    match request.POST.get("do"):
        case "link":
            return _show_link(request, account)
        case "close":
            verbs.set_active(account, False, by=by)
        case "open":
            verbs.set_active(account, True, by=by)
        case "reset":
            factors.reset(account, by=by)
        case "unlock":
            lockout.forget(name=account.name, code=str(account.pk))
        case "keep" | "keep not" as which:
            verbs.set_administrator(account, which == "keep", by=by)
        case _:
            raise InputError("This cannot be done with an account.")
    return HttpResponseRedirect(reverse("change-account", args=(pk,)))


@administrator_page(BOTH, fresh=True)
def rules(request: HttpRequest) -> HttpResponse:
    """Set what holds for every account."""
    now = HomeRules.now()
    initial = {"second_factor": now.second_factor, "idle_minutes": now.idle_minutes}
    form = Rules(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        verbs.set_rules(
            form.cleaned_data["second_factor"],
            form.cleaned_data["idle_minutes"],
            by=account_of(request).pseudonym,
        )
        return HttpResponseRedirect(reverse("people"))
    status = REFUSED if form.errors else 200
    return render(request, "people/rules.html", {"form": form}, status=status)
