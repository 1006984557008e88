"""A list narrowed by days, in another order, or as a table of chosen columns: search answers it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest

from hechos.app.search import running, saving
from hechos.app.search.entries import CLASSES
from hechos.app.search.query import DATES, Asked, Block, Is, Query, read
from hechos.app.web.lists import COUNTED, LISTS, ListOf, PageOf
from hechos.app.web.searching.asking import Asking, scope_of
from hechos.app.web.searching.rows import Row, rows_of
from hechos.app.web.searching.words import COLUMNS, USUAL, value_words
from hechos.app.web.searching.words import SORTS as ORDERS
from hechos.app.web.shelf import Shelf
from hechos.records import (
    Claim,
    Decision,
    Doubt,
    Incident,
    Party,
    PrimaryDocument,
    Proposition,
    Record,
    ThirdPartyFinding,
)

DATED: tuple[type[Record], ...] = (Claim, Incident, ThirdPartyFinding, PrimaryDocument, Decision)
SORTS = ("reading", "earliest", "latest")
FIELDS: Mapping[tuple[type[Record], str], str] = {
    (Claim, "state"): "state",
    (Incident, "kind"): "kind",
    (Party, "kind"): "kind",
    (Proposition, "kind"): "kind",
    (Doubt, "status"): "state",
    (Decision, "act"): "kind",
}
"""What the index calls that by which a list is narrowed."""
REMEMBERED = "lists"
TABLE = {
    "columns": COLUMNS,
    "value_words": value_words,
    "sorts": {sort: ORDERS[sort] for sort in SORTS},
}
"""What the form and the table of a list name their parts by."""


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What of a list is asked for beside its filters. `typed` are the days as typed; `chosen` the
    filters of the list."""

    asking: Asking
    typed: Mapping[str, str]
    chosen: Mapping[str, str]
    dated: bool

    @property
    def table(self) -> bool:
        return self.asking.view == "table"

    @property
    def active(self) -> bool:
        return self.table or any(self.typed.values()) or self.asking.sort != "reading"

    @property
    def keep(self) -> list[tuple[str, str]]:
        """Return what stays in an address when a filter of the list is chosen."""
        sort = [("sort", self.asking.sort)] if self.asking.sort != "reading" else []
        return [*((name, value) for name, value in self.typed.items() if value), *sort]

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """Return what stays in an address when the columns are chosen."""
        return [*self.chosen.items(), *self.keep]


def narrowing_of(
    request: HttpRequest, shelf: Shelf, kind: str, chosen: Mapping[str, str]
) -> Narrowing | None:
    """Return what is asked for; None for a list that search does not know, or not so narrowed."""
    spec = LISTS[kind]
    known = spec.cls in CLASSES and all((spec.cls, name) in FIELDS for name in chosen)
    if not known or spec.only or not saving.turn_of(shelf.head):
        return None
    dated = spec.cls in DATED
    typed = {n: request.GET.get(n, "").strip()[:40] if dated else "" for n in DATES}
    asked = read(urlencode(typed))
    conditions = [Is("is", spec.cls.__name__)]
    conditions += [Is(FIELDS[spec.cls, name], value) for name, value in chosen.items()]
    days = tuple(asked.query.conditions())
    sort = request.GET.get("sort", "")
    view, columns = _view_of(request, kind)
    asking = Asking(
        asked=Asked(Query("all", (Block("all", (*conditions, *days)),)), asked.unread),
        view=view,
        sort=sort if dated and sort in SORTS else "reading",
        after=request.GET.get("after", ""),
        columns=columns,
        more=False,
    )
    return Narrowing(asking, typed, chosen, dated)


def _view_of(request: HttpRequest, kind: str) -> tuple[str, tuple[str, ...]]:
    """Return how this person looks at a list and at which columns; what is chosen stays so."""
    kept: dict[str, Any] = request.session.get(REMEMBERED, {})
    own = dict(kept.get(kind, {}))
    if request.GET.get("view") in ("list", "table"):
        own["view"] = request.GET["view"]
    if columns := [name for name in COLUMNS if name in request.GET.getlist("column")]:
        own["columns"] = columns
    if own != kept.get(kind, {}):
        request.session[REMEMBERED] = {**kept, kind: own}
    return own.get("view", "list"), tuple(own.get("columns", USUAL))


def narrowed_page(shelf: Shelf, spec: ListOf, how: Narrowing) -> tuple[PageOf, Sequence[Row]]:
    """Return a page of a list: its records, or the rows of its table."""
    asking, scope = how.asking, scope_of(shelf)
    found = running.page(asking.query, scope, sort=asking.sort, after=asking.after, size=spec.size)
    total = running.count(asking.query, scope, COUNTED + 1)
    rows = rows_of(shelf, Query(), found.entries) if how.table else ()
    ids = [entry.id for entry in found.entries]
    records = {} if how.table else shelf.records(ids)
    page = PageOf(
        records=[records[one] for one in ids if one in records],
        total=min(total or 0, COUNTED),
        many=total is None or total > COUNTED,
        after=found.after or None,
        first=not asking.after,
        chosen=how.chosen,
    )
    return page, rows
