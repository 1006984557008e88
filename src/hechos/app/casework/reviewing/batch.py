"""Accept many claims with one reason: each gets a decision of its own."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from hechos.app.casework.desk import Desk, needs_linking
from hechos.app.casework.linkup import ensure_linked
from hechos.app.casework.versions.marks import as_kept
from hechos.app.casework.versions.now import apply_now
from hechos.app.register.models import Given, Proposed
from hechos.errors import NotFoundError
from hechos.records import Claim, Decision
from hechos.weighing.decisions import copy_of


def accept_many(desk: Desk, claims: Sequence[Claim], *, because: str) -> list[Decision]:
    """Journal an acceptance of each claim, all or none; linking follows as after one."""
    desk.actor.require("code")
    by = desk.actor.pseudonym
    desk.check_reasoned(by, because)
    _check_reach(desk, claims)
    claims = as_kept(desk.head, claims)
    copies = desk.archive.put_many([copy_of(claim).encode() for claim in claims])
    earlier = _earlier(desk, claims)
    decisions = [
        desk.record(
            Decision,
            by=by,
            act="accept",
            on=claim.id,
            key=claim.key,
            because=because.strip(),
            seen=seen,
            supersedes=earlier.get(claim.id),
        )
        for claim, seen in zip(claims, copies, strict=True)
    ]
    at_desk = desk.actor.account is not None
    with transaction.atomic():
        desk.give(decisions)
        if at_desk:
            apply_now(desk, decisions)
        needs_linking(desk, queue=at_desk)
    if not at_desk:
        ensure_linked(desk)
    return decisions


def _check_reach(desk: Desk, claims: Sequence[Claim]) -> None:
    wanted = {claim.id for claim in claims}
    rows = Proposed.objects.filter(case=desk.head, id__in=wanted, klass__lte=desk.actor.clearance)
    if wanted - set(rows.values_list("id", flat=True)):
        raise NotFoundError("One of these claims is not there.")


def _earlier(desk: Desk, claims: Sequence[Claim]) -> dict[str, str]:
    rows = Given.objects.filter(
        case=desk.head, record="Decision", part_of__in=[c.id for c in claims]
    )
    return dict(rows.order_by("seq").values_list("part_of", "id"))
