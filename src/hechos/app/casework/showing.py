"""Any object in words, down to the passages it stands on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hechos.app.casework.desk import ReadingDesk
from hechos.app.register import queries
from hechos.coding.explain.steps import Explanation, explain_text, explanation_of
from hechos.errors import InputError, NotFoundError
from hechos.linking.deciding.counts import in_numbers
from hechos.pipeline import Rules
from hechos.records import (
    Assessment,
    Capture,
    Claim,
    ClaimRelation,
    Estimate,
    Figure,
    Incident,
    LinkEdge,
    OriginEdge,
    OriginGroup,
    Party,
    PrimaryDocument,
    Proposition,
    Record,
    TextSpan,
    ThirdPartyFinding,
    Universe,
    wire,
)

DRAWN = ("cells", "curve")
"""Parts of an estimate that only pictures are made of."""


def claims_under(desk: ReadingDesk, record: Record) -> list[Claim]:
    """Return the claims a record stands on, in reading order; inputs of derived figures too."""
    wanted = set(claim_ids(desk, record))
    return [claim for claim in queries.claims(desk.head) if claim.id in wanted]


def claim_ids(desk: ReadingDesk, record: Record) -> Sequence[str]:  # noqa: C901, PLR0911, PLR0912 - one per record
    """Return the ids of the claims a record stands on."""
    match record:
        case Claim():
            return (record.id,)
        case Figure() if record.inputs:
            inputs = {f.id: f for f in queries.linked(desk.head, Figure)}
            return [c for i in record.inputs if i in inputs for c in claim_ids(desk, inputs[i])]
        case Figure() | Incident() | OriginGroup() | PrimaryDocument():
            return record.claims
        case Proposition():
            return (*record.supporting, *record.contrary)
        case Universe():
            figures = queries.linked(desk.head, Figure)
            return [c for f in figures if f.universe == record.id for c in f.claims]
        case ClaimRelation() | OriginEdge():
            return (record.left, record.right)
        case ThirdPartyFinding():
            return (record.claim,)
        case Assessment():
            found = [
                p for p in queries.linked(desk.head, Proposition) if p.id == record.proposition
            ]
            return [c for p in found for c in (*p.supporting, *p.contrary)]
        case Party():
            return _naming(desk, record.mentions)
        case LinkEdge():
            ends = (record.a, record.b)
            return _naming(desk, ends) if record.kind == "person" else ends
        case _:
            return ()


def _naming(desk: ReadingDesk, mentions: Sequence[str]) -> list[str]:
    """Return the claims whose text holds one of the mentions inside their passages."""
    places: dict[str, list[int]] = {}
    for mention in mentions:
        text, _, span = mention.rpartition(":")
        places.setdefault(text, []).append(int(span.split("-")[0]))
    return [
        claim.id
        for claim in queries.claims(desk.head)
        for span in (claim.anchor.selector,)
        if isinstance(span, TextSpan)
        and any(span.start <= at < span.end for at in places.get(claim.text, ()))
    ]


def _edges_of(desk: ReadingDesk, incident: Incident) -> Iterator[str]:
    """Yield the links of its claims: those that lie in it, and those that lead to another."""
    own = set(incident.claims)
    for edge in queries.linked(desk.head, LinkEdge):
        if edge.kind == "incident" and (edge.a in own or edge.b in own):
            yield f"  link {edge.id} ({edge.judgement}) {edge.a} – {edge.b}: {in_numbers(edge)}"


def explain(desk: ReadingDesk, claim: Claim) -> tuple[Explanation, str]:
    """Return how the rules came to a claim, and a remark where that is not quite the claim kept.

    Raises InputError where the rules propose no such claim of its text any more."""
    capture = next(c for c in queries.given(desk.head, Capture) if c.id == claim.capture)
    found = next(
        (both for both in queries.texts(desk.head, desk.payload) if both[0].id == claim.text), None
    )
    if found is None:
        raise NotFoundError(f"The text of “{capture.name}” is no longer there: it was withdrawn.")
    text, documents = found
    rules = Rules.load(languages=desk.case.languages, pack=desk.case.pack)
    explained = explain_text(text, documents, rules=rules.coding, case=desk.case, name=capture.name)
    explanation = explanation_of(explained, claim)
    if explanation is None:
        raise InputError(
            f"The rules installed propose no such claim in “{capture.name}”: {claim.because}",
            hint="It is kept as it was decided on. `hechos show` prints all of it.",
        )
    taken = queries.rules_of(desk.head)
    if taken is not None and taken.rules != rules.rulesets:
        return explanation, "The rules installed differ from those that the case was built with."
    if claim.state == "edited":
        return explanation, "A person edited the claim; this is how the rules came to it."
    return explanation, ""


def describe(desk: ReadingDesk, record: Record) -> Iterator[str]:
    """Yield lines: the record's own words, then each passage with its capture and hash."""
    yield f"{type(record).__name__} {record.id}"
    left = {"record", "v", "id", "case", *(DRAWN if isinstance(record, Estimate) else ())}
    for key, value in wire.to_plain(record).items():
        if key not in left and value not in (None, "", [], ()):
            yield f"  {key}: {wire.canonical(value) if isinstance(value, dict | list) else value}"
    if isinstance(record, LinkEdge):
        yield f"  in numbers: {in_numbers(record)}"
    if isinstance(record, Incident):
        yield from _edges_of(desk, record)
    captures = {c.id: c for c in queries.given(desk.head, Capture)}
    for claim in claims_under(desk, record):
        yield ""
        yield f"claim {claim.id} ({claim.state}) {claim.content.kind}:{claim.content.type}"
        for passage in claim.passages:
            capture = captures[passage.capture]
            span = passage.selector
            if isinstance(span, TextSpan):
                yield f"  {capture.name} {span.start}–{span.end}  sha256 {capture.address}"
                yield f"  …{span.prefix}[{span.quote}]{span.suffix}…".replace("\n", " ")
            else:
                yield f"  {capture.name} (the whole file)  sha256 {capture.address}"
