"""The forms of the own account. A refused one keeps what was typed, except passwords."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from hechos.errors import HechosError


def secret(label: Any, use: str) -> forms.CharField:
    """Return a field for a password; `use` tells the browser's password keeper which."""
    attrs = {"autocomplete": use}
    return forms.CharField(
        label=label, strip=False, max_length=500, widget=forms.PasswordInput(attrs=attrs)
    )


class Form(forms.Form):
    """A form that shows our errors beside its fields."""

    def refuse(self, error: HechosError, field: str | None = None) -> None:
        words = f"{error} {error.hint}".strip()
        self.add_error(field, words)


class SignIn(Form):
    name = forms.CharField(
        label=_("Name"),
        max_length=150,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "autofocus": True}
        ),
    )
    password = secret(_("Password"), "current-password")


class Code(Form):
    code = forms.CharField(
        label=_("Code"),
        max_length=30,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}
        ),
    )


class NewPassword(Form):
    password = secret(_("New password"), "new-password")
    again = secret(_("New password again"), "new-password")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("password") != given.get("again"):
            self.add_error("again", _("The two passwords differ."))
        return given


class First(NewPassword):
    """The first account of a home."""

    name = forms.CharField(
        label=_("Name to sign in with"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
        help_text=_("Only you and whoever keeps the accounts see it."),
    )
    pseudonym = forms.CharField(
        label=_("Pseudonym"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
        help_text=_("It stands under everything you decide, for good. No real name is needed."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    field_order = ("name", "pseudonym", "language", "password", "again")
