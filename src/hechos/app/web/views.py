"""Read-only pages: cases, lists, documents with highlights, any record, the report."""

from __future__ import annotations

import base64
import functools
import hashlib
import logging
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from hechos.app.casework.publish import report_of
from hechos.app.register import queries
from hechos.app.register.models import CaseHead, Given
from hechos.app.web import records
from hechos.app.web.front import figures_by_universe, front
from hechos.app.web.gate import POLICY
from hechos.app.web.lists import LISTS, PageOf, cards_page, ids_in, page_of_list
from hechos.app.web.pages import row_of, rows, turning_marks
from hechos.app.web.sheets import Sheets, card_sheets
from hechos.app.web.shelf import Shelf, find, open_shelf
from hechos.app.web.viewing import log_views
from hechos.errors import HechosError, NotFoundError, UnavailableError
from hechos.records import (
    Capture,
    Claim,
    Decision,
    OriginEdge,
    Text,
    Universe,
)
from hechos.reporting import html

View = Callable[..., HttpResponse]
ROWS = 400
LOG = logging.getLogger("hechos.web")


def page(view: View) -> View:
    """Turn what the family of errors says into a page with its sentence and hint."""

    @functools.wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except NotFoundError as error:
            return _sorry(request, 404, str(error), error.hint)
        except UnavailableError as error:
            return _sorry(request, 503, str(error), "Wait a moment and load the page again.")
        except HechosError as error:
            return _sorry(request, 500, str(error), error.hint)

    return answer


def _sorry(request: HttpRequest, status: int, sentence: str, hint: str = "") -> HttpResponse:
    context = {"sentence": sentence, "hint": hint}
    return render(request, "error.html", context, status=status)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    said = str(exception) if isinstance(exception, Http404) else ""
    sentence = said if said and "{" not in said else "There is no page at this address."
    return _sorry(request, 404, sentence)


def failed(request: HttpRequest) -> HttpResponse:
    """Say that a page failed; the terminal gets the kind and place of the error, no content."""
    kind, _, trace = sys.exc_info()
    last = traceback.extract_tb(trace)[-1] if trace else None
    where = f"{Path(last.filename).name}, line {last.lineno}" if last else "unknown place"
    LOG.error("A page failed: %s in %s.", kind.__name__ if kind else "error", where)
    hint = "Nothing in the case was changed. The terminal says where it happened."
    return _sorry(request, 500, "This page could not be made.", hint)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _sorry(request, 400, "This request cannot be answered.")


def _show(request: HttpRequest, template: str, shelf: Shelf, **context: Any) -> HttpResponse:
    """Render a page of a case; views of sealed captures are entered in the custody log first."""
    context.update(
        case=shelf.desk.case,
        lists=LISTS,
        demonstration=_is_demonstration(shelf),
        linked=shelf.head.linked,
    )
    answer = render(request, template, context)
    log_views(shelf)
    return answer


def _is_demonstration(shelf: Shelf) -> bool:
    """Say whether any capture of the case is a demonstration text."""
    rows = Given.objects.filter(case=shelf.head, record="Capture")
    return rows.exclude(body__contains='"demonstration":null').exists()


@page
def cases(request: HttpRequest) -> HttpResponse:
    heads = CaseHead.objects.order_by("slug")
    return render(request, "cases.html", {"cases": [(h, queries.case_of(h)) for h in heads]})


@page
def style(request: HttpRequest) -> HttpResponse:
    css = Path(__file__).with_name("static") / "style.css"
    return HttpResponse(css.read_bytes(), content_type="text/css; charset=utf-8")


def _shelf(slug: str) -> Shelf:
    return open_shelf(queries.head_of(slug))


@page
def case(request: HttpRequest, slug: str) -> HttpResponse:
    shelf = _shelf(slug)
    facts = front(shelf)
    claims = shelf.claims(c for r in facts.contradictions for c in (r.left, r.right))
    sheets = Sheets.of(shelf, claims)
    return _show(
        request,
        "case.html",
        shelf,
        facts=facts,
        line=sheets.doors.html,
        sheets={c.id: sheets.claim(c) for c in claims},
        cards=card_sheets(shelf, facts.rivals),
        decisions=_decisions(shelf, facts.decisions),
    )


def _decisions(shelf: Shelf, decisions: Sequence[Decision]) -> list[Any]:
    sheets = Sheets.of(shelf, ())
    return [sheets.decision(d) for d in decisions]


