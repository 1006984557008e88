"""An original and what was made of it, side by side: another reading, a translation, a copy with
parts blacked out."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from hechos.app.register.models import Ref
from hechos.app.web.paragraphs import PARAGRAPH
from hechos.app.web.reading.finding import capture_of
from hechos.app.web.serving.guards import record_page
from hechos.app.web.shelf import Shelf
from hechos.app.web.showing import show
from hechos.errors import NotFoundError
from hechos.records import Capture, Record, Text, wire

FEW = 20
LONGEST = 60_000


@dataclass(frozen=True, slots=True)
class Other:
    """Another text of a source. `role` says what it is: ocr, translation, redacted copy …"""

    id: str
    name: str
    role: str
    language: str


def others_of(shelf: Shelf, capture: Capture, text: Text | None) -> list[Other]:
    """Return the other readings of a capture, what was derived from it, and what it derives
    from."""
    found = []
    rows = shelf.given.filter(record="Text", part_of=capture.id).order_by("seq")
    for row in rows[:FEW]:
        other = wire.loads(row.body, Text)
        if text is None or other.id != text.id:
            found.append(Other(other.id, capture.name, other.kind, other.language))
    children = Ref.objects.filter(case=shelf.head, record="Capture", target=capture.id)
    near = [*children.values_list("source", flat=True)[:FEW], capture.parent or ""]
    for one in shelf.captures(i for i in near if i and i != capture.id).values():
        role = (one.role if one.parent == capture.id else "") or "original"
        found.append(Other(one.id, one.name, role.replace("_", " "), ""))
    return sorted(found, key=lambda one: (one.role, one.name, one.id))


@record_page()
def beside(request: HttpRequest, shelf: Shelf, found: Record, other_id: str) -> HttpResponse:
    """Show two texts of a source in two columns."""
    capture = capture_of(shelf, found)
    text = shelf.text(capture.id)
    others = {str(o.id): o for o in others_of(shelf, capture, text)}
    if str(other_id) not in others:
        raise NotFoundError("There is nothing at this address.")
    other = others[str(other_id)]
    right = _text(shelf, other.id)
    return show(
        request,
        "reading/beside.html",
        shelf,
        capture=capture,
        other=other,
        left=text,
        right=right,
        parts=[PARAGRAPH.split(t.body[:LONGEST]) if t else [] for t in (text, right)],
        cut=any(t is not None and len(t.body) > LONGEST for t in (text, right)),
    )


def _text(shelf: Shelf, record: str) -> Text | None:
    row = shelf.given.filter(id=record).first()
    if row is None or row.record == "Capture":
        return shelf.text(record)
    return shelf.read_text(row.body)
