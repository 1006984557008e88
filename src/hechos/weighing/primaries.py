"""The documents behind what is relayed, so that a person can ask for them (domain.md §10)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from hechos.lang.edtf import earliest_latest
from hechos.records import (
    Claim,
    DocumentContent,
    PrimaryDocument,
    ProcedureContent,
    VoiceLink,
    VoteContent,
)
from hechos.weighing.contradictions import NEAR_DAYS
from hechos.weighing.scale import Scale
from hechos.weighing.speakers import Body

STATEMENT = "Press release or statement"
RECORD = "Record of the proceedings"
RESULTS = "Announced results"


@dataclass(frozen=True, slots=True)
class _Use:
    """A claim that rests on a document: whose, what kind of document, the day if it is told."""

    claim: Claim
    issuer: Body
    title: str
    said: str | None
    printed: str | None


@dataclass(slots=True)
class _Document:
    """Uses of what is taken for one document."""

    uses: list[_Use] = field(default_factory=list)


def documents_to_obtain(scale: Scale) -> tuple[PrimaryDocument, ...]:
    """Return the documents that claims rest on and that the case holds only relays of.

    What one issuer says within a few days is one document; its kind is the most telling word
    that any relay uses for it."""
    by_issuer: dict[str, list[_Use]] = {}
    for use in _of_organs(list(_uses(scale))):
        by_issuer.setdefault(use.issuer.key, []).append(use)
    titles = scale.rules.titles
    found = [one for uses in by_issuer.values() for one in _one_each(uses)]
    return tuple(_record(one.uses, titles, scale) for one in found)


def _of_organs(uses: Sequence[_Use]) -> Iterator[_Use]:
    """Give what a page says of a body to the organ of it that the page names, if only one."""
    organs: dict[tuple[str, str], dict[str, Body]] = {}
    for use in uses:
        if use.issuer.parent:
            parent = (use.claim.capture, use.issuer.parent)
            organs.setdefault(parent, {})[use.issuer.key] = use.issuer
    for use in uses:
        few = list(organs.get((use.claim.capture, use.issuer.key), {}).values())
        yield replace(use, issuer=few[0]) if len(few) == 1 else use


def _record(uses: Sequence[_Use], titles: Sequence[str], scale: Scale) -> PrimaryDocument:
    first = uses[0]
    said = [use.said for use in uses if use.said]
    printed = [use.printed for use in uses if use.printed]
    date = min(said or printed, default=None)
    pages = len({use.claim.capture for use in uses})
    because = "Known only through " + ("one relay." if pages == 1 else f"{pages} relays.")
    if first.title == RECORD:
        date = None
    elif date is None:
        because += " No relay says when it was issued."
    elif not said:
        because += " Its date is not told; that of the page is given."
    kinds = [use.title for use in uses]
    title = min(kinds, key=lambda kind: titles.index(kind) if kind in titles else len(titles))
    return PrimaryDocument(
        id=scale.draw(first.claim.id, "primary document", first.issuer.key, title, date or ""),
        case=scale.case.id,
        made=scale.made("primaries"),
        title=title,
        issuer=first.issuer.name,
        date=date,
        claims=tuple(dict.fromkeys(use.claim.id for use in uses)),
        because=because,
    )


def _one_each(uses: Sequence[_Use]) -> list[_Document]:
    """Divide the uses of one issuer into its documents, by day; a use without a day belongs to
    what its page tells, else to the last document before the page was printed."""
    records = [use for use in uses if use.title == RECORD]
    dated = sorted(
        (use for use in uses if use.said and use.title != RECORD), key=lambda use: _day(use.said)
    )
    shelf = _Shelf()
    for use in dated:
        last = shelf.documents[-1].uses[0] if shelf.documents else None
        near = last is not None and _day(use.said) - _day(last.said) <= NEAR_DAYS
        shelf.put(use, len(shelf.documents) - near)
    for use in uses:
        if not use.said and use.title != RECORD:
            shelf.put(use, shelf.home(use))
    return shelf.documents + ([_Document(records)] if records else [])


class _Shelf:
    """Documents of one issuer, found by the page that a use stands on and by day."""

    def __init__(self) -> None:
        self.documents: list[_Document] = []
        self._by_page: dict[str, int] = {}
        self._by_day: dict[int, int] = {}

    def put(self, use: _Use, place: int) -> None:
        """Add a use to the document at a place, or to a new one behind the last."""
        if place == len(self.documents):
            self.documents.append(_Document())
        self.documents[place].uses.append(use)
        day = _day(use.said or use.printed)
        self._by_page[use.claim.capture] = max(place, self._by_page.get(use.claim.capture, 0))
        self._by_day[day] = max(place, self._by_day.get(day, 0))

    def home(self, use: _Use) -> int:
        """Return the place of the last document that its page tells of, else of the last one of
        about the day of its page, else behind the last."""
        own = self._by_page.get(use.claim.capture)
        if own is not None:
            return own
        at = _day(use.printed)
        days = range(at - NEAR_DAYS, at + NEAR_DAYS + 1) if use.printed else ()
        near = (self._by_day[day] for day in days if day in self._by_day)
        return max(near, default=len(self.documents))


def _day(edtf: str | None) -> int:
    low = earliest_latest(edtf)[0] if edtf else None
    return low.toordinal() if low else 0


def _uses(scale: Scale) -> Iterator[_Use]:
    """Yield the relayed claims with the document of a named body, report or person behind."""
    for claim in scale.live:
        if isinstance(claim.content, DocumentContent) or not scale.is_relayed(claim):
            continue
        printed = scale.published.get(claim.capture)
        forum = scale.forum(claim) if isinstance(claim.content, ProcedureContent) else None
        if forum is not None and forum.key.startswith("#"):
            yield _Use(claim, forum, RECORD, None, printed)
        link = _stands_on(claim)
        if link is None:
            continue
        issuer = scale.speaks_for(claim, link)
        if issuer.named and (link.kind != "report" or issuer.name != link.speaker.name):
            yield _Use(claim, issuer, _title(claim, link, scale), _said(claim), printed)


def _said(claim: Claim) -> str | None:
    """Return the day of the statement, where it is told to a few days."""
    said = next((one.said_at.edtf for one in claim.voice if one.said_at), None)
    low, high = earliest_latest(said) if said else (None, None)
    short = low is not None and high is not None and (high - low).days <= NEAR_DAYS
    return said if short else None


def _stands_on(claim: Claim) -> VoiceLink | None:
    """Return the link whose document a relay has in hand: a report, else the body or person
    next to the printers."""
    for kinds in (("report",), ("body", "person")):
        found = next((link for link in claim.voice if link.kind in kinds), None)
        if found is not None:
            return found
    return None


def _title(claim: Claim, link: VoiceLink, scale: Scale) -> str:
    language = scale.language(claim)
    own = scale.rules.document_title(link.speaker.verbatim, language)
    if claim.voice[-1].stance in ("denies", "disputes"):
        return own or STATEMENT
    if link.kind == "report":
        return own or "Report"
    if isinstance(claim.content, VoteContent):
        return scale.rules.document_title(claim.quote, language) or RESULTS
    return own or scale.rules.document_title(claim.quote, language) or STATEMENT
