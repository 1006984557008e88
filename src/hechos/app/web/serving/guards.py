"""Every view stands behind one of these. They find the case or record, ask whether the person may
take the action there, and turn our errors into pages. What a person may not see answers exactly as
what does not exist. A view without a guard fails a test."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render

from hechos.app.access.actor import Actor, member_actor
from hechos.app.access.masking import NOTHING_HIDDEN, Mask
from hechos.app.access.protecting import mask_of_case, mask_of_cases
from hechos.app.accounts.models import Account, Membership
from hechos.app.register.models import CaseHead
from hechos.app.web.serving.leaving import leave
from hechos.app.web.shelf import Shelf, find_row, open_shelf
from hechos.app.web.spoken import speak_of
from hechos.errors import (
    ConflictError,
    HechosError,
    InputError,
    NotAllowedError,
    NotFoundError,
    UnavailableError,
)
from hechos.records import Confidentiality

View = Callable[..., HttpResponse]
READING = ("GET", "HEAD")


@dataclass(frozen=True, slots=True)
class Guard:
    """`place`: "open" (nobody need sign in), "home" (signed in), "administrator", "case" or
    "record" (a member of its case who may take `action`). `fresh`: the person gave the password
    within the last minutes, else the gate asks for it first; `setup`: reached also by somebody
    who has to set up a second factor first."""

    place: str
    action: str = ""
    methods: tuple[str, ...] = READING
    fresh: bool = False
    setup: bool = False


def open_page(methods: tuple[str, ...] = READING) -> Callable[[View], View]:
    return _guarded(Guard("open", "", methods), lambda request, view, kw: view(request, **kw))


def home_page(
    methods: tuple[str, ...] = READING, *, fresh: bool = False, setup: bool = False
) -> Callable[[View], View]:
    guard = Guard("home", "", methods, fresh=fresh, setup=setup)
    return _guarded(guard, lambda request, view, kw: view(request, **kw))


def administrator_page(
    methods: tuple[str, ...] = READING, *, fresh: bool = False
) -> Callable[[View], View]:
    def enter(request: HttpRequest, view: View, kw: dict[str, Any]) -> HttpResponse:
        if not account_of(request).is_administrator:
            raise NotFoundError(NOTHING)
        return view(request, **kw)

    return _guarded(Guard("administrator", "", methods, fresh=fresh), enter)


def case_page(
    action: str = "read", methods: tuple[str, ...] = READING, *, fresh: bool = False
) -> Callable[[View], View]:
    """Guard a view whose address names a case by `slug`: it is called with (request, shelf, …)."""

    def enter(request: HttpRequest, view: View, kw: dict[str, Any]) -> HttpResponse:
        places = Membership.objects.filter(account=account_of(request), case__slug=kw.pop("slug"))
        place = places.select_related("case").first()
        shelf = _open(request, place.case if place else None, place)
        shelf.actor.require(action)
        return view(request, shelf, **kw)

    return _guarded(Guard("case", action, methods, fresh=fresh), enter)


def record_page(
    action: str = "read", methods: tuple[str, ...] = READING, *, fresh: bool = False
) -> Callable[[View], View]:
    """Guard a view whose address names a record by `record_id`: it is called with (request,
    shelf, record, …). A record above the person's clearance is not there."""

    def enter(request: HttpRequest, view: View, kw: dict[str, Any]) -> HttpResponse:
        row = _row(str(kw.pop("record_id")))
        shelf = _open(request, row.case if row else None)
        seen = shelf.version_of(row) if row else None
        if seen is None:
            raise NotFoundError(NOTHING)
        shelf.actor.require(action)
        return view(request, shelf, shelf.read(seen), **kw)

    return _guarded(Guard("record", action, methods, fresh=fresh), enter)


NOTHING = "There is nothing at this address."


def _row(record_id: str) -> Any:
    try:
        return find_row(record_id)
    except NotFoundError:
        return None


def find_visible(record_id: str, shelf: Shelf) -> bool:
    """Say whether a record is there for this person."""
    row = _row(record_id)
    return row is not None and shelf.version_of(row) is not None


def account_of(request: HttpRequest) -> Account:
    if not isinstance(request.user, Account):
        raise NotFoundError(NOTHING)
    return request.user


def actor_in(account: Account, head: CaseHead) -> Actor | None:
    """Return who the account is in a case; None where it has no place there."""
    place = Membership.objects.filter(account=account, case=head).first()
    return _actor(account, place) if place else None


def _actor(account: Account, place: Membership) -> Actor:
    return member_actor(
        account.pseudonym, tuple(place.roles), Confidentiality(place.clearance), account.pk
    )


def _open(request: HttpRequest, head: CaseHead | None, place: Membership | None = None) -> Shelf:
    account = account_of(request)
    if head is not None and place is None:
        place = Membership.objects.filter(account=account, case=head).first()
    if head is None or place is None:
        raise NotFoundError(NOTHING)
    speak_of(head)
    shelf = open_shelf(head, _actor(account, place))
    setattr(request, SHELF, shelf)
    return shelf


SHELF = "_hechos_shelf"


def _mask(request: HttpRequest, guard: Guard) -> Mask:
    """Return what may not leave: of an export no protected name at all, of a page those that are
    not open to the person, of one about several cases those of each."""
    shelf: Shelf | None = getattr(request, SHELF, None)
    if shelf is not None:
        return mask_of_case(shelf.head) if guard.action == "export" else shelf.mask
    if guard.place == "open" or not isinstance(request.user, Account):
        return NOTHING_HIDDEN
    return mask_of_cases(request.user.pk)


Enter = Callable[[HttpRequest, View, dict[str, Any]], HttpResponse]


def _guarded(guard: Guard, enter: Enter) -> Callable[[View], View]:
    def wrap(view: View) -> View:
        @functools.wraps(view)
        def answer(request: HttpRequest, **kw: Any) -> HttpResponse:
            speak_of(None)
            if request.method not in guard.methods:
                return HttpResponseNotAllowed(guard.methods)
            try:
                found = enter(request, view, kw)
            except HechosError as error:
                found = sorry(request, error)
            return leave(request, found, _mask(request, guard))

        answer.guard = guard  # type: ignore[attr-defined]  # read by the gate and by the tests
        return answer

    return wrap


STATUS: tuple[tuple[type[HechosError], int], ...] = (
    (NotFoundError, 404),
    (NotAllowedError, 403),
    (ConflictError, 409),
    (InputError, 422),
    (UnavailableError, 503),
)


ANSWERS: dict[type[HechosError], Callable[[HttpRequest, Any], HttpResponse]] = {}
"""Errors that have a page of their own; the part of the desk that makes it puts it in here."""


def sorry(request: HttpRequest, error: HechosError) -> HttpResponse:
    """Return the page that says what went wrong and what to do."""
    if type(error) in ANSWERS:
        return ANSWERS[type(error)](request, error)
    status = next((code for kind, code in STATUS if isinstance(error, kind)), 500)
    sentence, hint = (NOTHING, "") if status == 404 else (str(error), error.hint)
    return render(request, "error.html", {"sentence": sentence, "hint": hint}, status=status)
