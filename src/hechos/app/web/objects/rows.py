"""What the rows of lists and of what is near a record need beside the records themselves."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from hechos.app.web.doors import page_of
from hechos.app.web.objects import words
from hechos.app.web.objects.sheets import Sheets, label_of
from hechos.app.web.objects.support import assessments
from hechos.app.web.objects.words import said
from hechos.app.web.shelf import Shelf
from hechos.app.web.spoken import spoken
from hechos.records import (
    Capture,
    Claim,
    ClaimRelation,
    Decision,
    Doubt,
    Failure,
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

ROWS: Mapping[type[Record], str] = {
    Capture: "capture",
    Claim: "claim",
    ClaimRelation: "difference",
    Decision: "decision",
    Doubt: "doubt",
    Failure: "failure",
    Figure: "figure",
    Incident: "incident",
    LinkEdge: "link",
    OriginEdge: "edge",
    OriginGroup: "origin",
    Party: "party",
    PrimaryDocument: "primary",
    Proposition: "proposition",
    Source: "source",
    ThirdPartyFinding: "third",
    Universe: "universe",
}
"""The template of a row, by the class of its record."""


def row_of(record: Record) -> str:
    return f"objects/rows/{ROWS[type(record)]}.html"


def rows_context(shelf: Shelf, records: Sequence[Record]) -> dict[str, Any]:
    """Return what the rows of some records need: the number of questions is always the same."""
    claims = {r.id: r for r in records if isinstance(r, Claim)}
    claims |= {c.id: c for c in shelf.claims(i for i in _claims_of(records) if i not in claims)}
    sheets = Sheets.of(shelf, list(claims.values()))
    captures = [i for r in records for i in _captures_of(r)]
    decisions = [r for r in records if isinstance(r, Decision)]
    figures = [r.universe for r in records if isinstance(r, Figure)]
    return {
        "line": sheets.doors.html,
        "sheets": sheets.all(claims.values()),
        "captures": shelf.captures([*captures, *(c.capture for c in claims.values())]),
        "labels": labels(shelf, [i for r in records for i in _about(r)]),
        "assessments": assessments(shelf, records),
        "universes": {u.id: u for u in shelf.linked(Universe, figures)},
        "decided": {d.id: sheets.decision(d) for d in decisions},
        "row_of": row_of,
        "voice_words": functools.partial(said, words.VOICES),
    }


def _claims_of(records: Iterable[Record]) -> list[str]:
    found: list[str] = []
    for record in records:
        match record:
            case ClaimRelation():
                found += [record.left, record.right]
            case ThirdPartyFinding():
                found.append(record.claim)
            case _:
                pass
    return found


def _captures_of(record: Record) -> tuple[str, ...]:
    match record:
        case OriginEdge(between="documents"):
            return record.left, record.right
        case Failure(capture=str(capture)):
            return (capture,)
        case _:
            return ()


def _about(record: Record) -> tuple[str, ...]:
    match record:
        case Doubt():
            return (record.on,)
        case Decision():
            return tuple(i for i in (record.on, record.other or "") if len(i) == 36)
        case OriginGroup():
            return (record.proposition,)
        case Proposition():
            return tuple(filter(None, (record.incident,)))
        case _:
            return ()


def labels(shelf: Shelf, ids: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Return (address, name) of records by id; what is not there is left out."""
    rules = spoken()
    found = shelf.records(ids)
    return {one: (page_of(record), label_of(record, rules)) for one, record in found.items()}
