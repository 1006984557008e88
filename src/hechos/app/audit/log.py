"""Write events and check the chain."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from hechos.app.audit.models import Event
from hechos.archive.clock import SystemClock
from hechos.records import wire

START = "0" * 64
LOCK = 0x6865_6368_6F73


def note(
    what: str,
    *,
    actor: str,
    case: str = "",
    record: str = "",
    detail: Mapping[str, Any] | None = None,
) -> Event:
    """Add an event, in the transaction of the caller if there is one."""
    with transaction.atomic():
        _one_at_a_time()
        last = Event.objects.order_by("-seq").first()
        event = Event(
            at=SystemClock().now_iso(),
            actor=actor,
            what=what,
            case=case,
            record=record,
            detail=dict(detail or {}),
            before=last.hash if last else START,
        )
        event.hash = hash_of(event)
        event.save(force_insert=True)
    return event


def _one_at_a_time() -> None:
    """Wait for whoever is adding an event: to lock the last row would not keep a second writer
    from following it. SQLite lets one write at a time anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def find(
    *,
    case: str,
    actor: str = "",
    what: str = "",
    record: str = "",
    since: str = "",
    until: str = "",
) -> QuerySet[Event]:
    """Return the events of a case that fit, the last first. Days are ISO 8601, both included."""
    events = Event.objects.filter(case=case)
    for name, value in (("actor", actor), ("what", what), ("record", record)):
        if value:
            events = events.filter(**{name: value})
    if since:
        events = events.filter(at__gte=since)
    if until:
        events = events.filter(
            at__lt=f"{until}U"
        )  # "U" comes after the "T" of any time of that day
    return events.order_by("-seq")


def hash_of(event: Event) -> str:
    plain = {
        name: getattr(event, name)
        for name in ("at", "actor", "what", "case", "record", "detail", "before")
    }
    return hashlib.sha256(wire.canonical(plain).encode()).hexdigest()


def broken_at() -> int | None:
    """Return the number of the first event that does not follow from the one before; None if all
    do."""
    before = START
    for event in Event.objects.order_by("seq").iterator():
        if event.before != before or event.hash != hash_of(event):
            return event.seq
        before = event.hash
    return None
