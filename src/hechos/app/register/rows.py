"""Records to rows and back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from hechos.app.register.models import CaseHead, Given, Proposed
from hechos.records import (
    Capture,
    Claim,
    ClaimRelation,
    Decision,
    Doubt,
    Failure,
    Finding,
    ModelOutput,
    Object,
    Record,
    Text,
    TextSpan,
    wire,
)

BATCH = 500
CLAIM, DECIDED, LINK, FILTERED = "claim", "decided", "link", "filtered"


def given_row(head: CaseHead, seq: int, record: Record) -> Given:
    row = Given(
        id=record.id,
        case=head,
        record=type(record).__name__,
        seq=seq,
        body=wire.dumps(record),
    )
    match record:
        case Capture():
            row.name, row.part_of, row.klass = record.name, record.object, record.klass
        case Object():
            row.plain = record.plain
        case Text() | Failure() | ModelOutput():
            row.part_of = record.capture or ""
        case Decision():
            row.part_of = record.on
        case Finding():
            row.part_of, row.klass = record.finding, record.klass
        case _:
            pass
    return row


def proposed_rows(
    head: CaseHead, layer: str, records: Iterable[Record], places: dict[str, int] | None = None
) -> list[Proposed]:
    """Return rows in the order given; `places` gives the capture's place for claims. A doubt
    about a claim among them belongs to the claim's capture, and goes with it."""
    rows = []
    captures: dict[str, str] = {}
    for number, record in enumerate(records):
        row = Proposed(
            id=record.id,
            case=head,
            record=type(record).__name__,
            layer=layer,
            place=number,
            body=wire.dumps(record),
        )
        if isinstance(record, Claim):
            row.part_of = captures[record.id] = record.capture
            row.kind, row.klass, row.state = record.content.kind, record.klass, record.state
            row.place = claim_place(record, (places or {}).get(record.capture, 0))
        elif isinstance(record, Doubt):
            row.part_of, row.state = captures.get(record.on, ""), record.status
        elif isinstance(record, ClaimRelation):
            row.state = record.outcome.value
        rows.append(row)
    return rows


def claim_place(claim: Claim, capture_place: int) -> int:
    """Order by capture, then by where the anchor begins (0 for the whole capture)."""
    selector = claim.anchor.selector
    start = selector.start if isinstance(selector, TextSpan) else 0
    return capture_place * 100_000_000 + min(start, 99_999_999)


def record_of(row: Given | Proposed) -> Any:
    return wire.loads(row.body)


def insert(rows: Sequence[Given] | Sequence[Proposed]) -> None:
    if rows:
        type(rows[0]).objects.bulk_create(rows, batch_size=BATCH)  # type: ignore[arg-type]
