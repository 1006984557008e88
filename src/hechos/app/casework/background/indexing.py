"""Make the index of a case that has none, in the background."""

from __future__ import annotations

from django.utils.translation import gettext as _

from hechos.app.casework.desk import open_desk
from hechos.app.home import present_home
from hechos.app.jobs.models import Job
from hechos.app.search import index


def run(job: Job) -> str:
    with open_desk(present_home(), job.case) as desk:
        index.refresh(desk)
    return _("The case is indexed.")
