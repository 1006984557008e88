"""Who works on a case: its lead gives and takes places."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from hechos.app.access.classes import CLASS_WORDS
from hechos.app.access.roles import roles
from hechos.app.accounts.models import Account, Membership, Team
from hechos.app.casework.people.places import give_places, take_place
from hechos.app.web.account.signin import BOTH, REFUSED
from hechos.app.web.people.forms import Place
from hechos.app.web.serving.acting import acting
from hechos.app.web.serving.guards import case_page
from hechos.app.web.shelf import Shelf
from hechos.app.web.showing import show
from hechos.errors import HechosError, InputError


@case_page("steward", BOTH, fresh=True)
def members(request: HttpRequest, shelf: Shelf) -> HttpResponse:
    """List the members with what each may do and see; POST gives or takes places."""
    up_to = int(shelf.actor.clearance)
    if request.method == "POST" and "take" in request.POST:
        return _take(request, shelf)
    form = Place(request.POST or None, up_to=up_to, initial=_initial(request, shelf))
    if request.method == "POST" and form.is_valid():
        try:
            _give(shelf, form.cleaned_data)
        except HechosError as error:
            form.refuse(error)
        else:
            return HttpResponseRedirect(reverse("members", args=(shelf.head.slug,)))
    places = Membership.objects.filter(case=shelf.head).select_related("account")
    answer = show(
        request,
        "people/members.html",
        shelf,
        form=form,
        places=places.order_by("account__pseudonym"),
        role_labels={role.name: role.label for role in roles().values()},
        classes=CLASS_WORDS,
        teams=Team.objects.order_by("name"),
    )
    answer.status_code = REFUSED if form.errors else 200
    return answer


def _initial(request: HttpRequest, shelf: Shelf) -> dict[str, Any]:
    """Start from the place that somebody has, where the page is asked to change it."""
    chosen = request.GET.get("who", "")
    place = Membership.objects.filter(case=shelf.head, account__pseudonym=chosen).first()
    if place is None:
        return {"clearance": 1}
    return {"who": chosen, "roles": place.roles, "clearance": place.clearance}


def _give(shelf: Shelf, given: dict[str, Any]) -> None:
    people = _people(given["who"])
    with acting(shelf) as desk:
        give_places(desk, people, given["roles"], given["clearance"], because=given["because"])


def _people(who: str) -> list[Account]:
    """Return the account of a pseudonym, or those of a team."""
    account = Account.objects.filter(pseudonym__iexact=who.strip(), is_active=True).first()
    if account is not None:
        return [account]
    team = Team.objects.filter(name__iexact=who.strip()).first()
    people = list(team.accounts.filter(is_active=True)) if team else []
    if not people:
        raise InputError(
            _("There is no open account and no team with people of this name."),
            hint=_("Whoever keeps the accounts of this home makes them."),
        )
    return people


def _take(request: HttpRequest, shelf: Shelf) -> HttpResponse:
    chosen = request.POST["take"]
    place = (
        Membership.objects.filter(case=shelf.head, pk=int(chosen) if chosen.isdecimal() else 0)
        .select_related("account")
        .first()
    )
    if place is not None:
        with acting(shelf) as desk:
            take_place(desk, place.account, because=request.POST.get("because", ""))
    return HttpResponseRedirect(reverse("members", args=(shelf.head.slug,)))
