"""Make and keep accounts."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hechos.app.accounts import lockout, sittings
from hechos.app.accounts.models import Account, HomeRules, Link, Team
from hechos.app.audit.log import note
from hechos.errors import InputError

LINK_DAYS = 7


def check_new_password(account: Account, password: str) -> None:
    """Raise where a password is too weak; the sentence says all that is wrong with it."""
    try:
        validate_password(password, account)
    except ValidationError as error:
        raise InputError(" ".join(error.messages)) from error


def make_account(
    name: str,
    pseudonym: str,
    *,
    by: str,
    password: str | None = None,
    administrator: bool = False,
    language: str = "en",
) -> Account:
    """Make an account; without a password nobody can use it before a link was."""
    name, pseudonym = name.strip(), pseudonym.strip()
    if not name or not pseudonym:
        raise InputError(_("An account needs a name to sign in with and a pseudonym."))
    if name.casefold() == pseudonym.casefold():
        raise InputError(
            _("The pseudonym is the same as the name to sign in with."),
            hint=_("Everybody in the case sees the pseudonym; nobody else sees the name."),
        )
    given = Account(name=name, pseudonym=pseudonym)
    if password is not None:
        check_new_password(given, password)
    try:
        with transaction.atomic():
            account = Account.objects.create_user(
                name,
                password,
                pseudonym=pseudonym,
                is_administrator=administrator,
                language=language,
            )
            note("account made", actor=by, detail={"of": pseudonym, "administrator": administrator})
    except IntegrityError as error:
        raise InputError(_("This name or this pseudonym is taken.")) from error
    return account


def set_password(account: Account, password: str, *, by: str, keep: str = "") -> None:
    """Set a password and sign the account out everywhere but in the session `keep`."""
    check_new_password(account, password)
    account.set_password(password)
    account.save(update_fields=["password"])
    note("password set", actor=by, detail={"of": account.pseudonym})
    lockout.forget(name=account.name)
    sittings.end(account, but=keep)


def make_link(account: Account, *, by: str) -> str:
    """Return the secret of a link that sets the password once; older ones stop working."""
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        Link.objects.filter(account=account).delete()
        Link.objects.create(
            account=account,
            hash=_hash(secret),
            expires_at=timezone.now() + timedelta(days=LINK_DAYS),
            made_by=by,
        )
        note("link made", actor=by, detail={"of": account.pseudonym})
    return secret


def link_of(secret: str) -> Link | None:
    rows = Link.objects.filter(hash=_hash(secret), expires_at__gt=timezone.now())
    return rows.filter(account__is_active=True).select_related("account").first()


def use_link(secret: str, password: str) -> Account:
    """Set the password that the link is for; of two who try at once one does."""
    link = link_of(secret)
    if link is None:
        raise InputError(_("This link was used, or it is too old."), hint=_("Ask for a new one."))
    account = link.account
    check_new_password(account, password)
    with transaction.atomic():
        if not Link.objects.filter(pk=link.pk).delete()[0]:
            raise InputError(_("This link was used, or it is too old."))
        set_password(account, password, by=account.pseudonym)
    return account


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def set_active(account: Account, active: bool, *, by: str) -> None:
    """Open an account again, or close it. What its person decided keeps the pseudonym."""
    if not active:
        _check_not_the_last(account)
    account.is_active = active
    account.save(update_fields=["is_active"])
    note(
        "account opened" if active else "account closed", actor=by, detail={"of": account.pseudonym}
    )
    if not active:
        Link.objects.filter(account=account).delete()
        sittings.end(account)


def set_administrator(account: Account, administrator: bool, *, by: str) -> None:
    if not administrator:
        _check_not_the_last(account)
    account.is_administrator = administrator
    account.save(update_fields=["is_administrator"])
    note("administrator set", actor=by, detail={"of": account.pseudonym, "is": administrator})


def _check_not_the_last(account: Account) -> None:
    others = Account.objects.filter(is_active=True, is_administrator=True).exclude(pk=account.pk)
    if account.is_administrator and not others.exists():
        raise InputError(
            _("Nobody else keeps the accounts of this home."),
            hint=_("Give somebody else the keeping of accounts first."),
        )


def set_language(account: Account, language: str) -> None:
    account.language = language
    account.save(update_fields=["language"])


def save_team(name: str, accounts: Iterable[int], *, by: str, team: Team | None = None) -> Team:
    """Make a team, or name and fill one anew."""
    if not name.strip():
        raise InputError(_("A team needs a name."))
    try:
        with transaction.atomic():
            team = team or Team()
            team.name = name.strip()
            team.save()
            team.accounts.set(Account.objects.filter(pk__in=accounts, is_active=True))
            names = sorted(team.accounts.values_list("pseudonym", flat=True))
            note("team set", actor=by, detail={"team": team.name, "members": names})
    except IntegrityError as error:
        raise InputError(_("There is a team of this name.")) from error
    return team


def set_rules(second_factor: str, idle_minutes: int, *, by: str) -> None:
    rules = HomeRules(pk=1, second_factor=second_factor, idle_minutes=idle_minutes)
    rules.save()
    note(
        "rules of the home set",
        actor=by,
        detail={"second_factor": second_factor, "idle_minutes": idle_minutes},
    )
