"""Render a page of a case for the person who looks at it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from hechos.app.web.lists import LISTS
from hechos.app.web.menu import menu_of, place_of
from hechos.app.web.serving.guards import account_of
from hechos.app.web.serving.viewing import log_views
from hechos.app.web.shelf import Shelf
from hechos.app.work.notices import unread
from hechos.errors import ConflictError


def show(request: HttpRequest, template: str, shelf: Shelf, **context: Any) -> HttpResponse:
    """Render a page of a case; views of sealed captures are entered in the custody log first.

    What was typed and refused is in the context as `refused` or `error`: the page then says so by
    its status, but to htmx, which shows only what succeeds."""
    context.update(
        case=shelf.desk.case,
        actor=shelf.actor,
        lists=LISTS,
        menu=menu_of(shelf.head.slug, shelf.actor.actions, get_language() or ""),
        on_page=place_of(request),
        demonstration=shelf.demonstrates,
        linked=shelf.head.linked,
        unread=unread(account_of(request)),
    )
    answer = render(request, template, context)
    refused = context.get("refused") or context.get("error")
    if refused and request.headers.get("HX-Request") != "true":
        answer.status_code = 409 if isinstance(refused, ConflictError) else 422
    log_views(shelf)
    return answer
