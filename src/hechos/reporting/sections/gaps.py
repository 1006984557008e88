"""Sections: open doubts, documents to obtain, and what could not be read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from hechos.records import (
    Capture,
    Claim,
    ClaimRelation,
    Doubt,
    Failure,
    Party,
    PrimaryDocument,
    Proposition,
    Record,
)
from hechos.reporting.sections.says import proposition_id
from hechos.reporting.tree import Block, Bound, Line, Paragraph, Row
from hechos.reporting.writing.calendar import date_words
from hechos.reporting.writing.index import anchor
from hechos.reporting.writing.references import Writer


def write_doubts(writer: Writer) -> Iterator[Block]:
    doubts = writer.index.doubts
    names = _names(writer)
    if doubts:
        yield writer.intro("doubts")
        head = "doubt on severity status"
        yield writer.table("doubts", head, (_doubt(writer, d, names) for d in doubts))
    else:
        yield _note(writer, "doubts_none")
    if writer.index.rejected:
        yield writer.intro("set_aside")
        head = "source member reason"
        rows = (_rejected(writer, c) for c in writer.index.rejected)
        yield writer.table("set_aside", head, rows)


def _note(writer: Writer, key: str) -> Paragraph:
    return Paragraph(id=anchor("s", "note", key), lead=writer.rules.words(key))


def _doubt(writer: Writer, doubt: Doubt, names: dict[str, Callable[[], Line]]) -> Row:
    to = (doubt.id, doubt.on)
    name = names.get(doubt.on)
    text = writer.reason(doubt.text, to)
    if doubt.resolution:
        text = (*text, *writer.rules.words("item"), *writer.reason(doubt.resolution, to))
    cells = (
        text,
        name() if name else writer.not_stated(),
        writer.code("severity", doubt.severity, to),
        writer.code("doubt_status", doubt.status, to),
    )
    return Row(id=anchor("d", doubt.id), cells=cells)


def _names(writer: Writer) -> dict[str, Callable[[], Line]]:
    """Return by record id how to name and reach the record."""
    index, links = writer.index, writer.index.file.links
    names: dict[str, Callable[[], Line]] = {}
    known: tuple[tuple[Callable[..., Line], Iterable[Record]], ...] = (
        (writer.claim, index.ordered),
        (writer.figure, links.figures),
        (writer.universe, links.universes),
        (writer.incident, links.incidents),
        (partial(_matter, writer), links.propositions),
        (partial(_file, writer), index.file.captures),
        (partial(_pair, writer), index.relations),
        (_party, links.parties),
    )
    for how, records in known:
        names.update((record.id, partial(how, record)) for record in records)
    same = [(a.id, a.proposition) for a in index.assessments.values()]
    same.extend((t.id, t.capture) for t in index.file.texts)
    names.update((one, names[other]) for one, other in same if other in names)
    return names


def _file(writer: Writer, capture: Capture) -> Line:
    return (writer.file(capture),)


def _party(party: Party) -> Line:
    return (Bound(text=party.name, kind="name", to=(party.id,)),)


def _matter(writer: Writer, proposition: Proposition) -> Line:
    return writer.matter(proposition, proposition_id(proposition))


def _pair(writer: Writer, relation: ClaimRelation) -> Line:
    left, right = (writer.claim(writer.index.claims[c]) for c in (relation.left, relation.right))
    return writer.listed([left, right])


def _rejected(writer: Writer, claim: Claim) -> Row:
    decision = writer.index.decisions.get(claim.id)
    reason = writer.reason(decision.because, (decision.id,)) if decision else writer.none()
    cells = (writer.phrases.quotes(claim)[:1], writer.phrases.state(claim), reason)
    return Row(id=anchor("c", claim.id), cells=cells)


def write_primary(writer: Writer) -> Iterator[Block]:
    documents = [d for d in writer.index.file.weights.primary_documents if _stands(writer, d)]
    if not documents:
        yield _note(writer, "primary_none")
        return
    yield writer.intro("primary")
    head = "title issuer date statements reason"
    ordered = sorted(documents, key=lambda d: (d.issuer.casefold(), d.date or "", d.title, d.id))
    yield writer.table("primary", head, (_primary(writer, d) for d in ordered))


def _stands(writer: Writer, document: PrimaryDocument) -> bool:
    return bool(writer.index.in_order(document.claims))


def _primary(writer: Writer, document: PrimaryDocument) -> Row:
    to = (document.id, *document.claims)
    date = date_words(document.date, writer.rules)
    cells = (
        writer.reason(document.title, to, "record"),
        writer.reason(document.issuer, to, "name"),
        (Bound(text=date, kind="date", to=to),),
        writer.documents(writer.index.in_order(document.claims)),
        writer.reason(document.because, to),
    )
    return Row(cells=cells)


def write_failures(writer: Writer) -> Iterator[Block]:
    failures = sorted(writer.index.file.failures, key=lambda f: (f.item, f.stage, f.code, f.id))
    if not failures:
        yield _note(writer, "failures_none")
        return
    yield writer.intro("failures")
    yield writer.table("failures", "item stage reason", (_failure(f) for f in failures))


def _failure(failure: Failure) -> Row:
    to = (failure.id,)
    cells: tuple[Line, ...] = (
        (Bound(text=failure.item, kind="record", to=to),),
        (Bound(text=failure.stage, kind="term", to=to),),
        (Bound(text=failure.sentence, kind="reason", to=to),),
    )
    return Row(cells=cells)
