"""Have work done in the background."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction

from hechos.app.jobs.models import Job


def enqueue(
    kind: str,
    *,
    case: str = "",
    by: str,
    account: int | None = None,
    args: Mapping[str, Any] | None = None,
    key: str,
) -> Job:
    """Queue a job; where one of the same key waits or runs, that one is returned."""
    try:
        with transaction.atomic():
            return Job.objects.create(
                kind=kind, case=case, by=by, account=account, args=dict(args or {}), key=key
            )
    except IntegrityError:
        return Job.objects.filter(key=key, state__in=["queued", "running"]).latest("id")
