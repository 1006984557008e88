"""What every page of a record shows, whatever its kind."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from hechos.app.casework.versions import version_of
from hechos.app.casework.versions.marks import present
from hechos.app.web.objects.forms import Refused, forms_of
from hechos.app.web.objects.near import PARTS, Near, near
from hechos.app.web.objects.rows import rows_context
from hechos.app.web.objects.sheets import DecisionSheet, Sheets, label_of
from hechos.app.web.objects.words import kind_of
from hechos.app.web.shelf import Shelf
from hechos.records import Decision, Record, wire

Context = dict[str, Any]
LISTED = 60


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks for the page of which record; `refused` is the form that could not be taken."""

    shelf: Shelf
    found: Record
    refused: Refused | None = None


def frame(asking: Asking, sheets: Sheets, *, about: Iterable[str] = ()) -> Context:
    """Return what every page shows: name, decisions, what may be decided, the record as kept."""
    shelf, found = asking.shelf, asking.found
    taken = shelf.decisions([found.id, *about])
    rules = sheets.writer.rules
    forms = forms_of(shelf.actor, found, rules, asking.refused)
    return {
        "line": sheets.doors.html,
        "rules": rules,
        "called": kind_of(found),
        "label": label_of(found, rules),
        "decisions": decision_sheets(shelf, taken, sheets),
        "forms": forms,
        "seen": seen_mark(shelf, found) if forms else "",
        "may_code": shelf.actor.may("code"),
        "kept": as_kept(found),
    }


def as_kept(record: Record) -> str:
    """Return a record as it is kept, for reading: of a long list the beginning."""
    plain = {
        key: [*value[:LISTED], f"… + {len(value) - LISTED}"]
        if isinstance(value, list) and len(value) > LISTED
        else value
        for key, value in wire.to_plain(record).items()
    }
    return json.dumps(plain, ensure_ascii=False, indent=2, sort_keys=True)


def seen_mark(shelf: Shelf, found: Record) -> str:
    """Return the version of a record for its forms: of all of it, also where names are hidden."""
    return version_of(shelf, present(shelf.head, found.id))


def decision_sheets(shelf: Shelf, taken: Sequence[Decision], sheets: Sheets) -> list[DecisionSheet]:
    """Return decisions, each with the one that took it back, if any does."""
    undone = {d.on: d for d in shelf.decisions(d.id for d in taken) if d.act == "retract"}
    return [sheets.decision(one, undone) for one in taken]


def parts_near(asking: Asking, *names: str) -> dict[str, Near[Any]]:
    """Return the first of each part of what is near the record."""
    return {name: near(asking.shelf, asking.found, name) for name in names}


def with_rows(asking: Asking, parts: Mapping[str, Near[Any]], *more: Record) -> Context:
    """Return the parts as sections, with what their rows need."""
    shown = [record for one in parts.values() for record in one.records]
    titles = {name: part.title for name, part in PARTS.get(type(asking.found), {}).items()}
    return {
        "near": parts,
        "titles": {name: gettext(title) for name, title in titles.items()},
        **rows_context(asking.shelf, [*shown, *more]),
    }
