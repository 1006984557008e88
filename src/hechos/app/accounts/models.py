"""Accounts and memberships. What a person decides is in the journal under the pseudonym."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from hechos.app.questions import composed_once, first
from hechos.app.register.models import CaseHead


class Accounts(BaseUserManager["Account"]):
    def create_user(self, name: str, password: str | None = None, **values: object) -> Account:
        account = self.model(name=name.strip(), **values)
        account.set_password(password)
        account.save(using=self._db)
        return account

    def get_by_natural_key(self, name: str | None) -> Account:
        return self.get(name__iexact=name)


class Account(AbstractBaseUser):
    """`name` is what a person signs in with and nobody else sees; `pseudonym` is what stands in
    decisions, comments and logs. An administrator keeps accounts and sees no case by that."""

    name = models.CharField(max_length=150, unique=True)
    pseudonym = models.CharField(max_length=80)
    email = models.EmailField(blank=True, default="")
    language = models.CharField(max_length=10, default="en")
    is_active = models.BooleanField(default=True)
    is_administrator = models.BooleanField(default=False)
    made_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "name"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["pseudonym"]
    objects = Accounts()

    class Meta:
        constraints = (
            models.UniqueConstraint(Lower("name"), name="one_account_per_name"),
            models.UniqueConstraint(Lower("pseudonym"), name="one_account_per_pseudonym"),
        )

    def __str__(self) -> str:
        return self.pseudonym


class Membership(models.Model):
    """The place of an account in a case. Without a row there is no access."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="memberships")
    case = models.ForeignKey(CaseHead, models.CASCADE, related_name="memberships")
    roles = models.JSONField(default=list)
    clearance = models.PositiveSmallIntegerField(default=1)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["account", "case"], name="one_membership_per_case"),
        )

    def __str__(self) -> str:
        return f"{self.account} in {self.case}"


class Team(models.Model):
    """A named set of accounts that can be given a place in a case at once."""

    name = models.CharField(max_length=80, unique=True)
    accounts: models.ManyToManyField[Account, models.Model] = models.ManyToManyField(
        Account, related_name="teams"
    )

    def __str__(self) -> str:
        return self.name


class Sitting(models.Model):
    """One browser in which an account is signed in. `active_at` is the last time that the person
    typed, clicked or opened a page; `proven_at` when he or she last gave password or passkey.
    While `locked` no page of a case is answered."""

    session_key = models.CharField(max_length=40, unique=True)
    account = models.ForeignKey(Account, models.CASCADE, related_name="sittings")
    began_at = models.DateTimeField()
    active_at = models.DateTimeField()
    proven_at = models.DateTimeField()
    locked = models.BooleanField(default=False)
    second_factor = models.BooleanField(default=False)
    browser = models.CharField(max_length=200, blank=True, default="")
    address = models.CharField(max_length=64, blank=True, default="")

    def __str__(self) -> str:
        return f"{self.account} since {self.began_at:%Y-%m-%d %H:%M}"


class Refusals(models.Model):
    """How often something was tried in vain. `key` is a keyed hash of what was tried on, so that
    a password typed into the field for the name is not kept."""

    key = models.CharField(max_length=64, unique=True)
    tries = models.PositiveSmallIntegerField(default=0)
    since = models.DateTimeField()
    until: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.tries} since {self.since}"


class Link(models.Model):
    """A link with which a person sets a password once. The register keeps its hash alone."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="links")
    hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)

    def __str__(self) -> str:
        return f"for {self.account} until {self.expires_at:%Y-%m-%d}"


class HomeRules(models.Model):
    """What holds for every account of the home; one row. `second_factor`: who has to have one."""

    NONE, SEALED, ALL = "none", "sealed", "all"

    second_factor = models.CharField(max_length=10)
    idle_minutes = models.PositiveSmallIntegerField(default=15)

    def __str__(self) -> str:
        return f"second factor: {self.second_factor}, lock after {self.idle_minutes} min"

    @classmethod
    def now(cls) -> HomeRules:
        """Return what an administrator set, or what a home starts with."""
        start = cls.ALL if settings.TEAM else cls.NONE
        return first(_rules()) or cls(pk=1, second_factor=start)


@composed_once
def _rules() -> models.QuerySet[HomeRules]:
    return HomeRules.objects.filter(pk=1)
