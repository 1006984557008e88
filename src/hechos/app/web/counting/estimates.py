"""Estimates that a case keeps: the list, one with its checks and pictures, and how to ask."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from markupsafe import Markup

from hechos import plots
from hechos.app.audit import log
from hechos.app.casework.counting.estimating import kinds
from hechos.app.casework.counting.running import Order, order_estimate
from hechos.app.jobs.models import Job
from hechos.app.web.counting.drawing import drawn, say
from hechos.app.web.counting.reading import tables_of
from hechos.app.web.doors import Doors
from hechos.app.web.serving.guards import NOTHING, case_page, record_page
from hechos.app.web.serving.viewing import log_views
from hechos.app.web.shelf import Shelf
from hechos.app.web.showing import show
from hechos.app.web.spoken import spoken
from hechos.counting.lists import STRATA
from hechos.errors import HechosError, InputError, NotFoundError
from hechos.records import Ends, Estimate, EstimateRow, Record, wire
from hechos.reporting.rows import short
from hechos.reporting.sections.counting.estimates import between, shown, write_estimates
from hechos.reporting.writing.index import CaseIndex, anchor
from hechos.reporting.writing.references import Writer
from hechos.reporting.writing.saying import named, sentences_of

METHODS = ("lcm", "dga", "loglinear", "chapman", "chao")
SHOWN = 100
JOBS = 3
CELLS = 40
LABEL = 22
"""Letters of a row of a picture."""
TABLES = r"\.(csv|tsv|xlsx)$"


def kept_in(shelf: Shelf, estimate: str = "") -> list[Estimate]:
    """Return the versions of one estimate or of all, the latest first."""
    rows = shelf.given.filter(record="Estimate")
    if estimate:
        rows = rows.filter(part_of=estimate)
    return [shelf.read(row) for row in rows.order_by("-seq")[:SHOWN]]


@dataclass(frozen=True, slots=True)
class Line:
    estimate: Estimate
    interval: str


@case_page()
def estimates(request: HttpRequest, shelf: Shelf) -> HttpResponse:
    """List the estimates by their questions, the latest version of each."""
    newest: dict[str, Estimate] = {}
    for one in kept_in(shelf):
        newest.setdefault(one.estimate, one)
    writer = _writer(shelf, ())
    jobs = Job.objects.filter(kind="estimate", case=shelf.head.id, account=shelf.actor.account)
    return show(
        request,
        "counting/estimates.html",
        shelf,
        kept=[
            Line(one, between(writer, one.interval) if one.interval else "")
            for one in newest.values()
        ],
        jobs=list(jobs.order_by("-id")[:JOBS]),
    )


@case_page("write", methods=("GET", "HEAD", "POST"))
def new(request: HttpRequest, shelf: Shelf) -> HttpResponse:
    """Show the form for an estimate; queue what is asked for."""
    error: HechosError | None = None
    if request.method == "POST":
        try:
            order_estimate(shelf.desk, shelf.actor, _order(request, shelf))
            where = reverse("estimates", args=(shelf.head.slug,))
            return HttpResponseRedirect(where, status=303)
        except InputError as refused:
            error = refused
    rows = tables_of(shelf, TABLES)[:SHOWN]
    return show(
        request,
        "counting/new_estimate.html",
        shelf,
        error=error,
        typed=defaultdict(str, request.POST.items()),
        kinds=kinds(),
        methods=METHODS,
        strata=STRATA,
        tables=[(row.id, shelf.mask.label(row.name)) for row in rows],
    )


def _order(request: HttpRequest, shelf: Shelf) -> Order:
    typed = request.POST
    capture = typed.get("capture", "")
    if capture and not tables_of(shelf, TABLES).filter(id=capture).exists():
        raise NotFoundError(NOTHING)
    method = typed.get("method", "")
    return Order(
        question=typed.get("question", ""),
        of=typed.get("of", ""),
        method=method if method in METHODS else METHODS[0],
        strata=tuple(name for part in typed.get("strata", "").split(",") if (name := part.strip())),
        quick=bool(typed.get("quick")),
        capture=capture,
        unmeasured=bool(typed.get("unmeasured")),
    )


def _estimate_in(found: Record) -> Estimate:
    if not isinstance(found, Estimate):
        raise NotFoundError(NOTHING)
    return found


def _writer(shelf: Shelf, kept: Sequence[Estimate]) -> Writer:
    return Writer.of(CaseIndex(replace(shelf.file(()), estimates=tuple(kept))), spoken())


@record_page()
def one(request: HttpRequest, shelf: Shelf, found: Record) -> HttpResponse:
    """Show an estimate as the report prints it, with the pictures of its checks."""
    kept = _estimate_in(found)
    writer = _writer(shelf, (kept,))
    doors = Doors.of(writer.index)
    captures = shelf.captures(kept.captures)
    sentences = sentences_of(kept)
    return show(
        request,
        "counting/estimate.html",
        shelf,
        found=kept,
        interval=between(writer, kept.interval) if kept.interval else "",
        blocks=list(write_estimates(writer)),
        pictures=list(_pictures(kept)),
        log=[sentences.get(one, one) for one in kept.log],
        versions=kept_in(shelf, kept.estimate),
        captures=captures,
        cells=sorted(kept.cells, key=lambda cell: -cell[1])[:CELLS],
        line=doors.html,
    )


@dataclass(frozen=True, slots=True)
class Picture:
    """`table` is the id of the table that says the same."""

    table: str
    title: str
    drawn: Markup


def _pictures(kept: Estimate) -> Iterator[Picture]:
    """Yield the pictures of the checks, where they were made; each has a table that says the
    same."""
    if kept.interval is None:
        return
    method = EstimateRow(name=_method(kept.method), interval=kept.interval)
    others = [replace(row, name=_method(row.name)) for row in kept.methods]
    whole = EstimateRow(name=spoken().word("head", "interval"), interval=kept.interval)
    checks = {
        "methods": [method, *others] if others else [],
        "without": [whole, *kept.without] if kept.without else [],
        "left_out": list(kept.left_out),
    }
    for key, rows in checks.items():
        if rows:
            title = spoken().word("caption", f"estimate_{key}")
            known = key == "left_out"
            picture = plots.plot_intervals(
                [
                    _row(replace(row, name=named(kept, row.name, spoken())), known=known)
                    for row in rows
                ],
                title=title,
                documented=None if known else kept.estimated,
                documented_words="" if known else spoken().word("plot", "documented"),
                say=say,
            )
            yield Picture(anchor("t", kept.estimate, key), title, drawn(picture))


def _method(name: str) -> str:
    return spoken().word("estimate_method", name)


def _row(row: EstimateRow, *, known: bool) -> plots.Interval:
    size = row.size if known else None
    if row.interval is None:
        note = spoken().word("estimate", "not_estimated")
        return plots.Interval(label=short(row.name, LABEL), known=size, note=note)
    low, middle, high = _whole(row.interval) if known else shown(row.interval)
    missed = size is not None and not row.interval[0] <= size <= row.interval[2]
    return plots.Interval(
        label=short(row.name, LABEL), low=low, middle=middle, high=high, known=size, warned=missed
    )


def _whole(ends: Ends) -> tuple[int, int, int]:
    low, middle, high = (round(end) for end in ends)
    return low, middle, high


@record_page("export")
def export(request: HttpRequest, shelf: Shelf, found: Record) -> HttpResponse:
    """Send an estimate with all that belongs to it as JSON."""
    kept = _estimate_in(found)
    shelf.captures(kept.captures)
    log_views(shelf)
    detail = {"what": "estimate", "version": kept.version}
    log.note(
        "exported", actor=shelf.actor.pseudonym, case=shelf.head.id, record=kept.id, detail=detail
    )
    plain: dict[str, Any] = wire.to_plain(kept)
    text = json.dumps(plain, ensure_ascii=False, indent=2) + "\n"
    answer = HttpResponse(text, content_type="application/json")
    name = f"estimate-{kept.estimate[-8:]}-v{kept.version}.json"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer
