"""Tables of work. `klass` is the highest class of what a row is about: who may not see that class
does not see the row."""

from __future__ import annotations

import uuid

from django.db import models

from hechos.app.accounts.models import Account
from hechos.app.register.models import CaseHead, SealedText


class Delivery(models.Model):
    """Files that come in together, by one person, under one class and one consent. `folder` is a
    folder of the server; "" where the files are sent by the browser. `consent` is what the form
    said (see casework/consent.py), empty where no person's consent is concerned."""

    case = models.ForeignKey(CaseHead, models.CASCADE, related_name="deliveries")
    account = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    by = models.CharField(max_length=80)
    klass = models.PositiveSmallIntegerField()
    consent = models.JSONField(default=dict)
    folder = models.TextField(blank=True, default="")
    walked = models.BooleanField(default=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = (models.Index(fields=["case", "-id"]),)

    def __str__(self) -> str:
        return f"delivery {self.pk}"


class Item(models.Model):
    """One file on its way in. `state` is a word of work/data/items.toml; `code` and `sentence` say
    why it went no further. `received` bytes lie on the disk, flushed; `mark` tells a file that is
    chosen again from another of the same name; `path` is relative to the folder of the delivery."""

    key = models.UUIDField(unique=True, default=uuid.uuid4)
    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="items")
    case = models.ForeignKey(CaseHead, models.CASCADE, related_name="+")
    klass = models.PositiveSmallIntegerField()
    name = SealedText()
    path = SealedText(blank=True, default="")
    size = models.PositiveBigIntegerField()
    received = models.PositiveBigIntegerField(default=0)
    mark = models.CharField(max_length=64, blank=True, default="")
    state = models.CharField(max_length=12, default="receiving")
    code = models.CharField(max_length=40, blank=True, default="")
    sentence = SealedText(blank=True, default="")
    capture = models.CharField(max_length=36, blank=True, default="")
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        indexes = (
            models.Index(fields=["case", "state", "id"]),
            models.Index(fields=["case", "-id"]),
        )

    def __str__(self) -> str:
        return f"item {self.key} {self.state}"


class ImportMap(models.Model):
    """How the spreadsheets of one kind are read into a case; kept under a name and used again."""

    case = models.ForeignKey(CaseHead, models.CASCADE, related_name="+")
    name = models.CharField(max_length=120)
    by = models.CharField(max_length=80)
    body = models.JSONField(default=dict)
    klass = models.PositiveSmallIntegerField()
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["case", "name"], name="one_map_per_name"),)

    def __str__(self) -> str:
        return self.name


class ImportRun(models.Model):
    """One spreadsheet under one map: `state` is checking, checked, importing, imported or failed.
    `found` is what the check or the import counted, with the first of what is wrong."""

    case = models.ForeignKey(CaseHead, models.CASCADE, related_name="+")
    map = models.ForeignKey(ImportMap, models.CASCADE, related_name="runs")
    account = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    by = models.CharField(max_length=80)
    capture = models.CharField(max_length=36)
    klass = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, default="checking")
    body = models.JSONField(default=dict)
    found = models.JSONField(default=dict)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = (models.Index(fields=["case", "-id"]),)

    def __str__(self) -> str:
        return f"import {self.pk} {self.state}"
