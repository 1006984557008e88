"""The page of a source: everything that one outlet, body or person says or prints."""

from __future__ import annotations

from hechos.app.register.models import Ref
from hechos.app.web.objects import words
from hechos.app.web.objects.kinds.base import Asking, Context, frame, parts_near, with_rows
from hechos.app.web.objects.kinds.roles import parties_at, place_of
from hechos.app.web.objects.sheets import Sheets
from hechos.app.web.objects.words import said
from hechos.app.web.shelf import Shelf
from hechos.lang.names import fold
from hechos.records import Capture, Claim, Grade, Party, Source

DOCUMENTS = 12


def source_page(asking: Asking, source: Source) -> Context:
    shelf = asking.shelf
    parts = parts_near(asking, "claims", "figures", "incidents")
    claims = parts["claims"].records
    sheets = Sheets.of(shelf, claims)
    documents = documents_of(shelf, source)
    parties = parties_of(shelf, source, claims)
    return {
        **with_rows(asking, parts),
        **frame(asking, sheets),
        "claims": [sheets.claim(c) for c in claims],
        "kind_words": said(words.VOICES, source.kind),
        "documents": documents[:DOCUMENTS],
        "more_documents": len(documents) > DOCUMENTS,
        "parties": parties,
        "grades": shelf.naming(Grade, [p.id for p in parties]),
        "document_grades": {
            g.on: g for g in shelf.naming(Grade, [c.id for c in documents[:DOCUMENTS]])
        },
    }


def documents_of(shelf: Shelf, source: Source) -> list[Capture]:
    """Return the first of the documents in which it speaks."""
    named = Ref.objects.filter(case=shelf.head, source=source.id).values("target")
    rows = shelf.proposed.filter(record="Claim", id__in=named).order_by("part_of")
    ids = list(rows.values_list("part_of", flat=True).distinct()[: DOCUMENTS + 1])
    return list(shelf.captures(ids).values())


def parties_of(shelf: Shelf, source: Source, claims: tuple[Claim, ...]) -> list[Party]:
    """Return the party or parties that its name is taken for where it speaks."""
    name = fold(source.name)
    places = [
        place_of(claim, link.speaker)
        for claim in claims
        for link in claim.voice
        if fold(link.speaker.name) == name
    ]
    return list({p.id: p for p in parties_at(shelf, places).values()}.values())
