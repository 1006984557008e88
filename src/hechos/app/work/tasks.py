"""Work that one member gives another, or keeps for himself or herself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from hechos.app.access.actor import Actor
from hechos.app.audit import log
from hechos.app.register.models import CaseHead
from hechos.app.work.members import class_of, need_words, people_of
from hechos.app.work.models import Task
from hechos.app.work.notices import notify
from hechos.errors import ConflictError, InputError, NotAllowedError, NotFoundError

KINDS = ("record", "search", "second", "free")
MOST = 500


def tasks_of(head: CaseHead, actor: Actor) -> QuerySet[Task]:
    """Return the open tasks of a case that a person may see."""
    rows = Task.objects.filter(case=head, klass__lte=actor.clearance, state="open")
    return rows.select_related("to").order_by("id")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTask:
    """`targets` are records, or addresses of lists; `due` is a day (YYYY-MM-DD) or ""."""

    kind: str
    targets: Sequence[str] = ()
    words: str = ""
    due: str = ""


def give_task(head: CaseHead, actor: Actor, to: int, task: NewTask) -> list[Task]:
    """Give a member something to do for each target (one without target for "free"). To oneself
    whoever comments may; to others it needs the right to assign."""
    actor.require("comment" if to == actor.account else "assign")
    kind, wanted = task.kind, list(task.targets)
    if kind not in KINDS or len(wanted) > MOST or (kind != "free" and not wanted):
        raise InputError("Say what is to be done.")
    if kind == "search" and not all(one.startswith(f"/case/{head.slug}/") for one in wanted):
        raise InputError("This is no list of the case.")
    said = need_words(task.words, "A task", 2_000) if kind == "free" else task.words.strip()[:2_000]
    person = {account.pk: who for account, who in people_of(head)}.get(to)
    if person is None:
        raise InputError("Choose a member of the case.")
    wanted = wanted if kind != "free" else [""]
    classes = [class_of(head, one) if kind in ("record", "second") else 0 for one in wanted]
    if max(classes) > person.clearance:
        raise InputError(f"{person.pseudonym} may not see that.", hint="Choose somebody who may.")
    if max(classes) > actor.clearance:
        raise NotFoundError("There is no such record.")
    day = _day(task.due)
    with transaction.atomic():
        made = Task.objects.bulk_create(
            Task(
                case=head,
                klass=klass,
                kind=kind,
                target=target,
                words=said,
                to_id=to,
                by=actor.pseudonym,
                giver_id=actor.account,
                due=day,
            )
            for target, klass in zip(wanted, classes, strict=True)
        )
        log.note(
            "task", actor=actor.pseudonym, case=head.id, detail={"kind": kind, "number": len(made)}
        )
        if to != actor.account:
            about = wanted[0] if kind == "record" else ""
            notify([to], "task", case=head, record=about, by=actor.pseudonym)
    return made


def _day(due: str) -> date | None:
    if not due:
        return None
    try:
        return date.fromisoformat(due)
    except ValueError as error:
        raise InputError("The day is not written as YYYY-MM-DD.") from error


def end_task(task: Task, actor: Actor, *, state: str = "done") -> None:
    """Say that a task is done (who has it), or drop it (who gave it, or who may assign)."""
    if state not in ("done", "dropped"):
        raise InputError("A task is done or dropped.")
    mine = task.to_id == actor.account
    if not mine and not (
        state == "dropped" and (task.giver_id == actor.account or actor.may("assign"))
    ):
        raise NotAllowedError("Only who has a task ends it.")
    with transaction.atomic():
        ended = Task.objects.filter(pk=task.pk, state="open").update(
            state=state, ended_at=timezone.now()
        )
        if not ended:
            raise ConflictError("This task has ended already.")
        note = {"actor": actor.pseudonym, "case": task.case_id}
        log.note("task ended", **note, detail={"task": task.pk, "state": state})
        if mine and task.giver_id and task.giver_id != actor.account and task.kind != "second":
            about = task.target if task.kind == "record" else ""
            notify([task.giver_id], "task-done", case=task.case, record=about, by=actor.pseudonym)
