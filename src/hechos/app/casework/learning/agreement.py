"""Blind coding of a case's proposals, and how far two who coded the same ones agree."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from django.db.models import QuerySet

from hechos.app.casework.desk import Desk, ReadingDesk
from hechos.app.register import queries
from hechos.app.register.classes import chunks
from hechos.app.register.models import Given, Proposed
from hechos.app.register.rows import CLAIM
from hechos.coding.agreement.codings import Coding, Pair, coding_of
from hechos.errors import InputError, NotFoundError
from hechos.linking.deciding.judged import unretracted
from hechos.records import BlindCoding, Capture, Claim, Decision, Record, wire
from hechos.reporting.rows import claim_row
from hechos.weighing.edits import edited

RULES = "rules"
"""Stands for the coder itself, as one of two who are compared."""
ACTS = ("accept", "reject", "edit")
Answer = BlindCoding | Decision
A = TypeVar("A", BlindCoding, Decision)


def code_blind(
    desk: Desk,
    record: Record,
    act: str,
    *,
    by: str,
    because: str = "",
    changes: Sequence[tuple[str, str]] = (),
) -> BlindCoding:
    """Keep how a member codes a proposal; no claim changes and no decision is superseded."""
    if not desk.actor.may("review"):
        desk.actor.require("code")
    desk.member(by)
    if not isinstance(record, Claim) or act not in ACTS:
        raise InputError("Blind coding is on claims.", hint=f"One of: {', '.join(ACTS)}.")
    proposal = proposal_of(desk, record.id)
    if (act == "edit") is not bool(changes):
        raise InputError("An edit needs what to set, and only an edit.", hint="--set slot=value")
    edited(proposal, changes)
    coding = desk.record(
        BlindCoding,
        by=by,
        act=act,
        on=proposal.id,
        because=because.strip(),
        changes=tuple(changes),
    )
    desk.give([coding])
    return coding


def proposal_of(desk: ReadingDesk, claim_id: str) -> Claim:
    """Return the claim as the rules propose it, whatever members decided on it."""
    rows = Proposed.objects.filter(case=desk.head, layer=CLAIM, record="Claim", id=claim_id)
    row = rows.first()
    if row is None:
        raise NotFoundError(
            "The rules propose no such claim, so there is nothing to code blind.",
            hint=f"hechos claims {desk.case.slug} --blind",
        )
    return wire.loads(row.body, Claim)


def pairs_between(
    desk: ReadingDesk, first: str, second: str, *, within: QuerySet[Proposed] | None = None
) -> list[Pair]:
    """Return what the two say of each proposal that both answered; None where one rejects it.

    A member answers by decision or blind; a blind coding goes before a decision, and the latest
    counts. The rules answer every proposal as they make it. `within` are the rows that whoever
    asks may see (all, unless given).
    """
    if first == second:
        raise InputError("Agreement is between two; name two who coded.")
    one, two = (_answers(desk, who) for who in (first, second))
    if within is None:
        proposals = queries.proposals(desk.head, Claim)
    else:
        proposals = _proposals_among(within, sorted(one.keys() & two.keys()))
    both = [
        claim
        for claim in proposals
        if all(who == RULES or claim.id in said for who, said in ((first, one), (second, two)))
        and claim.content.kind != "document"
    ]
    captures = _captures(desk, [claim.capture for claim in both])
    return [
        (_said(claim, first, one, captures), _said(claim, second, two, captures)) for claim in both
    ]


def _captures(desk: ReadingDesk, ids_: Sequence[str]) -> dict[str, Capture]:
    found: dict[str, Capture] = {}
    for some in chunks(ids_):
        rows = Given.objects.filter(case=desk.head, record="Capture", id__in=some)
        found |= {row.id: wire.loads(row.body, Capture) for row in rows}
    return found


def _proposals_among(within: QuerySet[Proposed], ids: Sequence[str]) -> tuple[Claim, ...]:
    found: list[Proposed] = []
    for some in chunks(ids):
        found += within.filter(layer=CLAIM, record="Claim", id__in=some)
    found.sort(key=lambda row: (row.place, row.id))
    return tuple(wire.loads(row.body, Claim) for row in found)


def _answers(desk: ReadingDesk, who: str) -> dict[str, Answer]:
    if who == RULES:
        return {}
    desk.member(who)
    answers: list[Answer] = [*unretracted(_by(desk, Decision, who))]
    answers += _by(desk, BlindCoding, who)
    return {answer.on: answer for answer in answers if answer.made.by == who and answer.act in ACTS}


def _by(desk: ReadingDesk, cls: type[A], who: str) -> list[A]:
    """Return what a member answered, and what anybody took back; only that is parsed."""
    rows = Given.objects.filter(case=desk.head, record=cls.__name__)
    mark = f'"by":{wire.canonical(who)}'
    found = rows.order_by("seq").values_list("state", "body").iterator()
    return [wire.loads(body, cls) for act, body in found if act == "retract" or mark in body]


def _said(
    claim: Claim, who: str, answers: dict[str, Answer], captures: dict[str, Capture]
) -> Coding | None:
    answer = None if who == RULES else answers[claim.id]
    if answer is not None and answer.act == "reject":
        return None
    changes = answer.changes if answer is not None and answer.act == "edit" else ()
    return coding_of(claim_row(edited(claim, changes), captures.get(claim.capture)))
