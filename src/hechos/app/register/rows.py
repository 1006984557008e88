"""Records to rows and back."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from django.db.models import QuerySet

from hechos.app.register.classes import chunks, settle_given, settle_proposed
from hechos.app.register.models import CaseHead, Given, Proposed, Ref
from hechos.app.register.naming import own_class, refs_of, rests_of
from hechos.records import (
    Beside,
    Capture,
    Claim,
    ClaimRelation,
    CustomField,
    Decision,
    Doubt,
    Estimate,
    Failure,
    Figure,
    Finding,
    Incident,
    LinkEdge,
    ModelOutput,
    Object,
    OriginEdge,
    Party,
    Proposition,
    Record,
    Source,
    Term,
    Text,
    TextSpan,
    wire,
)

BATCH = 500
CLAIM, DECIDED, LINK, FILTERED = "claim", "decided", "link", "filtered"
GIVEN = "given"
LAYERS = (CLAIM, DECIDED, LINK, FILTERED)


def given_row(head: CaseHead, seq: int, record: Record) -> Given:
    """Return the row of a record; its class is set when it is inserted."""
    plain = wire.to_plain(record)
    row = Given(
        id=record.id,
        case=head,
        record=type(record).__name__,
        seq=seq,
        klass=own_class(record),
        body=wire.canonical(plain),
    )
    row.refs = refs_of(record, plain)
    row.rests = rests_of(record, row.refs)
    match record:
        case Capture():
            row.name, row.part_of = record.name, record.object
            row.state = "demonstration" if record.demonstration else ""
        case Object():
            row.plain = record.plain
        case Text() | Failure() | ModelOutput() | Beside():
            row.part_of = record.capture or ""
        case Decision():
            row.part_of, row.state = record.on, record.act
        case Term():
            row.part_of, row.name = record.vocabulary, record.code
        case CustomField():
            row.name = record.code
        case Finding():
            row.part_of = record.finding
        case Estimate():
            row.part_of, row.state = record.estimate, record.verdict
        case _:
            pass
    return row


def proposed_rows(
    head: CaseHead, layer: str, records: Iterable[Record], places: dict[str, int] | None = None
) -> list[Proposed]:
    """Return rows in the order given; `places` gives the capture's place for claims. A doubt
    about a claim among them belongs to the claim's capture, and goes with it. Their classes are
    set when they are inserted."""
    rows = []
    captures: dict[str, str] = {}
    numbers: Counter[str] = Counter()
    for record in records:
        plain = wire.to_plain(record)
        row = Proposed(
            id=record.id,
            case=head,
            record=type(record).__name__,
            layer=layer,
            place=numbers[type(record).__name__],
            klass=own_class(record),
            body=wire.canonical(plain),
        )
        row.refs = refs_of(record, plain)
        row.rests = rests_of(record, row.refs)
        if isinstance(record, Claim):
            row.part_of = captures[record.id] = record.capture
            row.place = claim_place(record, (places or {}).get(record.capture, 0))
        elif isinstance(record, Doubt):
            row.part_of = captures.get(record.on, "")
        elif isinstance(record, Figure):
            row.part_of = record.universe
        row.kind, row.state = _kind_and_state(record)
        numbers[row.record] += 1
        rows.append(row)
    return rows


def _kind_and_state(record: Record) -> tuple[str, str]:
    """Return what lists of such records are narrowed by."""
    kind, state = "", ""
    match record:
        case Claim():
            kind, state = record.content.kind, record.state
        case Doubt():
            kind, state = record.severity, record.status
        case ClaimRelation():
            kind, state = record.kind, record.outcome.value
        case OriginEdge():
            kind, state = record.between, record.kind
        case LinkEdge():
            kind, state = record.kind, record.judgement
        case Proposition() | Party() | Source():
            kind = str(record.kind)
        case Incident():
            kind = "pattern" if record.pattern else "episode"
        case _:
            pass
    return kind, state


def claim_place(claim: Claim, capture_place: int) -> int:
    """Order by capture, then by where the anchor begins (0 for the whole capture)."""
    selector = claim.anchor.selector
    start = selector.start if isinstance(selector, TextSpan) else 0
    return capture_place * 100_000_000 + min(start, 99_999_999)


def record_of(row: Given | Proposed) -> Any:
    return wire.loads(row.body)


def insert(rows: Sequence[Given] | Sequence[Proposed]) -> None:
    """Write rows, all given or all of one layer, with their classes and with what they name."""
    if not rows:
        return
    head = rows[0].case
    if isinstance(rows[0], Given):
        given = [row for row in rows if isinstance(row, Given)]
        settle_given(head, given)
        Given.objects.bulk_create(given, batch_size=BATCH)
        write_refs(head, "given", given)
    else:
        proposed = [row for row in rows if isinstance(row, Proposed)]
        settled = settle_proposed(head, proposed)
        Proposed.objects.bulk_create(settled, batch_size=BATCH)
        write_refs(head, proposed[0].layer, proposed)


def write_refs(head: CaseHead, layer: str, rows: Iterable[Given | Proposed]) -> None:
    refs = (
        Ref(case=head, source=row.id, record=row.record, layer=layer, target=target)
        for row in rows
        for target in row.refs
    )
    while some := list(islice(refs, BATCH * 10)):
        Ref.objects.bulk_create(some, batch_size=BATCH)


def remove(rows: QuerySet[Proposed]) -> None:
    """Delete proposed rows of one case with what they name."""
    by_layer: dict[tuple[str, str], list[str]] = defaultdict(list)
    for case, layer, record_id in rows.values_list("case_id", "layer", "id"):
        by_layer[case, layer].append(record_id)
    for (case, layer), found in by_layer.items():
        for some in chunks(found):
            Ref.objects.filter(case_id=case, layer=layer, source__in=some).delete()
    rows.delete()


def remove_layers(head: CaseHead, *layers: str) -> None:
    """Delete whole layers of a case; "given" is one of them."""
    Ref.objects.filter(case=head, layer__in=layers).delete()
    Proposed.objects.filter(case=head, layer__in=layers).delete()
    if GIVEN in layers:
        Given.objects.filter(case=head).delete()
