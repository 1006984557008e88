"""A source withdrawn: its bytes go, and what was made of them; a tombstone stays.

The decision is journaled first. What it says is carried out then, and at the next opening of the
case where a crash came between."""

from __future__ import annotations

from typing import Protocol, TypeVar

from django.db import connection

from hechos.app.casework.versions.taken import Opened, seen_copies
from hechos.app.register import queries
from hechos.app.register.models import Given, Proposed
from hechos.app.register.rows import remove
from hechos.app.search import index
from hechos.app.search.backend import backend
from hechos.app.work.models import ImportRun
from hechos.archive.store import CaseArchive
from hechos.records import (
    Beside,
    Capture,
    Decision,
    Identity,
    ModelOutput,
    Statement,
    Text,
    Translation,
    wire,
)
from hechos.weighing.decisions import ON_CLAIMS, copied

R = TypeVar("R", bound=Text | ModelOutput | Beside)


class Desk(Opened, Protocol):
    """A case opened for work."""

    @property
    def archive(self) -> CaseArchive: ...

    def save_heads(self) -> None: ...


def resume_withdrawals(desk: Desk) -> bool:
    """Carry out what was decided and, after a crash, not carried out; True if there was any."""
    rows = Given.objects.filter(case=desk.head, record="Decision", state="withdraw", done=False)
    waiting = [wire.loads(row.body, Decision) for row in rows.order_by("seq")]
    sources = Given.objects.filter(case=desk.head, id__in=[one.on for one in waiting])
    captures = {row.id: wire.loads(row.body, Capture) for row in sources}
    for decision in waiting:
        if decision.on in captures:
            carry_out_withdrawal(desk, captures[decision.on], by=decision.made.by)
    if waiting:
        purge(desk)
    return bool(waiting)


def carry_out_withdrawal(desk: Desk, capture: Capture, *, by: str) -> None:
    """Remove what a withdrawal decision, journaled already, says is to go."""
    addresses = [] if is_shared(desk, capture) else [capture.address]
    addresses += _copies_on(desk, capture.id)
    for cls in (Text, ModelOutput, Statement, Identity, Translation):
        addresses += [one.address for one in _given_of(desk, cls, capture.id)]
    for address in dict.fromkeys(addresses):
        desk.archive.remove(address, record=capture.id, actor=by, op="withdrawn")
    remove(Proposed.objects.filter(case=desk.head, part_of=capture.id))
    index.forget_capture(desk.head, capture.id)
    ImportRun.objects.filter(case=desk.head, capture=capture.id).delete()
    desk.head.linked = False
    desk.save_heads()


def is_shared(desk: Desk, capture: Capture) -> bool:
    """Say whether another capture that is not withdrawn holds the same bytes."""
    gone = queries.withdrawn(desk.head) | {capture.id}
    objects = Given.objects.filter(case=desk.head, record="Object")
    same = objects.filter(plain=capture.address).values_list("id", flat=True)
    others = Given.objects.filter(case=desk.head, record="Capture", part_of__in=list(same))
    return any(other not in gone for other in others.values_list("id", flat=True))


def _given_of(desk: Desk, cls: type[R], capture: str) -> list[R]:
    rows = Given.objects.filter(case=desk.head, record=cls.__name__, part_of=capture)
    return [wire.loads(row.body, cls) for row in rows.order_by("seq")]


def _copies_on(desk: Desk, capture_id: str) -> list[str]:
    """Return the copies of what members saw of a capture, alone or beside another."""
    gone = set(
        Proposed.objects.filter(case=desk.head, part_of=capture_id).values_list("id", flat=True)
    )
    gone.add(capture_id)
    gone |= {text.id for text in _given_of(desk, Text, capture_id)}
    there = set(Proposed.objects.filter(case=desk.head).values_list("id", flat=True))

    def is_of_capture(decision: Decision) -> bool:
        if any(end.partition(":")[0] in gone for end in (decision.on, decision.other or "")):
            return True
        if decision.on in there or decision.act not in (*ON_CLAIMS, "write"):
            return False
        copy = copied(decision, seen_copies(desk, [decision]))  # of a claim that is no longer there
        return copy is not None and copy.capture == capture_id

    decisions = queries.given(desk.head, Decision)
    return [one.seen for one in decisions if one.seen and is_of_capture(one)]


def purge(desk: Desk) -> None:
    """Leave nothing of deleted rows in the register's files (rows are overwritten when deleted,
    but the index of words keeps what was removed until it is packed, and older pages may still
    stand in the write-ahead log). That ends the withdrawals of the case."""
    backend().purge()
    statements = (
        ("VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)")
        if connection.vendor == "sqlite"
        else ("VACUUM FULL register_proposed", "VACUUM FULL register_ref")
    )
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    rows = Given.objects.filter(case=desk.head, record="Decision", state="withdraw")
    rows.update(done=True)
