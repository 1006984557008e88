"""The registers of a case, from its desk."""

from __future__ import annotations

from hechos.app.casework.desk import ReadingDesk
from hechos.app.casework.linkup import gather
from hechos.app.register import queries
from hechos.counting.registers.cases.lists import CaseRegister, Rows, register_of
from hechos.linking.deciding.judged import joined
from hechos.records import Decision, Party


def register_in(desk: ReadingDesk, name: str = "") -> CaseRegister:
    """Return the detentions of a list of a case, or of its documents, as `register_of` does."""
    return register_of(rows_in(desk), name)


def rows_in(desk: ReadingDesk) -> Rows:
    """Return all that a case holds for registers."""
    decisions = queries.given(desk.head, Decision)
    return Rows(
        claims=queries.claims(desk.head),
        parties=queries.linked(desk.head, Party),
        decisions=decisions,
        joined=lambda refs: joined(decisions, refs, lambda: gather(desk)[0].decisions),
    )
