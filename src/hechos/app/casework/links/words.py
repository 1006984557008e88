"""What people decided on links, read without the rest of the case."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from hechos.app.casework.desk import ReadingDesk
from hechos.app.casework.versions.now import texts_of
from hechos.app.casework.versions.taken import seen_copies
from hechos.app.register.classes import chunks
from hechos.app.register.models import Given, Proposed
from hechos.app.register.rows import CLAIM, DECIDED
from hechos.linking.deciding.judged import ACTS, pair_of
from hechos.linking.deciding.places import reattach
from hechos.records import Claim, Decision, wire


def words_on_links(desk: ReadingDesk) -> tuple[Decision, ...]:
    """Return the decisions on links, upon the places where their mentions stand today. Only what
    is no longer where a decision saw it is looked up in the texts; what has no place any more is
    left out."""
    said = said_on_links(desk)
    moved = _moved(desk, [d for d in said if d.act in ACTS])
    if not moved:
        return said
    asked = [d for d in said if d.id in moved or d.act == "retract"]
    found = {d.id: d for d in _again(desk, asked)}
    return tuple(found.get(d.id, d) for d in said if d.id not in moved or d.id in found)


def said_on_links(desk: ReadingDesk) -> tuple[Decision, ...]:
    """Return the decisions on links as they were taken, and all retractions, in their order."""
    rows = Given.objects.filter(case=desk.head, record="Decision", state__in=[*ACTS, "retract"])
    bodies = rows.order_by("seq").values_list("body", flat=True)
    return tuple(wire.loads(body, Decision) for body in bodies)


def _moved(desk: ReadingDesk, said: Sequence[Decision]) -> set[str]:
    """Return the ids of the decisions of which an end is not there any more."""
    ends = {d.id: {one.partition(":")[0] for one in pair_of(d)} for d in said}
    there: set[str] = set()
    for some in chunks(one for pair in ends.values() for one in pair):
        for rows in (
            Given.objects.filter(case=desk.head, id__in=some),
            Proposed.objects.filter(case=desk.head, record="Claim", id__in=some),
        ):
            there.update(rows.values_list("id", flat=True))
    return {decision for decision, pair in ends.items() if not pair <= there}


def _again(desk: ReadingDesk, asked: Sequence[Decision]) -> Iterable[Decision]:
    """Look the mentions of decisions up in the sources that they saw."""
    copies = seen_copies(desk, asked)
    captures = {
        str(one["capture"])
        for copy in copies.values()
        for one in json.loads(copy).get("mentions", ())
    }
    texts = [text for capture in sorted(captures) for text in texts_of(desk, capture)]
    return reattach(asked, texts, _claims_of(desk, captures), copies, case=desk.case).decisions


def _claims_of(desk: ReadingDesk, captures: Iterable[str]) -> list[Claim]:
    """Return the claims of some captures as they stand."""
    found: dict[str, str] = {}
    for layer in (CLAIM, DECIDED):
        for some in chunks(sorted(captures)):
            rows = Proposed.objects.filter(case=desk.head, layer=layer, part_of__in=some)
            found.update(rows.filter(record="Claim").order_by("row").values_list("id", "body"))
    return [wire.loads(body, Claim) for body in found.values()]
