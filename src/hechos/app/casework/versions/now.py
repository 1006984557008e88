"""What a decision changes at once on the rows of what it is on, before the case is linked anew.

Claims get the rows that linking will give them, exactly: the same function makes both. Doubts get
their status; a difference gets the outcome that was set, and the rule's own only from linking.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from hechos.app.casework.versions.taken import Opened, about, roots, seen_copies
from hechos.app.register import queries
from hechos.app.register.models import Given, Proposed
from hechos.app.register.renew import raise_claims
from hechos.app.register.rows import CLAIM, DECIDED, FILTERED, LINK, insert, proposed_rows, remove
from hechos.linking.deciding.judged import unretracted
from hechos.records import Claim, ClaimRelation, Decision, Doubt, Outcome, Text, wire
from hechos.weighing.decisions import ON_CLAIMS, apply_decisions, copied, resolve_doubts

AGAIN = "The decision on this was taken back; it is being weighed again."


def apply_now(desk: Opened, decisions: Iterable[Decision]) -> None:
    """Bring the rows that decisions are on up to all decisions that the register holds on them."""
    meant = roots(desk.head, decisions)
    claims = _on_claims(meant)
    for capture in dict.fromkeys(_captures(desk, claims)):
        _claims_now(desk, capture, [d.on for d in claims])
    for on in dict.fromkeys(d.on for d in meant if d.act == "resolve"):
        _resolved_now(desk, on)


def captures_of(desk: Opened, decisions: Iterable[Decision]) -> frozenset[str]:
    """Return the captures whose claims decisions are on, or were."""
    return frozenset(_captures(desk, _on_claims(roots(desk.head, decisions))))


def _on_claims(decisions: Iterable[Decision]) -> list[Decision]:
    return [d for d in decisions if d.act in (*ON_CLAIMS, "write")]


def _captures(desk: Opened, decisions: Sequence[Decision]) -> Iterable[str]:
    rows = Proposed.objects.filter(case=desk.head, record="Claim", id__in=[d.on for d in decisions])
    there = dict(rows.values_list("id", "part_of"))
    seen = seen_copies(desk, [d for d in decisions if d.on not in there])
    for decision in decisions:
        copy = None if decision.on in there else copied(decision, seen)
        capture = there.get(decision.on) or (copy.capture if copy else "")
        if capture:
            yield capture


def _claims_now(desk: Opened, capture: str, also: Sequence[str]) -> None:
    """Write the decided rows of one capture's claims."""
    by_layer: dict[str, list[Proposed]] = {CLAIM: [], DECIDED: [], FILTERED: []}
    rows = Proposed.objects.filter(case=desk.head, layer__in=[*by_layer], part_of=capture)
    ids = set(also)
    # put in order here: SQLite would walk through all claims of the case in theirs
    for row in sorted(rows.filter(record="Claim"), key=lambda row: (row.place, row.row)):
        by_layer[row.layer].append(row)
        ids.add(row.id)
    decisions = unretracted(about(desk.head, ids))
    decided = {value for d in decisions for value in (d.on, d.key) if value}
    left_out = [wire.loads(row.body, Claim) for row in by_layer[FILTERED]]
    claims = [wire.loads(row.body, Claim) for row in by_layer[CLAIM]]
    claims += [claim for claim in left_out if claim.id in decided or claim.key in decided]
    own = {claim.id for claim in claims}
    texts = () if _on_proposals(decisions, own) else texts_of(desk, capture)
    seen = seen_copies(desk, decisions)
    applied = apply_decisions(claims, texts, decisions, seen, case=desk.case)
    there = {row.id for row in by_layer[CLAIM]}
    found = [
        c
        for c in applied.claims
        if c.capture == capture and (c.state != "proposed" or c.id not in there)
    ]
    _keep(desk, capture, by_layer[DECIDED], found)


def _on_proposals(decisions: Iterable[Decision], proposals: set[str]) -> bool:
    """Say whether every decision is on a proposal that is there: then no text is needed."""
    return all(d.on in proposals for d in decisions if d.act in (*ON_CLAIMS, "write"))


def texts_of(desk: Opened, capture: str) -> tuple[Text, ...]:
    """Return the readings of a capture, first to last; none where it is withdrawn."""
    rows = Given.objects.filter(case=desk.head, record="Text", part_of=capture).order_by("seq")
    found = (queries.text_of(row.body, desk.payload) for row in rows)
    return tuple(both[0] for both in found if both)


def _keep(
    desk: Opened, capture: str, standing: Sequence[Proposed], claims: Sequence[Claim]
) -> None:
    """Replace the rows that differ; the others stay as they are."""
    places = dict(Given.objects.filter(id=capture).values_list("id", "seq"))
    new = {row.id: row for row in proposed_rows(desk.head, DECIDED, claims, places)}
    same = {row.id for row in standing if row.id in new and row.body == new[row.id].body}
    remove(Proposed.objects.filter(row__in=[r.row for r in standing if r.id not in same]))
    insert([row for row in new.values() if row.id not in same])
    raise_claims(desk.head, [capture])


def _resolved_now(desk: Opened, on: str) -> None:
    row = Proposed.objects.filter(case=desk.head, layer=LINK, id=on).first()
    if row is None:
        return
    decisions = [d for d in unretracted(about(desk.head, [on])) if d.act == "resolve"]
    record = wire.loads(row.body)
    if isinstance(record, Doubt):
        open_ = replace(record, status="open", resolution=None)
        record = resolve_doubts([open_], decisions)[0]
        row.state = record.status
    elif isinstance(record, ClaimRelation):
        record = outcome_now(record, decisions)
        row.state = record.outcome.value
    row.body = wire.dumps(record)
    row.save(update_fields=["body", "state"])


def outcome_now(relation: ClaimRelation, decisions: Sequence[Decision]) -> ClaimRelation:
    """Return a difference with the outcome that was decided last."""
    if not decisions:
        return replace(relation, outcome=Outcome.UNDETERMINED, because=AGAIN)
    last = decisions[-1]
    return replace(
        relation,
        outcome=Outcome(dict(last.changes)["outcome"]),
        because=f"{last.because} (decided by {last.made.by} on {last.made.at[:10]})",
    )
