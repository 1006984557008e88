"""The second factor: codes of an app, passkeys, recovery codes. The arithmetic is django-allauth's;
what it keeps of secrets is encrypted here with a key that comes from the home's own."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable
from typing import Any, TypeVar

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.webauthn.internal import auth as webauthn
from cryptography.exceptions import InvalidSignature
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from hechos.app.accounts import lockout, sittings
from hechos.app.accounts.models import Account, HomeRules
from hechos.app.audit.log import note
from hechos.errors import InputError
from hechos.records import Confidentiality

T = TypeVar("T")
STRONG = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
NEW_SECRET = "new-totp-secret"  # noqa: S105 - the name of a place in the session


class Adapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """What allauth asks of a site."""

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return _box().decrypt(encrypted_text.encode()).decode()
        except InvalidToken as error:
            raise InputError(
                _("This second factor was made with another key of the home and cannot be read."),
                hint=_("Whoever keeps the accounts can reset it."),
            ) from error

    def get_totp_issuer(self) -> str:
        return "hechos"

    def _get_user_identifier(self, user: Any) -> str:
        return str(user.pseudonym)


def _box() -> Fernet:
    key = hashlib.sha256(b"second factors " + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


def of(account: Account) -> list[Authenticator]:
    return list(Authenticator.objects.filter(user_id=account.pk).order_by("created_at"))


def has_strong(account: Account) -> bool:
    return bool(Authenticator.objects.filter(user_id=account.pk, type__in=STRONG).exists())


def all_with_strong() -> set[int]:
    """Return the accounts that have a second factor."""
    return set(Authenticator.objects.filter(type__in=STRONG).values_list("user_id", flat=True))


def is_required(account: Account, rules: HomeRules) -> bool:
    """Say whether the home's rules ask this account for a second factor."""
    if rules.second_factor == HomeRules.SEALED:
        sealed = account.memberships.filter(clearance__gte=Confidentiality.C2)
        return account.is_administrator or sealed.exists()
    return rules.second_factor == HomeRules.ALL


# --- codes of an app --------------------------------------------------------------------------


def new_totp(request: HttpRequest, account: Account) -> tuple[str, str]:
    """Return the secret that an app is to take over and its drawing as a QR code."""
    secret = request.session.get(NEW_SECRET) or totp.generate_totp_secret()
    request.session[NEW_SECRET] = secret
    adapter = Adapter()
    return secret, adapter.build_totp_svg(adapter.build_totp_url(account, secret))


def confirm_totp(request: HttpRequest, account: Account, code: str) -> None:
    """Keep the secret once a code of the app shows that it has it."""
    secret = request.session.get(NEW_SECRET)
    if not secret or not totp.validate_totp_code(secret, code):
        raise InputError(_("This is not the code of the app. Check the clock of the phone."))
    with transaction.atomic():
        Authenticator.objects.filter(user=account, type="totp").delete()
        totp.TOTP.activate(account, secret)
        _added(account, "app")
    del request.session[NEW_SECRET]
    sittings.has_second_factor(request)


def check_code(account: Account, code: str) -> None:
    """Accept a code of the app, or a recovery code; each works once."""
    lockout.check(code=str(account.pk))
    for one in of(account):
        if one.type == "totp" and _totp_fits(one, code):
            return
        if one.type == "recovery_codes" and RecoveryCodes(one).validate_code(code):
            one.record_usage()
            note("recovery code used", actor=account.pseudonym)
            return
    lockout.failed(actor=account.pseudonym, code=str(account.pk))
    raise InputError(_("This code is not right, or it was used before."))


@transaction.atomic
def _totp_fits(one: Authenticator, code: str) -> bool:
    """Accept a code that is newer than the last one used; the step is kept with the secret."""
    own = Authenticator.objects.select_for_update().get(pk=one.pk)
    secret = Adapter().decrypt(own.data["secret"])
    for counter in totp.yield_hotp_counters_from_time():
        expected = totp.format_hotp_value(totp.hotp_value(secret, counter))
        if counter > own.data.get("step", 0) and totp.compare_user_code(
            actual=code, expected=expected
        ):
            own.data["step"] = counter
            own.last_used_at = timezone.now()
            own.save()
            return True
    return False


