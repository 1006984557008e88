"""Teams: named sets of accounts."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from hechos.app.accounts.models import Team
from hechos.app.accounts.people import save_team
from hechos.app.web.account.signin import BOTH, REFUSED
from hechos.app.web.people.forms import TeamForm
from hechos.app.web.serving.guards import account_of, administrator_page
from hechos.errors import HechosError


@administrator_page(BOTH)
def save(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Make a team, or change one. It changes no place in any case."""
    team = get_object_or_404(Team, pk=pk) if pk is not None else None
    initial = {"name": team.name, "accounts": [a.pk for a in team.accounts.all()]} if team else {}
    form = TeamForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        by = account_of(request).pseudonym
        try:
            save_team(given["name"], map(int, given["accounts"]), by=by, team=team)
        except HechosError as error:
            form.refuse(error, "name")
        else:
            return HttpResponseRedirect(reverse("people"))
    shown = {"form": form, "team": team}
    return render(request, "people/team.html", shown, status=REFUSED if form.errors else 200)
