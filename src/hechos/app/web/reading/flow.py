"""From text to text: where claims stand that nobody has reviewed."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from hechos.app.register.models import Proposed
from hechos.app.register.rows import CLAIM, DECIDED
from hechos.app.web.shelf import Shelf
from hechos.records import Capture

PER_CAPTURE = 100_000_000


def unreviewed(shelf: Shelf) -> QuerySet[Proposed]:
    """Return the rows of claims that nobody has decided on, in reading order."""
    decided = Proposed.objects.filter(case=shelf.head, layer=DECIDED, id=OuterRef("id"))
    rows = shelf.proposed.filter(record="Claim", layer=CLAIM).exclude(kind="document")
    return rows.filter(~Exists(decided)).order_by("place", "row")


def next_capture(shelf: Shelf, capture: Capture) -> tuple[str, str] | None:
    """Return the next source with such a claim after this one, and the claim; at the end of the
    case it begins again at its beginning. None where nothing waits elsewhere."""
    row = shelf.given.filter(record="Capture", id=capture.id).values_list("seq", flat=True)
    after = (row[0] + 1) * PER_CAPTURE if row else 0
    waiting = unreviewed(shelf).exclude(part_of=capture.id).values_list("part_of", "id")
    return waiting.filter(place__gte=after).first() or waiting.filter(place__lt=after).first()
