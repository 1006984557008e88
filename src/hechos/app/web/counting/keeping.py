"""What was counted stays until the case changes; of a large case it is counted beside the page."""

from __future__ import annotations

import contextvars
import functools
import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, TypeVar

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from hechos.app.questions import counted_once
from hechos.app.register.rows import CLAIM
from hechos.app.register.visible import proposed
from hechos.app.web.shelf import Shelf
from hechos.app.web.showing import show
from hechos.errors import UnavailableError

T = TypeVar("T")
Key = tuple[Any, ...]
MOST_KEPT = 24
MANY = 3000
"""Claims from which on a page does not wait for what is counted."""
PATIENCE = 1.0
"""Seconds for which it waits all the same."""
_KEPT: OrderedDict[Key, Any] = OrderedDict()
_RUNNING: dict[Key, _Run] = {}
_LOCK = threading.Lock()


class StillCountingError(UnavailableError):
    """A large case is being counted."""


class _Run:
    """What is counted in a thread of its own."""

    def __init__(self) -> None:
        self.ended = threading.Event()
        self.made: Any = None
        self.failed: Exception | None = None


def once(shelf: Shelf, make: Callable[[], T], *what: object) -> T:
    """Return what `make` makes of a case as this person sees it, kept for whoever sees the same.

    Nothing is kept while links are out of date. Raises StillCountingError while a large case is
    being counted."""
    hidden = repr(shelf.mask.forms)
    key = (*what, *shelf.up_to, shelf.head.journal_length, hidden, str(shelf.desk.home.path))
    if shelf.head.linked:
        with _LOCK:
            if key in _KEPT:
                _KEPT.move_to_end(key)
                kept: T = _KEPT[key]
                return kept
    if _many(*shelf.up_to) > MANY and threading.current_thread().name != NAME:
        return _beside((*key, shelf.head.linked), make, lambda made: _keep(shelf, key, made))
    return _keep(shelf, key, make())


NAME = "counting"


@counted_once
def _many(case: str, seen: int) -> Any:
    rows = proposed(case, seen).filter(record="Claim", layer=CLAIM)
    return rows.order_by().values_list("pk")[: MANY + 1]


def _keep(shelf: Shelf, key: Key, made: T) -> T:
    if shelf.head.linked:
        with _LOCK:
            _KEPT[key] = made
            while len(_KEPT) > MOST_KEPT:
                _KEPT.popitem(last=False)
    return made


def _beside(key: Key, make: Callable[[], T], keep: Callable[[T], T]) -> T:
    with _LOCK:
        run = _RUNNING.get(key)
        if run is None:
            for old in [k for k, one in _RUNNING.items() if one.ended.is_set()][:-MOST_KEPT]:
                del _RUNNING[old]
            run = _RUNNING[key] = _Run()
            work = functools.partial(_work, run, make, get_language() or "en")
            context = contextvars.copy_context()
            threading.Thread(target=context.run, args=(work,), name=NAME, daemon=True).start()
    if not run.ended.wait(PATIENCE):
        raise StillCountingError(_("This case is large and is being counted."), retry=True)
    with _LOCK:
        _RUNNING.pop(key, None)
    if run.failed is not None:
        raise run.failed
    return keep(run.made)


def _work(run: _Run, make: Callable[[], Any], language: str) -> None:
    try:
        with override(language):
            run.made = make()
    except Exception as error:  # noqa: BLE001 - raised again where somebody waits for it
        run.failed = error
    finally:
        connection.close()
        run.ended.set()


def while_counting(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Have a page say that it is being counted, and ask again, until it is."""

    @functools.wraps(view)
    def answer(request: HttpRequest, shelf: Shelf, **words: Any) -> HttpResponse:
        try:
            return view(request, shelf, **words)
        except StillCountingError:
            return show(request, "counting/waiting.html", shelf)

    return answer
