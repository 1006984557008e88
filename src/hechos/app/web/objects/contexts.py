"""Contexts of the pages of single records: claim, number card, incident, proposition and others."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from hechos.app.casework.showing import claim_ids
from hechos.app.web.doors import page_of
from hechos.app.web.objects.sheets import Sheets, card_sheets, label_of, voice_note
from hechos.app.web.shelf import Shelf
from hechos.records import (
    Assessment,
    Capture,
    Claim,
    ClaimRelation,
    Doubt,
    Figure,
    Incident,
    OriginEdge,
    OriginGroup,
    Party,
    PrimaryDocument,
    Proposition,
    Record,
    ThirdPartyFinding,
    Universe,
    wire,
)
from hechos.reporting.rules import ReportRules

Context = dict[str, Any]
HIDDEN = ("record", "v", "id", "case", "made", "claims", "supporting", "contrary", "passages")


def context_of(shelf: Shelf, found: Record) -> tuple[str, Context]:
    """Return the template of a record's page and what it shows."""
    match found:
        case Claim():
            page = "claim.html", _claim(shelf, found)
        case Universe():
            page = "card.html", _card(shelf, found, None)
        case Incident():
            page = "incident.html", _incident(shelf, found)
        case Proposition():
            page = "proposition.html", _proposition(shelf, found)
        case ClaimRelation():
            page = "difference.html", _difference(shelf, found)
        case _:
            page = _inside_another(shelf, found) or ("record.html", _plain(shelf, found))
    return page


def _inside_another(shelf: Shelf, found: Record) -> tuple[str, Context] | None:
    """Return the page of the card that holds a figure, of the proposition that is assessed."""
    if isinstance(found, Figure):
        for universe in shelf.linked(Universe, [found.universe]):
            return "card.html", _card(shelf, universe, found)
    if isinstance(found, Assessment):
        for proposition in shelf.linked(Proposition, [found.proposition]):
            return "proposition.html", _proposition(shelf, proposition)
    return None


def _common(shelf: Shelf, found: Record, sheets: Sheets, ids: Iterable[str] = ()) -> Context:
    """Return what every page of a record shows: decisions, doubts, the record as it is kept."""
    about = [found.id, *ids]
    taken = shelf.decisions(about)
    return {
        "line": sheets.doors.html,
        "rules": sheets.writer.rules,
        "decisions": [sheets.decision(d) for d in taken],
        "doubts": [d for d in shelf.naming(Doubt, about) if d.on in set(about)],
        "kept": json.dumps(wire.to_plain(found), ensure_ascii=False, indent=2, sort_keys=True),
        "label": label_of(found, sheets.writer.rules),
    }


def _claim(shelf: Shelf, claim: Claim) -> Context:
    under = {
        cls: shelf.naming(cls, [claim.id])
        for cls in (Figure, Incident, Proposition, ThirdPartyFinding, PrimaryDocument)
    }
    relations = shelf.naming(ClaimRelation, [claim.id])
    others = shelf.claims(i for r in relations for i in (r.left, r.right) if i != claim.id)
    sheets = Sheets.of(shelf, [claim, *others])
    figures: Sequence[Any] = under[Figure]
    propositions: Sequence[Any] = under[Proposition]
    return {
        **_common(shelf, claim, sheets),
        "sheet": sheets.claim(claim),
        "slots": sheets.slots(claim),
        "empty": sheets.empty_slots(claim),
        "voice": [(link, voice_note(link, sheets.writer.rules)) for link in claim.voice],
        "universes": {u.id: u for u in shelf.linked(Universe, (f.universe for f in figures))},
        "figures": figures,
        "incidents": under[Incident],
        "propositions": propositions,
        "assessments": assessments(shelf, propositions),
        "origins": _different(shelf.naming(OriginGroup, [claim.id])),
        "findings": under[ThirdPartyFinding],
        "primaries": under[PrimaryDocument],
        "relations": relations,
        "sheets": {c.id: sheets.claim(c) for c in (claim, *others)},
    }


def _different(groups: Sequence[OriginGroup]) -> list[OriginGroup]:
    """Return one group of each primary and set of claims; they are made for each proposition."""
    return list({(g.primary, g.claims): g for g in reversed(groups)}.values())[::-1]


def _card(shelf: Shelf, universe: Universe, chosen: Figure | None) -> Context:
    sheet = card_sheets(shelf, [universe])[0]
    found = chosen or universe
    propositions = shelf.naming(Proposition, (f.id for f in sheet.figures))
    return {
        **_common(shelf, found, sheet.sheets),
        "sheet": sheet,
        "chosen": chosen,
        "doubts": sheet.doubts,
        "claims": [sheet.sheets.claim(c) for c in sheet.claims],
        "propositions": propositions,
        "assessments": assessments(shelf, propositions),
    }


def _incident(shelf: Shelf, incident: Incident) -> Context:
    claims = shelf.claims(incident.claims)
    sheets = Sheets.of(shelf, claims)
    figures = shelf.naming(Figure, incident.claims)
    propositions = [
        p for p in shelf.naming(Proposition, [incident.id]) if p.incident == incident.id
    ]
    children = [i for i in shelf.naming(Incident, [incident.id]) if i.parent == incident.id]
    universes = shelf.linked(Universe, (f.universe for f in figures))
    return {
        **_common(shelf, incident, sheets),
        "claims": [sheets.claim(c) for c in claims],
        "captures": shelf.captures(c.capture for c in claims),
        "parent": shelf.linked(Incident, [incident.parent] if incident.parent else []),
        "children": children,
        "figures": [f for f in figures if set(f.claims) & set(incident.claims)],
        "universes": {u.id: u for u in universes},
        "propositions": propositions,
        "assessments": assessments(shelf, propositions),
        "relations": _inside(shelf, incident.claims),
        "sheets": {c.id: sheets.claim(c) for c in claims},
    }


