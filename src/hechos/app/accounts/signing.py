"""Who signs in: name and password, then the second factor where the account has one."""

from __future__ import annotations

from django.contrib.auth import authenticate, login
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from hechos.app.accounts import lockout, sittings
from hechos.app.accounts.models import Account
from hechos.app.audit.log import note
from hechos.errors import InputError

PENDING = "pending"
PENDING_SECONDS = 600


def check_password(request: HttpRequest, name: str, password: str) -> Account:
    """Return the account; one sentence for every way in which it may be wrong."""
    where = sittings.address_of(request)
    lockout.check(name=name, address=where)
    account = authenticate(request, name=name, password=password)
    if not isinstance(account, Account):
        known = Account.objects.filter(name__iexact=name.strip()).first()
        lockout.failed(actor=known.pseudonym if known else "nobody", name=name, address=where)
        raise InputError(_("This name and this password do not go together."))
    lockout.forget(name=name)
    return account


def prove(request: HttpRequest, account: Account, password: str) -> None:
    """Check that the person at the browser is still the one who signed in."""
    check_password(request, account.name, password)
    sittings.prove(request)


def wait_for_second(request: HttpRequest, account: Account) -> None:
    """Note that the password was right and the second factor is still to come."""
    request.session.cycle_key()
    request.session[PENDING] = {"account": account.pk, "at": timezone.now().timestamp()}


def pending(request: HttpRequest) -> Account | None:
    """Return who gave the right password a moment ago and has to show the second factor."""
    kept = request.session.get(PENDING)
    if not kept or timezone.now().timestamp() - kept["at"] > PENDING_SECONDS:
        return None
    return Account.objects.filter(pk=kept["account"], is_active=True).first()


def enter(request: HttpRequest, account: Account, *, second_factor: bool) -> None:
    """Sign the account in; the session gets a new key, so one planted before is worth nothing."""
    request.session.pop(PENDING, None)
    login(request, account, backend="hechos.app.accounts.sessions.Backend")
    if second_factor:
        sittings.has_second_factor(request)
    how = "with a second factor" if second_factor else "with a password"
    note("signed in", actor=account.pseudonym, detail={"how": how})
