"""The browsers in which an account is signed in: since when, when the person was last active,
whether it is locked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from hechos.app.accounts.models import Account, HomeRules, Sitting
from hechos.app.audit.log import note
from hechos.app.questions import composed_once, first

FRESH = timedelta(minutes=10)
GRACE = timedelta(minutes=1)
TOUCH = timedelta(seconds=30)


def address_of(request: HttpRequest) -> str:
    """Return where the request comes from; the server has put the proxy's word in already."""
    return str(request.META.get("REMOTE_ADDR", ""))[:64]


@receiver(user_logged_in)
def begin(sender: Any, request: HttpRequest, user: Account, **_rest: Any) -> None:
    """Note that a session began."""
    Sitting.objects.exclude(
        session_key__in=Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    ).filter(account=user).delete()
    _make(request, user)


def of(request: HttpRequest) -> Sitting:
    """Return the sitting of a request of somebody who is signed in."""
    key = request.session.session_key or ""
    return first(_with_key(key)) or _make(request, request.user)


@composed_once
def _with_key(key: str) -> QuerySet[Sitting]:
    return Sitting.objects.filter(session_key=key)


def _make(request: HttpRequest, account: Any) -> Sitting:
    now = timezone.now()
    return Sitting.objects.update_or_create(
        session_key=request.session.session_key or "",
        defaults={
            "account": account,
            "began_at": now,
            "active_at": now,
            "proven_at": now,
            "locked": False,
            "browser": request.META.get("HTTP_USER_AGENT", "")[:200],
            "address": address_of(request),
        },
    )[0]


def touch(sitting: Sitting) -> None:
    """Note that the person is active."""
    now = timezone.now()
    if now - sitting.active_at > TOUCH:
        Sitting.objects.filter(pk=sitting.pk).update(active_at=now)


def is_locked(sitting: Sitting, rules: HomeRules) -> bool:
    """Say whether a sitting is locked; one that nobody used for long locks itself."""
    if sitting.locked:
        return True
    idle = timezone.now() - sitting.active_at
    if idle > timedelta(minutes=rules.idle_minutes) + GRACE:
        lock(sitting)
    return sitting.locked


def lock(sitting: Sitting) -> None:
    sitting.locked = True
    Sitting.objects.filter(pk=sitting.pk).update(locked=True)


def is_fresh(sitting: Sitting) -> bool:
    """Say whether the person gave the password a moment ago."""
    return timezone.now() - sitting.proven_at < FRESH


def prove(request: HttpRequest) -> None:
    """Note that the password was just given: unlock, and allow what asks for it."""
    now = timezone.now()
    Sitting.objects.filter(pk=of(request).pk).update(locked=False, proven_at=now, active_at=now)


def has_second_factor(request: HttpRequest) -> None:
    Sitting.objects.filter(pk=of(request).pk).update(second_factor=True)


def end(account: Account, *, but: str = "", only: int | None = None) -> int:
    """Sign the account out of its browsers, except the one with the session key `but`."""
    rows = Sitting.objects.filter(account=account).exclude(session_key=but)
    if only is not None:
        rows = rows.filter(pk=only)
    keys = list(rows.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    rows.delete()
    if keys:
        note("signed out", actor=account.pseudonym, detail={"browsers": len(keys)})
    return len(keys)
