"""The tree of acts, as the stewards of a case made it."""

from __future__ import annotations

from hechos.app.register.models import CaseHead, Given
from hechos.records import Term, wire

ACTS = "acts"


def codes_under(head: CaseHead, code: str) -> tuple[str, ...]:
    """Return a code and those that stewards put under it or had it stand for, at any depth. What
    lies under a code by its own letters (LIB.ED in LIB) is in the index already."""
    rows = Given.objects.filter(case=head, record="Term", part_of=ACTS).order_by("seq")
    terms = (wire.loads(body, Term) for body in rows.values_list("body", flat=True))
    now = {term.code: term for term in terms}
    found, waiting = {code: None}, [code]
    while waiting:
        above = waiting.pop()
        under = [t.code for t in now.values() if above in (t.parent, t.merged_into)]
        waiting += [one for one in under if one not in found]
        found |= dict.fromkeys(under)
    return tuple(found)
