"""A finding leaves the case as a page or as data, every sentence with its passages."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from hechos.app.audit import log
from hechos.app.casework.findings.leaving import check_leaves
from hechos.app.web.findings.sheets import SentenceSheet, Source
from hechos.app.web.findings.views import context_of, finding_in
from hechos.app.web.serving.guards import record_page
from hechos.app.web.serving.viewing import log_views
from hechos.app.web.shelf import Shelf
from hechos.errors import NotFoundError
from hechos.records import Finding, Record

FORMATS = {"html": "text/html; charset=utf-8", "json": "application/json"}


@record_page("export")
def export(request: HttpRequest, shelf: Shelf, found: Record, form: str) -> HttpResponse:
    """Send a version for an audience (`audience` in the address: internal or public)."""
    one = finding_in(found)
    audience = request.GET.get("audience", "internal")
    if form not in FORMATS:
        raise NotFoundError(f"A finding cannot be saved as “{form}”.")
    check_leaves(shelf.desk, one, audience)
    context = context_of(shelf, one) | {"case": shelf.desk.case, "audience": audience}
    text = _page(request, one, context) if form == "html" else _data(one, context)
    log_views(shelf)
    log.note(
        "exported",
        actor=shelf.actor.pseudonym,
        case=shelf.head.id,
        record=one.id,
        detail={"what": "finding", "format": form, "audience": audience},
    )
    answer = HttpResponse(text, content_type=FORMATS[form])
    name = f"finding-{one.finding[-8:]}-v{one.version}.{form}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer


def _page(request: HttpRequest, one: Finding, context: dict[str, Any]) -> bytes:
    signed = context["standing"].state == "approved"
    title = "Finding" if signed else "Draft, unsigned"
    more = {"title": title, "klass": one.klass.name}
    return bytes(render(request, "findings/export.html", context | more).content)


def _data(one: Finding, context: dict[str, Any]) -> str:
    standing = context["standing"]
    plain = {
        "format": "hechos finding 1",
        "case": {"id": one.case, "title": context["case"].title},
        "id": one.id,
        "finding": one.finding,
        "version": one.version,
        "state": standing.state,
        "class": one.klass.name,
        "audience": context["audience"],
        "language": one.language,
        "level": {"framework": one.standard.framework, "code": one.standard.code},
        "level_because": one.level_because,
        "author": one.made.by,
        "written": one.made.at,
        "sha256": context["sha256"],
        "signatures": [
            {"by": d.made.by, "at": d.made.at, "because": d.because} for d in standing.signatures
        ],
        "sentences": [_sentence(sheet) for sheet in context["sheets"]],
    }
    return json.dumps(plain, ensure_ascii=False, indent=1)


def _sentence(sheet: SentenceSheet) -> dict[str, Any]:
    by_stretch = {source.stretch: source for source in sheet.sources}
    return {
        "text": sheet.sentence.text,
        "connecting": sheet.sentence.connecting,
        "bindings": [
            {
                "words": b.words,
                "start": b.start,
                "kind": b.kind,
                "record": b.to,
                "claims": list(b.claims),
                "passages": [_passage(by_stretch[p]) for p in b.passages if p in by_stretch],
            }
            for b in sheet.sentence.bindings
        ],
    }


def _passage(source: Source) -> dict[str, Any]:
    return {
        "capture": source.stretch.capture,
        "source": source.name,
        "sha256": source.sha256,
        "start": source.stretch.start,
        "end": source.stretch.end,
        "quote": source.quote,
        "language": source.language,
    }
