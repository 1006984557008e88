"""Which page a record has."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hechos.app.web.objects.kinds.base import Asking, Context
from hechos.app.web.objects.kinds.cards import card_page
from hechos.app.web.objects.kinds.claims import claim_page
from hechos.app.web.objects.kinds.incidents import incident_page
from hechos.app.web.objects.kinds.links import link_page
from hechos.app.web.objects.kinds.others import (
    decision_page,
    difference_page,
    doubt_page,
    finding_page,
    origin_page,
    plain_page,
)
from hechos.app.web.objects.kinds.parties import party_page
from hechos.app.web.objects.kinds.propositions import proposition_page
from hechos.app.web.objects.kinds.sources import source_page
from hechos.records import (
    Assessment,
    Claim,
    ClaimRelation,
    Decision,
    Doubt,
    Figure,
    Incident,
    LinkEdge,
    OriginGroup,
    Party,
    Proposition,
    Record,
    Source,
    ThirdPartyFinding,
    Universe,
)

PAGES: dict[type[Record], tuple[str, Callable[[Asking, Any], Context]]] = {
    Claim: ("claim", claim_page),
    ClaimRelation: ("difference", difference_page),
    Decision: ("decision", decision_page),
    Doubt: ("doubt", doubt_page),
    LinkEdge: ("link", link_page),
    Incident: ("incident", incident_page),
    OriginGroup: ("origin", origin_page),
    Party: ("party", party_page),
    Proposition: ("proposition", proposition_page),
    Source: ("source", source_page),
    ThirdPartyFinding: ("third", finding_page),
}


def context_of(asking: Asking) -> tuple[str, Context]:
    """Return the template of a record's page and what it shows."""
    found = asking.found
    if isinstance(found, Universe | Figure | Assessment):
        inside = _inside_another(asking)
        if inside is not None:
            return inside
    name, make = PAGES.get(type(found), ("plain", plain_page))
    return f"objects/{name}.html", make(asking, found)


def _inside_another(asking: Asking) -> tuple[str, Context] | None:
    """Return the page of the card that holds a figure, of the matter that is assessed."""
    shelf, found = asking.shelf, asking.found
    if isinstance(found, Universe):
        return "objects/card.html", card_page(asking, found, None)
    if isinstance(found, Figure):
        for universe in shelf.linked(Universe, [found.universe]):
            return "objects/card.html", card_page(asking, universe, found)
    if isinstance(found, Assessment):
        for matter in shelf.linked(Proposition, [found.proposition]):
            about = Asking(shelf, matter, asking.refused)
            return "objects/proposition.html", proposition_page(about, matter)
    return None
