"""Who has a place in a case, with what roles, up to which class of sources."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from hechos.app.access.roles import roles as known_roles
from hechos.app.accounts.models import Account, Membership
from hechos.app.audit.log import note
from hechos.app.casework.cases import add_member
from hechos.app.casework.desk import Desk, open_desk
from hechos.app.home import Home
from hechos.app.register.models import CaseHead
from hechos.errors import InputError, NotAllowedError
from hechos.records import Confidentiality


def give_place(
    desk: Desk, account: Account, roles: Iterable[str], clearance: int, *, because: str
) -> Membership:
    """Give an account a place in the case, or change the one it has.

    Nobody gives more clearance than he or she has, and a case keeps a lead."""
    roles = [name for name in known_roles() if name in set(roles)]
    before = _check_place(desk, account, roles, clearance)
    _check_because(because)
    by = desk.actor.pseudonym
    add_member(desk, account.pseudonym, roles=tuple(roles), by=by)
    with transaction.atomic():
        place, _new = Membership.objects.update_or_create(
            account=account, case=desk.head, defaults={"roles": roles, "clearance": clearance}
        )
        note(
            "place given",
            actor=by,
            case=desk.head.pk,
            detail={
                "to": account.pseudonym,
                "roles": roles,
                "clearance": f"C{clearance}",
                "before": _words(before),
                "because": because.strip(),
            },
        )
    return place


def give_places(
    desk: Desk, accounts: Sequence[Account], roles: Iterable[str], clearance: int, *, because: str
) -> None:
    """Give the people of a team the same place; where one cannot have it, nobody gets it."""
    chosen = list(roles)
    for account in accounts:
        _check_place(desk, account, chosen, clearance)
    for account in accounts:
        give_place(desk, account, chosen, clearance, because=because)


def _check_place(
    desk: Desk, account: Account, roles: Sequence[str], clearance: int
) -> Membership | None:
    """Return the place that the account has now; raise where it cannot have this one."""
    desk.actor.require("steward")
    if not roles:
        raise InputError(_("Choose at least one role."))
    before = Membership.objects.filter(account=account, case=desk.head).first()
    _check_clearance(desk, max(clearance, before.clearance if before else 0))
    if not account.is_active:
        raise InputError(_("This account is closed."))
    if "lead" not in roles:
        _check_lead_stays(desk.head, account)
    return before


def _check_clearance(desk: Desk, clearance: int) -> None:
    if clearance > desk.actor.clearance:
        raise NotAllowedError(_("You cannot give or take a clearance above your own."))


def _check_because(because: str) -> None:
    if not because.strip():
        raise InputError(_("Say why."))


def take_place(desk: Desk, account: Account, *, because: str) -> None:
    """End an account's place in the case. What its person decided keeps the pseudonym."""
    desk.actor.require("steward")
    _check_because(because)
    place = Membership.objects.filter(account=account, case=desk.head).first()
    if place is None:
        return
    _check_clearance(desk, place.clearance)
    _check_lead_stays(desk.head, account)
    with transaction.atomic():
        place.delete()
        note(
            "place taken",
            actor=desk.actor.pseudonym,
            case=desk.head.pk,
            detail={
                "from": account.pseudonym,
                "before": _words(place),
                "because": because.strip(),
            },
        )


def _check_lead_stays(head: CaseHead, account: Account) -> None:
    places = Membership.objects.filter(case=head, account__is_active=True).exclude(account=account)
    if not any("lead" in place.roles for place in places):
        raise InputError(
            _("The case would have no lead."), hint=_("Make somebody else a lead first.")
        )


def _words(place: Membership | None) -> str:
    return f"{', '.join(place.roles)} up to C{place.clearance}" if place else ""


def lead_new_case(account: Account, head: CaseHead) -> None:
    """Whoever makes a case leads it; the journal says so already."""
    with transaction.atomic():
        Membership.objects.create(
            account=account, case=head, roles=["lead"], clearance=int(Confidentiality.C3)
        )
        note("case made", actor=account.pseudonym, case=head.pk)


def take_orphans(home: Home, account: Account) -> int:
    """Where an account is the only one of the home, make it the lead of the cases that nobody has
    a place in: whoever owns the files has them anyway. Return how many there were."""
    if Account.objects.exclude(pk=account.pk).exists():
        return 0
    heads = list(CaseHead.objects.filter(memberships=None))
    for head in heads:
        with open_desk(home, head.slug) as desk:
            add_member(desk, account.pseudonym, roles=("lead",), by=account.pseudonym)
            lead_new_case(account, head)
    return len(heads)
