"""Record what a member decides: journal first, then rows; links follow when next asked for."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from hechos.app.casework.desk import Desk
from hechos.app.casework.grading.whatif import check_grading
from hechos.app.casework.linkup import ensure_linked, record_decision, withdrawn_captures
from hechos.app.register import queries
from hechos.app.register.models import Given, Proposed
from hechos.app.search import index
from hechos.errors import InputError, NotFoundError
from hechos.records import (
    Capture,
    Claim,
    ClaimRelation,
    Decision,
    ModelOutput,
    Outcome,
    Record,
    Text,
    ids,
    wire,
)
from hechos.weighing.contradictions import pair_key
from hechos.weighing.decisions import check_act, copy_of
from hechos.weighing.edits import edited
from hechos.weighing.grading.checklist import check_answers


def decide(
    desk: Desk,
    record: Record,
    act: str,
    *,
    by: str,
    because: str,
    changes: Sequence[tuple[str, str]] = (),
) -> Decision:
    """Record a decision on a claim, doubt, relation, party or capture; on links see
    `links.deciding`.

    A decision needs a member and a reason, and keeps a copy of what the member saw.
    """
    desk.check_reasoned(by, because)
    check_act(act, type(record).__name__)
    _check_changes(desk, act, record, changes)
    seen = desk.archive.put_many([_copy(record).encode()])[0]
    decision = Decision(
        id=ids.mint(),
        case=desk.case.id,
        made=desk.made(by),
        act=act,
        on=record.id,
        key=_key(record),
        because=because.strip(),
        seen=seen,
        changes=tuple(changes),
        supersedes=_earlier(desk, record.id),
    )
    return record_decision(desk, decision)


def _key(record: Record) -> str | None:
    if isinstance(record, ClaimRelation):
        ends = [queries.find(one)[1] for one in (record.left, record.right)]
        claims = [one for one in ends if isinstance(one, Claim)]
        return pair_key(*claims) if len(claims) == 2 else None
    return record.key if isinstance(record, Claim) else None


def _copy(record: Record) -> str:
    if isinstance(record, Claim):
        return copy_of(record)
    return wire.canonical({type(record).__name__.lower(): wire.to_plain(record)})


def _check_changes(
    desk: Desk, act: str, record: Record, changes: Sequence[tuple[str, str]]
) -> None:
    if act == "edit":
        if not changes or not isinstance(record, Claim):
            raise InputError("An edit needs what to set.", hint="--set slot=value")
        edited(record, changes)
    elif isinstance(record, ClaimRelation):
        if dict(changes).get("outcome") not in set(Outcome):
            raise InputError(
                "Say what the difference is.", hint=f"--set outcome={'|'.join(Outcome)}"
            )
    elif act == "grade":
        check_grading(desk, record, changes)
    elif act == "checklist":
        check_answers(changes, desk.rules.weighing.checklist)


def _earlier(desk: Desk, on: str) -> str | None:
    rows = Given.objects.filter(case=desk.head, record="Decision", part_of=on).order_by("-seq")
    first = rows.first()
    return first.id if first else None


def withdraw(desk: Desk, capture_id: str, *, by: str, because: str) -> Decision:
    """Remove a capture's bytes, its texts and the copies made of them; keep a tombstone.

    What stands on it is gone from every list, and the rest is weighed again. Bytes that another
    capture of the case still needs stay, and the decision says so.
    """
    capture = _capture(desk, capture_id)
    if capture.id in withdrawn_captures(desk.head):
        raise InputError(f"{capture.name} is withdrawn already.")
    desk.check_reasoned(by, because, "withdrawal")
    shared = _is_shared(desk, capture)
    decision = Decision(
        id=ids.mint(),
        case=desk.case.id,
        made=desk.made(by),
        act="withdraw",
        on=capture.id,
        because=because.strip(),
        changes=(("bytes", "kept for another capture"),) if shared else (),
    )
    desk.give([decision])
    carry_out_withdrawal(desk, capture, by=by)
    ensure_linked(desk)
    _purge()
    return decision


def _purge() -> None:
    """Leave nothing of deleted rows in the register's files (rows are overwritten when deleted,
    but older pages may still stand in the write-ahead log)."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _is_shared(desk: Desk, capture: Capture) -> bool:
    """Say whether another capture that is not withdrawn holds the same bytes."""
    gone = withdrawn_captures(desk.head) | {capture.id}
    return any(
        other.address == capture.address and other.id not in gone
        for other in queries.given(desk.head, Capture)
    )


def carry_out_withdrawal(desk: Desk, capture: Capture, *, by: str) -> None:
    """Remove what a withdrawal decision, journaled already, says is to go."""
    addresses = [] if _is_shared(desk, capture) else [capture.address]
    addresses += _texts_of(desk, capture.id) + _copies_on(desk, capture.id)
    outputs = queries.given(desk.head, ModelOutput)
    addresses += [output.address for output in outputs if output.capture == capture.id]
    for address in dict.fromkeys(addresses):
        desk.archive.remove(address, record=capture.id, actor=by, op="withdrawn")
    Proposed.objects.filter(case=desk.head, part_of=capture.id).delete()
    index.forget_capture(desk.head, capture.id)
    desk.head.linked = False
    desk.save_heads()


def _capture(desk: Desk, capture_id: str) -> Capture:
    head, record = queries.find(capture_id)
    if not isinstance(record, Capture) or head.id != desk.head.id:
        raise NotFoundError(
            f"“{capture_id}” is not a capture of “{desk.case.slug}”.",
            hint=f"hechos captures {desk.case.slug}",
        )
    return record


def _texts_of(desk: Desk, capture_id: str) -> list[str]:
    return [t.address for t in queries.given(desk.head, Text) if t.capture == capture_id]


def _copies_on(desk: Desk, capture_id: str) -> list[str]:
    """Return the copies of what members saw of a capture, alone or beside another."""
    gone = set(
        Proposed.objects.filter(case=desk.head, part_of=capture_id).values_list("id", flat=True)
    )
    gone.add(capture_id)
    gone |= {text.id for text in queries.given(desk.head, Text) if text.capture == capture_id}
    return [
        decision.seen
        for decision in queries.given(desk.head, Decision)
        if decision.seen
        and any(end.partition(":")[0] in gone for end in (decision.on, decision.other or ""))
    ]
