"""A claim, its parts and a decision as a page shows them."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hechos.app.web.doors import Doors, passage_address
from hechos.app.web.objects import words
from hechos.app.web.objects.words import kind_of, said
from hechos.app.web.paragraphs import around
from hechos.app.web.shelf import Beside, Shelf
from hechos.app.web.spoken import spoken
from hechos.records import (
    Actor,
    Cell,
    Claim,
    ClaimRelation,
    Decision,
    Doubt,
    Figure,
    Incident,
    Mention,
    OriginGroup,
    Passage,
    Place,
    Quantity,
    Record,
    Region,
    Text,
    TextSpan,
    Universe,
    VoiceLink,
    When,
)
from hechos.reporting.rules import ReportRules
from hechos.reporting.tree import Line
from hechos.reporting.writing.calendar import date_words, with_dates
from hechos.reporting.writing.index import CaseIndex
from hechos.reporting.writing.references import Writer, figure_amount


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
    """`because` is the reason of whoever decided on the claim, "" where nobody did."""

    claim: Claim
    document: str
    sentence: Line
    voice: Line
    state: Line
    reviewed: bool
    passages: tuple[PassageSheet, ...]
    said: str = ""
    because: str = ""


@dataclass(frozen=True, slots=True)
class Slot:
    name: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class DecisionSheet:
    """`undone` is the decision that took this one back; None where it counts."""

    decision: Decision
    who: str
    act: str
    changes: tuple[tuple[str, str], ...]
    undone: Decision | None = None


@dataclass
class Sheets:
    """Writes the sheets of some claims with the sentences of the report."""

    shelf: Shelf
    writer: Writer
    doors: Doors

    @classmethod
    def of(
        cls,
        shelf: Shelf,
        claims: Sequence[Claim],
        beside: Beside | None = None,
        **linked: Sequence[Any],
    ) -> Sheets:
        index = CaseIndex(shelf.file(claims, beside, **linked))
        return cls(shelf, Writer.of(index, spoken()), Doors.of(index))

    def all(self, claims: Iterable[Claim]) -> dict[str, ClaimSheet]:
        return {claim.id: self.claim(claim) for claim in claims}

    def claim(self, claim: Claim) -> ClaimSheet:
        phrases = self.writer.phrases
        document = claim.content.kind == "document"
        decided = self.writer.index.decisions.get(claim.id)
        return ClaimSheet(
            claim=claim,
            document=self.writer.name_of(claim.capture),
            sentence=() if document else phrases.sentence(claim),
            voice=phrases.voice(claim),
            state=phrases.state(claim),
            reviewed=self.writer.index.is_reviewed(claim),
            passages=tuple(self._passages(claim)),
            said=getattr(claim.content, "value", "") if document else "",
            because=decided.because if decided else "",
        )

    def _passages(self, claim: Claim) -> Iterator[PassageSheet]:
        for place, passage, columns in _by_row(claim.passages):
            span = passage.selector
            text = self.writer.index.texts.get(claim.text)
            quote, where, before, after = "", _("the whole file"), "", ""
            if isinstance(span, TextSpan):
                quote, where = span.quote, ""
                before, after = around_span(text, span)
            elif isinstance(span, Region):
                where = _("a part marked on page %(n)s") % {"n": span.page}
            elif isinstance(span, Cell):
                where = ngettext(
                    "row %(row)s, column %(columns)s",
                    "row %(row)s, columns %(columns)s",
                    len(columns),
                ) % {"row": span.row, "columns": ", ".join(map(str, columns))}
            yield PassageSheet(
                address=passage_address(claim, place),
                document=self.writer.name_of(passage.capture),
                where=where,
                quote=quote,
                before=before,
                after=after,
                language=text.language if text else "",
            )

    def slots(self, claim: Claim) -> list[Slot]:
        """Return all that the claim says, part by part, in the order of its record."""
        rules = self.writer.rules
        content = claim.content
        found = [
            _named("kind", said(words.CONTENTS, content.kind)),
            _named("type", rules.act(content.type)),
        ]
        for part in fields(content):
            if part.name == "type":
                continue
            values = getattr(content, part.name)
            found.extend(
                _slot(part.name, value, rules)
                for value in (values if isinstance(values, tuple) else (values,))
                if value is not None and value != "" and value is not False
            )
        found.append(_named("polarity", said(words.POLARITY, claim.polarity.value)))
        how = rules.word("factuality_words", claim.factuality.value)
        found.append(_named("factuality", how))
        if claim.hedge:
            found.append(_named("hedge", f"“{claim.hedge}”"))
        if claim.standard:
            called = rules.standard(replace(claim.standard, verbatim=""))
            found.append(_named("standard", called, _verbatim(claim.standard.verbatim)))
        found.append(_named("class", claim.klass.name))
        return found

    def empty_slots(self, claim: Claim) -> list[str]:
        names = [f.name for f in fields(claim.content) if f.name != "subset"]
        empty = (n for n in names if getattr(claim.content, n) in (None, "", ()))
        return [said(words.SLOTS, name) for name in empty]

    def decision(self, decision: Decision, undone: Mapping[str, Decision] | None = None) -> Any:
        who = self.writer.index.member(decision.made.by)
        return DecisionSheet(
            decision,
            who,
            said(words.ACTS, decision.act),
            tuple(
                (said(words.CHANGES, k), changed(k, v, self.writer.rules))
                for k, v in decision.changes
            ),
            (undone or {}).get(decision.id),
        )


def changed(slot: str, value: str, rules: ReportRules) -> str:
    """Return what a decision set, in words where it is one of a closed list."""
    table = {"outcome": "outcome", "status": "doubt_status"}.get(slot)
    if table:
        return rules.word(table, value)
    return rules.act(value) if slot == "type" else value


def around_span(text: Text | None, span: TextSpan) -> tuple[str, str]:
    """Return what stands before and after a passage, of its text or as the passage keeps it."""
    if text is not None and text.id == span.text and span.holds_in(text.body):
        return around(text, span)
    return (f"…{span.prefix}" if span.prefix else ""), (f"{span.suffix}…" if span.suffix else "")


def _named(slot: str, value: str, note: str = "") -> Slot:
    return Slot(said(words.SLOTS, slot), value, note)


def _verbatim(text: str) -> str:
    return f"“{text}”" if text else ""


def _slot(name: str, value: Any, rules: ReportRules) -> Slot:
    match value:
        case Quantity():
            shown, note = figure_amount(value, rules), _verbatim(value.verbatim)
        case When():
            shown, note = date_words(value.edtf, rules), _origin(value)
        case Place():
            others = len(value.candidates)
            more = ngettext(
                "%(n)s other place has this name", "%(n)s other places have this name", others
            ) % {"n": others}
            shown, note = value.path, _origin(value, more if others else "")
        case Mention():
            shown, note = value.name or value.verbatim, _mention(value)
        case Actor():
            shown = value.mention.name or value.mention.verbatim
            note = f"{rules.word('degree', value.degree)}; {_mention(value.mention)}"
        case _:
            shown, note = _("yes") if value is True else str(value), ""
    return _named(name, shown, note)


def _origin(value: When | Place, *more: str) -> str:
    basis = said(words.BASES, value.basis.value)
    return "; ".join(filter(None, (_verbatim(value.verbatim), basis, *more)))


def _mention(mention: Mention) -> str:
    size = "–".join(str(n) for n in dict.fromkeys((mention.low, mention.high)) if n is not None)
    as_printed = _verbatim(mention.verbatim) if mention.verbatim != mention.name else ""
    kind = said(words.PARTIES, mention.kind.value)
    return "; ".join(filter(None, (kind, size, as_printed)))


def voice_note(link: VoiceLink, rules: ReportRules) -> str:
    """Return what is known of a link of the chain, in words."""
    day = date_words(link.said_at.edtf, rules) if link.said_at else ""
    near = ""
    if 0 <= link.proximity < len(words.PROXIMITY):
        near = _(words.PROXIMITY[link.proximity])
    parts = (
        said(words.VOICES, link.kind),
        said(words.STANCES, link.stance),
        _verbatim(link.verb),
        day,
        near,
        link.connection,
    )
    return "; ".join(p for p in parts if p)


def label_of(record: Record, rules: ReportRules) -> str:
    """Return a short name of any record, for a link to it."""
    names = ("title", "name", "statement", "label", "sentence", "pseudonym", "primary")
    known = (getattr(record, name, None) for name in names)
    found = next((v for v in known if isinstance(v, str) and v), "")
    if isinstance(record, Universe | Incident):
        found = with_dates(found, rules)
    return found or _described(record, rules)


def _described(record: Record, rules: ReportRules) -> str:
    if isinstance(record, OriginGroup):
        return _("an origin that nobody names")
    match record:
        case Figure():
            return (
                f"{figure_amount(record.quantity, rules)} ({record.author or _('no named author')})"
            )
        case Claim():
            said_there = getattr(record.content, "value", "")
            return record.quote or said_there or rules.act(record.content.type)
        case Doubt(text=told) | ClaimRelation(because=told):
            return with_dates(told, rules) or kind_of(record)
        case Decision():
            return f"{said(words.ACTS, record.act)}: {record.because}"
        case _:
            return getattr(record, "because", "") or getattr(record, "body", "") or kind_of(record)


def _by_row(passages: Sequence[Passage]) -> Iterator[tuple[int, Passage, list[int]]]:
    """Yield the passages with their places; of cells of one row that follow each other the first,
    with the columns of all."""

    def row_of(numbered: tuple[int, Passage]) -> object:
        place, passage = numbered
        cell = passage.selector
        return (passage.capture, cell.sheet, cell.row) if isinstance(cell, Cell) else place

    for _key, group in itertools.groupby(enumerate(passages), key=row_of):
        same = list(group)
        cells = [one.selector for _place, one in same if isinstance(one.selector, Cell)]
        yield (*same[0], [cell.column for cell in cells])
