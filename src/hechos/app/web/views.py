"""Read-only pages: cases, lists, documents with highlights, any record, the report."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from hechos.app.casework.desk import ReadingDesk, open_desk
from hechos.app.casework.linkup import reading_desk, withdrawn_captures
from hechos.app.casework.overview import overview
from hechos.app.casework.publish import report_of
from hechos.app.casework.showing import claims_under
from hechos.app.home import Home
from hechos.app.register import queries
from hechos.app.register.models import CaseHead, Given
from hechos.app.web.pages import DocumentPage, pieces
from hechos.errors import HechosError, NotFoundError
from hechos.records import (
    Capture,
    Claim,
    ClaimRelation,
    Confidentiality,
    Doubt,
    Figure,
    Incident,
    OriginEdge,
    OriginGroup,
    Party,
    Proposition,
    Record,
    Universe,
    wire,
)
from hechos.reporting import html

LISTS: dict[str, type[Record]] = {
    "claims": Claim,
    "captures": Capture,
    "figures": Figure,
    "universes": Universe,
    "incidents": Incident,
    "parties": Party,
    "origins": OriginGroup,
    "differences": ClaimRelation,
    "relays": OriginEdge,
    "doubts": Doubt,
    "propositions": Proposition,
}
PAGE = 200


def _home() -> Home:
    from django.conf import settings

    return Home(Path(str(settings.DATABASES["default"]["NAME"])).parent)


def cases(request: HttpRequest) -> HttpResponse:
    heads = CaseHead.objects.order_by("slug")
    found = [(head.slug, queries.case_of(head).title) for head in heads]
    return render(request, "cases.html", {"cases": found})


def style(request: HttpRequest) -> HttpResponse:
    css = Path(__file__).with_name("static") / "style.css"
    return HttpResponse(css.read_bytes(), content_type="text/css; charset=utf-8")


def case(request: HttpRequest, slug: str) -> HttpResponse:
    with _desk(slug) as desk:
        context = {"case": desk.case, "facts": overview(desk), "lists": list(LISTS)}
        return render(request, "case.html", context)


def _desk(slug: str) -> Any:
    try:
        head = queries.head_of(slug)
    except NotFoundError as error:
        raise Http404(str(error)) from error
    return reading_desk(_home(), head.slug)


def listing(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """Show one list of a case, `PAGE` rows at a time, from the row that ?after= names."""
    if kind not in LISTS:
        raise Http404(f"There is no list of {kind}.")
    after = (
        int(request.GET.get("after", "0") or 0) if request.GET.get("after", "0").isdigit() else 0
    )
    with _desk(slug) as desk:
        records = _records(desk, LISTS[kind])
        context = {
            "case": desk.case,
            "kind": kind,
            "lists": list(LISTS),
            "rows": records[after : after + PAGE],
            "after": after,
            "next": after + PAGE if len(records) > after + PAGE else None,
            "total": len(records),
            "captures": {c.id: c for c in queries.given(desk.head, Capture)},
            "universes": {u.id: u for u in queries.linked(desk.head, Universe)},
            "propositions": {p.id: p for p in queries.linked(desk.head, Proposition)},
            "gone": withdrawn_captures(desk.head),
        }
        return render(request, "list.html", context)


def _records(desk: ReadingDesk, cls: type[Record]) -> list[Record]:
    if cls is Claim:
        return [c for c in queries.claims(desk.head) if c.content.kind != "document"]
    if cls is Capture:
        return list(queries.given(desk.head, Capture))
    return list(queries.linked(desk.head, cls))


def document(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """Show a capture: its text escaped, passages highlighted, its claims beside it."""
    head, capture = _find(record_id)
    if not isinstance(capture, Capture):
        raise Http404("This is no capture.")
    with _desk(head.slug) as desk:
        gone = capture.id in withdrawn_captures(desk.head)
        rows = Given.objects.filter(case=desk.head, record="Text", part_of=capture.id)
        row = rows.order_by("-seq").first()
        found = queries.text_of(row.body, desk.payload) if row and not gone else None
        claims = [c for c in queries.claims(desk.head) if c.capture == capture.id]
        shown = [c for c in claims if c.content.kind != "document"]
        page = DocumentPage(
            capture=capture,
            text=found[0] if found else None,
            pieces=pieces(found[0], shown) if found else (),
            claims=shown,
            about=[c for c in claims if c.content.kind == "document"],
            withdrawn=gone,
        )
        context = {"case": desk.case, "page": page}
    if capture.klass >= Confidentiality.C2:
        _log_view(head, capture)
    return render(request, "document.html", context)


def _log_view(head: CaseHead, capture: Capture) -> None:
    """Enter the view in the custody log before the page is sent."""
    with open_desk(_home(), head.slug) as desk:
        desk.archive.log("viewed", record=capture.id, object=capture.address, actor="desk")
        desk.save_heads()


def record(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """Show any record with the passages it stands on, and what else stands on the same claims."""
    head, found = _find(record_id)
    with _desk(head.slug) as desk:
        head, found = _find(record_id)
        under = claims_under(desk, found)
        ids_under = {claim.id for claim in under}
        context = {
            "case": desk.case,
            "record": found,
            "name": type(found).__name__,
            "fields": _fields(found),
            "claims": under,
            "captures": {c.id: c for c in queries.given(desk.head, Capture)},
            "related": _related(desk, found, ids_under),
            "doubts": [
                d for d in queries.linked(desk.head, Doubt) if d.on in {found.id, *ids_under}
            ],
        }
        return render(request, "record.html", context)


def _find(record_id: UUID) -> tuple[CaseHead, Record]:
    try:
        return queries.find(str(record_id))
    except HechosError as error:
        raise Http404(str(error)) from error


def _fields(found: Record) -> list[tuple[str, str]]:
    plain = wire.to_plain(found)
    hidden = ("record", "v", "case", "passages", "claims", "supporting", "contrary", "body")
    return [
        (key, wire.canonical(value) if isinstance(value, dict | list) else str(value))
        for key, value in plain.items()
        if key not in hidden and value not in (None, "", [], ())
    ]


def _related(desk: ReadingDesk, found: Record, under: set[str]) -> list[tuple[str, Record]]:
    """Return figures, incidents, propositions and differences that share a claim."""
    figures = [
        f
        for f in queries.linked(desk.head, Figure)
        if under & set(f.claims) or found.id in (f.universe, *f.inputs)
    ]
    incidents = [i for i in queries.linked(desk.head, Incident) if under & set(i.claims)]
    differences = [r for r in queries.linked(desk.head, ClaimRelation) if under & {r.left, r.right}]
    propositions = [
        p for p in queries.linked(desk.head, Proposition) if under & {*p.supporting, *p.contrary}
    ]
    related: list[Record] = [*figures, *incidents, *differences, *propositions]
    return [(type(other).__name__, other) for other in related if other.id != found.id]


def report(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the internal report; its style is inside it, so this page alone may carry style."""
    with _desk(slug) as desk:
        answer = HttpResponse(html.render(report_of(desk, audience="internal")))
    answer["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'"
    )
    return answer
