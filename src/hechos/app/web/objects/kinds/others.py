"""The pages of differences, doubts, origins, decisions, other bodies' findings and the rest."""

from __future__ import annotations

from collections.abc import Iterable

from hechos.app.web.objects import words
from hechos.app.web.objects.kinds.base import (
    Asking,
    Context,
    decision_sheets,
    frame,
    parts_near,
    with_rows,
)
from hechos.app.web.objects.near import PARTS
from hechos.app.web.objects.rows import labels
from hechos.app.web.objects.sheets import Sheets, changed
from hechos.app.web.objects.support import support_of
from hechos.app.web.objects.words import said
from hechos.records import (
    Claim,
    ClaimRelation,
    Decision,
    Doubt,
    OriginEdge,
    OriginGroup,
    Proposition,
    Record,
    ThirdPartyFinding,
    wire,
)
from hechos.reporting.rules import ReportRules

HIDDEN = ("record", "v", "id", "case", "made", "claims", "supporting", "contrary", "passages")


def difference_page(asking: Asking, relation: ClaimRelation) -> Context:
    shelf = asking.shelf
    claims = shelf.claims([relation.left, relation.right])
    sheets = Sheets.of(shelf, claims)
    matters = shelf.naming(Proposition, [relation.left])
    both = [p for p in matters if relation.right in (*p.supporting, *p.contrary)]
    return {
        **with_rows(asking, parts_near(asking, "figures", "doubts")),
        **frame(asking, sheets),
        "pair": [sheets.claim(c) for c in _in_order(claims, (relation.left, relation.right))],
        "supports": support_of(shelf, both[:3], origins=4),
    }


def _in_order(claims: Iterable[Claim], ids: Iterable[str]) -> list[Claim]:
    known = {c.id: c for c in claims}
    return [known[i] for i in ids if i in known]


def doubt_page(asking: Asking, doubt: Doubt) -> Context:
    """Return a doubt with the record that it is about, and both sides of that."""
    shelf = asking.shelf
    about = shelf.records([doubt.on]).get(doubt.on)
    claims = [about] if isinstance(about, Claim) else []
    matters = [about] if isinstance(about, Proposition) else []
    if not matters and about is not None:
        matters = shelf.naming(Proposition, [about.id])[:2]
    relations = shelf.naming(ClaimRelation, [doubt.on]) if claims else []
    relations = [about] if isinstance(about, ClaimRelation) else relations[:4]
    sheets = Sheets.of(shelf, claims)
    return {
        **with_rows(asking, {}, *relations),
        **frame(asking, sheets),
        "about": labels(shelf, [doubt.on]).get(doubt.on),
        "claims": [sheets.claim(c) for c in claims],
        "relations": relations,
        "supports": support_of(shelf, matters, origins=4),
    }


def finding_page(asking: Asking, finding: ThirdPartyFinding) -> Context:
    shelf = asking.shelf
    claims = shelf.claims([finding.claim])
    sheets = Sheets.of(shelf, claims)
    matters = shelf.naming(Proposition, [finding.claim])[:3]
    return {
        **with_rows(asking, parts_near(asking, "propositions")),
        **frame(asking, sheets),
        "claims": [sheets.claim(c) for c in claims],
        "supports": support_of(shelf, matters, origins=4),
        "document": labels(shelf, filter(None, [finding.document])),
    }


def origin_page(asking: Asking, group: OriginGroup) -> Context:
    shelf = asking.shelf
    parts = parts_near(asking, "claims", "edges", "figures")
    claims = parts["claims"].records
    sheets = Sheets.of(shelf, claims)
    matters = shelf.linked(Proposition, [group.proposition])
    return {
        **with_rows(asking, parts),
        **frame(asking, sheets),
        "claims": [sheets.claim(c) for c in claims],
        "captures": shelf.captures(c.capture for c in claims),
        "supports": support_of(shelf, matters, origins=4),
    }


def decision_page(asking: Asking, decision: Decision) -> Context:
    shelf = asking.shelf
    ids = [one for one in (decision.on, decision.other or "") if len(one) == 36]
    found = shelf.records(ids)
    claims = [one for one in found.values() if isinstance(one, Claim)]
    sheets = Sheets.of(shelf, claims)
    return {
        **with_rows(asking, {}),
        **frame(asking, sheets),
        "sheet": decision_sheets(shelf, [decision], sheets)[0],
        "about": labels(shelf, ids),
        "claims": [sheets.claim(c) for c in claims],
        "earlier": labels(shelf, filter(None, [decision.supersedes])),
    }


def plain_page(asking: Asking, found: Record) -> Context:
    """Return the parts in words of what has no page of its own, and its claims."""
    shelf = asking.shelf
    names = [name for name in ("claims", "edges", "figures") if name in PARTS.get(type(found), {})]
    parts = parts_near(asking, *names)
    ends = found if isinstance(found, OriginEdge) else None
    claims = list(parts["claims"].records) if "claims" in parts else []
    if ends and ends.between == "claims":
        claims = shelf.claims([ends.left, ends.right])
    documents = [ends.left, ends.right] if ends and ends.between == "documents" else []
    sheets = Sheets.of(shelf, claims)
    return {
        **with_rows(asking, parts),
        **frame(asking, sheets),
        "fields": fields_of(asking, sheets.writer.rules),
        "claims": [sheets.claim(c) for c in claims],
        "captures": shelf.captures(documents),
    }


def fields_of(asking: Asking, rules: ReportRules) -> list[tuple[str, str, str]]:
    """Return (name, value, address) of what a record holds; an id becomes a link by its name."""
    plain = {k: v for k, v in wire.to_plain(asking.found).items() if k not in HIDDEN}
    known = labels(asking.shelf, [v for v in plain.values() if isinstance(v, str) and len(v) == 36])
    rows = []
    for key, value in plain.items():
        name = said(words.FIELDS, key)
        if isinstance(value, str) and value in known:
            rows.append((name, known[value][1], known[value][0]))
        elif isinstance(value, list) and value and all(isinstance(v, str) for v in value):
            rows.append((name, "; ".join(value), ""))
        elif isinstance(value, str) and value and len(value) != 36:
            rows.append((name, changed(key, value, rules), ""))
    return rows
