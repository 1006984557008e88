"""A query as a condition of the database. What a person may not see is never looked at."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_

from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from hechos.app.register.models import CaseHead
from hechos.app.search.backend import backend
from hechos.app.search.entries import ABOUT, CAPTURE, NAME, SOURCE, TYPE, day_number
from hechos.app.search.kinds import codes_under
from hechos.app.search.models import ALWAYS, MOST, NEVER, Entry, Spot, Tag
from hechos.app.search.query import Amount, Block, Condition, Dates, Is, Near, Query
from hechos.app.search.words import Term, terms
from hechos.lang.folding import fold
from hechos.lang.gazetteer.points import km_between

NOTHING = Q(row__in=[])
EVERYTHING = ~NOTHING
NAMES = 500
"""Of how many other names of the parties that bear one it is also looked for."""
_COLUMNS = {"is": "cls", "kind": "kind", "state": "state", "language": "language"}


@dataclass(frozen=True, slots=True)
class Scope:
    """In which case somebody searches, up to which class; `looked`: the turn of the index when he
    or she last looked."""

    head: CaseHead
    clearance: int
    looked: int = 0

    @property
    def entries(self) -> QuerySet[Entry]:
        mine = Entry.objects.filter(case=self.head, klass__lte=self.clearance)
        return mine.filter(upto__gte=self.clearance)


def found(query: Query, scope: Scope) -> QuerySet[Entry]:
    """Return the entries that a person finds, in no order."""
    return scope.entries.filter(_joined(query.join, [_block(b, scope) for b in query.blocks]))


def _block(block: Block, scope: Scope) -> Q:
    return _joined(block.join, [_condition(one, scope) for one in block.conditions])


def _joined(join: str, parts: list[Q]) -> Q:
    if not parts:
        return Q()
    if join == "all":
        return reduce(and_, parts)
    return reduce(or_, parts) if join == "any" else ~reduce(or_, parts)


def _condition(condition: Condition, scope: Scope) -> Q:
    match condition:
        case Is("words", words):
            return _words(words)
        case Is(name, value):
            return _is(name, value, scope)
        case Dates():
            return _dates(condition)
        case Near():
            return _near(condition, scope)
        case Amount(least, most):
            ends = Q() if least is None else Q(high__gte=least)
            return Q(numbered=True) & ends & (Q() if most is None else Q(low__lte=most))


def _words(words: str) -> Q:
    wanted, refused = terms(words)
    if not wanted and not refused:
        return EVERYTHING
    parts = [_holding(term) for term in wanted] + [~_holding(term) for term in refused]
    return reduce(and_, parts)


def _holding(term: Term) -> Q:
    return Q(row__in=RawSQL(*backend().holding(term)))  # noqa: S611 - our own SQL, values apart


def _is(name: str, value: str, scope: Scope) -> Q:  # noqa: PLR0911 - one line a name
    match name:
        case "is" | "kind" | "state" | "language":
            return Q(**{_COLUMNS[name]: value})
        case "class":
            return Q(klass=int(value[1])) if value in ("C0", "C1", "C2", "C3") else NOTHING
        case "type":
            return _tagged(scope, TYPE, *codes_under(scope.head, value))
        case "source":
            return _tagged(scope, SOURCE, fold(value))
        case "capture":
            return _tagged(scope, CAPTURE, value)
        case "named":
            return _named(fold(value), scope)
        case "place":
            return _place(value, scope)
        case "member":
            return Q(by=value) | _about(scope, Q(cls="Decision", by=value))
        case "doubt":
            doubted = _about(scope, Q(cls="Doubt", state="open"))
            return {"open": doubted, "none": ~doubted}.get(value, NOTHING)
        case _:
            fresh = Q(changed__gt=scope.looked)
            return {"yes": fresh, "no": ~fresh}.get(value, NOTHING)


def _tagged(scope: Scope, field: str, *values: str) -> Q:
    rows = Tag.objects.filter(case=scope.head, field=field)
    rows = rows.filter(value=values[0]) if len(values) == 1 else rows.filter(value__in=values)
    return Q(row__in=rows.values("entry"))


def _named(name: str, scope: Scope) -> Q:
    """Find what names a party by this name, or by another that is taken for the same party."""
    rows = Tag.objects.filter(case=scope.head, field=NAME)
    own = rows.filter(value=name)
    parties = scope.entries.filter(cls="Party", row__in=own.values("entry"))
    others = rows.filter(entry__in=parties.values("row")).values_list("value", flat=True)
    names = {name, *others.distinct()[:NAMES]}
    return Q(row__in=rows.filter(value__in=sorted(names)).values("entry"))


def _about(scope: Scope, which: Q) -> Q:
    """Find what a doubt or decision is about that the person may see."""
    about = Tag.objects.filter(
        case=scope.head, field=ABOUT, entry__in=scope.entries.filter(which).values("row")
    )
    return Q(id__in=about.values("value"))


def _place(value: str, scope: Scope) -> Q:
    """Find what lies in a place: each part of “Petare, Caracas” names it or what holds it."""
    spots = Spot.objects.filter(case=scope.head)
    parts = [part for part in map(fold, value.split(",")) if part]
    for part in parts:
        spots = spots.filter(names__name=part)
    return Q(spot__isnull=False) & Q(spot__in=spots.values("pk")) if parts else NOTHING


def _dates(asked: Dates) -> Q:
    days = asked.days()
    first = day_number(days[0]) if asked.start else NEVER
    last = day_number(days[1]) if asked.end else ALWAYS
    if asked.surely:
        return Q(dated=True, earliest__gte=first, latest__lte=last)
    return Q(dated=True, earliest__lte=last, latest__gte=first)


def _near(asked: Near, scope: Scope) -> Q:
    spots = []
    for spot in Spot.objects.filter(case=scope.head).iterator():
        if spot.lat is None or spot.lon is None or spot.km is None:
            continue
        apart = km_between((asked.lat, asked.lon), (spot.lat, spot.lon))
        if apart + (spot.km if asked.surely else -spot.km) <= asked.km:
            spots.append(spot.pk)
    return Q(spot__isnull=False) & Q(spot__in=spots) if spots else NOTHING


SORTS = {
    "reading": "place",
    "earliest": "earliest",
    "latest": "-earliest",
    "new": "-changed",
    "number": "-low",
}
"""How results can be ordered, by the column of the entry; “-” the greatest first."""


def in_order(entries: QuerySet[Entry], sort: str) -> QuerySet[Entry]:
    """Return entries in an order that a page can go on from: by a column, then by the row."""
    back = SORTS[sort].startswith("-")
    return entries.order_by(SORTS[sort], "-row" if back else "row")


def mark_of(entry: Entry, sort: str) -> str:
    """Return what the next page begins after."""
    return f"{getattr(entry, SORTS[sort].removeprefix('-'))}_{entry.row}"


def beyond(entries: QuerySet[Entry], sort: str, mark: str) -> QuerySet[Entry]:
    """Return what comes after a mark of `mark_of` in an order; all, where it is none."""
    value, _, row = mark.rpartition("_")
    try:
        last = (float(value) if sort == "number" else int(value), int(row))
    except ValueError:
        return entries
    if not math.isfinite(last[0]) or max(map(abs, last)) > MOST:
        return entries
    column, sign = SORTS[sort].removeprefix("-"), "lt" if SORTS[sort].startswith("-") else "gt"
    same = Q(**{column: last[0], f"row__{sign}": last[1]})
    return entries.filter(Q(**{f"{column}__{sign}": last[0]}) | same)
