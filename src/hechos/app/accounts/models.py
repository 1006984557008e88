"""Accounts and memberships. What a person decides is in the journal under the pseudonym."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

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
