"""Rows to claims that stand on their cells, and back to rows."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from hechos.app.casework.importing.mapping import SheetMap
from hechos.app.casework.importing.rows import Row
from hechos.records import (
    ActContent,
    Actor,
    Capture,
    Case,
    Cell,
    Claim,
    Made,
    Mention,
    PartyKind,
    Passage,
    ProcedureContent,
    StatusContent,
    Text,
    TextSpan,
    VoiceLink,
    When,
    ids,
    wire,
)

KIND = "table"
TOOL = "hechos import"
_CONTEXT = 32
PROXIMITY = 4


@dataclass
class TableText:
    """A reading of some rows of a spreadsheet: each row a line, in the words of its cells."""

    case: Case
    capture: Capture
    map: SheetMap
    name: str
    made: Made
    text_id: str
    lines: list[str] = field(default_factory=list)
    map_back: list[tuple[int, str]] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    size: int = 0
    people: dict[str, tuple[Mention, ...]] = field(default_factory=dict)

    def add(self, row: Row, *, because: str = "") -> Claim:
        """Write a row's line and make its claim."""
        start = self.size
        line, places = self._line(row)
        self.map_back.append((start, f"cell:{row.number}:0:{self.map.sheet}"))
        self.lines.append(line)
        self.size += len(line) + 1
        claim = self._claim(row, line, start, places)
        claim = replace(claim, because=because or claim.because)
        self.claims.append(claim)
        return claim

    def _line(self, row: Row) -> tuple[str, dict[str, int]]:
        """Return the line and where in it the words of each field begin."""
        parts, places, at = [], {}, 0
        for name in sorted(row.at, key=lambda name: row.at[name]):
            words = row.words.get(name, "")
            if not words:
                continue
            lead = f"{self.map.columns[name]}: "
            places[name] = at + len(lead)
            parts.append(lead + words)
            at += len(parts[-1]) + 3
        return " | ".join(parts), places

    def _claim(self, row: Row, line: str, start: int, places: Mapping[str, int]) -> Claim:
        key = row_key(self.name, row)
        cells = sorted({row.at[name] for name in places})
        span = TextSpan(text=self.text_id, start=start, end=start + len(line), quote=line)
        say = _Words(row, start, places)
        passages = [Passage(capture=self.capture.id, selector=span)]
        passages += [
            Passage(
                capture=self.capture.id,
                selector=Cell(sheet=self.map.sheet, row=row.number, column=column),
            )
            for column in cells
        ]
        speaker = say.mention("author", row.author, PartyKind.UNKNOWN)
        said_at = say.when("said_at", row.said_at)
        return Claim(
            id=ids.draw(self.case.seed, self.capture.id, "import", key, signature(row)),
            case=self.case.id,
            made=self.made,
            capture=self.capture.id,
            text=self.text_id,
            key=key,
            passages=tuple(passages),
            content=self._content(row, say),
            voice=(
                VoiceLink(speaker=speaker, kind="report", said_at=said_at, proximity=PROXIMITY),
            ),
            klass=self.capture.klass,
            rule=f"import/{self.name}#{row_mark(self.name, row)}{signature(row)}",
            because=f"Row {row.number} says so, as the map “{self.name}” reads it.",
        )

    def _content(self, row: Row, say: _Words) -> ActContent | StatusContent | ProcedureContent:
        quantity = row.quantity
        if quantity is not None and "quantity" in say.places:
            first = say.start + say.places["quantity"]
            words = row.words["quantity"]
            quantity = replace(quantity, verbatim=words, start=first, end=first + len(words))
        place = row.place
        if place is not None:
            stands = row.stands.get("place", "place")
            at, cell = say.at(stands), row.words.get(stands) or place.verbatim
            if at is not None and stands != "place" and place.verbatim in cell:
                at, cell = at + cell.index(place.verbatim), place.verbatim
            place = replace(place, verbatim=cell, start=at)
            place = replace(place, end=None if at is None else at + len(place.verbatim))
        common: dict[str, Any] = {
            "type": row.type,
            "quantity": quantity,
            "time": say.when(row.stands.get("time", "time"), row.time),
            "place": place,
            "occasion": row.occasion or None,
            "actors": tuple(
                Actor(mention=say.mention("actors", name, PartyKind.UNKNOWN), degree="unknown")
                for name in row.actors
            ),
        }
        people = self._people(row, say)
        kind = row.kind or self.map.kind
        if kind == "procedure":
            court = say.mention("court", row.court, PartyKind.ORGANISATION) if row.court else None
            return ProcedureContent(
                type=row.type,
                time=common["time"],
                parties=people,
                forum=court,
                stage=row.stage or None,
            )
        if kind == "status":
            return StatusContent(subjects=people, traits=row.traits, **common)
        reason = row.reason or None
        return ActContent(victims=people, stated_reason=reason, methods=row.manner, **common)

    def _people(self, row: Row, say: _Words) -> tuple[Mention, ...]:
        """Return whom a row is of. What a list says beside an entry is of the person whom the entry
        names, at one place: one row is one mention of a person."""
        if row.part and row.key in self.people:
            return self.people[row.key]
        people = tuple(say.mention("victims", name, PartyKind.PERSON) for name in row.victims)
        if row.kind:
            self.people[row.key] = people
        return people

    def text(self) -> Text:
        body = "".join(f"{line}\n" for line in self.lines)
        return Text(
            id=self.text_id,
            case=self.case.id,
            made=self.made,
            capture=self.capture.id,
            kind=KIND,
            tool=TOOL,
            tool_version=self.name,
            language=self.case.languages[0],
            body=body,
            hash=hashlib.sha256(body.encode()).hexdigest(),
            nfc=unicodedata.is_normalized("NFC", body),
            map=tuple(self.map_back),
        )

    def placed_claims(self) -> tuple[Claim, ...]:
        """Return the claims with the words around their passages."""
        body = "".join(f"{line}\n" for line in self.lines)
        return tuple(_with_context(claim, body) for claim in self.claims)


