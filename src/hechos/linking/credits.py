"""Relays that say so: a document that credits another document of the case as where it has it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from hechos.lang.names import fold
from hechos.linking.facts import Document, Fact, Facts, span_of
from hechos.records import OriginEdge

DAYS = 10
"""A credit points to what its publisher printed within so many days before."""


def credit_edges(facts: Facts) -> tuple[OriginEdge, ...]:
    """Return an edge for each credit that names the publisher of another document which tells of
    the same kind of act, at most days before; relays are shown, never counted."""
    by_publisher: dict[str, list[Document]] = defaultdict(list)
    for document in facts.documents:
        if document.publisher:
            by_publisher[fold(document.publisher)].append(document)
    return tuple(
        _edge(left, right, credit, facts)
        for right in facts.documents
        for credit, how in right.credits
        if how == "credit"
        for left in _printed_before(right, by_publisher.get(credit, ()))
        if _share_an_act(facts.of_document(left.rank), facts.of_document(right.rank))
    )


def _edge(left: Document, right: Document, credit: str, facts: Facts) -> OriginEdge:
    pair = (left.capture.id, right.capture.id)
    return OriginEdge(
        id=facts.draw(pair, "edge", "credit", *sorted(pair)),
        case=facts.case.id,
        made=facts.made("credits"),
        between="documents",
        left=left.capture.id,
        right=right.capture.id,
        kind="credit",
        evidence=credit,
        because=f"{right.name} credits {left.name}, and both tell of the same kind of act.",
    )


def _printed_before(right: Document, candidates: Iterable[Document]) -> Iterator[Document]:
    printed = span_of(right.published).start
    for left in candidates:
        day = span_of(left.published).start
        if left is right or printed is None or day is None:
            continue
        if 0 <= printed - day <= DAYS:
            yield left


def _share_an_act(a: list[Fact], b: list[Fact]) -> bool:
    """Tell whether both speak of one family of acts in one country."""
    kinds = {(fact.family.name, fact.place[:1]) for fact in a if fact.family}
    return any((fact.family.name, fact.place[:1]) in kinds for fact in b if fact.family)
