"""The tables of the index, remade at will from the register, and what people keep of searches.

Words stand apart, in a table that each database has in its own way (`backend`)."""

from __future__ import annotations

from django.db import models

from hechos.app.accounts.models import Account
from hechos.app.register.models import CaseHead, SealedText

NEVER, ALWAYS = 0, 99_999_999
"""Ends of time, for dates that are open."""
LEAST, MOST = -1e18, 1e18
"""Ends of numbers that are open."""


class IndexHead(models.Model):
    """How often the index of a case was brought up to date: rows know the turn of their change."""

    case = models.OneToOneField(CaseHead, models.CASCADE, related_name="+", primary_key=True)
    turn = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.case} {self.turn}"


class Spot(models.Model):
    """A place of a case. `key` is the gazetteer's id, or the folded path of one it does not know.
    `km` is how far around the point it may lie; a place without a known point has none."""

    case = models.ForeignKey(CaseHead, models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    path = models.CharField(max_length=300)
    level = models.CharField(max_length=20)
    country = models.CharField(max_length=2, blank=True, default="")
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    km = models.FloatField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["case", "key"], name="one_spot_per_place"),)

    def __str__(self) -> str:
        return self.path


class SpotName(models.Model):
    """A folded name of a place or of one it lies in: so that a place includes what is in it."""

    spot = models.ForeignKey(Spot, models.CASCADE, related_name="names")
    case = models.ForeignKey(CaseHead, models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)

    class Meta:
        indexes = (models.Index(fields=["case", "name", "spot"]),)

    def __str__(self) -> str:
        return self.name


class Entry(models.Model):
    """One record that can be found. `place` orders as a reader meets them, class by class;
    `earliest` and `latest` are days as numbers (20240728), `dated` says whether there are any;
    `low` and `high` bound its number; `changed` is the turn in which it last
    changed; `klass` and `upto` are as in the register. The title of
    a record of class C3 is not kept here."""

    row = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(CaseHead, models.CASCADE, related_name="+", db_index=False)
    id = models.CharField(max_length=36)
    cls = models.CharField(max_length=40)
    klass = models.PositiveSmallIntegerField()
    upto = models.PositiveSmallIntegerField(default=3)
    place = models.BigIntegerField()
    title = SealedText(blank=True, default="")
    kind = models.CharField(max_length=40, blank=True, default="")
    state = models.CharField(max_length=30, blank=True, default="")
    language = models.CharField(max_length=10, blank=True, default="")
    dated = models.BooleanField(default=False)
    earliest = models.IntegerField(default=NEVER)
    latest = models.IntegerField(default=ALWAYS)
    spot = models.ForeignKey(Spot, models.SET_NULL, null=True, related_name="entries")
    numbered = models.BooleanField(default=False)
    low = models.FloatField(default=LEAST)
    high = models.FloatField(default=MOST)
    by = models.CharField(max_length=80, blank=True, default="")
    made_at = models.CharField(max_length=20, blank=True, default="")
    changed = models.PositiveBigIntegerField(default=0)
    body_hash = models.CharField(max_length=32)
    own_hash = models.CharField(max_length=32)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["case", "id", "upto"], name="one_entry_per_record"),
        )
        indexes = (
            models.Index(fields=["case", "place", "row"], name="entry_place"),
            models.Index(fields=["case", "cls", "place", "row"], name="entry_cls"),
            models.Index(fields=["case", "cls", "earliest", "row"], name="entry_date"),
            models.Index(
                fields=["case", "earliest", "latest", "klass", "upto", "dated"], name="entry_days"
            ),
            models.Index(fields=["case", "spot", "klass", "upto"], name="entry_spot"),
            models.Index(fields=["case", "changed"], name="entry_changed"),
        )

    def __str__(self) -> str:
        return f"{self.cls} {self.id}"


class Tag(models.Model):
    """One of several values of a record: `field` is a letter (see `entries`), `value` folded,
    `shown` as a page shows it."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="tags", db_index=False)
    case = models.ForeignKey(CaseHead, models.CASCADE, related_name="+", db_index=False)
    field = models.CharField(max_length=1)
    value = models.CharField(max_length=120)
    shown = SealedText(blank=True, default="")

    class Meta:
        indexes = (
            models.Index(fields=["case", "field", "value", "entry"], name="tag_value"),
            models.Index(fields=["entry", "field", "value"], name="tag_entry"),
        )

    def __str__(self) -> str:
        return f"{self.field} {self.value}"


class Piece(models.Model):
    """A passage that words are found in: a paragraph of a text, a quote, a title, a name. Its key
    is that of its entry and a number, in one integer. `start` is where it begins in its text."""

    id = models.BigIntegerField(primary_key=True)
    entry = models.ForeignKey(Entry, models.CASCADE, related_name="pieces")
    start = models.PositiveBigIntegerField(default=0)
    body = SealedText()

    def __str__(self) -> str:
        return f"{self.entry_id} {self.start}"


class SavedSearch(models.Model):
    """A search that somebody keeps, or shares with the case. `query` is its address."""

    case = models.ForeignKey(CaseHead, models.CASCADE, related_name="searches")
    account = models.ForeignKey(Account, models.CASCADE, related_name="searches")
    name = models.CharField(max_length=120)
    query = models.TextField()
    shared = models.BooleanField(default=False)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["case", "account", "name"], name="one_search_of_a_name"
            ),
        )

    def __str__(self) -> str:
        return self.name


class Look(models.Model):
    """When somebody last looked at a saved search: the turn of the index then."""

    search = models.ForeignKey(SavedSearch, models.CASCADE, related_name="looks")
    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    turn = models.PositiveBigIntegerField(default=0)
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["search", "account"], name="one_look_per_person"),
        )

    def __str__(self) -> str:
        return f"{self.search} {self.turn}"


class LongSearch(models.Model):
    """A search that took too long to wait for, finished apart; only who asked sees it."""

    case = models.ForeignKey(CaseHead, models.CASCADE, related_name="+")
    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    query = models.TextField()
    state = models.CharField(max_length=10, default="waiting")
    found = models.PositiveBigIntegerField(default=0)
    made_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.case} {self.state}"


class Hit(models.Model):
    """A record that a long search found."""

    search = models.ForeignKey(LongSearch, models.CASCADE, related_name="hits")
    entry = models.ForeignKey(Entry, models.CASCADE, related_name="+")

    class Meta:
        indexes = (models.Index(fields=["search", "entry"]),)

    def __str__(self) -> str:
        return f"{self.search_id} {self.entry_id}"
