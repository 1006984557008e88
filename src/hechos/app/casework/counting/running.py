"""An estimate that somebody asked for at the desk: made as a job, kept with its question."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from hechos.app.access.actor import Actor
from hechos.app.casework.counting.estimating import (
    LONGEST_QUESTION,
    Asked,
    case_lists,
    estimate_case,
    keep_estimate,
    kept_estimates,
)
from hechos.app.casework.desk import Desk, ReadingDesk
from hechos.app.casework.importing.sheets import rows_of
from hechos.app.casework.intaking.taking import actor_of, patient_desk
from hechos.app.casework.linkup import reading_desk
from hechos.app.home import present_home
from hechos.app.jobs.models import Job
from hechos.app.jobs.queue import enqueue
from hechos.app.register import queries
from hechos.app.register.models import CaseHead
from hechos.app.work.notices import notify
from hechos.counting.estimates import Estimate
from hechos.counting.lists import CaseLists
from hechos.counting.verdicts import Context
from hechos.errors import HechosError, InputError, NotAllowedError, NotFoundError
from hechos.lang.folding import fold
from hechos.records import Capture, wire
from hechos.records import Estimate as Kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is asked for. `capture` is a table of lists among the sources, "" the records of the
    case; `unmeasured`: nobody measured how well the people of the table were matched."""

    question: str
    of: str
    method: str = "lcm"
    strata: tuple[str, ...] = ()
    quick: bool = False
    capture: str = ""
    unmeasured: bool = False

    @property
    def asked(self) -> Asked:
        own = () if self.capture else self.strata
        return Asked(of=self.of, method=self.method, strata=own, quick=self.quick)


def order_estimate(desk: ReadingDesk, actor: Actor, order: Order) -> Job:
    """Queue an estimate. Raises InputError where what is asked for cannot be meant."""
    actor.require("write")
    question = " ".join(order.question.split())
    if not question or len(question) > LONGEST_QUESTION:
        raise InputError(
            _("An estimate is kept with its question."),
            hint=_("In words, as “How many people were killed?”"),
        )
    order.asked.check()
    args = wire.to_plain(order) | {"question": question, "strata": list(order.strata)}
    digest = hashlib.sha256(wire.canonical(args).encode()).hexdigest()[:40]
    return enqueue(
        "estimate",
        case=desk.head.id,
        by=actor.pseudonym,
        account=actor.account,
        args=args,
        key=f"estimate:{desk.head.id}:{digest}",
    )


def run(job: Job) -> str:
    """Do a job of the kind "estimate": from what the person who asked may see."""
    head = CaseHead.objects.get(id=job.case)
    order = Order(**{**job.args, "strata": tuple(job.args["strata"])})
    try:
        kept = _made(job, head, order)
    except HechosError as error:
        if not getattr(error, "retry", False) and job.account:
            notify([job.account], "estimate", case=head)
        raise
    if job.account:
        notify([job.account], "estimate", case=head, record=kept.id)
    return _("The estimate is finished.")


def _made(job: Job, head: CaseHead, order: Order) -> Kept:
    actor = actor_of(job.account, head)
    if actor is None or not actor.may("write"):
        raise NotAllowedError("Whoever asked for the estimate may no longer write in this case.")
    with reading_desk(present_home(), head.slug) as desk:
        lists, found = _estimate(desk, actor, order)
    with patient_desk(present_home(), head.slug, actor) as desk:
        return _kept_before(desk, job, found, order) or keep_estimate(
            desk, found, lists, question=order.question, by=actor.pseudonym
        )


def _estimate(desk: ReadingDesk, actor: Actor, order: Order) -> tuple[CaseLists, Estimate]:
    if not order.capture:
        lists = case_lists(desk, order.asked, seen=actor.clearance)
        return lists, estimate_case(lists, order.asked)
    from hechos.counting import estimate

    capture = next((c for c in queries.given(desk.head, Capture) if c.id == order.capture), None)
    if capture is None or capture.klass > actor.clearance:
        raise NotFoundError("There is no such table.")
    rows = [row for _n, row in rows_of(desk.objects.path(capture.address), name=capture.name)]
    _check_columns(capture.name, rows, order.strata)
    found = estimate(
        rows,
        method=order.method,
        strata=order.strata,
        context=Context(linkage_known=not order.unmeasured),
        checks=not order.quick,
    )
    lists = CaseLists(of=order.of, lists=(), rows=(), context=Context(), captures=(capture.id,))
    return lists, found


def _check_columns(name: str, rows: Sequence[dict[str, str]], strata: Sequence[str]) -> None:
    if not rows:
        raise InputError(f"{name} has no rows.")
    lacks = [one for one in strata if one not in rows[0]]
    if lacks:
        raise InputError(
            f"{name} has no column “{lacks[0]}”.", hint=f"Its columns: {', '.join(rows[0])}."
        )


def _kept_before(desk: Desk, job: Job, found: Estimate, order: Order) -> Kept | None:
    """Return what this job kept already, before it was cut off."""
    for one in reversed(kept_estimates(desk.head)):
        later = datetime.fromisoformat(one.made.at) >= job.made_at.replace(microsecond=0)
        same = (one.digest, one.method, one.made.by) == (found.digest, found.method, job.by)
        if later and same and fold(one.question) == fold(order.question):
            return one
    return None
