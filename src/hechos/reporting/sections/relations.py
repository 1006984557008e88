"""Section: contradictions and repeats, relays between documents, and support by origin."""

from __future__ import annotations

from collections.abc import Iterator

from hechos.records import ClaimRelation, OriginEdge, OriginGroup, Proposition
from hechos.reporting.sections.levels import level_bound
from hechos.reporting.sections.says import proposition_id
from hechos.reporting.tree import Block, Bound, Line, Row
from hechos.reporting.writing.index import gravity_of
from hechos.reporting.writing.references import Writer


def write_relations(writer: Writer) -> Iterator[Block]:
    yield writer.intro("relations")
    pairs = sorted(writer.index.relations, key=gravity_of)
    if pairs:
        head = "first kind second outcome reason state"
        yield writer.table("relations", head, (_pair(writer, r) for r in pairs))
    relays = [e for e in writer.index.file.links.edges if e.between == "documents"]
    known = writer.index.captures
    relays = [e for e in relays if e.left in known and e.right in known]
    if relays:
        yield writer.intro("relays")
        head = "document_first document_second kind evidence reason"
        ordered = sorted(relays, key=lambda e: (known[e.left].name, known[e.right].name, e.id))
        yield writer.table("relays", head, (_relay(writer, e) for e in ordered))
    matters = [p for p in writer.index.file.links.propositions if p.id in writer.index.assessments]
    matters = [p for p in matters if writer.index.in_order(p.supporting)]
    if matters:
        yield writer.intro("support")
        head = "matter origins documents primary level whole"
        first = {
            p.id: writer.index.order[writer.index.in_order(p.supporting)[0].id] for p in matters
        }
        ordered_matters = sorted(matters, key=lambda p: (first[p.id], p.kind, p.id))
        yield writer.table("support", head, (_support(writer, p) for p in ordered_matters))


def _pair(writer: Writer, relation: ClaimRelation) -> Row:
    to = (relation.id, relation.left, relation.right)
    cells = (
        writer.claim(writer.index.claims[relation.left]),
        writer.code("relation_kind", relation.kind, to),
        writer.claim(writer.index.claims[relation.right]),
        writer.code("outcome", relation.outcome.value, to),
        writer.reason(relation.because, to),
        writer.phrases.proposed(relation.made.by, relation.made.version, relation.id),
    )
    return Row(cells=cells)


def _relay(writer: Writer, edge: OriginEdge) -> Row:
    to = (edge.id, edge.left, edge.right)
    cells = (
        (writer.file(writer.index.captures[edge.left]),),
        (writer.file(writer.index.captures[edge.right]),),
        writer.code("edge_kind", edge.kind, to),
        writer.reason(edge.evidence, to, "record"),
        writer.reason(edge.because, to),
    )
    return Row(cells=cells)


def _support(writer: Writer, proposition: Proposition) -> Row:
    assessment = writer.index.assessments[proposition.id]
    claims = writer.index.in_order(proposition.supporting)
    origins = writer.index.origins.get(proposition.id, ())
    cells = (
        writer.matter(proposition, proposition_id(proposition)),
        (writer.count(assessment.supporting_origins, of=assessment.id),),
        writer.documents(claims),
        _primaries(writer, origins),
        (level_bound(assessment.level, (assessment.id,)),),
        (level_bound(assessment.whole or assessment.level, (assessment.id,)),),
    )
    return Row(cells=cells)


def _primaries(writer: Writer, origins: tuple[OriginGroup, ...]) -> Line:
    """Return the primary that each origin names; where it names none, that it is not stated."""
    lines: list[Line] = []
    for origin in origins:
        if not writer.index.in_order(origin.claims):
            continue
        if origin.primary:
            lines.append((Bound(text=origin.primary, kind="name", to=(origin.id, *origin.claims)),))
        else:
            lines.append(writer.not_stated())
    return writer.listed(lines)
