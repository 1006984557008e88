"""From text to text: where claims stand that nobody has reviewed."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from hechos.app.questions import composed_once, first
from hechos.app.register import visible
from hechos.app.register.models import Proposed
from hechos.app.register.rows import CLAIM, DECIDED
from hechos.app.web.shelf import Shelf
from hechos.records import Capture

PER_CAPTURE = 100_000_000


def first_unreviewed(shelf: Shelf) -> tuple[str, str] | None:
    """Return the source and the id of the first claim that nobody has decided on."""
    return first(_first(*shelf.up_to))


def next_capture(shelf: Shelf, capture: Capture) -> tuple[str, str] | None:
    """Return the next source with such a claim after this one, and the claim; at the end of the
    case it begins again at its beginning. None where nothing waits elsewhere."""
    row = first(visible.given_of(*shelf.up_to, "Capture", [capture.id]))
    after = (row.seq + 1) * PER_CAPTURE if row else 0
    return first(_from(*shelf.up_to, after, capture.id)) or first(
        _before(*shelf.up_to, after, capture.id)
    )


def unreviewed(case: str, seen: int) -> QuerySet[Proposed]:
    """Return the rows of claims that nobody has decided on, in reading order."""
    decided = Proposed.objects.filter(case=case, layer=DECIDED, id=OuterRef("id"))
    rows = visible.proposed(case, seen).filter(record="Claim", layer=CLAIM)
    return rows.exclude(kind="document").filter(~Exists(decided)).order_by("place", "row")


@composed_once
def _first(case: str, seen: int) -> QuerySet[Proposed, tuple[str, str]]:
    return unreviewed(case, seen).values_list("part_of", "id")[:1]


@composed_once
def _from(case: str, seen: int, place: int, but: str) -> QuerySet[Proposed, tuple[str, str]]:
    rows = unreviewed(case, seen).filter(place__gte=place).exclude(part_of=but)
    return rows.values_list("part_of", "id")[:1]


@composed_once
def _before(case: str, seen: int, place: int, but: str) -> QuerySet[Proposed, tuple[str, str]]:
    rows = unreviewed(case, seen).filter(place__lt=place).exclude(part_of=but)
    return rows.values_list("part_of", "id")[:1]
