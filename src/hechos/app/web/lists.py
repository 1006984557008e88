"""Lists of a case: a page at a time, after the record ?after= names, narrowed by ?name=value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_noop as _

from hechos.app.questions import composed_once, counted_once
from hechos.app.register import visible
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
    "state": "state",
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
    only = (*spec.only, *chosen.items())
    columns, values = tuple(COLUMN[name] for name, _ in only), [value for _, value in only]
    begun = _begun(shelf, spec, asked.get("after", ""))
    found = _rows(*shelf.up_to, *begun, *values, spec=spec, columns=columns, beyond=len(begun))
    more = len(found) > spec.size
    total = _count(*shelf.up_to, *values, spec=spec, columns=columns)
    return PageOf(
        records=[shelf.read(row) for row in found[: spec.size]],
        total=min(total, COUNTED),
        many=total > COUNTED,
        after=found[spec.size - 1].id if more else None,
        first=not begun,
        chosen=chosen,
    )


def _begun(shelf: Shelf, spec: ListOf, after: str) -> tuple[int | str, ...]:
    """Return where the row stands after which a page begins, as `_beyond` asks; () at the start."""
    if not after:
        return ()
    if spec.cls in GIVEN:
        return tuple(row.seq for row in visible.given_by_id(*shelf.up_to, [after]))[:1]
    rows = visible.proposed_of(*shelf.up_to, spec.cls.__name__, [after])
    return (rows[0].place, rows[0].place, after) if rows else ()


@composed_once
def _rows(
    case: str, seen: int, *values: str | int, spec: ListOf, columns: tuple[str, ...], beyond: int
) -> QuerySet[Any]:
    """Ask for one row more than a page holds; the first `beyond` values say where it begins."""
    rows = _all(case, seen, spec, dict(zip(columns, values[beyond:], strict=True)))
    order = {Decision: ("-seq",), Capture: ("seq",), Failure: ("seq",)}.get(
        spec.cls, ("place", "id")
    )
    if beyond:
        rows = rows.filter(_beyond(order[0], *values[:beyond]))
    return rows.order_by(*order)[: spec.size + 1]


def _beyond(order: str, *at: str | int) -> Q:
    if order == "place":
        least, place, after = at
        return Q(place__gte=least) & (Q(place__gt=place) | Q(id__gt=after))
    return Q(seq__lt=at[0]) if order == "-seq" else Q(seq__gt=at[0])


@counted_once
def _count(
    case: str, seen: int, *values: str | int, spec: ListOf, columns: tuple[str, ...]
) -> QuerySet[Any, Any]:
    rows = _all(case, seen, spec, dict(zip(columns, values, strict=True)))
    return rows.order_by().values_list("pk")[: COUNTED + 1]


def _all(case: str, seen: int, spec: ListOf, chosen: Mapping[str, str | int]) -> QuerySet[Any]:
    name = spec.cls.__name__
    if spec.cls in GIVEN:
        return visible.given(case, seen).filter(record=name, **chosen)
    if spec.cls is Claim:
        return _claims(case, seen).filter(**chosen)
    return visible.proposed(case, seen).filter(layer=LINK, record=name, **chosen)


def _claims(case: str, seen: int) -> QuerySet[Proposed]:
    """Return the claims as they stand: what was decided in the place of what was proposed."""
    rows = visible.proposed(case, seen).filter(record="Claim", layer__in=[CLAIM, DECIDED])
    decided = Proposed.objects.filter(case=case, layer=DECIDED, id=OuterRef("id"))
    return rows.exclude(kind="document").filter(Q(layer=DECIDED) | ~Exists(decided))