def _inside(shelf: Shelf, claims: Sequence[str]) -> list[ClaimRelation]:
    held = set(claims)
    return [r for r in shelf.naming(ClaimRelation, claims) if {r.left, r.right} <= held]


def _proposition(shelf: Shelf, proposition: Proposition) -> Context:
    both = (*proposition.supporting, *proposition.contrary)
    claims = shelf.claims(both)
    sheets = Sheets.of(shelf, claims)
    by_id = {c.id: sheets.claim(c) for c in claims}
    groups = [
        o for o in shelf.naming(OriginGroup, [proposition.id]) if o.proposition == proposition.id
    ]
    weighed = assessments(shelf, [proposition]).get(proposition.id)
    return {
        **_common(shelf, proposition, sheets, [weighed.id] if weighed else []),
        "proposition": proposition,
        "sheets": by_id,
        "supporting": _by_origin(groups, by_id, proposition.supporting),
        "contrary": _by_origin(groups, by_id, proposition.contrary),
        "edges": shelf.linked(OriginEdge, (e for o in groups for e in o.edges)),
        "assessment": weighed,
        "relations": _inside(shelf, both),
        "incident": shelf.linked(Incident, filter(None, [proposition.incident])),
        "figure": shelf.linked(Figure, filter(None, [proposition.figure])),
    }


def _by_origin(
    groups: Sequence[OriginGroup], sheets: dict[str, Any], side: Sequence[str]
) -> list[tuple[OriginGroup | None, list[Any]]]:
    """Return the claims of one side by origin, those that no origin holds last."""
    left = [c for c in side if c in sheets]
    found: list[tuple[OriginGroup | None, list[Any]]] = []
    for group in groups:
        held = [c for c in left if c in group.claims]
        if held:
            found.append((group, [sheets[c] for c in held]))
            left = [c for c in left if c not in held]
    if left:
        found.append((None, [sheets[c] for c in left]))
    return found


def _difference(shelf: Shelf, relation: ClaimRelation) -> Context:
    claims = shelf.claims([relation.left, relation.right])
    sheets = Sheets.of(shelf, claims)
    return {
        **_common(shelf, relation, sheets),
        "sheets": {c.id: sheets.claim(c) for c in claims},
    }


def _plain(shelf: Shelf, found: Record) -> Context:
    if isinstance(found, OriginEdge) and found.between == "documents":
        captures = shelf.captures([found.left, found.right])
        claims: list[Claim] = []
    else:
        claims = shelf.claims(claim_ids(shelf.desk, found))
        captures = {}
    sheets = Sheets.of(shelf, claims)
    edges = shelf.linked(OriginEdge, found.edges if isinstance(found, OriginGroup) else ())
    return {
        **_common(shelf, found, sheets),
        "name": type(found).__name__,
        "fields": _fields(shelf, found, sheets.writer.rules),
        "claims": [sheets.claim(c) for c in claims],
        "captures": captures,
        "edges": edges,
        "named": _named(found),
    }


def _named(found: Record) -> tuple[str, ...]:
    return found.variants if isinstance(found, Party) else ()


def _fields(shelf: Shelf, found: Record, rules: ReportRules) -> list[tuple[str, str, str]]:
    """Return (name, value, address) of what a record holds; an id becomes a link by its name."""
    plain = {k: v for k, v in wire.to_plain(found).items() if k not in HIDDEN}
    if isinstance(found, OriginGroup) and found.primary is None:
        plain["primary"] = "unknown"
    named = labels(shelf, [v for v in plain.values() if isinstance(v, str) and len(v) == 36])
    rows = []
    for key, value in plain.items():
        if value in (None, "", [], {}) or (key == "mentions"):
            continue
        name = key.replace("_", " ")
        if isinstance(value, str) and value in named:
            rows.append((name, named[value][1], named[value][0]))
        elif isinstance(value, list) and all(isinstance(v, str) for v in value):
            rows.append((name, "; ".join(value), ""))
        else:
            rows.append((name, value if isinstance(value, str) else wire.canonical(value), ""))
    return rows


def labels(shelf: Shelf, ids: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Return (address, name) of records by id; what is not there is left out."""
    rules = ReportRules.load()
    found = shelf.records(ids)
    return {one: (page_of(record), label_of(record, rules)) for one, record in found.items()}


def assessments(shelf: Shelf, records: Sequence[Any]) -> dict[str, Assessment]:
    """Return the assessments of the propositions among the records, by proposition."""
    ids = [r.id for r in records if isinstance(r, Proposition)]
    return {a.proposition: a for a in shelf.naming(Assessment, ids)}


def relays(shelf: Shelf, capture: Capture) -> list[tuple[OriginEdge, Capture]]:
    """Return the documents that share text or a credit with a capture, and how."""
    edges = [e for e in shelf.naming(OriginEdge, [capture.id]) if e.between == "documents"]
    others = shelf.captures(e.right if e.left == capture.id else e.left for e in edges)
    pairs = ((e, others.get(e.right if e.left == capture.id else e.left)) for e in edges)
    return [(edge, other) for edge, other in pairs if other]
