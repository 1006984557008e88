"""What stands near a record, a page at a time: what it names, what names it, what shares claims.

Every question is one look into `Ref`, cut to the person's clearance and to a page, so that a
record with ten thousand relations costs what one with ten costs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Generic, TypeVar

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_noop as _

from hechos.app.register.models import Proposed, Ref
from hechos.app.register.rows import CLAIM, DECIDED, LINK
from hechos.app.web.shelf import Shelf
from hechos.records import (
    Capture,
    Claim,
    ClaimRelation,
    Doubt,
    Figure,
    Incident,
    LinkEdge,
    OriginEdge,
    OriginGroup,
    Party,
    PrimaryDocument,
    Proposition,
    Record,
    Source,
    ThirdPartyFinding,
    Universe,
)

R = TypeVar("R", bound=Record)
FEW = 8
"""How many a page shows of each before it leads to the rest."""
MANY = 400
"""Through how many of what it names a record finds the first of what is near it."""
NAMES, NAMED, SHARES, THROUGH = "names", "named", "shares", "through"


@dataclass(frozen=True, slots=True)
class Part:
    """Records of a class near another. `how`: the other NAMES them, is NAMED by them, SHARES with
    them what it names (an incident and a figure of one claim, a party and a claim of one mention),
    or is held by claims THROUGH which they are reached."""

    title: str
    cls: type[Record]
    how: str


@dataclass(frozen=True, slots=True)
class Near(Generic[R]):
    """The first of what is near, in reading order; `after` is the last of them if more follow."""

    part: str
    records: tuple[R, ...]
    after: str = ""


_CLAIMS = Part(_("Claims"), Claim, NAMES)
_DOUBTS = Part(_("Doubts"), Doubt, NAMED)
_PROPOSITIONS = Part(_("Propositions"), Proposition, NAMED)
_EDGES = Part(_("Why they are taken together"), LinkEdge, SHARES)
_FIGURES = Part(_("Figures"), Figure, SHARES)
PARTS: Mapping[type[Record], Mapping[str, Part]] = {
    Claim: {
        "figures": Part(_("Figures"), Figure, NAMED),
        "incidents": Part(_("Incidents"), Incident, NAMED),
        "propositions": _PROPOSITIONS,
        "origins": Part(_("Origins"), OriginGroup, NAMED),
        "differences": Part(_("Differences"), ClaimRelation, NAMED),
        "parties": Part(_("Persons and bodies"), Party, SHARES),
        "sources": Part(_("Who says so"), Source, NAMED),
        "third-party": Part(_("Findings of other bodies"), ThirdPartyFinding, NAMED),
        "primary": Part(_("Documents to obtain"), PrimaryDocument, NAMED),
        "doubts": _DOUBTS,
    },
    Incident: {
        "claims": _CLAIMS,
        "incidents": Part(_("Incidents inside it"), Incident, NAMED),
        "figures": _FIGURES,
        "propositions": _PROPOSITIONS,
        "differences": Part(_("Differences"), ClaimRelation, SHARES),
        "links": _EDGES,
        "doubts": _DOUBTS,
    },
    Party: {
        "claims": Part(_("Claims"), Claim, SHARES),
        "sources": Part(_("What it says itself"), Source, THROUGH),
        "incidents": Part(_("Incidents"), Incident, THROUGH),
        "figures": Part(_("Figures"), Figure, THROUGH),
        "links": _EDGES,
        "doubts": _DOUBTS,
    },
    Source: {
        "claims": _CLAIMS,
        "figures": _FIGURES,
        "incidents": Part(_("Incidents"), Incident, SHARES),
    },
    Universe: {"figures": Part(_("Figures"), Figure, NAMED), "doubts": _DOUBTS},
    Figure: {"claims": _CLAIMS, "propositions": _PROPOSITIONS, "doubts": _DOUBTS},
    Proposition: {
        "claims": _CLAIMS,
        "origins": Part(_("Origins"), OriginGroup, NAMED),
        "differences": Part(_("Differences"), ClaimRelation, SHARES),
        "doubts": _DOUBTS,
    },
    OriginGroup: {
        "claims": _CLAIMS,
        "edges": Part(_("Why these are one origin"), OriginEdge, NAMES),
        "figures": _FIGURES,
    },
    PrimaryDocument: {"claims": _CLAIMS, "figures": _FIGURES, "doubts": _DOUBTS},
    ThirdPartyFinding: {
        "claims": _CLAIMS,
        "propositions": Part(_("Propositions"), Proposition, SHARES),
    },
    ClaimRelation: {"claims": _CLAIMS, "figures": _FIGURES, "doubts": _DOUBTS},
}


def near(shelf: Shelf, record: Record, part: str, *, size: int = FEW, after: str = "") -> Near[Any]:
    """Return a page of one part of what is near a record."""
    spec = PARTS[type(record)][part]
    if not after and spec.how in (SHARES, THROUGH) and _names_many(record):
        some = page_of_rows(shelf, rows_near(shelf, record.id, spec, most=MANY), part, size=size)
        if some.after:
            return some
    rows = rows_near(shelf, record.id, spec)
    return page_of_rows(shelf, rows, part, size=size, after=after)


def _names_many(record: Record) -> bool:
    values = (getattr(record, part.name) for part in fields(record))
    return any(isinstance(value, tuple) and len(value) > MANY for value in values)


def rows_near(
    shelf: Shelf, record_id: str, spec: Part, *, most: int | None = None
) -> QuerySet[Proposed]:
    """Return the rows of a part; `most`: through no more than so many of what the record names."""
    refs = Ref.objects.filter(case=shelf.head)
    named = refs.filter(source=record_id).values("target")[:most]
    rows = rows_of(shelf, spec.cls).exclude(id=record_id)
    if spec.how == NAMES:
        return rows.filter(id__in=named)
    naming = refs.filter(record=spec.cls.__name__)
    if spec.how == NAMED:
        return rows.filter(id__in=naming.filter(target=record_id).values("source"))
    if spec.how == SHARES:
        return rows.filter(id__in=naming.filter(target__in=named).values("source"))
    claims = refs.filter(record="Claim", target__in=named).values("source")
    return rows.filter(id__in=naming.filter(target__in=claims).values("source"))


def rows_of(shelf: Shelf, cls: type[Record]) -> QuerySet[Proposed]:
    """Return the rows of a class as they stand: of claims, what was decided goes before."""
    if cls is not Claim:
        return shelf.proposed.filter(layer=LINK, record=cls.__name__)
    decided = shelf.proposed.filter(layer=DECIDED, id=OuterRef("id"))
    stands = Q(layer=DECIDED) | Q(layer=CLAIM) & ~Exists(decided)
    return shelf.proposed.filter(stands, record="Claim")


def page_of_rows(
    shelf: Shelf, rows: QuerySet[Proposed], part: str = "", *, size: int = FEW, after: str = ""
) -> Near[Any]:
    """Return the rows after one of them, in their order. An `after` that is none of them starts
    over."""
    start = rows.filter(id=after).first() if after else None
    if start is not None:
        rows = rows.filter(Q(place__gt=start.place) | Q(place=start.place, id__gt=start.id))
    found = list(rows.order_by("place", "id")[: size + 1])
    records = tuple(shelf.read(row) for row in found[:size])
    return Near(part, records, records[-1].id if len(found) > size else "")


def named_pairs(shelf: Shelf, cls: type[Record], targets: Iterable[str]) -> list[tuple[str, str]]:
    """Return (target, id of a record of the class that names it), for some targets."""
    wanted = list(dict.fromkeys(targets))
    rows = Ref.objects.filter(case=shelf.head, record=cls.__name__, target__in=wanted)
    return list(rows.order_by("source").values_list("target", "source"))


def relays(shelf: Shelf, capture: Capture) -> list[tuple[OriginEdge, Capture]]:
    """Return the documents that share text or a credit with a capture, and how."""
    edges = [e for e in shelf.naming(OriginEdge, [capture.id]) if e.between == "documents"]
    others = shelf.captures(e.right if e.left == capture.id else e.left for e in edges)
    pairs = ((e, others.get(e.right if e.left == capture.id else e.left)) for e in edges)
    return [(edge, other) for edge, other in pairs if other]
