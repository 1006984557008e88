"""A search as its page shows it: the form of its blocks, its conditions in words, its addresses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.http import HttpRequest

from hechos.app.search.matching import SORTS, Scope
from hechos.app.search.query import (
    MOST_BLOCKS,
    Asked,
    Block,
    Condition,
    Is,
    Query,
    narrowed,
    pairs_of,
    read,
    without,
    write,
)
from hechos.app.web.searching.words import (
    COLUMNS,
    FIRST,
    USUAL,
    VIEWS,
    Name,
    in_words,
    names,
    value_words,
)
from hechos.app.web.shelf import Shelf


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the form with what is typed in it; `key` tells it from its likes."""

    name: Name
    value: str
    key: str


@dataclass(frozen=True, slots=True)
class FormBlock:
    join: str
    first: Sequence[Field]
    more: Sequence[Field]
    hidden: Sequence[tuple[str, str]]
    open: bool


@dataclass(frozen=True, slots=True)
class Asking:
    """What an address asks for: the query, the view of it, the order, the place in it."""

    asked: Asked
    view: str
    sort: str
    after: str
    columns: tuple[str, ...]
    more: bool
    since: str = ""

    @classmethod
    def of(cls, request: HttpRequest, view: str = "list") -> Asking:
        get = request.GET
        chosen = tuple(name for name in COLUMNS if name in get.getlist("column"))
        return cls(
            asked=read(typed_address(request)),
            view=get["view"] if get.get("view") in VIEWS else view,
            sort=get["sort"] if get.get("sort") in SORTS else "reading",
            after=get.get("after", ""),
            columns=chosen or USUAL,
            more="another" in get,
            since=since if (since := get.get("since", "")).isdigit() else "",
        )

    @property
    def query(self) -> Query:
        return self.asked.query

    @property
    def address(self) -> str:
        return write(self.query)

    def with_(self, query: Query | None = None, **changes: str) -> str:
        """Return the address of this search with something changed, from its beginning."""
        pairs: dict[str, Any] = {}
        if self.view != "list":
            pairs["view"] = self.view
        if self.sort != "reading":
            pairs["sort"] = self.sort
        if self.columns != USUAL:
            pairs["column"] = self.columns
        if self.since:
            pairs["since"] = self.since
        pairs |= changes
        tail = urlencode({k: v for k, v in pairs.items() if v}, doseq=True)
        return "?" + "&".join(filter(None, [write(query or self.query), tail]))

    def pairs(self) -> list[tuple[str, str]]:
        """Return the query as the fields of a form."""
        return parse_qsl(self.address)

    def narrow(self, name: str, value: str) -> str:
        """Return the address of this search with one more condition; "" where it has no room."""
        more = narrowed(self.query, Is(name, value))
        return self.with_(more) if more else ""

    def said(self) -> list[tuple[str, str]]:
        """Return the conditions in words, each with the address of the search without it."""
        return [(in_words(one), self._dropped(one)) for one in self.query.conditions()]

    def _dropped(self, condition: Condition) -> str:
        rest = without(self.query, condition)
        return self.with_(rest) if rest.blocks else self._bare()

    def _bare(self) -> str:
        return self.with_(Query()) if self.view != "list" else "?"

    def form(self) -> list[FormBlock]:
        """Return the blocks of the form; one more, empty, where that was asked for."""
        blocks = list(self.query.blocks) or [Block()]
        if self.more and len(blocks) < MOST_BLOCKS:
            blocks.append(Block())
        return [self._form_block(block, str(n)) for n, block in enumerate(blocks)]

    def _form_block(self, block: Block, key: str) -> FormBlock:
        typed: dict[str, list[str]] = {}
        for condition in block.conditions:
            for name, value in pairs_of(condition):
                typed.setdefault(name, []).append(value)
        fields = list(_fields(typed, key))
        first = [one for one in fields if one.name.name in FIRST]
        more = [one for one in fields if one.name.name not in FIRST]
        shown = {one.name.name for one in fields}
        hidden = [(name, v) for name, values in typed.items() if name not in shown for v in values]
        return FormBlock(block.join, first, more, hidden, any(one.value for one in more))


def _fields(typed: dict[str, list[str]], key: str) -> Iterator[Field]:
    """Yield a field for each name, and one for each further value of it."""
    for name in names():
        for n, value in enumerate(typed.get(name.name, [""])):
            known = not value or not name.options or value in dict(name.options)
            more = () if known else ((value, value_words(name.name, value)),)
            shown = replace(name, options=(*name.options, *more))
            yield Field(shown, value, f"{key}-{name.name}-{n}")


def typed_address(request: HttpRequest) -> str:
    """Return what stands after “?”, with letters that a browser did not encode as well."""
    raw = str(request.META.get("QUERY_STRING", ""))
    return raw.encode("latin-1", "replace").decode("utf-8", "replace")


def scope_of(shelf: Shelf, looked: int = 0) -> Scope:
    return Scope(shelf.head, int(shelf.actor.clearance), looked)
