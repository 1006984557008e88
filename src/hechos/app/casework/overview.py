"""What a case holds, in numbers: for `status`, the demonstration and the first page."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any

from hechos.app.casework.desk import ReadingDesk
from hechos.app.register import queries
from hechos.linking.persons.case import BY_VARIANTS
from hechos.records import (
    Capture,
    Claim,
    ClaimRelation,
    Doubt,
    Failure,
    Figure,
    Incident,
    LinkRun,
    OriginEdge,
    Text,
)


@dataclass(frozen=True, slots=True)
class Overview:
    """Counts are of what is in force; `failed` are (item, code, sentence)."""

    case: str
    title: str
    captures: int
    withdrawn: int
    texts: int
    claims: int
    unreviewed: int
    filtered: int
    figures: int
    incidents: int
    relays: int
    contradictions: tuple[tuple[str, int], ...]
    open_doubts: int
    failed: tuple[tuple[str, str, str], ...]
    persons: tuple[str, ...] = ()
    """How persons were linked, where that was not by the whole model."""

    def as_row(self) -> dict[str, Any]:
        return asdict(self)

    def lines(self) -> list[str]:
        outcomes = ", ".join(f"{n} {outcome}" for outcome, n in self.contradictions) or "none"
        lines = [
            f"{self.title} ({self.case})",
            f"{self.captures} captures ({self.withdrawn} withdrawn), {self.texts} texts",
            f"{self.claims} claims, {self.unreviewed} of them reviewed by nobody",
            *self._left_out(),
            f"{self.figures} figures, {self.incidents} incidents and patterns",
            f"{self.relays} pairs of documents are reprints or relays; they add no support",
            f"differences between claims: {outcomes}",
            f"{self.open_doubts} doubts open",
            *self.persons,
        ]
        lines += [f"failed: {item}: {sentence}" for item, _, sentence in self.failed]
        return lines

    def _left_out(self) -> list[str]:
        if not self.filtered:
            return []
        see = f"see them with: hechos claims {self.case} --filtered"
        return [f"{self.filtered} proposals left out by what the decisions taught; {see}"]


def overview(desk: ReadingDesk) -> Overview:
    head = desk.head
    claims = [c for c in queries.claims(head) if c.content.kind != "document"]
    relations = [r for r in queries.linked(head, ClaimRelation) if r.kind == "contradicts"]
    outcomes = Counter(relation.outcome.value for relation in relations)
    return Overview(
        case=head.slug,
        title=desk.case.title,
        captures=len(queries.given(head, Capture)),
        withdrawn=len(queries.withdrawn(head)),
        texts=len(queries.given(head, Text)),
        claims=sum(c.state != "rejected" for c in claims),
        unreviewed=sum(c.state == "proposed" for c in claims),
        filtered=len({c.id for c in queries.filtered(head, Claim)} - {c.id for c in claims}),
        figures=sum(f.derivable for f in queries.linked(head, Figure)),
        incidents=len(queries.linked(head, Incident)),
        relays=sum(e.between == "documents" for e in queries.linked(head, OriginEdge)),
        contradictions=tuple(sorted(outcomes.items())),
        open_doubts=sum(d.status == "open" for d in queries.linked(head, Doubt)),
        persons=tuple(
            run.because for run in queries.linked(head, LinkRun) if run.model == BY_VARIANTS
        ),
        failed=tuple((f.item, f.code, f.sentence) for f in queries.given(head, Failure)),
    )
