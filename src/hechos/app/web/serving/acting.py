"""Change a case from a page: it is opened for the person, after waiting for whoever has it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from hechos.app.casework.desk import Desk, open_desk
from hechos.app.web.shelf import Shelf
from hechos.errors import UnavailableError

_ONE_AT_A_TIME = threading.Lock()
TRIES = 100
PAUSE = 0.05


@contextmanager
def acting(shelf: Shelf) -> Iterator[Desk]:
    """Open the case of a page for work by the person who looks at it."""
    with _ONE_AT_A_TIME, ExitStack() as held:
        held.callback(shelf.forget)
        yield _open(shelf, held)


def _open(shelf: Shelf, held: ExitStack) -> Desk:
    for left in range(TRIES - 1, -1, -1):
        try:
            opened = open_desk(shelf.desk.home, shelf.head.slug, actor=shelf.actor)
            return held.enter_context(opened)
        except UnavailableError:
            if left == 0:
                raise
            time.sleep(PAUSE)
    raise UnavailableError("Another process is working on this case.", retry=True)
