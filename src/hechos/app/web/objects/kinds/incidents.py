"""The page of an incident: what is told of it, by whom, who is named in it, and how."""

from __future__ import annotations

from hechos.app.web.objects.kinds.base import Asking, Context, frame, parts_near, with_rows
from hechos.app.web.objects.kinds.roles import roles_in
from hechos.app.web.objects.sheets import Sheets
from hechos.app.web.objects.support import support_of
from hechos.records import Incident

MATTERS = 5


def incident_page(asking: Asking, incident: Incident) -> Context:
    shelf = asking.shelf
    parts = parts_near(
        asking,
        *("claims", "propositions", "differences", "figures", "incidents"),
        *("links", "doubts"),
    )
    claims = parts["claims"].records
    sheets = Sheets.of(shelf, claims)
    children = [i for i in parts["incidents"].records if i.parent == incident.id]
    return {
        **with_rows(asking, parts),
        **frame(asking, sheets),
        "parent": shelf.linked(Incident, filter(None, [incident.parent])),
        "children": children,
        "claims": [sheets.claim(c) for c in claims],
        "captures": shelf.captures(c.capture for c in claims),
        "named": roles_in(shelf, claims),
        "supports": support_of(shelf, parts["propositions"].records[:MATTERS]),
    }
