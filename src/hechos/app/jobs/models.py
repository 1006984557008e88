"""One table of jobs, leased by workers."""

from __future__ import annotations

from django.db import models


class Job(models.Model):
    """`args` holds ids, names of lists and numbers, never text of sources. `key` is unique among
    jobs that wait or run: the same work is not queued twice; `again` says that it was asked for
    anew while it ran, and is to be done once more. A worker that stops renewing its
    lease loses the job to the next one, so what a job does must be repeatable."""

    kind = models.CharField(max_length=40)
    case = models.CharField(max_length=36, blank=True, default="")
    by = models.CharField(max_length=80)
    account = models.BigIntegerField(null=True)
    args = models.JSONField(default=dict)
    key = models.CharField(max_length=120)
    state = models.CharField(max_length=10, default="queued")
    again = models.BooleanField(default=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    worker = models.CharField(max_length=60, blank=True, default="")
    lease_until = models.FloatField(default=0)
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(default=0)
    message = models.TextField(blank=True, default="")
    made_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["key"],
                condition=models.Q(state__in=["queued", "running"]),
                name="one_live_job_per_key",
            ),
        )
        indexes = (
            models.Index(fields=["state", "lease_until"]),
            models.Index(fields=["case", "-id"]),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"