@page
def listing(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """Show one list of a case, a page at a time."""
    if kind not in LISTS:
        raise NotFoundError(f"There is no list called “{kind}”.")
    shelf = _shelf(slug)
    if kind == "figures":
        return _cards(request, shelf)
    found = page_of_list(shelf.head, kind, request.GET.dict())
    return _show(request, "list.html", shelf, kind=kind, page=found, **_row_context(shelf, found))


def _cards(request: HttpRequest, shelf: Shelf) -> HttpResponse:
    sizes = figures_by_universe(shelf.head)
    asked = request.GET.dict()
    shown, after = cards_page(list(sizes), asked)
    by_id = {u.id: u for u in shelf.linked(Universe, shown)}
    cards = card_sheets(shelf, [by_id[i] for i in shown if i in by_id])
    found = PageOf(cards, len(sizes), after, asked.get("after", "") not in sizes, {})
    return _show(request, "list.html", shelf, kind="figures", page=found)


def _row_context(shelf: Shelf, found: PageOf) -> dict[str, Any]:
    """Return what the rows of a list need: their claims, captures, names of what they are about."""
    listed = found.records
    shown = [r for r in listed if isinstance(r, Claim)] or shelf.claims(ids_in(listed))
    sheets = Sheets.of(shelf, shown)
    edges = [i for r in listed if isinstance(r, OriginEdge) for i in (r.left, r.right)]
    captures = [r.id for r in listed if isinstance(r, Capture)]
    about = [getattr(r, name) for r in listed for name in ("on", "proposition") if hasattr(r, name)]
    return {
        "line": sheets.doors.html,
        "sheets": {c.id: sheets.claim(c) for c in shown},
        "captures": shelf.captures([*edges, *(c.capture for c in shown)]) if listed else {},
        "gone": {d.on for d in shelf.decisions(captures) if d.act == "withdraw"},
        "labels": records.labels(shelf, about),
        "assessments": records.assessments(shelf, listed),
        "decided": {r.id: sheets.decision(r) for r in listed if isinstance(r, Decision)},
    }


@page
def document(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """Show a capture: its text escaped, passages highlighted, its claims beside them."""
    head, capture = find(str(record_id))
    if isinstance(capture, Text):
        head, capture = find(capture.capture)
    if not isinstance(capture, Capture):
        raise NotFoundError("This is no capture.")
    shelf = open_shelf(head)
    decisions = shelf.decisions([capture.id])
    gone = any(d.act == "withdraw" for d in decisions)
    shelf.captures([capture.id])
    text = None if gone else shelf.text(capture.id)
    claims = shelf.claims_of(capture.id)
    shown = [c for c in claims if c.content.kind != "document"]
    sheets = Sheets.of(shelf, claims)
    return _show(
        request,
        "document.html",
        shelf,
        capture=capture,
        text=text,
        **_part_of_text(request, text, shown),
        sheets={c.id: sheets.claim(c) for c in claims},
        about=[sheets.claim(c) for c in claims if c.content.kind == "document"],
        claims=shown,
        chosen=request.GET.get("claim", ""),
        gone=gone,
        decisions=[sheets.decision(d) for d in decisions],
        relays=records.relays(shelf, capture),
        line=sheets.doors.html,
    )


def _part_of_text(
    request: HttpRequest, text: Text | None, claims: Sequence[Claim]
) -> dict[str, Any]:
    """Return the rows of the part asked for, by number or by the passage to open on."""
    if text is None:
        return {"rows": (), "part": 1, "parts_of_text": 1, "turning": 0}
    found = rows(text, claims)
    parts = max(1, -(-len(found) // ROWS))
    at = row_of(found, request.GET.get("claim", ""), _number(request, "passage", 0))
    part = _number(request, "part", 1) if at is None else at // ROWS + 1
    part = min(max(part, 1), parts)
    return {
        "rows": found[(part - 1) * ROWS : part * ROWS],
        "part": part,
        "parts_of_text": parts,
        "turning": turning_marks(text.body),
    }


def _number(request: HttpRequest, name: str, default: int) -> int:
    value = request.GET.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 9 else default


@page
def record(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """Show any record with the passages it stands on, and what else stands on the same claims."""
    head, found = find(str(record_id))
    if isinstance(found, Capture | Text):
        return document(request, record_id)
    shelf = open_shelf(head)
    template, context = records.context_of(shelf, found)
    return _show(request, template, shelf, record=found, **context)


@page
def report(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the internal report, the same bytes that `hechos report` writes. Its style is inside
    it, so this page alone may carry style: the one with the hash of the report's own."""
    shelf = _shelf(slug)
    text = html.render(report_of(shelf.desk, audience="internal"))
    shelf.captures(c.id for c in queries.given(shelf.head, Capture))
    log_views(shelf)
    answer = HttpResponse(text)
    answer["Content-Security-Policy"] = POLICY.format(style=_style_hash(text))
    return answer


def _style_hash(text: str) -> str:
    style = text.partition("<style>")[2].partition("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"'sha256-{digest}'"
