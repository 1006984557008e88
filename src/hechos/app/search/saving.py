"""Keep searches, share them, and tell what is new since somebody looked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from hechos.app.access.actor import Actor
from hechos.app.accounts.models import Account
from hechos.app.jobs.models import Job
from hechos.app.jobs.queue import enqueue, reporter
from hechos.app.register.models import CaseHead
from hechos.app.search.matching import Scope, found
from hechos.app.search.models import Entry, Hit, IndexHead, LongSearch, Look, SavedSearch
from hechos.app.search.query import Is, narrowed, read
from hechos.app.search.running import count
from hechos.app.work.notices import notify
from hechos.errors import InputError, NotFoundError

BATCH = 2000
MANY = 100
"""How far what is new is counted."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A saved search as a person sees it. `new`: how many of its results changed since he or she
    looked; None where that takes too long to count."""

    search: SavedSearch
    own: bool
    new: int | None
    looked: int


def turn_of(head: CaseHead) -> int:
    """Return how often the index of a case was brought up to date; 0 where it never was."""
    return IndexHead.objects.filter(case=head).values_list("turn", flat=True).first() or 0


def saved(head: CaseHead, actor: Actor) -> Sequence[Kept]:
    """Return the searches that a person kept or that others share with the case."""
    rows = SavedSearch.objects.filter(case=head).filter(Q(account=actor.account) | Q(shared=True))
    looks = dict(
        Look.objects.filter(account=actor.account, search__case=head).values_list("search", "turn")
    )
    kept = []
    for row in rows.select_related("account").order_by("name", "pk"):
        looked = looks.get(row.pk, 0)
        kept.append(Kept(row, row.account_id == actor.account, _new(row, actor, looked), looked))
    return kept


def _new(search: SavedSearch, actor: Actor, looked: int) -> int | None:
    scope = Scope(search.case, actor.clearance, looked)
    if looked >= turn_of(search.case):
        return 0
    query = narrowed(read(search.query).query, Is("new", "yes"))
    return count(query, scope, MANY) if query else None


def keep(head: CaseHead, actor: Actor, *, name: str, query: str, shared: bool) -> SavedSearch:
    """Keep a search under a name; sharing needs the right to comment."""
    if shared:
        actor.require("comment")
    if not name.strip():
        raise InputError(_("Give the search a name."))
    try:
        with transaction.atomic():
            search = SavedSearch.objects.create(
                case=head,
                account=_person(actor),
                name=name.strip()[:120],
                query=query[:4000],
                shared=shared,
            )
    except IntegrityError as error:
        raise InputError(
            _("You keep a search of this name already."), hint=_("Choose another name.")
        ) from error
    look(search, actor)
    return search


def _person(actor: Actor) -> Account:
    return Account.objects.get(pk=actor.account or 0)


def own(head: CaseHead, actor: Actor, number: str, *, any_shared: bool = False) -> SavedSearch:
    """Return a search that the person keeps, or may see; NotFoundError for all others."""
    rows = SavedSearch.objects.filter(case=head, pk=int(number) if number.isdigit() else 0)
    mine = Q(account=actor.account) | (Q(shared=True) if any_shared else Q(pk__in=[]))
    search = rows.filter(mine).first()
    if search is None:
        raise NotFoundError(_("There is no such search."))
    return search


def look(search: SavedSearch, actor: Actor) -> int:
    """Note that a person looks now; return the turn of the index when he or she last did."""
    turn = turn_of(search.case)
    row, _made = Look.objects.get_or_create(
        search=search, account=_person(actor), defaults={"turn": turn}
    )
    before, row.turn = row.turn, turn
    row.save()
    return before


def start_long(head: CaseHead, actor: Actor, query: str) -> LongSearch:
    """Queue a search that takes too long to wait for."""
    search = LongSearch.objects.create(case=head, account=_person(actor), query=query[:4000])
    enqueue(
        "search",
        case=head.id,
        by=actor.pseudonym,
        account=actor.account,
        args={"search": search.pk},
        key=f"search {search.pk}",
    )
    return search


def run_long(job: Job) -> str:
    """Do a job of the kind "search": find all, up to C3, which pages cut to who may see what."""
    search = LongSearch.objects.select_related("case").get(pk=job.args["search"])
    progress = reporter(job)
    Hit.objects.filter(search=search).delete()
    scope = Scope(search.case, clearance_of(search))
    rows = found(read(search.query).query, scope).order_by("row").values_list("row", flat=True)
    waiting: list[Hit] = []
    total = 0
    for row in rows.iterator():
        waiting.append(Hit(search=search, entry=Entry(row=row)))
        if len(waiting) == BATCH:
            Hit.objects.bulk_create(waiting)
            total, waiting = total + len(waiting), []
            progress("search", total, total + 1)
    Hit.objects.bulk_create(waiting)
    total += len(waiting)
    if LongSearch.objects.exclude(state="done").filter(pk=search.pk).update(state="done"):
        notify([search.account_id], "search", case=search.case, number=search.pk)
    LongSearch.objects.filter(pk=search.pk).update(found=total)
    return _("The search is finished.")


def clearance_of(search: LongSearch) -> int:
    """Return what the person who asked may see now."""
    place = search.account.memberships.filter(case=search.case).first()
    return place.clearance if place else -1


def long_of(head: CaseHead, actor: Actor, number: str) -> LongSearch:
    rows = LongSearch.objects.filter(case=head, account=actor.account)
    search = rows.filter(pk=int(number) if number.isdigit() else 0).first()
    if search is None:
        raise NotFoundError(_("There is no such search."))
    return search
