"""Attempts that failed, and how long the next one is refused. Kept in the register, so that it
holds for every process of a server and over a restart."""

from __future__ import annotations

import hashlib
import hmac
import math
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hechos.app.accounts.models import Refusals
from hechos.app.audit.log import note
from hechos.errors import NotAllowedError

TRIES = {"name": 5, "address": 20, "code": 5}
"""Several people may stand behind one address, so it has more."""
WINDOW = timedelta(minutes=15)


def check(**tried: str) -> None:
    """Raise where too many attempts failed on one of these, and say for how long."""
    keys = [_key(kind, value) for kind, value in tried.items()]
    rows = Refusals.objects.filter(key__in=keys, until__gt=timezone.now())
    until = max((row.until for row in rows if row.until), default=None)
    if until is not None:
        raise NotAllowedError(_sentence(until), hint=_hint())


def failed(*, actor: str = "nobody", **tried: str) -> None:
    """Count a failed attempt; raise where it was the last one allowed."""
    until = max((u for kind, value in tried.items() if (u := _count(kind, value))), default=None)
    note("sign-in refused", actor=actor, detail={"on": sorted(tried)})
    if until is not None:
        note("locked out", actor=actor, detail={"on": sorted(tried), "until": until.isoformat()})
        raise NotAllowedError(_sentence(until), hint=_hint())


def forget(**tried: str) -> None:
    Refusals.objects.filter(key__in=[_key(kind, value) for kind, value in tried.items()]).delete()


def _count(kind: str, value: str) -> datetime | None:
    now = timezone.now()
    with transaction.atomic():
        row, _new = Refusals.objects.select_for_update().get_or_create(
            key=_key(kind, value), defaults={"since": now}
        )
        if now - row.since > WINDOW:
            row.tries, row.since, row.until = 0, now, None
        row.tries += 1
        if row.tries >= TRIES[kind]:
            row.until = now + WINDOW
        row.save()
    return row.until


def _key(kind: str, value: str) -> str:
    said = f"{kind}:{value.strip().casefold()}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), said, hashlib.sha256).hexdigest()


def _sentence(until: datetime) -> str:
    minutes = max(1, math.ceil((until - timezone.now()).total_seconds() / 60))
    return ngettext(
        "Too many attempts failed. The next one is allowed in %(minutes)d minute.",
        "Too many attempts failed. The next one is allowed in %(minutes)d minutes.",
        minutes,
    ) % {"minutes": minutes}


def _hint() -> str:
    return _("Whoever keeps the accounts can open it earlier.")
