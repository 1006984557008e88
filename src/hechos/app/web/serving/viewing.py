"""Views of captures of class C2 or C3 are entered in the custody log before a page is sent."""

from __future__ import annotations

from django.db import transaction

from hechos.app.audit.anchors import anchor
from hechos.app.audit.log import note
from hechos.app.web.serving.acting import acting
from hechos.app.web.shelf import Shelf
from hechos.archive.store import Act
from hechos.errors import UnavailableError
from hechos.records import Confidentiality


def log_views(shelf: Shelf) -> None:
    """Enter the view of every sealed capture that a page speaks from; no entry, no page."""
    sealed = [c for c in shelf.seen() if c.klass >= Confidentiality.C2]
    if not sealed:
        return
    try:
        who = shelf.actor.pseudonym
        views = [Act(op="viewed", record=c.id, object=c.address, actor=who) for c in sealed]
        with acting(shelf) as desk:
            with transaction.atomic():
                for capture in sealed:
                    detail = {"class": capture.klass.name}
                    note("viewed", actor=who, case=shelf.head.id, record=capture.id, detail=detail)
            anchor(desk.archive, shelf.head.id, actor=who, also=views)
            desk.save_heads()
    except UnavailableError as error:
        raise UnavailableError(
            "A view of a source of class C2 or C3 has to be entered in the custody log, and "
            "another process is working on this case.",
            retry=True,
        ) from error
