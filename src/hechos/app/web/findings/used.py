"""The panel of a record: which findings rest on it, and the way to write one."""

from __future__ import annotations

from django.http import HttpRequest

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
    named = Ref.objects.filter(case=shelf.head, target=record.id, record="Finding")
    ids = named.order_by("-id").values_list("source", flat=True)[:SHOWN]
    rows = shelf.given.filter(id__in=list(ids)).order_by("-seq")
    shown = {
        "findings": [shelf.read(row) for row in rows],
        "may_write": shelf.actor.may("write"),
        "record": record.id,
    }
    return Panel("findings/used.html", shown)
