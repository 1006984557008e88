"""What a dated copy says of an undated one: a day to count “on Friday” from; a person takes it."""

from __future__ import annotations

from collections.abc import Iterator

from hechos.linking.copies.find import Copied
from hechos.linking.facts import Document, Facts, span_of
from hechos.records import Basis, Doubt


def date_doubts(copied: Copied, facts: Facts) -> Iterator[Doubt]:
    """Propose for each undated document the day of its earliest dated copy or translation."""
    pairs = [(one.left, one.right) for one in copied.texts if one.kind == "reprint"]
    pairs += [(one.left, one.right) for one in copied.translations if one.is_close]
    siblings: dict[int, list[Document]] = {}
    for left, right in pairs:
        for one, other in ((left, right), (right, left)):
            if span_of(facts.documents[other].published).is_known:
                siblings.setdefault(one, []).append(facts.documents[other])
    for rank, dated in sorted(siblings.items()):
        document = facts.documents[rank]
        if not span_of(document.published).is_known:
            yield _doubt(document, min(dated, key=lambda one: one.rank), facts)


def _doubt(document: Document, dated: Document, facts: Facts) -> Doubt:
    pair = (document.capture.id, dated.capture.id)
    return Doubt(
        id=facts.draw(pair, "doubt", "date of a copy", *pair),
        case=facts.case.id,
        made=facts.made("dates"),
        type="date of a copy",
        on=document.capture.id,
        slot="published",
        text=(
            f"{document.name} does not say when it was published. {dated.name}, which tells the "
            f"same, is of {dated.published}{_relative(document, facts)}. A person decides."
        ),
    )


def _relative(document: Document, facts: Facts) -> str:
    """Name the days that a reader of the undated copy cannot place."""
    words = [
        when.verbatim
        for fact in facts.of_document(document.rank)
        for when in (fact.claim.content.time, fact.claim.said_at)
        if when is not None and (when.basis is not Basis.EXPLICIT or "X" in when.edtf)
    ]
    few = list(dict.fromkeys(words))[:3]
    return f"; from it count {', '.join(f'“{word}”' for word in few)}" if few else ""