def _with_context(claim: Claim, body: str) -> Claim:
    span = claim.anchor.selector
    if not isinstance(span, TextSpan):
        return claim
    span = replace(
        span,
        prefix=body[max(0, span.start - _CONTEXT) : span.start],
        suffix=body[span.end : span.end + _CONTEXT],
    )
    return replace(claim, passages=(replace(claim.anchor, selector=span), *claim.passages[1:]))


@dataclass(frozen=True, slots=True)
class _Words:
    """Where the words of a row stand in the text."""

    row: Row
    start: int
    places: Mapping[str, int]

    def at(self, name: str) -> int | None:
        return self.start + self.places[name] if name in self.places else None

    def mention(self, name: str, words: str, kind: PartyKind) -> Mention:
        cell = self.row.words.get(name, "")
        inside = cell.find(words)
        if name not in self.places or inside < 0:
            return Mention(verbatim=words, name=words, kind=kind)
        first = self.start + self.places[name] + inside
        return Mention(verbatim=words, name=words, kind=kind, start=first, end=first + len(words))

    def when(self, name: str, edtf: str) -> When | None:
        if not edtf:
            return None
        words = self.row.words.get(name, "")
        at = self.at(name)
        if at is None:
            return When(verbatim=words or edtf, edtf=edtf)
        alone = self.row.stands.get("words", "")
        if name == self.row.stands.get("time") and alone in words:
            at, words = at + words.index(alone), alone or words
        return When(verbatim=words, edtf=edtf, start=at, end=at + len(words))


def row_key(name: str, row: Row) -> str:
    """Return what the claim of a row is found by: its own number, else all that it says."""
    told = (row.key or signature(row)) + (f"\x1f{row.part}" if row.part else "")
    return hashlib.sha256(f"import\x1f{name}\x1f{told}".encode()).hexdigest()


def row_mark(name: str, row: Row) -> str:
    """Return what ties the claims of one row of a list of people held together, with the mark that
    parts it from the signature; "" for other tables."""
    return row_key(name, replace(row, part=""))[:32] + "#" if row.kind else ""


def signature(row: Row) -> str:
    """Return a hash of what a row says, wherever it stands."""
    said = [
        row.type,
        row.victims,
        row.actors,
        row.time,
        wire.to_plain(row.place) if row.place else None,
        wire.to_plain(row.quantity) if row.quantity else None,
        row.author,
        row.said_at,
        row.occasion,
        row.reason,
    ]
    if row.part:
        said.append([list(pair) for pair in row.traits])
    said += [part for part in (row.manner, row.court, row.stage) if part]
    plain = wire.canonical([list(v) if isinstance(v, tuple) else v for v in said])
    return hashlib.sha256(plain.encode()).hexdigest()[:32]


EXPORTED = (
    "type", "victims", "actors", "time", "until", "place", "quantity", "unit",
    "author", "said_at", "occasion", "reason",
)  # fmt: skip


def row_of(claim: Claim) -> Mapping[str, str]:
    """Return a claim as a row that an import with a map of the same columns reads back."""
    content = claim.content
    people: Sequence[Mention] = getattr(content, "victims", getattr(content, "subjects", ()))
    actors: Sequence[Actor] = getattr(content, "actors", ())
    start, _, end = (content.time.edtf if content.time else "").partition("/")
    link = claim.voice[-1] if claim.voice else None
    quantity = content.quantity
    return {
        "type": content.type,
        "victims": "; ".join(one.name for one in people),
        "actors": "; ".join(one.mention.name for one in actors),
        "time": start,
        "until": end,
        "place": content.place.verbatim if content.place else "",
        "quantity": quantity.verbatim if quantity else "",
        "unit": quantity.unit if quantity else "",
        "author": link.speaker.name if link else "",
        "said_at": link.said_at.edtf if link and link.said_at else "",
        "occasion": content.occasion or "",
        "reason": getattr(content, "stated_reason", None) or "",
    }
