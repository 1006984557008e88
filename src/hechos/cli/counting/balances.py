"""A balance as commands print it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hechos.counting.registers.stock import Balance


def balance_row(found: Balance) -> dict[str, Any]:
    """Return a balance as one JSON object: stocks and terms with their numbers."""
    return {
        "record": "balance",
        "since": found.since.isoformat() if found.since else None,
        "until": found.until.isoformat() if found.until else None,
        "before": found.before.says(),
        "after": found.after.says(),
        "flows": {flow.term: flow.amount.says() for flow in found.flows},
        "holds": found.holds,
        "worked_out": list(found.worked_out),
        "unplaced": list(found.unplaced),
        "unsure": list(found.unsure),
        "assumptions": list(found.assumptions),
        "sentence": found.sentence(),
    }
