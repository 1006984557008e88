"""Do the jobs that wait, in this process."""

from __future__ import annotations

from importlib import import_module


def do_jobs(kind: str = "intake") -> list[str]:
    """Do every job of a kind that waits, as a worker does; return what each said."""
    from hechos.app.jobs.kinds import KINDS
    from hechos.app.jobs.models import Job

    said = []
    for job in Job.objects.filter(kind=kind, state="queued").order_by("id"):
        Job.objects.filter(pk=job.pk).update(state="running")
        module, _, name = KINDS[kind].rpartition(".")
        said.append(getattr(import_module(module), name)(job))
        Job.objects.filter(pk=job.pk).update(state="done", message=said[-1])
    return said
