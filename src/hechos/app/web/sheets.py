"""A claim, a card, a decision as a page shows them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from hechos.app.web.doors import Doors, document_of
from hechos.app.web.paragraphs import around
from hechos.app.web.shelf import Shelf
from hechos.records import (
    Actor,
    Claim,
    ClaimRelation,
    Decision,
    Doubt,
    Figure,
    Mention,
    Place,
    Quantity,
    Text,
    TextSpan,
    Universe,
    VoiceLink,
    When,
)
from hechos.reporting.rules import ReportRules
from hechos.reporting.sections.cards import write_card
from hechos.reporting.tree import Card, Line
from hechos.reporting.writing.calendar import date_words
from hechos.reporting.writing.index import CaseIndex
from hechos.reporting.writing.references import Writer, figure_amount, figure_id

PROXIMITY = (
    "saw it for this case",
    "took part or saw it, or the thing itself",
    "heard it from a named person who did",
    "hearsay of hearsay, or a source without a name",
    "a compilation or comment",
)


@dataclass(frozen=True, slots=True)
class PassageSheet:
    """One passage in the text around it. `quote` is empty where the whole file is meant."""

    address: str
    document: str
    where: str
    quote: str
    before: str
    after: str
    language: str


@dataclass(frozen=True, slots=True)
class ClaimSheet:
    claim: Claim
    document: str
    sentence: Line
    voice: Line
    state: Line
    reviewed: bool
    passages: tuple[PassageSheet, ...]
    said: str = ""


@dataclass(frozen=True, slots=True)
class Slot:
    name: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class DecisionSheet:
    decision: Decision
    who: str
    changes: tuple[tuple[str, str], ...]


@dataclass
class Sheets:
    """Writes the sheets of some claims with the sentences of the report."""

    shelf: Shelf
    writer: Writer
    doors: Doors

    @classmethod
    def of(cls, shelf: Shelf, claims: Sequence[Claim], **linked: Sequence[Any]) -> Sheets:
        index = CaseIndex(shelf.file(claims, **linked))
        return cls(shelf, Writer.of(index, ReportRules.load()), Doors.of(index))

    def claim(self, claim: Claim) -> ClaimSheet:
        phrases = self.writer.phrases
        document = claim.content.kind == "document"
        return ClaimSheet(
            claim=claim,
            document=self.writer.name_of(claim.capture),
            sentence=() if document else phrases.sentence(claim),
            voice=phrases.voice(claim),
            state=phrases.state(claim),
            reviewed=self.writer.index.is_reviewed(claim),
            passages=tuple(self._passages(claim)),
            said=getattr(claim.content, "value", "") if document else "",
        )

    def _passages(self, claim: Claim) -> Iterator[PassageSheet]:
        for place, passage in enumerate(claim.passages):
            span = passage.selector
            text = self.writer.index.texts.get(claim.text)
            quote, where, before, after = "", "the whole file", "", ""
            if isinstance(span, TextSpan):
                quote, where = span.quote, f"{span.start}–{span.end}"
                before, after = _around(text, span)
            yield PassageSheet(
                address=document_of(passage.capture, claim.id, place),
                document=self.writer.name_of(passage.capture),
                where=where,
                quote=quote,
                before=before,
                after=after,
                language=text.language if text else "",
            )

    def slots(self, claim: Claim) -> list[Slot]:
        """Return all that the claim says, slot by slot, in the order of its record."""
        rules = self.writer.rules
        content = claim.content
        found = [Slot("kind", content.kind), Slot("type", rules.act(content.type), content.type)]
        for part in fields(content):
            if part.name == "type":
                continue
            values = getattr(content, part.name)
            found.extend(
                _slot(part.name.replace("_", " "), value, rules)
                for value in (values if isinstance(values, tuple) else (values,))
                if value is not None and value != "" and value is not False
            )
        found.append(Slot("polarity", claim.polarity.value))
        found.append(Slot("factuality", rules.word("factuality_words", claim.factuality.value)))
        if claim.hedge:
            found.append(Slot("hedge", f"“{claim.hedge}”"))
        if claim.standard:
            code = f"{claim.standard.framework} {claim.standard.code}".strip()
            found.append(Slot("standard named", code, _verbatim(claim.standard.verbatim)))
        found.append(Slot("class", claim.klass.name))
        return found

    def empty_slots(self, claim: Claim) -> list[str]:
        names = [f.name for f in fields(claim.content) if f.name != "subset"]
        return [n.replace("_", " ") for n in names if getattr(claim.content, n) in (None, "", ())]

    def card(self, universe: Universe) -> Card | None:
        """Return the card of a universe, whose drawing leads to the rows of its table."""
        card = write_card(self.writer, universe)
        if card is None:
            return None
        figures = {f.id: figure_id(f) for f in self.writer.index.file.links.figures}
        return replace(card, marks=tuple(replace(m, href=figures[m.id]) for m in card.marks))

    def decision(self, decision: Decision) -> DecisionSheet:
        who = self.writer.index.member(decision.made.by)
        return DecisionSheet(decision, who, decision.changes)


def _around(text: Text | None, span: TextSpan) -> tuple[str, str]:
    if text is not None and text.id == span.text and span.holds_in(text.body):
        return around(text, span)
    return (f"…{span.prefix}" if span.prefix else ""), (f"{span.suffix}…" if span.suffix else "")


def _verbatim(text: str) -> str:
    return f"“{text}”" if text else ""


def _slot(name: str, value: Any, rules: ReportRules) -> Slot:
    match value:
        case Quantity():
            said, note = figure_amount(value, rules), _verbatim(value.verbatim)
        case When():
            said, note = date_words(value.edtf, rules), _origin(value, value.edtf)
        case Place():
            others = len(value.candidates)
            more = f"{others} other places have this name" if others else ""
            said, note = value.path, _origin(value, value.level, more)
        case Mention():
            said, note = value.name or value.verbatim, _mention(value)
        case Actor():
            said = value.mention.name or value.mention.verbatim
            note = f"{rules.word('degree', value.degree)}; {_mention(value.mention)}"
        case _:
            said, note = "yes" if value is True else str(value), ""
    return Slot(name, said, note)


def _origin(value: When | Place, *more: str) -> str:
    return "; ".join(filter(None, (_verbatim(value.verbatim), value.basis.value, *more)))


def _mention(mention: Mention) -> str:
    size = "–".join(str(n) for n in dict.fromkeys((mention.low, mention.high)) if n is not None)
    as_printed = _verbatim(mention.verbatim) if mention.verbatim != mention.name else ""
    return "; ".join(filter(None, (mention.kind.value, size, as_printed)))


def voice_note(link: VoiceLink, rules: ReportRules) -> str:
    """Return what is known of a link of the chain, in words."""
    said = f"said {date_words(link.said_at.edtf, rules)}" if link.said_at else ""
    near = PROXIMITY[link.proximity] if 0 <= link.proximity < len(PROXIMITY) else ""
    stance = link.stance.replace("_", " ")
    verb = f"“{link.verb}”" if link.verb else ""
    parts = (link.kind, stance, verb, said, f"proximity {link.proximity}: {near}", link.connection)
    return "; ".join(p for p in parts if p)


@dataclass(frozen=True, slots=True)
class CardSheet:
    """A number card with what speaks about it; `figures` are its own, inputs of others aside."""

    universe: Universe
    card: Card | None
    figures: tuple[Figure, ...]
    claims: tuple[Claim, ...]
    sheets: Sheets
    relations: tuple[ClaimRelation, ...]
    doubts: tuple[Doubt, ...]


def card_sheets(shelf: Shelf, universes: Sequence[Universe]) -> list[CardSheet]:
    """Return the cards of some universes, each with all that it stands on."""
    figures = shelf.naming(Figure, (u.id for u in universes))
    inputs = shelf.linked(Figure, (i for f in figures for i in f.inputs))
    known = {f.id: f for f in (*inputs, *figures)}
    claims = {c.id: c for c in shelf.claims(c for f in known.values() for c in f.claims)}
    relations = shelf.naming(ClaimRelation, claims)
    doubts = shelf.naming(Doubt, (*known, *(u.id for u in universes)))
    found = []
    for universe in universes:
        own = [f for f in figures if f.universe == universe.id]
        under = _with_inputs(own, known)
        wanted = {c for f in under for c in f.claims}
        held = [c for c in claims.values() if c.id in wanted]
        about = [r for r in relations if {r.left, r.right} <= wanted]
        sheets = Sheets.of(shelf, held, figures=under, universes=[universe], relations=about)
        ids = {universe.id, *(f.id for f in own)}
        found.append(
            CardSheet(
                universe=universe,
                card=sheets.card(universe),
                figures=tuple(own),
                claims=tuple(held),
                sheets=sheets,
                relations=tuple(about),
                doubts=tuple(d for d in doubts if d.on in ids),
            )
        )
    return found


def _with_inputs(own: Iterable[Figure], known: dict[str, Figure]) -> list[Figure]:
    """Return figures with those that they are derived from, through any number of steps."""
    found: dict[str, Figure] = {}
    waiting = list(own)
    while waiting:
        figure = waiting.pop()
        if figure.id not in found:
            found[figure.id] = figure
            waiting += [known[i] for i in figure.inputs if i in known]
    return [f for f in known.values() if f.id in found]


def label_of(record: Any, rules: ReportRules) -> str:
    """Return a short name of any record, for a link to it."""
    for name in ("title", "name", "statement", "label", "sentence", "pseudonym"):
        value = getattr(record, name, None)
        if isinstance(value, str) and value:
            return value
    match record:
        case Figure():
            return f"{figure_amount(record.quantity, rules)} ({record.author or 'no author'})"
        case Claim():
            return record.quote or getattr(record.content, "value", "") or record.content.type
        case Doubt():
            return record.text
        case _:
            return getattr(record, "because", "") or type(record).__name__
