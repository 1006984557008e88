"""Read-only pages: cases, lists, any record, the report."""

from __future__ import annotations

import base64
import hashlib
import logging
import sys
import traceback
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from hechos.app.access.protecting import mask_of_case
from hechos.app.audit.log import note
from hechos.app.casework.publish import report_of
from hechos.app.register import queries
from hechos.app.register.models import CaseHead
from hechos.app.web.front import front
from hechos.app.web.lists import LISTS, chosen_of, page_of_list
from hechos.app.web.news import news
from hechos.app.web.objects.kinds.cards import card_sheets
from hechos.app.web.objects.rows import rows_context
from hechos.app.web.objects.sheets import Sheets
from hechos.app.web.objects.views import record_shown
from hechos.app.web.objects.words import choice_words
from hechos.app.web.searching.narrowing import TABLE, narrowed_page, narrowing_of
from hechos.app.web.serving.gate import POLICY
from hechos.app.web.serving.guards import account_of, case_page, home_page, record_page, sorry
from hechos.app.web.serving.viewing import log_views
from hechos.app.web.shelf import Shelf
from hechos.app.web.showing import show
from hechos.errors import HechosError, NotFoundError
from hechos.records import (
    Capture,
    Decision,
    Estimate,
    Finding,
    Record,
    Text,
)
from hechos.reporting import html

LOG = logging.getLogger("hechos.web")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    said = str(exception) if isinstance(exception, Http404) else ""
    return sorry(request, NotFoundError(said))


def failed(request: HttpRequest) -> HttpResponse:
    """Say that a page failed; the terminal gets the kind and place of the error, no content."""
    kind, _, trace = sys.exc_info()
    last = traceback.extract_tb(trace)[-1] if trace else None
    where = f"{Path(last.filename).name}, line {last.lineno}" if last else "unknown place"
    LOG.error("A page failed: %s in %s.", kind.__name__ if kind else "error", where)
    hint = "Nothing in the case was changed. The terminal says where it happened."
    return sorry(request, HechosError("This page could not be made.", hint=hint))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(
        request,
        "error.html",
        {"sentence": _("This request cannot be answered."), "hint": ""},
        status=400,
    )


@home_page()
def cases(request: HttpRequest) -> HttpResponse:
    account = account_of(request)
    heads = CaseHead.objects.filter(memberships__account=account).order_by("slug")
    return render(request, "cases.html", {"cases": [(h, queries.case_of(h)) for h in heads]})


@case_page()
def case(request: HttpRequest, shelf: Shelf) -> HttpResponse:
    facts = front(shelf)
    claims = shelf.claims(c for r in facts.contradictions for c in (r.left, r.right))
    sheets = Sheets.of(shelf, claims)
    return show(
        request,
        "case.html",
        shelf,
        facts=facts,
        news=news(shelf),
        line=sheets.doors.html,
        sheets={c.id: sheets.claim(c) for c in claims},
        cards=card_sheets(shelf, facts.rivals),
        decisions=_decisions(shelf, facts.decisions),
    )


def _decisions(shelf: Shelf, decisions: Sequence[Decision]) -> list[Any]:
    sheets = Sheets.of(shelf, ())
    return [sheets.decision(d) for d in decisions]


@case_page()
def listing(request: HttpRequest, shelf: Shelf, kind: str) -> HttpResponse:
    """Show one list of a case, a page at a time."""
    if kind not in LISTS:
        raise NotFoundError(f"There is no list called “{kind}”.")
    if kind == "figures":
        return _cards(request, shelf)
    spec, chosen = LISTS[kind], chosen_of(kind, request.GET.dict())
    how = narrowing_of(request, shelf, kind, chosen)
    rows: Sequence[Any] = ()
    if how is not None and how.active:
        found, rows = narrowed_page(shelf, spec, how)
    else:
        found = page_of_list(shelf, kind, request.GET.dict())
    context = rows_context(shelf, found.records)
    context |= {"how": how, "rows": rows, **TABLE}
    captures = [r.id for r in found.records if isinstance(r, Capture)]
    gone = {d.on for d in shelf.decisions(captures) if d.act == "withdraw"}
    context |= {"kind": kind, "page": found, "gone": gone, "choice": choice_words}
    return show(request, "list.html", shelf, **context)


def _cards(request: HttpRequest, shelf: Shelf) -> HttpResponse:
    page = page_of_list(shelf, "figures", request.GET.dict())
    found = replace(page, records=card_sheets(shelf, page.records))
    context = {"kind": "figures", "page": found, "choice": choice_words, "how": None, "rows": ()}
    return show(request, "list.html", shelf, **context)


@record_page()
def record(request: HttpRequest, shelf: Shelf, found: Record) -> HttpResponse:
    """Show any record with the passages it stands on, and what else stands on the same claims."""
    if isinstance(found, Capture | Text):
        capture = found.capture if isinstance(found, Text) else found.id
        return HttpResponseRedirect(reverse("document", args=(capture,)))
    if isinstance(found, Estimate):
        return HttpResponseRedirect(reverse("estimate", args=(found.id,)))
    if isinstance(found, Finding):
        return HttpResponseRedirect(reverse("finding", args=(found.id,)))
    return record_shown(request, shelf, found)


@case_page("export")
def report(request: HttpRequest, shelf: Shelf) -> HttpResponse:
    """Show the internal report of what this person may see; of somebody who may see all, the same
    bytes that `hechos report` writes. Its style is inside it, so this page alone may carry style:
    the one with the hash of the report's own."""
    detail = {"what": "report", "audience": "internal"}
    note("exported", actor=shelf.actor.pseudonym, case=shelf.head.id, detail=detail)
    seen, mask = shelf.actor.clearance, mask_of_case(shelf.head)
    text = html.render(report_of(shelf.desk, audience="internal", mask=mask, seen=seen))
    shelf.captures(shelf.given.filter(record="Capture").values_list("id", flat=True))
    log_views(shelf)
    answer = HttpResponse(text)
    answer["Content-Security-Policy"] = POLICY.format(style=_style_hash(text))
    return answer


def _style_hash(text: str) -> str:
    style = text.partition("<style>")[2].partition("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"'sha256-{digest}'"
