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


class Task(models.Model):
    """Work that waits for a member. `kind`: "record" (see to the record `target`), "search" (to
    what the address `target` lists), "second" (code the claim `target` without seeing what others
    said of it), "free" (as `words` say). `state`: open, done, dropped."""

    case = models.ForeignKey(CaseHead, models.CASCADE, related_name="+")
    klass = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8)
    target = models.CharField(max_length=500, blank=True, default="")
    words = SealedText(blank=True, default="")
    to = models.ForeignKey(Account, models.CASCADE, related_name="+")
    by = models.CharField(max_length=80)
    giver = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    due = models.DateField(null=True)
    state = models.CharField(max_length=8, default="open")
    made_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=["case", "to", "state", "id"]),
            models.Index(fields=["case", "state", "id"]),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


class SecondLook(models.Model):
    """What a second person says of a decision that another took: "agrees", or "asks" for it to be
    looked at again. It changes nothing by itself."""

    case = models.ForeignKey(CaseHead, models.CASCADE, related_name="+")
    klass = models.PositiveSmallIntegerField()
    record = models.CharField(max_length=36)
    decision = models.CharField(max_length=36)
    account = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    by = models.CharField(max_length=80)
    verdict = models.CharField(max_length=8)
    words = SealedText(blank=True, default="")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = (
            models.Index(fields=["case", "decision"]),
            models.Index(fields=["case", "record"]),
        )

    def __str__(self) -> str:
        return f"{self.by} {self.verdict}"


class Comment(models.Model):
    """A remark on a record. What it said before it was changed or taken away is kept beside it."""

    case = models.ForeignKey(CaseHead, models.CASCADE, related_name="+")
    klass = models.PositiveSmallIntegerField()
    record = models.CharField(max_length=36)
    account = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    by = models.CharField(max_length=80)
    words = SealedText()
    gone = models.BooleanField(default=False)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = (models.Index(fields=["case", "record", "id"]),)

    def __str__(self) -> str:
        return f"comment by {self.by}"


class CommentVersion(models.Model):
    comment = models.ForeignKey(Comment, models.CASCADE, related_name="versions")
    words = SealedText()
    until = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"until {self.until}"


class Notice(models.Model):
    """Something a person should know. It is shown while he or she may see what it is about;
    `number` is that of a search that ended."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="notices")
    case = models.ForeignKey(CaseHead, models.CASCADE, null=True, related_name="+")
    klass = models.PositiveSmallIntegerField(default=0)
    record = models.CharField(max_length=36, blank=True, default="")
    what = models.CharField(max_length=40)
    by = models.CharField(max_length=80, blank=True, default="")
    number = models.PositiveBigIntegerField(default=0)
    made_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=["account", "read_at", "-id"]),
            models.Index(fields=["account", "-id"]),
        )

    def __str__(self) -> str:
        return self.what


class Stage(models.Model):
    """A move of a record to a state of its machine (work/data/stages.toml). The latest counts; all
    are kept."""

    case = models.ForeignKey(CaseHead, models.CASCADE, related_name="+")
    klass = models.PositiveSmallIntegerField()
    record = models.CharField(max_length=36)
    state = models.CharField(max_length=24)
    by = models.CharField(max_length=80)
    because = SealedText()
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = (models.Index(fields=["case", "record", "-id"]),)

    def __str__(self) -> str:
        return self.state


class Visit(models.Model):
    """When a member last looked at the first page of a case, on an earlier day than today."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    case = models.ForeignKey(CaseHead, models.CASCADE, related_name="+")
    last = models.DateTimeField()
    before = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["account", "case"], name="one_visit_per_case"),
        )

    def __str__(self) -> str:
        return str(self.last)


class Standing(models.Model):
    """How far a proposition stood from a time on: written when linking changes it. `fell`: its
    level or the number of its independent origins is lower than before; `level` is "" where
    nothing says it any more."""

    case = models.ForeignKey(CaseHead, models.CASCADE, related_name="+")
    klass = models.PositiveSmallIntegerField()
    proposition = models.CharField(max_length=36)
    level = models.CharField(max_length=4)
    origins = models.PositiveIntegerField()
    was_level = models.CharField(max_length=4, blank=True, default="")
    was_origins = models.PositiveIntegerField(default=0)
    fell = models.BooleanField(default=False)
    latest = models.BooleanField(default=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = (
            models.Index(fields=["case", "latest", "proposition"]),
            models.Index(fields=["case", "fell", "-id"]),
        )

    def __str__(self) -> str:
        return f"{self.level} {self.origins}"
