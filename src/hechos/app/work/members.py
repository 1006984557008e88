"""The people of a case, and which of them may see something."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from hechos.app.access.actor import Actor, member_actor
from hechos.app.accounts.models import Account, Membership
from hechos.app.questions import composed_once
from hechos.app.register.models import CaseHead, Given, Proposed
from hechos.errors import InputError
from hechos.records import Confidentiality


def people_of(head: CaseHead) -> list[tuple[Account, Actor]]:
    """Return the accounts that have a place in a case, by pseudonym, as the actors they are."""
    return [
        (
            place.account,
            member_actor(
                place.account.pseudonym,
                tuple(place.roles),
                Confidentiality(place.clearance),
                place.account_id,
            ),
        )
        for place in _places(head.id)
    ]


@composed_once
def _places(case: str) -> QuerySet[Membership]:
    rows = Membership.objects.filter(case=case, account__is_active=True)
    return rows.select_related("account").order_by("account__pseudonym")


def who_sees(head: CaseHead, klass: int) -> list[tuple[Account, Actor]]:
    return [both for both in people_of(head) if both[1].may("read") and both[1].clearance >= klass]


def class_of(head: CaseHead, record: str) -> int:
    """Return the class of a record of the case; C3 where it is not there."""
    for table in (Given, Proposed):
        row = table.objects.filter(case=head, id=record).order_by("-klass").first()
        if row is not None:
            return int(row.klass)
    return int(Confidentiality.C3)


def seen_by(head: CaseHead, clearance: int, records: Iterable[str]) -> set[str]:
    """Return which of the records a person of this clearance may see."""
    wanted = list(dict.fromkeys(records))[:500]
    found: set[str] = set()
    for table in (Given, Proposed):
        rows = table.objects.filter(case=head, id__in=wanted, klass__lte=clearance)
        found |= set(rows.values_list("id", flat=True))
    return found


def need_words(words: str, what: str, most: int = 5_000) -> str:
    clean = words.replace("\x00", "").strip()
    if not clean:
        raise InputError(f"{what} needs words.")
    if len(clean) > most:
        raise InputError(f"{what} holds at most {most} characters.")
    return clean
