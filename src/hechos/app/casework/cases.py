"""Make a case, and say who its members are."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from django.db import transaction

from hechos.app.casework.desk import Desk
from hechos.app.home import Home, check_slug
from hechos.app.register import queries
from hechos.app.register.models import CaseHead
from hechos.app.register.rows import given_row, insert
from hechos.archive.store import CaseArchive, SystemClock
from hechos.errors import InputError
from hechos.records import (
    LANGUAGES,
    Case,
    Confidentiality,
    Made,
    Mandate,
    Member,
    Standard,
    ids,
    wire,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a case is to be: scope, standard of proof, pack, languages, class of what comes in."""

    title: str = ""
    mandate: Mandate = Mandate()
    standard: str = "reasonable_grounds"
    pack: str | None = None
    languages: tuple[str, ...] = LANGUAGES
    default_class: Confidentiality = Confidentiality.C1


STANDARDS = {
    "reasonable_suspicion": "P1",
    "reasonable_grounds": "P2",
    "balance_of_probabilities": "P3",
    "clear_and_convincing": "P4",
    "beyond_reasonable_doubt": "P5",
}
"""Standards of proof that a case may work to (domain.md §2.1); the machine proposes up to P2."""


def _standard(name: str) -> Standard:
    if name not in STANDARDS:
        raise InputError(f"There is no standard “{name}”.", hint=", ".join(STANDARDS))
    return Standard(framework="UN_FFM", code=STANDARDS[name], verbatim="")


def new_case(
    home: Home,
    slug: str,
    *,
    plan: Plan,
    by: str,
) -> Case:
    """Make a case with one member who leads it; the journal's first lines are these two."""
    check_slug(slug)
    if CaseHead.objects.filter(slug=slug).exists():
        raise InputError(
            f"There is a case “{slug}” already.", hint="Choose another name, or add to it."
        )
    clock = SystemClock()
    made = Made(by=by, at=clock.now_iso())
    case_id = ids.mint()
    case = Case(
        id=case_id,
        case=case_id,
        made=made,
        slug=slug,
        title=plan.title or slug,
        mandate=plan.mandate,
        standard=_standard(plan.standard),
        pack=plan.pack,
        languages=plan.languages,
        default_class=plan.default_class,
        seed=secrets.token_hex(16),
    )
    member = Member(id=ids.mint(), case=case_id, made=made, pseudonym=by, roles=("lead",))
    with CaseArchive.open(home.case_folder(case_id), clock=clock) as archive:
        archive.append_given([case, member])
        with transaction.atomic():
            head = CaseHead.objects.create(id=case_id, slug=slug, body=wire.dumps(case))
            insert([given_row(head, 1, member)])
            head.journal_length, head.journal_head = archive.journal.length, archive.journal.head
            head.save()
    return case


def add_member(desk: Desk, pseudonym: str, *, roles: tuple[str, ...], by: str) -> Member:
    """Add a member; adding one again changes nothing."""
    desk.actor.require("steward")
    if not pseudonym.strip():
        raise InputError("A member needs a pseudonym.")
    for member in queries.given(desk.head, Member):
        if member.pseudonym == pseudonym:
            return member
    member = Member(
        id=ids.mint(), case=desk.case.id, made=desk.made(by), pseudonym=pseudonym, roles=roles
    )
    desk.give([member])
    return member
