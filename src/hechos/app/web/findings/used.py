"""The panel of a record: which findings rest on it, and the way to write one."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest

from hechos.app.questions import composed_once
from hechos.app.register import visible
from hechos.app.register.models import Ref
from hechos.app.web.panels import Panel, register
from hechos.app.web.shelf import Shelf
from hechos.records import Record
from hechos.reporting.findings.held import Bindable

SHOWN = 20


@register
def findings_on(request: HttpRequest, shelf: Shelf, record: Record) -> Panel | None:
    """Return the findings that rest on a claim, figure, party or incident, the newest first."""
    if not isinstance(record, Bindable):
        return None
    ids = [one for (one,) in _naming(shelf.head.id, record.id)]
    rows = visible.given_by_id(*shelf.up_to, ids) if ids else []
    in_order = sorted(rows, key=lambda row: row.seq, reverse=True)
    shown = {
        "findings": [shelf.read(row) for row in in_order],
        "may_write": shelf.actor.may("write"),
        "record": record.id,
    }
    return Panel("findings/used.html", shown)


@composed_once
def _naming(case: str, record_id: str) -> QuerySet[Ref, tuple[str]]:
    named = Ref.objects.filter(case=case, target=record_id, record="Finding")
    return named.order_by("-id").values_list("source")[:SHOWN]
