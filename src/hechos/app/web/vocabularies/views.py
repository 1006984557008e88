"""Lists of vocabularies, of terms, and one term with its versions; stewards change them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_noop as _

from hechos.app.casework.vocabularies import fields, terms
from hechos.app.web.serving.acting import acting
from hechos.app.web.serving.guards import case_page
from hechos.app.web.shelf import Shelf
from hechos.app.web.showing import show
from hechos.errors import ConflictError, HechosError, InputError, NotFoundError
from hechos.records import LANGUAGES

BOTH = ("GET", "HEAD", "POST")
NAMES = {
    terms.ACTS: _("Acts and violations"),
    terms.BODIES: _("Bodies of the context pack"),
}
KINDS = {
    "text": _("text"),
    "number": _("number"),
    "range": _("range of numbers"),
    "date": _("date, as far as it is known"),
    "choice": _("choice from a vocabulary"),
    "yes_no": _("yes or no"),
}
ON = {"Incident": _("incidents"), "Party": _("persons and bodies"), "Claim": _("claims")}


@case_page(methods=BOTH)
def overview(request: HttpRequest, shelf: Shelf) -> HttpResponse:
    """Show the vocabularies and fields of the case, and forms that add to them."""
    refused: HechosError | None = None
    if request.method == "POST":
        shelf.actor.require("steward")
        try:
            return _overview_post(request, shelf)
        except (InputError, ConflictError) as error:
            refused = error
    return _answer(
        request,
        shelf,
        "vocabularies/overview.html",
        refused,
        typed=request.POST,
        names=terms.vocabularies(shelf.desk),
        known=NAMES,
        fields=list(fields.fields_of(shelf.desk).values()),
        kinds=KINDS,
        on=ON,
    )


def _overview_post(request: HttpRequest, shelf: Shelf) -> HttpResponse:
    post, who = request.POST, shelf.actor.pseudonym
    with acting(shelf) as desk:
        if post.get("do") == "vocabulary":
            name = post.get("name", "").strip()
            code = post.get("code", "").strip()
            terms.add_term(desk, name, code, labels_in(post), by=who)
            return _to("vocabulary", shelf.head.slug, name)
        if post.get("do") == "retire":
            fields.retire_field(desk, post.get("field", ""), by=who)
        else:
            fields.define(desk, _plan(post), by=who)
    return _to("vocabularies", shelf.head.slug)


def _plan(post: QueryDict) -> fields.Plan:
    kind = post.get("kind", "")
    return fields.Plan(
        code=post.get("field", "").strip(),
        kind=kind,
        labels=labels_in(post, "field-label"),
        on=tuple(post.getlist("on")),
        vocabulary=post.get("vocabulary", "") if kind == "choice" else "",
    )


def labels_in(post: QueryDict, name: str = "label") -> dict[str, str]:
    return {one: post.get(f"{name}-{one}", "") for one in (*LANGUAGES, "fr", "ar")}


@case_page(methods=BOTH)
def vocabulary(request: HttpRequest, shelf: Shelf, name: str) -> HttpResponse:
    """Show the terms of a vocabulary as a tree; retired ones last."""
    refused: HechosError | None = None
    if request.method == "POST":
        shelf.actor.require("steward")
        post = request.POST
        more = {"parent": post.get("parent", ""), "note": post.get("note", "")}
        try:
            with acting(shelf) as desk:
                code, who = post.get("code", "").strip(), shelf.actor.pseudonym
                terms.add_term(desk, name, code, labels_in(post), by=who, **more)
            return _to("vocabulary", shelf.head.slug, name)
        except (InputError, ConflictError) as error:
            refused = error
    found = terms.entries(shelf.desk, name)
    if not found:
        raise NotFoundError("There is no such vocabulary.")
    context: dict[str, Any] = {"name": name, "title": NAMES.get(name, name)}
    context |= {"typed": request.POST, "rows": _tree(found), "in_language": get_language() or "en"}
    return _answer(request, shelf, "vocabularies/vocabulary.html", refused, **context)


def _tree(found: dict[str, terms.Entry]) -> list[tuple[int, terms.Entry]]:
    """Return the terms with their depth, each under the one above it."""
    below: dict[str | None, list[terms.Entry]] = {}
    for entry in found.values():
        above = entry.parent if entry.parent in found else None
        below.setdefault(above, []).append(entry)
    rows: list[tuple[int, terms.Entry]] = []
    waiting = [(0, e) for e in reversed(below.get(None, []))]
    while waiting:
        depth, entry = waiting.pop()
        rows.append((depth, entry))
        waiting += [(depth + 1, e) for e in reversed(below.get(entry.code, []))]
    return rows


@case_page(methods=BOTH)
def term(request: HttpRequest, shelf: Shelf, name: str, code: str) -> HttpResponse:
    """Show a term with every version and what changed; stewards rename, retire and merge it."""
    refused: HechosError | None = None
    found = terms.entries(shelf.desk, name)
    if code not in found:
        raise NotFoundError("There is no such term.")
    if request.method == "POST":
        shelf.actor.require("steward")
        try:
            _change(request.POST, shelf, name, code)
            return _to("term", shelf.head.slug, name, code)
        except (InputError, ConflictError) as error:
            refused = error
    past = [t for t in terms.versions(shelf.head, name) if t.code == code]
    steps = [
        (one, terms.difference(terms.entry_of(past[n - 1]) if n else None, terms.entry_of(one)))
        for n, one in enumerate(past)
    ]
    context: dict[str, Any] = {"one": found[code], "name": name, "title": NAMES.get(name, name)}
    context |= {"typed": request.POST, "steps": steps[::-1], "in_language": get_language() or "en"}
    context |= {"others": [e for e in found.values() if e.stands and e.code != code]}
    return _answer(request, shelf, "vocabularies/term.html", refused, **context)


def _change(post: QueryDict, shelf: Shelf, name: str, code: str) -> None:
    said: dict[str, Any] = {"by": shelf.actor.pseudonym, "seen": post.get("seen", "")}
    with acting(shelf) as desk:
        match post.get("do"):
            case "retire":
                terms.retire(desk, name, code, **said)
            case "merge":
                terms.merge(desk, name, code, post.get("into", ""), **said)
            case _:
                more = {"parent": post.get("parent", ""), "note": post.get("note", "")}
                terms.revise_term(desk, name, code, labels_in(post), **said, **more)


def _answer(
    request: HttpRequest, shelf: Shelf, template: str, refused: HechosError | None, **context: Any
) -> HttpResponse:
    languages = (*LANGUAGES, "fr", "ar")
    return show(request, template, shelf, refused=refused, languages=languages, **context)


def _to(name: str, *args: str) -> HttpResponse:
    answer = HttpResponseRedirect(reverse(name, args=args))
    answer.status_code = 303
    return answer