# --- passkeys ---------------------------------------------------------------------------------


def begin_passkey(account: Account) -> dict[str, Any]:
    return dict(webauthn.begin_registration(account, passwordless=True))


def add_passkey(request: HttpRequest, account: Account, name: str, credential: str) -> None:
    given = _parsed(credential)

    def complete() -> None:
        webauthn.parse_registration_response(given)
        binding = webauthn.complete_registration(given)
        if not binding.is_user_verified():
            raise InputError(_refused())

    _guarded(complete)
    with transaction.atomic():
        webauthn.WebAuthn.add(account, name.strip()[:80] or _("Passkey"), given)
        _added(account, "passkey")
    sittings.has_second_factor(request)


def begin_passkey_sign_in(account: Account | None) -> dict[str, Any]:
    """Return what a browser needs to ask for a passkey; of anybody where no account is given."""
    return dict(webauthn.begin_authentication(account))


def check_passkey(account: Account | None, credential: str) -> Account:
    """Return whose passkey this is."""
    given = _parsed(credential)

    def complete() -> Account:
        answer = webauthn.parse_authentication_response(given)
        person = account or webauthn.extract_user_from_response(given)
        used = webauthn.complete_authentication(person, given)
        if account is None and not answer.response.authenticator_data.is_user_verified():
            raise InputError(_refused())
        used.record_usage()
        return Account.objects.get(pk=person.pk)

    person = _guarded(complete)
    if not person.is_active:
        raise InputError(_refused())
    return person


def _guarded(work: Callable[[], T]) -> T:
    """Run allauth's arithmetic on what a browser sent; all that may be wrong is one sentence."""
    try:
        return work()
    except (
        ValidationError,
        InvalidSignature,
        ValueError,
        TypeError,
        KeyError,
        AttributeError,
    ) as error:
        raise InputError(_refused()) from error


def _parsed(credential: str) -> dict[str, Any]:
    try:
        given = json.loads(credential)
    except ValueError as error:
        raise InputError(_refused()) from error
    if not isinstance(given, dict):
        raise InputError(_refused())
    return given


def _refused() -> str:
    return _("This passkey was not accepted.")


# --- recovery codes, removal ------------------------------------------------------------------


def recovery_codes(account: Account) -> list[str]:
    """Return the codes that are left."""
    found = Authenticator.objects.filter(user=account, type="recovery_codes").first()
    return list(RecoveryCodes(found).get_unused_codes()) if found else []


def new_recovery_codes(account: Account) -> list[str]:
    with transaction.atomic():
        Authenticator.objects.filter(user=account, type="recovery_codes").delete()
        codes = RecoveryCodes.activate(account)
        note("recovery codes made", actor=account.pseudonym)
    return list(codes.get_unused_codes())


def remove(account: Account, pk: int) -> None:
    with transaction.atomic():
        found = Authenticator.objects.filter(user=account, pk=pk, type__in=STRONG)
        if found.delete()[0]:
            note("second factor removed", actor=account.pseudonym)
        if not has_strong(account):
            Authenticator.objects.filter(user=account).delete()


def reset(account: Account, *, by: str) -> None:
    """Take every second factor away, for somebody who lost it; all browsers are signed out."""
    with transaction.atomic():
        Authenticator.objects.filter(user=account).delete()
        note("second factor reset", actor=by, detail={"of": account.pseudonym})
    lockout.forget(name=account.name, code=str(account.pk))
    sittings.end(account)


def _added(account: Account, what: str) -> None:
    RecoveryCodes.activate(account)
    note("second factor added", actor=account.pseudonym, detail={"what": what})
