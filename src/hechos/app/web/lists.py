"""Lists of a case: a page at a time, after the record ?after= names, narrowed by ?name=value."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_noop as _

from hechos.app.register.models import Proposed
from hechos.app.register.rows import CLAIM, DECIDED, LINK
from hechos.app.web.shelf import Shelf
from hechos.records import (
    Capture,
    Claim,
    ClaimRelation,
    Decision,
    Doubt,
    Failure,
    Incident,
    OriginEdge,
    OriginGroup,
    Outcome,
    Party,
    PrimaryDocument,
    Proposition,
    Record,
    Source,
    ThirdPartyFinding,
    Universe,
)

DECIDED_HOW = (
    *("accept", "edit", "reject", "resolve", "grade"),
    *("same", "different", "unsure", "family", "retract", "withdraw"),
)


@dataclass(frozen=True, slots=True)
class ListOf:
    """`filters`: the parameters of the address that narrow the list, with their values; `only`:
    what every row must say, as a (field, value) of its record."""

    title: str
    about: str
    cls: type[Record]
    size: int = 50
    filters: tuple[tuple[str, tuple[str, ...]], ...] = ()
    only: tuple[tuple[str, str], ...] = ()


LISTS: dict[str, ListOf] = {
    "claims": ListOf(
        _("Claims"),
        _("Each says that a voice asserts something in a passage. In reading order."),
        Claim,
        size=25,
        filters=(("state", ("proposed", "accepted", "edited", "rejected")),),
    ),
    "figures": ListOf(
        _("Figures"),
        _("Number cards, one for each universe of who is counted; those with rivals first."),
        Universe,
        size=6,
    ),
    "incidents": ListOf(
        _("Incidents"),
        _("Episodes and patterns that claims tell of."),
        Incident,
        filters=(("kind", ("episode", "pattern")),),
    ),
    "differences": ListOf(
        _("Differences"),
        _(
            "Pairs of claims that differ or repeat each other, and what the difference is taken "
            "to be."
        ),
        ClaimRelation,
        size=15,
        filters=(("outcome", tuple(o.value for o in Outcome)),),
    ),
    "propositions": ListOf(
        _("Propositions"),
        _("What claims are for or against, with the independent origins behind each side."),
        Proposition,
        filters=(("kind", ("act", "status", "figure", "label", "procedure", "vote", "statement")),),
    ),
    "origins": ListOf(
        _("Origins"), _("Claims that go back to one origin, for each proposition."), OriginGroup
    ),
    "relays": ListOf(
        _("Relays"),
        _("Documents that share text or a credit. They are shown and never counted as support."),
        OriginEdge,
        only=(("between", "documents"),),
    ),
    "doubts": ListOf(
        _("Doubts"),
        _("What stands open about a record."),
        Doubt,
        filters=(
            ("status", ("open", "accepted", "resolved")),
            ("severity", ("blocks", "limits", "cosmetic")),
        ),
    ),
    "parties": ListOf(
        _("Persons and bodies"),
        _("Names taken for one person or body. They carry no role."),
        Party,
        filters=(("kind", ("person", "organisation", "unit", "group", "unknown")),),
    ),
    "sources": ListOf(
        _("Sources"), _("Who prints, publishes or says what the claims say."), Source
    ),
    "primary": ListOf(
        _("Documents to obtain"),
        _("The case holds only relays of these documents."),
        PrimaryDocument,
    ),
    "third-party": ListOf(
        _("Findings of other bodies"),
        _("Quotable with their standard; no origin."),
        ThirdPartyFinding,
    ),
    "captures": ListOf(_("Sources received"), _("What came in, as it came in."), Capture),
    "failures": ListOf(_("Failures"), _("What could not be done, and why."), Failure),
    "decisions": ListOf(
        _("Decisions"),
        _("What members decided, latest first."),
        Decision,
        filters=(("act", DECIDED_HOW),),
    ),
}
GIVEN = (Capture, Failure, Decision)
COUNTED = 1000
COLUMN = {
    "status": "state",
    "outcome": "state",
    "severity": "kind",
    "between": "kind",
    "kind": "kind",
    "act": "state",
}
"""Columns of the register that hold what lists are narrowed by."""


@dataclass(frozen=True, slots=True)
class PageOf:
    """A page of a list. `after` leads to the next one; `first` says that nothing is before;
    `many` that the list is longer than `total`, to which it was counted."""

    records: Sequence[Any]
    total: int
    many: bool
    after: str | None
    first: bool
    chosen: Mapping[str, str]


def chosen_of(kind: str, asked: Mapping[str, str]) -> dict[str, str]:
    """Return the filters of a list that the parameters name rightly."""
    known = LISTS[kind].filters
    return {name: asked[name] for name, values in known if asked.get(name) in values}


def page_of_list(shelf: Shelf, kind: str, asked: Mapping[str, str]) -> PageOf:
    """Return the page of a list that the parameters ask for; what they ask wrongly is left out."""
    spec = LISTS[kind]
    chosen = chosen_of(kind, asked)
    rows = _rows(shelf, spec, chosen)
    after = asked.get("after", "")
    if spec.cls in GIVEN:
        return _page(
            spec,
            rows,
            _seq_after(shelf, after, newest=spec.cls is Decision),
            chosen,
            read=shelf.read,
        )
    beyond = None
    start = after and shelf.proposed.filter(id=after, record=spec.cls.__name__).first()
    if start:
        beyond = Q(place__gte=start.place) & (Q(place__gt=start.place) | Q(id__gt=after))
    return _page(spec, rows, beyond, chosen, read=shelf.read)


def _page(
    spec: ListOf,
    rows: QuerySet[Any],
    beyond: Q | None,
    chosen: Mapping[str, str],
    *,
    read: Callable[[Any], Any],
) -> PageOf:
    order = {Decision: ("-seq",), Capture: ("seq",), Failure: ("seq",)}.get(
        spec.cls, ("place", "id")
    )
    here = rows.filter(beyond) if beyond is not None else rows
    found = list(here.order_by(*order)[: spec.size + 1])
    more = len(found) > spec.size
    records = [read(row) for row in found[: spec.size]]
    after = found[spec.size - 1].id if more else None
    total = rows.order_by()[: COUNTED + 1].count()
    return PageOf(records, min(total, COUNTED), total > COUNTED, after, beyond is None, chosen)


def _seq_after(shelf: Shelf, after: str, *, newest: bool) -> Q | None:
    row = shelf.given.filter(id=after).first() if after else None
    if row is None:
        return None
    return Q(seq__lt=row.seq) if newest else Q(seq__gt=row.seq)


def _rows(shelf: Shelf, spec: ListOf, chosen: Mapping[str, str]) -> QuerySet[Any]:
    if spec.cls in GIVEN:
        rows: QuerySet[Any] = shelf.given.filter(record=spec.cls.__name__)
        return rows.filter(state=chosen["act"]) if "act" in chosen else rows
    if spec.cls is Claim:
        return _claims(shelf, chosen.get("state"))
    rows = shelf.proposed.filter(layer=LINK, record=spec.cls.__name__)
    for name, value in (*spec.only, *chosen.items()):
        rows = rows.filter(**{COLUMN[name]: value})
    return rows


def _claims(shelf: Shelf, state: str | None) -> QuerySet[Proposed]:
    """Return the claims as they stand: what was decided in the place of what was proposed."""
    rows = shelf.proposed.filter(record="Claim", layer__in=[CLAIM, DECIDED])
    rows = rows.exclude(kind="document")
    if state:
        rows = rows.filter(state=state)
    decided = Proposed.objects.filter(case=shelf.head, layer=DECIDED, id=OuterRef("id"))
    return rows.filter(Q(layer=DECIDED) | ~Exists(decided))
