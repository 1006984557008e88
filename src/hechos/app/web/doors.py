"""Where parts of a sentence lead on these pages: a value to its passage, a record to its page."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.urls import reverse
from markupsafe import Markup, escape

from hechos.records import Capture, Claim, Figure, Incident, Record, Region
from hechos.reporting.tree import Bound, Foreign, Line, Quote, Words
from hechos.reporting.writing.index import CaseIndex
from hechos.reporting.writing.references import figure_id, incident_id

NO_ID = "00000000-0000-0000-0000-000000000000"


@functools.cache
def _around_id(name: str) -> tuple[str, str]:
    """Return what stands before and after the id in an address of this name."""
    before, _, after = reverse(name, args=(NO_ID,)).partition(NO_ID)
    return before, after


def page_of(record: Record | str) -> str:
    """Return the address of a record's page."""
    key = record if isinstance(record, str) else record.id
    before, after = _around_id("record")
    return f"{before}{key}{after}"


def document_of(capture: str, claim: str = "", place: int = 0) -> str:
    """Return the address of a document, opened on a passage of a claim where one is given."""
    before, after = _around_id("document")
    address = f"{before}{capture}{after}"
    if not claim:
        return address
    which = f"&passage={place}" if place else ""
    return f"{address}?claim={claim}{which}#{passage_mark(claim, place)}"


def marked_on(capture: str, page: int, claim: str) -> str:
    """Return the address of a page or picture, opened on what is marked there for a claim."""
    return f"{reverse('pages', args=(capture, page))}?claim={claim}#c-{claim}"


def passage_address(claim: Claim, place: int) -> str:
    """Return where a passage of a claim is to be seen: in a text, or marked on a page."""
    passage = claim.passages[place]
    if isinstance(passage.selector, Region):
        return marked_on(passage.capture, passage.selector.page, claim.id)
    return document_of(passage.capture, claim.id, place)


def document_at(capture: str, start: int, words: str) -> str:
    """Return the address of a document, opened where words that were looked for stand."""
    return f"{document_of(capture)}?{urlencode({'at': start, 'words': words})}#{HERE}"


HERE = "here"
"""The mark of the place in a text that an address opens."""


def passage_mark(claim: str, place: int) -> str:
    return f"p-{claim}-{place}"


@dataclass
class Doors:
    """Addresses by (record, anchor of the report) and by anchor or record alone."""

    passages: dict[tuple[str, str], str] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, index: CaseIndex) -> Doors:
        doors = cls()
        for capture in index.captures.values():
            doors.add_capture(index, capture)
        doors.add_claims(index, index.file.claims)
        for figure in index.file.links.figures:
            doors.add(figure, figure_id(figure))
        for incident in index.file.links.incidents:
            doors.add(incident, incident_id(incident))
        for record in (*index.file.links.universes, *index.relations, *index.file.decisions):
            doors.add(record)
        return doors

    def add(self, record: Figure | Incident | Record, anchor: str = "") -> None:
        address = page_of(record)
        self.places[record.id] = address
        if anchor:
            self.places[anchor] = address

    def add_capture(self, index: CaseIndex, capture: Capture) -> None:
        address = document_of(capture.id)
        self.places[capture.id] = self.places[index.source_id(capture.id)] = address

    def add_claims(self, index: CaseIndex, claims: Iterable[Claim]) -> None:
        for claim in claims:
            self.places[claim.id] = page_of(claim)
            self.places.setdefault(index.anchor_of(claim), page_of(claim))
            for place, passage in enumerate(claim.passages):
                anchor = index.passage_id(passage)
                address = passage_address(claim, place)
                self.passages.setdefault((claim.id, anchor), address)
                self.passages.setdefault(("", anchor), address)

    def leads(self, part: Bound | Quote) -> str:
        """Return the address a part leads to; empty where it leads nowhere."""
        if isinstance(part, Quote):
            return self.passages.get(("", part.passage), "")
        for anchor in part.passages:
            for record in (*part.to, ""):
                if (record, anchor) in self.passages:
                    return self.passages[record, anchor]
        for key in (part.href, *part.to):
            if key in self.places:
                return self.places[key]
        return ""

    def html(self, line: Line, *, linked: bool = True) -> Markup:
        """Return a line as escaped text with its links."""
        return Markup("".join([self._part(part, linked=linked) for part in line]))  # noqa: S704 - escaped

    def _part(self, part: Words | Bound | Quote, *, linked: bool) -> str:
        if isinstance(part, Words):
            return escape(part.text)
        if isinstance(part, Quote):
            kind = "quoted"
            shown = f'<q lang="{escape(part.language)}" dir="auto">{escape(part.text)}</q>'
        else:
            tongue = f' lang="{escape(part.language)}"' if isinstance(part, Foreign) else ""
            kind, shown = escape(part.kind), f"<bdi{tongue}>{escape(part.text)}</bdi>"
        address = self.leads(part) if linked else ""
        if not address:
            return f'<span class="b {kind}">{shown}</span>'
        return f'<a class="b {kind}" href="{escape(address)}">{shown}</a>'
