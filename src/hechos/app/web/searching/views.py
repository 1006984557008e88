"""Search: one address, seen as a list, table, map, timeline, calendar, counts or links."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from hechos.app.audit import log
from hechos.app.jobs.queue import enqueue
from hechos.app.search import running, saving
from hechos.app.search.backend import TooLongError
from hechos.app.search.matching import in_order
from hechos.app.search.query import Query, read, write
from hechos.app.search.running import PageOf
from hechos.app.web.searching.asking import Asking, scope_of, typed_address
from hechos.app.web.searching.drawing.graph import graph_of
from hechos.app.web.searching.drawing.points import drawn_map, points_of
from hechos.app.web.searching.drawing.time import calendar_of, chart_of, timeline_of
from hechos.app.web.searching.rows import rows_of
from hechos.app.web.searching.words import COLUMNS, JOINS, SORTS, VIEWS, value_words
from hechos.app.web.serving.asked import whole
from hechos.app.web.serving.guards import case_page
from hechos.app.web.serving.tables import csv_answer
from hechos.app.web.serving.viewing import log_views
from hechos.app.web.shelf import Shelf
from hechos.app.web.showing import show
from hechos.errors import InputError, UnavailableError

EXPORTED = 10_000


@case_page()
def search(request: HttpRequest, shelf: Shelf) -> HttpResponse:
    if list(request.GET) == ["run"]:  # as a notice that it ended has it
        run = saving.long_of(shelf.head, shelf.actor, request.GET["run"])
        return _to(shelf, f"?{run.query}&run={run.pk}")
    return _results(request, shelf, Asking.of(request))


@case_page()
def map_page(request: HttpRequest, shelf: Shelf) -> HttpResponse:
    return _results(request, shelf, Asking.of(request, "map"))


def _results(
    request: HttpRequest, shelf: Shelf, asking: Asking, error: Exception | None = None
) -> HttpResponse:
    looked = _looked(request, shelf)
    scope = scope_of(shelf, looked)
    shown: dict[str, Any] = {"rows": (), "cut": False, "after": ""}
    try:
        if asking.view == "map":
            shown |= {"map": drawn_map(asking, scope), "points": _here(request, "search-points")}
        elif asking.view == "timeline":
            shown |= {"timeline": timeline_of(shelf, asking, scope)}
        elif asking.view == "calendar":
            year = request.GET.get("year", "")
            shown |= {"calendar": calendar_of(asking, scope, year)}
        elif asking.view == "chart":
            shown |= {"charts": chart_of(asking, scope)}
        elif asking.view == "graph":
            shown |= {"graph": graph_of(asking, scope)}
        else:
            shown |= _list(request, shelf, asking, looked)
    except TooLongError:
        shown["cut"] = True
    return show(
        request,
        "searching/search.html",
        shelf,
        asking=asking,
        form=asking.form(),
        said=asking.said(),
        joins=JOINS,
        sorts=SORTS,
        views=VIEWS,
        columns=COLUMNS,
        value_words=value_words,
        saved=saving.saved(shelf.head, shelf.actor),
        indexed=_indexed(shelf),
        looked=looked,
        error=error,
        **shown,
    )


def _looked(request: HttpRequest, shelf: Shelf) -> int:
    """Return the turn of the index that “new” is counted from: as the address says."""
    return whole(request.GET.get("since", ""), digits=15)


def _indexed(shelf: Shelf) -> bool:
    """Say whether the case is indexed; where it never was, have that done."""
    if saving.turn_of(shelf.head):
        return True
    enqueue("index", case=shelf.head.id, by=shelf.actor.pseudonym, key=f"index {shelf.head.id}")
    return False


def _here(request: HttpRequest, name: str) -> str:
    return f"?{typed_address(request)}"


def _list(request: HttpRequest, shelf: Shelf, asking: Asking, looked: int) -> dict[str, Any]:
    scope = scope_of(shelf, looked)
    number = request.GET.get("run", "")
    if number:
        run = saving.long_of(shelf.head, shelf.actor, number)
        some = in_order(running.hits(run, scope).select_related("spot"), asking.sort)
        after = asking.after
        found = running.page_from(some, sort=asking.sort, after=after)
    else:
        run = None
        found = running.page(asking.query, scope, sort=asking.sort, after=asking.after)
    return {
        "rows": rows_of(shelf, asking.query, found.entries, looked),
        "cut": found.cut,
        "after": asking.with_(after=found.after, run=number) if found.after else "",
        "run": run,
    }


@case_page()
def facets(request: HttpRequest, shelf: Shelf) -> HttpResponse:
    """Answer with the counts beside the results: a part of the page."""
    asking = Asking.of(request)
    counts = running.counts(asking.query, scope_of(shelf))
    return show(
        request,
        "searching/facets.html",
        shelf,
        asking=asking,
        charts=chart_of(asking, scope_of(shelf), counts) if counts else None,
    )


@case_page()
def points(request: HttpRequest, shelf: Shelf) -> HttpResponse:
    """Answer with the places of the results and how many lie at each."""
    asking = Asking.of(request, "map")
    try:
        found = points_of(asking, scope_of(shelf))
    except TooLongError as error:
        raise UnavailableError(_("This search takes too long for a map.")) from error
    return JsonResponse({"points": found})


@case_page()
def suggest(request: HttpRequest, shelf: Shelf) -> HttpResponse:
    """Answer with names that begin like what is typed."""
    typed = request.GET.get("q", "")[:100]
    found = running.suggestions(request.GET.get("field", ""), typed, scope_of(shelf))
    return JsonResponse({"found": found})


@case_page()
def kept(request: HttpRequest, shelf: Shelf) -> HttpResponse:
    """Answer with the saved searches: a part of the page of the case."""
    saved = saving.saved(shelf.head, shelf.actor)
    return show(request, "searching/kept.html", shelf, saved=saved)


@case_page("export")
def export(request: HttpRequest, shelf: Shelf) -> HttpResponse:
    """Send the results as a table, at most EXPORTED of them."""
    asking = Asking.of(request)
    scope = scope_of(shelf)
    found: PageOf = running.page(asking.query, scope, sort=asking.sort, size=EXPORTED)
    if found.cut:
        raise UnavailableError(_("This search takes too long for a table."), hint=_("Narrow it."))
    rows = rows_of(shelf, Query(), found.entries)
    log.note(
        "search exported",
        actor=shelf.actor.pseudonym,
        case=shelf.head.id,
        detail={"rows": len(rows), "highest": max((r.entry.klass for r in rows), default=0)},
    )
    log_views(shelf)
    head = ("id", "what", "class", "title", "kind", "state", "when", "where", "number", "language")
    lines = [
        (
            *(r.entry.id, r.what, r.klass, r.title, r.entry.kind, r.state, r.date, r.place),
            *(r.number, r.entry.language),
        )
        for r in rows
    ]
    return csv_answer(f"{shelf.head.slug}-search.csv", head, lines)


@case_page(methods=("POST",))
def keep(request: HttpRequest, shelf: Shelf) -> HttpResponse:
    """Keep, share, drop or open a saved search, or finish one apart."""
    typed = request.POST
    query = write(read(typed.get("query", "")).query)
    act = typed.get("act", "")
    if act == "open":
        return _open(shelf, typed.get("search", ""))
    if act == "drop":
        kept = saving.own(shelf.head, shelf.actor, typed.get("search", ""))
        _note(shelf, "search dropped", kept.pk)
        kept.delete()
    elif act == "finish":
        run = saving.start_long(shelf.head, shelf.actor, query)
        return _to(shelf, f"?{run.query}&run={run.pk}")
    else:
        try:
            kept = saving.keep(
                shelf.head,
                shelf.actor,
                name=typed.get("name", ""),
                query=query,
                shared=bool(typed.get("shared")),
            )
        except InputError as error:
            return _refused(request, shelf, error)
        _note(shelf, "search shared" if kept.shared else "search kept", kept.pk)
    return _to(shelf, f"?{query}")


def _refused(request: HttpRequest, shelf: Shelf, error: InputError) -> HttpResponse:
    request.META["QUERY_STRING"] = request.POST.get("query", "")
    answer = _results(request, shelf, Asking.of(request), error)
    answer.status_code = 422
    return answer


def _note(shelf: Shelf, what: str, number: int) -> None:
    log.note(what, actor=shelf.actor.pseudonym, case=shelf.head.id, detail={"search": number})


def _open(shelf: Shelf, number: str) -> HttpResponse:
    kept = saving.own(shelf.head, shelf.actor, number, any_shared=True)
    looked = saving.look(kept, shelf.actor)
    return _to(shelf, f"?{kept.query}&sort=new&since={looked}")


def _to(shelf: Shelf, tail: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("search", args=(shelf.head.slug,)) + tail, status=303)
