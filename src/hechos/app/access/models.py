"""Names that a case protects, and who asked to see one, why, and until when it was shown."""

from __future__ import annotations

import json

from django.conf import settings
from django.db import models

from hechos.app.register.models import CaseHead, SealedText


class Protected(models.Model):
    """A record whose names the desk shows as “person 3” (`number`), or “source 3”. An index over
    the decisions "protect" and "unprotect" of the journal, made anew with the register. `now` is
    the id that leads to it since it was joined with others; `names` a JSON list."""

    case = models.ForeignKey(CaseHead, models.CASCADE, related_name="protected")
    record = models.CharField(max_length=36)
    number = models.PositiveIntegerField()
    standing = models.BooleanField(default=True)
    source = models.BooleanField(default=False)
    now = models.CharField(max_length=36, blank=True, default="")
    names = SealedText(default="[]")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["case", "record"], name="one_mark_per_record"),
        )

    def __str__(self) -> str:
        return f"{'source' if self.source else 'person'} {self.number}"

    @property
    def known(self) -> tuple[str, ...]:
        """The names that are not to be shown, the fullest first."""
        return tuple(json.loads(self.names))


class RevealRule(models.Model):
    """How a case shows protected identities: for so many minutes, and, where `second_person`,
    only after somebody else allowed it."""

    case = models.OneToOneField(CaseHead, models.CASCADE, related_name="reveal_rule")
    second_person = models.BooleanField(default=False)
    minutes = models.PositiveIntegerField(default=60)

    def __str__(self) -> str:
        return f"{self.minutes} minutes"


class Reveal(models.Model):
    """One asking. `state`: asked, open, refused, ended; `until` is set when it is opened."""

    case = models.ForeignKey(CaseHead, models.CASCADE, related_name="reveals")
    record = models.CharField(max_length=36)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="reveals")
    by = models.CharField(max_length=80)
    because = models.TextField()
    state = models.CharField(max_length=10, default="asked")
    asked_at = models.DateTimeField(auto_now_add=True)
    answered_by = models.CharField(max_length=80, blank=True, default="")
    until = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=["case", "state", "-id"]),
            models.Index(fields=["account", "record", "state"]),
        )

    def __str__(self) -> str:
        return f"{self.record} {self.state}"
