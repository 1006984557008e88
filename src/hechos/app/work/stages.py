"""States that people move records through, by a declared table of who may make which move."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

from django.db import transaction
from django.db.models import QuerySet

from hechos.app.access.actor import Actor
from hechos.app.audit import log
from hechos.app.questions import composed_once
from hechos.app.register.models import CaseHead
from hechos.app.work.members import class_of, need_words
from hechos.app.work.models import Stage
from hechos.errors import ConflictError, InputError, NotAllowedError


@dataclass(frozen=True, slots=True)
class Machine:
    """`moves` are (from, to, action)."""

    record: str
    first: str
    moves: tuple[tuple[str, str, str], ...]
    labels: Mapping[str, str]


@functools.cache
def machines() -> Mapping[str, Machine]:
    """Return the machines by the class of record that they are on."""
    raw = (files("hechos.app.work") / "data" / "stages.toml").read_text(encoding="utf-8")
    return {
        one["record"]: Machine(
            one["record"],
            one["first"],
            tuple((move["from"], move["to"], move["may"]) for move in one["moves"]),
            one["labels"],
        )
        for one in tomllib.loads(raw).values()
    }


def stage_of(head: CaseHead, record: str, machine: Machine) -> str:
    last = stages_past(head.id, record, most=1)
    return last[0].state if last else machine.first


@composed_once
def stages_past(case: str, record: str, *, most: int) -> QuerySet[Stage]:
    """Ask for the last moves of a record, latest first."""
    return Stage.objects.filter(case=case, record=record).order_by("-id")[:most]


def moves_from(machine: Machine, state: str, actor: Actor) -> tuple[str, ...]:
    """Return the states that this person may move a record to."""
    found = (to for start, to, may in machine.moves if start == state and actor.may(may))
    return tuple(dict.fromkeys(found))


def move(
    head: CaseHead, actor: Actor, record: tuple[str, str], *, seen: str, to: str, because: str
) -> Stage:
    """Move a record (its class and id) on from the state that the person saw, with a reason."""
    name, record_id = record
    machine = machines().get(name)
    if machine is None:
        raise InputError("Such records have no states that are moved by hand.")
    reason = need_words(because, "A move", 1_000)
    with transaction.atomic():
        now = stage_of(head, record_id, machine)
        if now != seen:
            raise ConflictError(f"Meanwhile it was moved to “{machine.labels[now]}”.")
        if to not in {end for start, end, _ in machine.moves if start == now}:
            raise InputError(f"From “{machine.labels[now]}” there is no such move.")
        if to not in moves_from(machine, now, actor):
            raise NotAllowedError("Your roles in this case do not include this move.")
        made = Stage.objects.create(
            case=head,
            klass=class_of(head, record_id),
            record=record_id,
            state=to,
            by=actor.pseudonym,
            because=reason,
        )
        detail = {"from": now, "to": to}
        log.note("stage", actor=actor.pseudonym, case=head.id, record=record_id, detail=detail)
    return made
