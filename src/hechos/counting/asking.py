"""What stands against an estimate from a case, as a result of its own: it needs no extra."""

from __future__ import annotations

from hechos.counting.estimates import Estimate
from hechos.counting.lists import CaseLists
from hechos.counting.verdicts import Verdict, before, one_list_each


def refusal(lists: CaseLists, *, method: str, level: float, seed: int = 1) -> Estimate | None:
    """Return a result without numbers where the records of a case allow no estimate whatever the
    method; None where they may."""
    table = lists.histories
    histories, log = one_list_each(table, lists.context) if lists.rows else (table, ())
    reasons = (*lists.against, *before(histories, lists.context))
    if not any(reason.refuses for reason in reasons):
        return None
    return Estimate(
        documented=table.documented,
        level=level,
        method=method,
        verdict=Verdict.REFUSE,
        reasons=reasons,
        histories=histories,
        log=(*lists.log, *log),
        digest=histories.digest,
        seed=seed,
    )
