"""The page of a matter: both sides by origin, the level proposed, and what would change it."""

from __future__ import annotations

from hechos.app.web.objects.graph import draw, told
from hechos.app.web.objects.kinds.base import Asking, Context, frame, parts_near, with_rows
from hechos.app.web.objects.sheets import Sheets
from hechos.app.web.objects.support import Support, support_of
from hechos.records import Figure, Incident, OriginEdge, OriginGroup, Proposition

EDGES = 12


def proposition_page(asking: Asking, proposition: Proposition) -> Context:
    shelf = asking.shelf
    parts = parts_near(asking, "differences", "doubts")
    support = support_of(shelf, [proposition])[0]
    weighed = support.assessment
    others = [c for a in (weighed.alternatives if weighed else ()) for c in a.claims[:4]]
    sheets = Sheets.of(shelf, shelf.claims(others))
    groups = [o.group for side in (support.supporting, support.contrary) for o in side.origins]
    edges = [e for g in groups if g for e in g.edges][:EDGES]
    return {
        **with_rows(asking, parts),
        **frame(asking, sheets, about=[weighed.id] if weighed else []),
        "proposition": proposition,
        "support": support,
        "holding": holding(support),
        "graph": draw(support),
        "told": told((*support.supporting.origins, *support.contrary.origins)),
        "others": sheets.all(shelf.claims(others)),
        "edges": shelf.linked(OriginEdge, edges),
        "incident": shelf.linked(Incident, filter(None, [proposition.incident])),
        "figure": shelf.linked(Figure, filter(None, [proposition.figure])),
    }


def holding(support: Support) -> list[tuple[OriginGroup, str]]:
    """Return the origins without which the level would fall, with what they are called."""
    return [(o.group, o.name or o.met) for o in support.supporting.origins if o.holds and o.group]
