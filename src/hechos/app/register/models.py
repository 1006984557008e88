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

    The marks say that nothing wrote to a log since (`archive.chain`). `linked` is False while
    claims or decisions are newer than what was linked and weighed."""

    id = models.CharField(max_length=36, primary_key=True)
    slug = models.CharField(max_length=200, unique=True)
    body = SealedText()
    journal_length = models.PositiveBigIntegerField(default=0)
    journal_head = models.CharField(max_length=64, default="0" * 64)
    journal_mark = models.CharField(max_length=80, blank=True, default="")
    custody_length = models.PositiveBigIntegerField(default=0)
    custody_head = models.CharField(max_length=64, default="0" * 64)
    custody_mark = models.CharField(max_length=80, blank=True, default="")
    linked = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.slug


class HomeMark(models.Model):
    """Whose database this is, where it does not lie in the home itself."""

    number = models.PositiveSmallIntegerField(primary_key=True)
    home = models.CharField(max_length=36)

    def __str__(self) -> str:
        return self.home


class Indexed(models.Model):
    """What both kinds of rows carry until they are written: `refs` are the records that the record
    names, `rests` those whose class it has (ADR 9)."""

    refs: tuple[str, ...] = ()
    rests: tuple[str, ...] = ()

    class Meta:
        abstract = True


class Given(Indexed):
    """One record of the journal. `part_of` is the capture it belongs to; `done` says of a capture
    that it was read (to a text or a failure) and of a text that it was coded; `state` is what
    lists narrow by (the act of a decision, "demonstration" of a capture); `klass` is the highest
    class of the sources it rests on (C3 until that is known)."""

    id = models.CharField(max_length=36, primary_key=True)
    case = models.ForeignKey(CaseHead, models.CASCADE, related_name="given", db_index=False)
    record = models.CharField(max_length=40)
    seq = models.PositiveBigIntegerField()
    part_of = models.CharField(max_length=120, blank=True, default="")
    name = models.TextField(blank=True, default="")
    plain = models.CharField(max_length=64, blank=True, default="")
    done = models.BooleanField(default=False)
    klass = models.PositiveSmallIntegerField(default=3)
    state = models.CharField(max_length=30, blank=True, default="")
    body = SealedText()

    class Meta:
        indexes = (
            models.Index(fields=["case", "record", "seq"]),
            models.Index(fields=["case", "record", "part_of"]),
            models.Index(fields=["case", "record", "done"]),
            models.Index(fields=["case", "record", "state", "klass"]),
        )

    def __str__(self) -> str:
        return f"{self.record} {self.id}"


class Proposed(Indexed):
    """One proposed record. `place` orders a list the way a reader meets it: captures as they came
    in, passages as they stand; `layer`: "claim" (from coding), "decided" (claims as decisions leave
    them), "link" (from linking and weighing), "filtered" (claims that coding found and a learned
    model leaves out, with their doubts); each is remade apart. `state` and `kind` are what lists
    narrow by: state and kind of a claim, status and severity of a doubt, outcome and kind of a
    difference, of an edge what it is between, of a universe whether its figures are rivals.

    `klass` is as in Given. A party or universe whose parts differ in class has a row for each
    class, with what may be known of it there: a row is for a clearance from `klass` to `upto`."""

    row = models.BigAutoField(primary_key=True)
    id = models.CharField(max_length=36)
    case = models.ForeignKey(CaseHead, models.CASCADE, related_name="proposed", db_index=False)
    record = models.CharField(max_length=40)
    layer = models.CharField(max_length=8)
    place = models.PositiveBigIntegerField(default=0)
    part_of = models.CharField(max_length=36, blank=True, default="")
    kind = models.CharField(max_length=40, blank=True, default="")
    klass = models.PositiveSmallIntegerField(default=3)
    upto = models.PositiveSmallIntegerField(default=3)
    state = models.CharField(max_length=30, blank=True, default="")
    body = SealedText()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["case", "id", "layer", "upto"], name="one_row_per_proposal_and_class"
            ),
        )
        indexes = (
            models.Index(fields=["case", "record", "place", "id"]),
            models.Index(fields=["case", "record", "state", "place", "id"]),
            models.Index(
                fields=["case", "record", "layer", "kind", "state", "klass", "upto"],
                name="proposed_counts",
            ),
            models.Index(fields=["id"]),
            models.Index(fields=["case", "part_of", "kind"], name="proposed_parts"),
        )

    def __str__(self) -> str:
        return f"{self.record} {self.id}"


class Ref(models.Model):
    """A record names another: `source` (of class `record`, in `layer`, "given" for the journal's)
    names `target`, an id or a mention "<text id>:<start>-<end>". Claims name the mentions they
    hold. Made with the row of the source and gone with it; what points at a record is found
    here, never by a search."""

    case = models.ForeignKey(CaseHead, models.CASCADE, related_name="+", db_index=False)
    source = models.CharField(max_length=36)
    record = models.CharField(max_length=40)
    layer = models.CharField(max_length=8, default="given")
    target = models.CharField(max_length=120)

    class Meta:
        indexes = (
            models.Index(fields=["target", "case", "record", "source"]),
            models.Index(fields=["case", "source"]),
            models.Index(fields=["case", "layer", "record"]),
        )

    def __str__(self) -> str:
        return f"{self.record} {self.source} → {self.target}"
