"""Tell people that something happened, as long as they may see what it is about."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import F, QuerySet
from django.utils import timezone

from hechos.app.accounts.models import Account
from hechos.app.register.models import CaseHead
from hechos.app.work.members import class_of, seen_by
from hechos.app.work.models import Notice


def notify(
    accounts: Iterable[int],
    what: str,
    *,
    case: CaseHead | None = None,
    record: str = "",
    by: str = "",
    number: int = 0,
) -> None:
    """Tell each account once; `what` is a word of work/data/notices.toml, `number` that of a
    search. Who has no place in the case, or may not see the record, is told nothing."""
    klass = class_of(case, record) if case is not None and record else 0
    wanted = set(accounts)
    if case is not None:
        places = case.memberships.filter(account__in=wanted, clearance__gte=klass)
        wanted = set(places.values_list("account_id", flat=True))
    Notice.objects.bulk_create(
        Notice(
            account_id=one, case=case, klass=klass, record=record, what=what, by=by, number=number
        )
        for one in sorted(wanted)
    )


def notices_of(account: Account) -> QuerySet[Notice]:
    """Return what a person was told, latest first, of cases in which he or she has a place."""
    rows = Notice.objects.filter(account=account)
    own = rows.filter(
        case__memberships__account=account, case__memberships__clearance__gte=F("klass")
    )
    return (own | rows.filter(case=None)).order_by("-id")


def unread(account: Account, most: int = 99) -> int:
    if not Notice.objects.filter(account=account, read_at=None).exists():
        return 0
    return notices_of(account).filter(read_at=None)[: most + 1].count()


def still_seen(account: Account, notices: Iterable[Notice]) -> list[Notice]:
    """Return those whose record the person may see now: its class may have risen since."""
    shown = list(notices)
    cases = {one.case_id: one.case for one in shown if one.case_id}
    seen: set[str] = set()
    for case in cases.values():
        place = case.memberships.filter(account=account).first() if case else None
        if case is not None and place is not None:
            about = [n.record for n in shown if n.case_id == case.pk and n.record]
            seen |= seen_by(case, place.clearance, about)
    return [one for one in shown if not one.record or one.record in seen]


def mark_read(account: Account, number: int | None = None) -> None:
    """Note that a notice, or every one, was read."""
    rows = Notice.objects.filter(account=account, read_at=None)
    if number is not None:
        rows = rows.filter(pk=number)
    rows.update(read_at=timezone.now())
