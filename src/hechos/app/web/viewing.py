"""Views of captures of class C2 or C3 are entered in the custody log before a page is sent."""

from __future__ import annotations

import threading
import time

from hechos.app.casework.desk import open_desk
from hechos.app.web.shelf import Shelf
from hechos.errors import UnavailableError
from hechos.records import Capture, Confidentiality

_ONE_AT_A_TIME = threading.Lock()
TRIES = 10
PAUSE = 0.1


def log_views(shelf: Shelf) -> None:
    """Enter the view of every sealed capture that a page speaks from; no entry, no page."""
    sealed = [c for c in shelf.seen() if c.klass >= Confidentiality.C2]
    if not sealed:
        return
    with _ONE_AT_A_TIME:
        for left in range(TRIES - 1, -1, -1):
            try:
                _enter(shelf, sealed)
            except UnavailableError as error:
                if left == 0:
                    raise UnavailableError(
                        "A view of a source of class C2 or C3 has to be entered in the custody "
                        "log, and another process is working on this case.",
                        retry=True,
                    ) from error
                time.sleep(PAUSE)
            else:
                return


def _enter(shelf: Shelf, sealed: list[Capture]) -> None:
    with open_desk(shelf.desk.home, shelf.head.slug) as desk:
        for capture in sealed:
            desk.archive.log("viewed", record=capture.id, object=capture.address, actor="desk")
        desk.save_heads()
