"""How far a job is: for whoever started it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from hechos.app.jobs.models import Job
from hechos.app.web.serving.guards import NOTHING, account_of, home_page
from hechos.errors import NotFoundError


@home_page()
def progress(request: HttpRequest, number: int) -> HttpResponse:
    """Answer with a part of a page that asks again until the job has ended, or as JSON."""
    job = Job.objects.filter(id=number, account=account_of(request).pk).first()
    if job is None:
        raise NotFoundError(NOTHING)
    if "application/json" in request.headers.get("Accept", ""):
        names = ("kind", "state", "done", "total", "message")
        return JsonResponse({name: getattr(job, name) for name in names})
    return render(request, "jobs/progress.html", {"job": job})
