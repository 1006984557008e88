"""What the reading room shows: a text in rows, and the claims beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest

from hechos.app.casework.versions.marks import as_kept, decided_on, mark
from hechos.app.casework.versions.taken import about
from hechos.app.search.words import Term, terms, words_found
from hechos.app.web.objects.sheets import ClaimSheet, DecisionSheet, PassageSheet, Sheets, Slot
from hechos.app.web.reading.cut import Row, parts, row_at, row_of, rows, with_words
from hechos.app.web.reading.finding import number
from hechos.app.web.shelf import Shelf
from hechos.linking.deciding.judged import unretracted
from hechos.records import Capture, Claim, Doubt, OriginEdge, Text, TextSpan

ELSEWHERE = 5
LONGEST_WORDS = 300


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A claim of another document that goes back to the same words or the same origin."""

    claim: Claim
    capture: Capture
    edge: OriginEdge


@dataclass(frozen=True, slots=True)
class Note:
    """A claim as the panel shows it. `again` are its further passages in this text; `last` is the
    decision that an undo would take back."""

    sheet: ClaimSheet
    slots: Sequence[Slot]
    doubts: Sequence[Doubt]
    again: Sequence[PassageSheet]
    elsewhere: Sequence[Elsewhere]
    more_elsewhere: int
    last: DecisionSheet | None
    version: str
    time_ms: int | None = None

    @property
    def claim(self) -> Claim:
        return self.sheet.claim


@dataclass(frozen=True, slots=True)
class Page:
    """The part of a text that one page shows."""

    rows: Sequence[Row]
    number: int
    of: int


def claims_in(shelf: Shelf, capture: str) -> tuple[list[Claim], list[Claim]]:
    """Return the claims of a capture that are about what it tells, and those about itself."""
    found = shelf.claims_of(capture)
    told = [c for c in found if c.content.kind != "document"]
    return told, [c for c in found if c.content.kind == "document"]


@dataclass(frozen=True, slots=True)
class Opening:
    """Where an address opens a text: on a part by its number, on a passage of a claim, or at a
    place where words stand that were looked for."""

    part: int = 1
    claim: str = ""
    passage: int = 0
    at: int | None = None
    words: str = ""

    @classmethod
    def of(cls, request: HttpRequest) -> Opening:
        return cls(
            part=number(request, "part", 1),
            claim=request.GET.get("claim", ""),
            passage=number(request, "passage"),
            at=number(request, "at") if "at" in request.GET else None,
            words=request.GET.get("words", "")[:LONGEST_WORDS],
        )


def page_of_text(text: Text | None, claims: Sequence[Claim], opening: Opening) -> Page:
    """Return the part of a text that is asked for, with the words marked."""
    if text is None:
        return Page((), 1, 1)
    found = rows(text, claims)
    pages = parts(found)
    at = row_of(found, opening.claim, opening.passage)
    if at is None and opening.at is not None:
        at = row_at(found, opening.at)
    which = min(max(opening.part, 1), len(pages))
    if at is not None:
        which = next(n for n, p in enumerate(pages, 1) if p and p[-1].number >= at)
    shown = pages[which - 1]
    if opening.words or opening.at is not None:
        wanted = terms(opening.words)[0]
        shown = [_marked(row, wanted, text.language, opening.at) for row in shown]
    return Page(shown, which, len(pages))


def _marked(row: Row, wanted: tuple[Term, ...], language: str, at: int | None) -> Row:
    body = "".join(piece.text for piece in row.pieces)
    return with_words(row, words_found(body, wanted, language) if wanted else [], at)


def rows_of(text: Text, claims: Sequence[Claim], claim: Claim) -> list[Row]:
    """Return the rows of a text in which passages of a claim are marked."""
    return [
        row for row in rows(text, claims) if any(claim.id in piece.claims for piece in row.pieces)
    ]


def notes(
    shelf: Shelf,
    claims: Sequence[Claim],
    text: Text | None = None,
    *,
    sheets: Sheets | None = None,
) -> list[Note]:
    """Return the notes of some claims of one capture, in the order given."""
    sheets = sheets or Sheets.of(shelf, claims)
    ids = [c.id for c in claims]
    doubts = _by(((d.on, d) for d in shelf.naming(Doubt, ids)), ids)
    elsewhere = _elsewhere(shelf, claims)
    said = about(shelf.head, ids)
    kept = as_kept(shelf.head, claims) if shelf.mask else claims
    found = []
    for claim, whole in zip(claims, kept, strict=True):
        own, decisions = elsewhere[claim.id], decided_on(claim, said)
        standing = [d for d in unretracted(decisions) if d.act != "retract"]
        sheet = sheets.claim(claim)
        found.append(
            Note(
                sheet=sheet,
                slots=sheets.slots(claim),
                doubts=doubts[claim.id],
                again=[p for p in sheet.passages[1:] if p.quote],
                elsewhere=own[:ELSEWHERE],
                more_elsewhere=max(0, len(own) - ELSEWHERE),
                last=sheets.decision(standing[-1]) if standing else None,
                version=mark(whole, decisions),
                time_ms=time_of(text, claim),
            )
        )
    return found


def _by(pairs: Iterable[tuple[str, Doubt]], ids: Iterable[str]) -> dict[str, list[Doubt]]:
    found: dict[str, list[Doubt]] = {i: [] for i in ids}
    for key, value in pairs:
        if key in found:
            found[key].append(value)
    return found


def _elsewhere(shelf: Shelf, claims: Sequence[Claim]) -> Mapping[str, list[Elsewhere]]:
    """Return for each claim those of other documents that share its words or its origin."""
    own = {c.id: c for c in claims}
    ends = [
        (a, b, edge)
        for edge in shelf.naming(OriginEdge, own)
        if edge.between == "claims"
        for a, b in ((edge.left, edge.right), (edge.right, edge.left))
        if a in own
    ]
    others = {c.id: c for c in shelf.claims(b for _, b, _ in ends)}
    captures = shelf.captures(c.capture for c in others.values())
    found: dict[str, dict[str, Elsewhere]] = {i: {} for i in own}
    for a, b, edge in ends:
        other = others.get(b)
        if other and other.capture != own[a].capture and other.capture in captures:
            found[a].setdefault(other.id, Elsewhere(other, captures[other.capture], edge))
    return {key: list(value.values()) for key, value in found.items()}


def time_of(text: Text | None, claim: Claim) -> int | None:
    """Return the time in the recording at which a claim is said, in milliseconds; None where the
    text has no time codes."""
    span = claim.anchor.selector
    if text is None or not isinstance(span, TextSpan):
        return None
    found = None
    for start, where in text.map:
        if start > span.start:
            break
        if where.startswith("time:"):
            found = int(where[5:])
    return found


def counted(claims: Iterable[Claim]) -> Counter[str]:
    return Counter(c.state for c in claims)
