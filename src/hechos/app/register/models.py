"""The register: three tables that index what the journals of the cases hold (ADR 4).

`Given` mirrors the journal line by line; `Proposed` is what the rules make from it, remade at
will; `CaseHead` says how far into journal and custody log the register has read. A row holds
the record's canonical JSON in one sealed column, and beside it the columns that lists filter by.
"""

from __future__ import annotations

from django.db import models


class SealedText(models.TextField):  # type: ignore[type-arg]  # generic in the stubs only
    """The one column type that text of class C2 or C3 may pass through; it is never indexed."""


class CaseHead(models.Model):
    """One case: its record, and the heads that `verify` compares with the logs.

    `linked` is False while claims or decisions are newer than what was linked and weighed."""

    id = models.CharField(max_length=36, primary_key=True)
    slug = models.CharField(max_length=200, unique=True)
    body = SealedText()
    journal_length = models.PositiveBigIntegerField(default=0)
    journal_head = models.CharField(max_length=64, default="0" * 64)
    custody_length = models.PositiveBigIntegerField(default=0)
    custody_head = models.CharField(max_length=64, default="0" * 64)
    linked = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.slug


class Given(models.Model):
    """One record of the journal. `part_of` is the capture it belongs to; `done` says of a capture
    that it was read (to a text or a failure) and of a text that it was coded; `klass` is the
    highest class of the sources it rests on (C3 until that is known)."""

    id = models.CharField(max_length=36, primary_key=True)
    case = models.ForeignKey(CaseHead, models.CASCADE, related_name="given")
    record = models.CharField(max_length=40)
    seq = models.PositiveBigIntegerField()
    part_of = models.CharField(max_length=36, blank=True, default="")
    name = models.TextField(blank=True, default="")
    plain = models.CharField(max_length=64, blank=True, default="")
    done = models.BooleanField(default=False)
    klass = models.PositiveSmallIntegerField(default=3)
    body = SealedText()

    class Meta:
        indexes = (
            models.Index(fields=["case", "record", "seq"]),
            models.Index(fields=["case", "record", "part_of"]),
            models.Index(fields=["case", "record", "done"]),
        )

    def __str__(self) -> str:
        return f"{self.record} {self.id}"


class Proposed(models.Model):
    """One proposed record. `place` orders a list the way a reader meets it: captures as they came
    in, passages as they stand; `layer`: "claim" (from coding), "decided" (claims as decisions leave
    them), "link" (from linking and weighing), "filtered" (claims that coding found and a learned
    model leaves out, with their doubts); each is remade apart. `state` is what lists narrow by
    (the state of a claim, the status of a doubt, the outcome of a difference); `klass` as in
    Given."""

    row = models.BigAutoField(primary_key=True)
    id = models.CharField(max_length=36)
    case = models.ForeignKey(CaseHead, models.CASCADE, related_name="proposed")
    record = models.CharField(max_length=40)
    layer = models.CharField(max_length=8)
    place = models.PositiveBigIntegerField(default=0)
    part_of = models.CharField(max_length=36, blank=True, default="")
    kind = models.CharField(max_length=40, blank=True, default="")
    klass = models.PositiveSmallIntegerField(default=3)
    state = models.CharField(max_length=30, blank=True, default="")
    body = SealedText()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["case", "layer", "id"], name="one_row_per_proposal"),
        )
        indexes = (
            models.Index(fields=["case", "record", "place"]),
            models.Index(fields=["id"]),
            models.Index(fields=["case", "layer", "part_of"]),
        )

    def __str__(self) -> str:
        return f"{self.record} {self.id}"


class Ref(models.Model):
    """A record names another: `source` (of class `record`) names `target`. Made with the row of
    the source and gone with it; what points at a record is found here, never by a search."""

    case = models.ForeignKey(CaseHead, models.CASCADE, related_name="+")
    source = models.CharField(max_length=36)
    record = models.CharField(max_length=40)
    target = models.CharField(max_length=120)

    class Meta:
        indexes = (
            models.Index(fields=["case", "target", "record"]),
            models.Index(fields=["case", "source"]),
        )

    def __str__(self) -> str:
        return f"{self.record} {self.source} → {self.target}"
