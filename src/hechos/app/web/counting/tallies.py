"""Tally sheets of a case added up and held against what was announced."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest, HttpResponse

from hechos.app.casework.importing.sheets import rows_of
from hechos.app.web.counting.keeping import once, while_counting
from hechos.app.web.counting.reading import claims_of, tables_of
from hechos.app.web.serving.guards import case_page
from hechos.app.web.shelf import Shelf
from hechos.app.web.showing import show
from hechos.counting.tallies.checks import Check
from hechos.counting.tallies.files.bulletins import bulletins_of_rows, bulletins_of_toml
from hechos.counting.tallies.files.columns import Failed
from hechos.counting.tallies.files.rows import read_sheets, read_tables
from hechos.counting.tallies.sheets import PollingTable
from hechos.counting.tallies.tally import Tally, tally
from hechos.counting.tallies.texts.claims import check_said, said_of
from hechos.errors import InputError
from hechos.records import Capture

FILES = ("sheets", "tables", "bulletins")
TABLES = r"\.(csv|tsv|xlsx|toml)$"
SHOWN = 100
MOST = 40


@dataclass(frozen=True, slots=True)
class Added:
    tally: Tally
    failed: tuple[Failed, ...]
    levels: tuple[str, ...]
    tables: tuple[PollingTable, ...]


@case_page()
@while_counting
def tallies(request: HttpRequest, shelf: Shelf) -> HttpResponse:
    """Show the form; where files are chosen, their sums and checks."""
    rows = tables_of(shelf, TABLES)[:SHOWN]
    known = {row.id: shelf.mask.label(row.name) for row in rows}
    asked = {name: request.GET.get(name, "") for name in (*FILES, "by", "double")}
    captures = shelf.captures(asked[name] for name in FILES if asked[name] in known)
    chosen = {name: captures[asked[name]] for name in FILES if asked[name] in captures}
    error: InputError | None = None
    made: Added | None = None
    if "sheets" in chosen or "bulletins" in chosen:
        try:
            made = _added(shelf, chosen, asked)
        except InputError as refused:
            error = refused
    return show(
        request,
        "counting/tallies.html",
        shelf,
        files=known,
        asked=asked,
        chosen=chosen,
        error=error,
        made=made,
        groups=_groups(made.tally.checks) if made else (),
        most=MOST,
    )


def _added(shelf: Shelf, chosen: Mapping[str, Capture], asked: Mapping[str, str]) -> Added:
    key = [*((name, one.address) for name, one in chosen.items()), asked["by"], asked["double"]]
    return once(shelf, lambda: _with_texts(shelf, _tally(shelf, chosen, asked)), "tally", *key)


def _with_texts(shelf: Shelf, added: Added) -> Added:
    """Return the sums with what texts of the case say of votes held against them."""
    said = said_of(claims_of(shelf, ("vote",)))
    checks = (*added.tally.checks, *check_said(added.tally, added.tables, said))
    return replace(added, tally=replace(added.tally, checks=checks))


def _tally(shelf: Shelf, chosen: Mapping[str, Capture], asked: Mapping[str, str]) -> Added:
    rows = {name: _rows(shelf, one) for name, one in chosen.items() if not _is_toml(one)}
    names = {name: one.name for name, one in chosen.items()}
    sheets = read_sheets(rows["sheets"], file=names["sheets"]) if "sheets" in rows else None
    tables = sheets.tables if sheets else ()
    failed = sheets.failed if sheets else ()
    if "tables" in rows:
        registered, bad = read_tables(rows["tables"], file=names["tables"])
        own = {table.id for table in registered}
        tables = (*registered, *(table for table in tables if table.id not in own))
        failed = (*failed, *bad)
    announced = None
    if "bulletins" in rows:
        announced = bulletins_of_rows(rows["bulletins"], file=names["bulletins"])
    elif "bulletins" in chosen:
        text = shelf.desk.payload(chosen["bulletins"].address).decode("utf-8-sig", "replace")
        announced = bulletins_of_toml(text, file=names["bulletins"])
    made = tally(
        sheets.readings if sheets else (),
        tables,
        announced.bulletins if announced else (),
        acts=announced.acts if announced else (),
        by=asked["by"],
        double=bool(asked["double"]),
    )
    levels = dict.fromkeys(level for table in tables for level, _name in table.places)
    return Added(
        made, (*failed, *(announced.failed if announced else ())), tuple(levels), tuple(tables)
    )


def _is_toml(one: Capture) -> bool:
    return one.name.lower().endswith(".toml")


def _rows(shelf: Shelf, one: Capture) -> list[tuple[int, dict[str, str]]]:
    return rows_of(shelf.desk.objects.path(one.address), name=one.name)


def _groups(checks: Sequence[Check]) -> list[tuple[str, list[Check]]]:
    """Return the checks by what they are on, those that cannot be made last."""
    found: list[tuple[str, list[Any]]] = []
    for on, own in itertools.groupby(checks, key=lambda check: check.on):
        found.append((on, sorted(own, key=lambda check: check.result == "not comparable")))
    return found
