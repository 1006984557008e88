"""The versions of a record: what it was after each decision, who made it so, when and why."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import QuerySet

from hechos.app.casework.versions.marks import decided_on, mark
from hechos.app.casework.versions.now import outcome_now, texts_of
from hechos.app.casework.versions.taken import Opened, about, seen_copies
from hechos.app.questions import composed_once
from hechos.app.register import queries
from hechos.app.register.models import Given, Proposed
from hechos.app.register.rows import CLAIM, FILTERED
from hechos.linking.deciding.judged import unretracted
from hechos.records import (
    Claim,
    ClaimRelation,
    Decision,
    Doubt,
    Incident,
    LinkEdge,
    Party,
    Record,
    RulesTaken,
    wire,
)
from hechos.weighing.decisions import apply_decisions, copied, resolve_doubts

PROPOSED, RULES = "propose", "rules"
"""What made a version that no decision made: a rule's proposal; rules that were taken over."""
MENTIONS = 200
"""So many mentions of a party are looked at for decisions on their links."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """`record` is what stood after it; None where it was gone, or where what was decided does not
    stand in the record itself (a grade, a link). `standing` is False of what was taken back since.
    `mark` is what forms of that time carry."""

    number: int
    record: Record | None
    mark: str
    act: str
    by: str
    at: str
    because: str = ""
    decision: Decision | None = None
    standing: bool = True


def history_of(desk: Opened, record: Record) -> list[Version]:
    """Return the versions of a record as it stands now, first to last."""
    everything = about(desk.head, _names(record))
    said = decided_on(record, everything)
    match record:
        case Claim():
            states = _claims(desk, record, said)
        case Doubt():
            states = _doubts(record, said)
        case ClaimRelation():
            states = _relations(desk, record, said)
        case _:
            own = said if isinstance(record, LinkEdge) else everything
            return _written_anew(desk, record) + _events(record, own)
    return _ended(desk, record, _told(states, said))


def _names(record: Record) -> tuple[str, ...]:
    match record:
        case LinkEdge():
            return record.a, record.b
        case Party():
            return (record.id, *record.mentions[:MENTIONS])
        case Incident():
            return (record.id, *record.claims[:MENTIONS])
        case _:
            return (record.id,)


def _claims(
    desk: Opened, claim: Claim, said: Sequence[Decision]
) -> tuple[Record | None, list[Record | None]]:
    """Return the claim before any decision, and after each."""
    seen = seen_copies(desk, said)
    first = next((copy for d in said if (copy := copied(d, seen))), None)
    proposal = next(
        (wire.loads(row.body, Claim) for row in _proposals(desk.head.id, claim.id)), None
    )
    start = first if first and first.state == "proposed" else proposal
    texts = () if start else texts_of(desk, claim.capture)
    after: list[Record | None] = []
    for number in range(1, len(said) + 1):
        standing = unretracted(said[:number])
        applied = apply_decisions([start] if start else [], texts, standing, seen, case=desk.case)
        after.append(next((one for one in applied.claims if one.id == claim.id), None))
    return start, after


@composed_once
def _proposals(case: str, claim: str) -> QuerySet[Proposed]:
    return Proposed.objects.filter(case=case, id=claim, layer__in=[CLAIM, FILTERED])


def _doubts(doubt: Doubt, said: Sequence[Decision]) -> tuple[Record, list[Record | None]]:
    start = replace(doubt, status="open", resolution=None)
    standing = (unretracted(said[:n]) for n in range(1, len(said) + 1))
    return start, [resolve_doubts([start], decisions)[0] for decisions in standing]


def _relations(
    desk: Opened, relation: ClaimRelation, said: Sequence[Decision]
) -> tuple[Record, list[Record | None]]:
    start = _as_seen(seen_copies(desk, said), said) or relation
    after: list[Record | None] = []
    for number in range(1, len(said) + 1):
        resolving = [d for d in unretracted(said[:number]) if d.act == "resolve"]
        after.append(outcome_now(start, resolving) if resolving else start)
    return start, after


def _as_seen(seen: dict[str, str], said: Sequence[Decision]) -> ClaimRelation | None:
    for decision in said:
        if decision.seen in seen:
            plain = json.loads(seen[decision.seen]).get("claimrelation")
            return wire.from_plain(plain, ClaimRelation) if plain else None
    return None


def _told(
    states: tuple[Record | None, list[Record | None]], said: Sequence[Decision]
) -> list[Version]:
    start, after = states
    found = [_made(1, start, PROPOSED, ())] if start is not None else []
    live = {decision.id for decision in unretracted(said)}
    for number, (record, decision) in enumerate(zip(after, said, strict=True), start=1):
        version = _decided(len(found) + 1, record, decision, said[:number])
        found.append(replace(version, standing=decision.id in live))
    return found


def _made(number: int, record: Record, act: str, said: Sequence[Decision]) -> Version:
    made = record.made
    return Version(
        number=number, record=record, mark=mark(record, said), act=act, by=made.by, at=made.at
    )


def _decided(
    number: int, record: Record | None, decision: Decision, said: Sequence[Decision]
) -> Version:
    return Version(
        number=number,
        record=record,
        mark=mark(record, said) if record else "",
        act=decision.act,
        by=decision.made.by,
        at=decision.made.at,
        because=decision.because,
        decision=decision,
    )


def _ended(desk: Opened, record: Record, found: list[Version]) -> list[Version]:
    """Add what the record became without a decision: by rules that were taken over since."""
    said = [version.decision for version in found if version.decision]
    now = mark(record, said)
    if found and found[-1].mark == now:
        return [*found[:-1], replace(found[-1], record=record)]
    taken = queries.given(desk.head, RulesTaken)[-1:]
    by, at = (taken[0].made.by, taken[0].made.at) if taken else (record.made.by, record.made.at)
    last = Version(number=len(found) + 1, record=record, mark=now, act=RULES, by=by, at=at)
    return [*found, last]


def _written_anew(desk: Opened, record: Record) -> list[Version]:
    """Return the versions of what members write: each names the one that it supersedes."""
    chain = [record]
    earlier = None if isinstance(record, Decision) else getattr(record, "supersedes", None)
    while earlier and len(chain) < MENTIONS:
        row = Given.objects.filter(case=desk.head, id=earlier, record=type(record).__name__).first()
        if row is None:
            break
        before: Any = wire.loads(row.body)
        chain.append(before)
        earlier = before.supersedes
    return [_made(n, one, PROPOSED, ()) for n, one in enumerate(reversed(chain), start=1)]


def _events(record: Record, said: Iterable[Decision]) -> list[Version]:
    decisions = list(said)
    live = {decision.id for decision in unretracted(decisions)}
    return [
        replace(_decided(n, None, decision, ()), standing=decision.id in live)
        for n, decision in enumerate(decisions, start=2)
    ]
