"""Search the audit log of a case, and take it out as a table. It holds no words of sources."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from hechos.app.audit import log
from hechos.app.audit.models import Event
from hechos.app.audit.words import sentence, words
from hechos.app.web.serving.asked import whole
from hechos.app.web.serving.guards import case_page
from hechos.app.web.serving.tables import inert
from hechos.app.web.shelf import Shelf
from hechos.app.web.showing import show
from hechos.errors import InputError

ROWS = 50
FIELDS = ("actor", "what", "record", "since", "until")
COLUMNS = ("number", "time", "who", "what", "record", "detail")


@dataclass(frozen=True, slots=True)
class Line:
    event: Event
    said: str
    detail: str


@case_page("audit")
def audit(request: HttpRequest, shelf: Shelf) -> HttpResponse:
    asked = _asked(request)
    events = log.find(case=shelf.head.id, **asked)
    before = whole(request.GET.get("before", ""), digits=18, default=-1)
    if before >= 0:
        events = events.filter(seq__lt=before)
    found = list(events[: ROWS + 1])
    return show(
        request,
        "audit/page.html",
        shelf,
        kind="audit",
        lines=[_line(event) for event in found[:ROWS]],
        asked={**dict.fromkeys(FIELDS, ""), **asked},
        more=found[ROWS - 1].seq if len(found) > ROWS else None,
        known=[(word, _(said)) for word, said in words().items()],
        again="&".join(f"{name}={value}" for name, value in _query(request)),
    )


def _query(request: HttpRequest) -> Iterator[tuple[str, str]]:
    kept = request.GET.copy()
    kept.pop("before", None)
    for part in kept.urlencode().split("&"):
        name, sign, value = part.partition("=")
        if sign:
            yield name, value


def _asked(request: HttpRequest) -> dict[str, str]:
    asked = {name: request.GET.get(name, "").strip()[:120] for name in FIELDS}
    for name in ("since", "until"):
        try:
            asked[name] = date.fromisoformat(asked[name]).isoformat() if asked[name] else ""
        except ValueError as error:
            sentence_ = _("“{}” is no day.").format(asked[name])
            raise InputError(sentence_, hint=_("Write it as 2031-05-03.")) from error
    return {name: value for name, value in asked.items() if value}


def _line(event: Event) -> Line:
    detail = "; ".join(f"{key}: {_plain(value)}" for key, value in event.detail.items())
    return Line(event, _(sentence(event.what)), detail)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


@case_page("audit")
def export(request: HttpRequest, shelf: Shelf) -> HttpResponse:
    """Send the events that fit as CSV; that too is an event."""
    asked = _asked(request)
    log.note("audit exported", actor=shelf.actor.pseudonym, case=shelf.head.id)
    answer = HttpResponse(_rows(shelf.head.id, asked), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="audit-{shelf.head.slug}.csv"'
    return answer


def _rows(case: str, asked: dict[str, str]) -> Iterator[str]:
    yield _row(COLUMNS)
    for event in log.find(case=case, **asked).iterator(chunk_size=500):
        line = _line(event)
        cells = (event.seq, event.at, event.actor, line.said, event.record, line.detail)
        yield _row([inert(cell) for cell in cells])


def _row(cells: Any) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()
