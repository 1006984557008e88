"""Carry out what a form on a record's page asks for."""

from __future__ import annotations

from collections.abc import Callable

from hechos.app.casework.decide import decide
from hechos.app.casework.desk import Desk
from hechos.app.casework.links.deciding import retract
from hechos.app.casework.versions import check_version
from hechos.app.web.objects.forms import Asked
from hechos.records import Decision, Record


def take(desk: Desk, found: Record, asked: Asked, named: Callable[[str], str]) -> Decision:
    """Take a decision on a record, as the person at the desk; `named` gives what was typed with
    the names that numbers stand for."""
    by = desk.actor.pseudonym
    desk.actor.require("code")
    check_version(desk, found, asked.seen)
    if isinstance(found, Decision) and asked.act == "retract":
        desk.check_reasoned(by, asked.because)
        return retract(desk, found, by=by, because=asked.because)
    changes = [(slot, named(value)) for slot, value in asked.changes]
    return decide(desk, found, asked.act, by=by, because=asked.because, changes=changes)
