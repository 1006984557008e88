"""Claims of many texts: one row a claim, as canonical JSON and as flat columns."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import Any

from hechos.batch.documents import gave_up, read_row, troubles
from hechos.batch.inputs import Row
from hechos.batch.parts import Part
from hechos.batch.steps import Failed, Made
from hechos.batch.tables import COUNT, NUMBER, TEXT, table
from hechos.coding.code import Coded, code_document
from hechos.coding.rules import CodingRules, installed
from hechos.reading.rules import ReadingRules
from hechos.records import Case, Claim, Doubt, Mention, TextSpan, wire

CLAIMS = {
    "document": TEXT,
    "name": TEXT,
    "id": TEXT,
    "kind": TEXT,
    "type": TEXT,
    "polarity": TEXT,
    "factuality": TEXT,
    "start": COUNT,
    "end": COUNT,
    "quote": TEXT,
    "source": TEXT,
    "time": TEXT,
    "place": TEXT,
    "low": NUMBER,
    "high": NUMBER,
    "point": NUMBER,
    "bound": TEXT,
    "unit": TEXT,
    "actors": TEXT,
    "victims": TEXT,
    "value": TEXT,
    "rule": TEXT,
    "key": TEXT,
    "json": TEXT,
}
DOUBTS = {
    "document": TEXT,
    "name": TEXT,
    "id": TEXT,
    "on": TEXT,
    "slot": TEXT,
    "type": TEXT,
    "severity": TEXT,
    "text": TEXT,
    "json": TEXT,
}


def code_part(part: Part, *, case: Case) -> Made:
    """Code the rows of a part; this process loads the rules once."""
    return code_rows(part.read(), case=case, rules=installed(case.languages, case.pack))


def code_rows(rows: Iterable[Row], *, case: Case, rules: CodingRules) -> Made:
    """Return claims and doubts of the rows in their order, and what could not be coded."""
    reading = _reading_rules(tuple(case.languages))
    claims: list[dict[str, Any]] = []
    doubts: list[dict[str, Any]] = []
    failed: list[Failed] = []
    texts = 0
    for row in rows:
        if row.trouble:
            failed += troubles(row)
            continue
        try:
            read = read_row(row, case=case, rules=reading)
            if read.text is None:
                continue
            coded = code_document(read.text, read.claims, rules=rules, case=case, name=row.name)
            found = _rows_of(row, (*read.claims, *coded.claims), coded)
        except Exception as error:  # noqa: BLE001 - one row never stops the others
            failed.append(gave_up(row, error))
            continue
        texts += 1
        claims += found[0]
        doubts += found[1]
        failed += troubles(row, read)
    return Made(
        tables={"claims": table(claims, CLAIMS), "doubts": table(doubts, DOUBTS)},
        counts={"texts": texts, "claims": len(claims), "doubts": len(doubts)},
        failed=tuple(failed),
    )


@functools.cache
def _reading_rules(languages: tuple[str, ...]) -> ReadingRules:
    return ReadingRules.load(languages=languages)


def _rows_of(
    row: Row, claims: tuple[Claim, ...], coded: Coded
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    return (
        [claim_row(claim, row) for claim in claims],
        [doubt_row(doubt, row) for doubt in coded.doubts],
    )


def claim_row(claim: Claim, row: Row) -> dict[str, Any]:
    """Return a claim in the columns of CLAIMS; nothing is lost, `json` holds it all."""
    content = claim.content
    selector = claim.anchor.selector
    span = selector if isinstance(selector, TextSpan) else None
    quantity = content.quantity
    return {
        "document": row.id,
        "name": row.name,
        "id": claim.id,
        "kind": content.kind,
        "type": content.type,
        "polarity": claim.polarity.value,
        "factuality": claim.factuality.value,
        "start": span.start if span else None,
        "end": span.end if span else None,
        "quote": span.quote if span else None,
        "source": claim.voice[-1].speaker.name if claim.voice else None,
        "time": content.time.edtf if content.time else None,
        "place": content.place.path if content.place else None,
        "low": _number(quantity.low) if quantity else None,
        "high": _number(quantity.high) if quantity else None,
        "point": _number(quantity.point) if quantity else None,
        "bound": quantity.bound.value if quantity else None,
        "unit": quantity.unit if quantity else None,
        "actors": _names(one.mention for one in getattr(content, "actors", ())),
        "victims": _names(getattr(content, "victims", ())),
        "value": getattr(content, "value", None),
        "rule": claim.rule,
        "key": claim.key,
        "json": wire.dumps(claim),
    }


def doubt_row(doubt: Doubt, row: Row) -> dict[str, Any]:
    return {
        "document": row.id,
        "name": row.name,
        "id": doubt.id,
        "on": doubt.on,
        "slot": doubt.slot,
        "type": doubt.type,
        "severity": doubt.severity,
        "text": doubt.text,
        "json": wire.dumps(doubt),
    }


def _number(value: float | None) -> float | None:
    """Return a number as the flat column holds it; beyond its range only `json` does."""
    try:
        return None if value is None else float(value)
    except OverflowError:
        return None


def _names(mentions: Iterable[Mention]) -> str | None:
    return "; ".join(mention.name for mention in mentions) or None
