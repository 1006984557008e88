"""Make a case at the desk: whoever makes it leads it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from hechos.app.casework.cases import Plan, new_case
from hechos.app.casework.people.places import lead_new_case
from hechos.app.home import present_home
from hechos.app.register.models import CaseHead
from hechos.app.web.account.signin import BOTH, REFUSED
from hechos.app.web.people.forms import NewCase
from hechos.app.web.serving.guards import account_of, home_page
from hechos.errors import HechosError
from hechos.records import Mandate


@home_page(BOTH)
def new(request: HttpRequest) -> HttpResponse:
    form = NewCase(request.POST or None)
    if request.method == "POST" and form.is_valid():
        account = account_of(request)
        given = form.cleaned_data
        try:
            case = new_case(present_home(), given["slug"], plan=_plan(form), by=account.pseudonym)
        except HechosError as error:
            form.refuse(error, "slug")
        else:
            lead_new_case(account, CaseHead.objects.get(pk=case.id))
            return HttpResponseRedirect(reverse("case", args=(case.slug,)))
    status = REFUSED if form.errors else 200
    return render(request, "people/new_case.html", {"form": form}, status=status)


def _plan(form: NewCase) -> Plan:
    given: dict[str, Any] = form.cleaned_data
    scope = {key: given[key] or None for key in ("start", "end", "territory", "matter")}
    return Plan(
        title=given["title"],
        mandate=Mandate(**scope),
        standard=given["standard"],
        pack=given["pack"] or None,
        languages=tuple(given["languages"]),
        default_class=form.klass_of(),
    )
