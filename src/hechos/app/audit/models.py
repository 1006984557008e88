"""One table. Rows are added and never changed; triggers refuse it where the database can."""

from __future__ import annotations

from django.db import models


class Event(models.Model):
    """Something a person did. `case` and `record` are ids ("" where the event is of the home);
    `what` is a short word of `audit/data/events.toml`; `detail` holds no content of sources.
    `hash` is sha256 over the hash before and the event's canonical JSON."""

    seq = models.BigAutoField(primary_key=True)
    at = models.CharField(max_length=40)
    actor = models.CharField(max_length=80)
    what = models.CharField(max_length=40)
    case = models.CharField(max_length=36, blank=True, default="")
    record = models.CharField(max_length=120, blank=True, default="")
    detail = models.JSONField(default=dict)
    before = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        indexes = (
            models.Index(fields=["case", "seq"]),
            models.Index(fields=["actor", "seq"]),
            models.Index(fields=["record", "seq"]),
        )

    def __str__(self) -> str:
        return f"{self.at} {self.actor} {self.what} {self.record}"
