"""What a person was told."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from importlib.resources import files

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from hechos.app.register import queries
from hechos.app.web.doors import page_of
from hechos.app.web.serving.guards import account_of, home_page
from hechos.app.work.models import Notice
from hechos.app.work.notices import mark_read, notices_of, still_seen

SHOWN = 50


@functools.cache
def labels() -> Mapping[str, str]:
    raw = (files("hechos.app.work") / "data" / "notices.toml").read_text(encoding="utf-8")
    return {name: entry["label"] for name, entry in tomllib.loads(raw).items()}


def _address(one: Notice) -> str:
    """Return where a notice leads; "" where it leads nowhere."""
    slug = one.case.slug if one.case else ""
    if one.what == "search":
        return f"{reverse('search', args=(slug,))}?run={one.number}"
    if one.what == "reveal":
        return reverse("identities", args=(slug,))
    if one.what in ("revealed", "unrevealed"):
        return reverse("identity", args=(one.record,))
    if one.what == "estimate" and not one.record:
        return reverse("estimates", args=(slug,))
    if one.record:
        return page_of(one.record)
    return reverse("work", args=(slug,)) if slug else ""


@home_page(methods=("GET", "HEAD", "POST"))
def page(request: HttpRequest) -> HttpResponse:
    """Show the notices, latest first; mark one or all as read."""
    account = account_of(request)
    if request.method == "POST":
        number = request.POST.get("notice", "")
        mark_read(account, int(number) if number.isdecimal() and len(number) < 16 else None)
        return HttpResponseRedirect(reverse("notices"), status=303)
    before = request.GET.get("before", "")
    rows = notices_of(account).select_related("case")
    if before.isdecimal() and len(before) < 16:
        rows = rows.filter(pk__lt=int(before))
    found = list(rows[: SHOWN + 1])
    titles = {one.case_id: queries.case_of(one.case).title for one in found if one.case}
    seen = still_seen(account, found[:SHOWN])
    shown = {
        "notices": [(one, _address(one)) for one in seen],
        "more": found[SHOWN - 1].pk if len(found) > SHOWN else None,
        "labels": labels(),
        "titles": titles,
    }
    return render(request, "working/notices.html", shown)
