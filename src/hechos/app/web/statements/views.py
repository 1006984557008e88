"""The list of statements by pseudonym, one of them, and the form in which consent comes first."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse

from hechos.app.access.classes import class_choices
from hechos.app.access.reveals import revealed
from hechos.app.audit.log import note
from hechos.app.casework.statements.taking import (
    Account,
    Permission,
    known_accounts,
    take_statement,
    withdraw_consent,
)
from hechos.app.web.serving.acting import acting
from hechos.app.web.serving.guards import case_page, record_page
from hechos.app.web.shelf import Shelf
from hechos.app.web.showing import show
from hechos.app.web.statements import words
from hechos.errors import HechosError, InputError, NotAllowedError, NotFoundError
from hechos.records import Confidentiality, Record, Statement

BOTH = ("GET", "HEAD", "POST")
ROWS = 50
PAIRS = 40


@case_page()
def listing(request: HttpRequest, shelf: Shelf) -> HttpResponse:
    """Show statements by pseudonym, the newest first."""
    before = request.GET.get("before", "")
    rows = shelf.given.filter(record="Statement").order_by("-seq")
    if before.isdecimal():
        rows = rows.filter(seq__lt=int(before))
    found = list(rows[: ROWS + 1])
    return show(
        request,
        "statements/list.html",
        shelf,
        found=[shelf.mask.loads(row.body) for row in found[:ROWS]],
        words=words,
        before=found[ROWS - 1].seq if len(found) > ROWS else None,
        first=not before,
    )


@record_page()
def statement(request: HttpRequest, shelf: Shelf, found: Record) -> HttpResponse:
    return show(request, "statements/statement.html", shelf, **_context(shelf, _one(found)))


def _one(found: Record) -> Statement:
    if not isinstance(found, Statement):
        raise NotFoundError("This is no statement.")
    return found


def _context(shelf: Shelf, one: Statement) -> dict[str, Any]:
    consents = [
        shelf.mask.loads(row.body)
        for row in shelf.given.filter(record="Consent").order_by("seq")
        if one.capture in row.body
    ]
    captures = shelf.captures([one.capture])
    gone = any(d.act == "withdraw" for d in shelf.decisions([one.capture]))
    known = shelf.given.filter(record="Statement", id__in=one.known)
    return {
        "one": one,
        "capture": captures.get(one.capture),
        "gone": gone,
        "facts": {} if gone else _facts(shelf, one),
        "consent": consents[-1] if consents else None,
        "has_identity": shelf.head.given.filter(record="Identity", part_of=one.capture).exists(),
        **_identity(shelf, one),
        "known": [shelf.mask.loads(row.body) for row in known],
        "words": words,
    }


def _identity(shelf: Shelf, one: Statement) -> dict[str, Any]:
    """Return who the witness is where that stands open for this person, which is an event; else
    only where to ask, for whom the class allows it."""
    row = shelf.given.filter(record="Identity", part_of=one.capture).order_by("-seq").first()
    if row is None:
        return {"identity": None, "person": None}
    identity = shelf.mask.loads(row.body)
    if not revealed(shelf, identity.id):
        return {"identity": identity, "person": None}
    try:
        person = json.loads(shelf.desk.payload(identity.address))
    except HechosError:
        return {"identity": None, "person": None}
    who = shelf.actor.pseudonym
    note("identity seen", actor=who, case=shelf.head.id, record=identity.id)
    return {"identity": identity, "person": person}


def _facts(shelf: Shelf, one: Statement) -> dict[str, str]:
    try:
        found: dict[str, str] = json.loads(shelf.desk.payload(one.address))
    except HechosError:
        return {}
    return found


@case_page("write", methods=BOTH)
def new(request: HttpRequest, shelf: Shelf) -> HttpResponse:
    """Take a statement. A refused form comes back with everything typed; nothing of it is kept."""
    typed = request.POST if request.method == "POST" else QueryDict()
    if request.method != "POST" or request.POST.get("do") == "more":
        return _form(request, shelf, typed)
    account = account_in(request.POST)
    try:
        with acting(shelf) as desk:
            taken = take_statement(desk, account, by=shelf.actor.pseudonym)
    except (InputError, NotAllowedError) as error:
        answer = _form(request, shelf, typed, refused=error, account=account)
        answer.status_code = 422
        return answer
    return _to(taken)


def _form(
    request: HttpRequest,
    shelf: Shelf,
    typed: QueryDict,
    *,
    refused: HechosError | None = None,
    account: Account | None = None,
) -> HttpResponse:
    known = []
    if account is not None:
        with acting(shelf) as desk:
            ids = known_accounts(desk, account)
        rows = shelf.given.filter(record="Statement", id__in=ids)
        known = [shelf.mask.loads(row.body) for row in rows]
    pairs = max(_pairs(typed), 1) + (typed.get("do") == "more")
    return show(
        request,
        "statements/new.html",
        shelf,
        typed=typed,
        words=words,
        pairs=min(pairs, PAIRS),
        refused=refused,
        known=known,
        languages=shelf.desk.case.languages,
        classes=dict(class_choices()[Confidentiality.C2 :]),
    )


def _pairs(typed: QueryDict) -> int:
    found = typed.get("pairs", "0")
    return min(int(found), PAIRS) if found.isdecimal() else 0


def account_in(post: QueryDict) -> Account:
    """Return what the form carries."""

    def said(name: str) -> str:
        return post.get(name, "").replace("\r\n", "\n").strip()

    purposes = {p: post.get(f"purpose-{p}", "unknown") for p in words.PURPOSE}
    purposes |= {f"share:{w.strip()}": "yes" for w in said("share").split(",") if w.strip()}
    pairs = [(said(f"question-{n}"), said(f"answer-{n}")) for n in range(_pairs(post))]
    return Account(
        witness=said("witness"),
        permission=Permission(
            purposes=purposes,
            form=post.get("consent-form", ""),
            language=said("language"),
            explained_by=said("explained_by"),
            guardian=said("guardian"),
            expiry=said("expiry"),
        ),
        mode=post.get("mode", ""),
        language=said("language"),
        text=said("text"),
        answers=tuple(p for p in pairs if any(p)),
        interpreter=said("interpreter"),
        date=said("date"),
        place=said("place"),
        minor="minor" in post,
        earlier=post.get("earlier", ""),
        earlier_with=said("earlier_with"),
        looked=said("looked"),
        name=said("name"),
        contact=said("contact"),
        other_names=said("other_names"),
        klass=Confidentiality.C3 if post.get("klass") == "C3" else Confidentiality.C2,
    )


@record_page("write", methods=BOTH)
def withdrawing(request: HttpRequest, shelf: Shelf, found: Record) -> HttpResponse:
    """Note that the witness withdrew consent."""
    one = _one(found)
    refused: HechosError | None = None
    because = request.POST.get("because", "")
    if request.method == "POST":
        try:
            with acting(shelf) as desk:
                withdraw_consent(desk, one, by=shelf.actor.pseudonym, because=because)
        except InputError as error:
            refused = error
        else:
            return _to(one)
    context = {"one": one, "refused": refused, "because": because}
    return show(request, "statements/consent.html", shelf, **context)


def _to(one: Statement) -> HttpResponse:
    answer = HttpResponseRedirect(reverse("statement", args=(one.id,)))
    answer.status_code = 303
    return answer
