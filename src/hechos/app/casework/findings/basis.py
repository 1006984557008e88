"""What the words of findings may rest on, as far as one person sees the case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from django.db.models import QuerySet

from hechos.app.access.actor import Actor
from hechos.app.access.masking import NOTHING_HIDDEN, Mask
from hechos.app.casework.desk import ReadingDesk
from hechos.app.register import queries
from hechos.app.register.classes import chunks
from hechos.app.register.models import Given, Proposed, Ref
from hechos.app.register.rows import DECIDED, FILTERED, LINK
from hechos.errors import HechosError
from hechos.records import (
    Assessment,
    Capture,
    Claim,
    Figure,
    Incident,
    Party,
    Passage,
    Proposition,
    Record,
    Stretch,
    Text,
    TextSpan,
    wire,
)
from hechos.reporting.findings.held import Bindable, Held, held_by
from hechos.reporting.rows import short
from hechos.reporting.rules import ReportRules
from hechos.reporting.writing.references import figure_amount

R = TypeVar("R", bound=Record)
MOST = 40
"""How many claims or mentions of one record a sentence takes along."""


@dataclass
class Basis:
    """Records that a person may rest a sentence on; what is above the clearance is not there."""

    desk: ReadingDesk
    actor: Actor
    mask: Mask = NOTHING_HIDDEN
    _texts: dict[str, Text | None] = field(default_factory=dict, repr=False)

    @property
    def given(self) -> QuerySet[Given]:
        return Given.objects.filter(case=self.desk.head, klass__lte=self.actor.clearance)

    @property
    def proposed(self) -> QuerySet[Proposed]:
        seen = self.actor.clearance
        return Proposed.objects.filter(case=self.desk.head, klass__lte=seen, upto__gte=seen)

    def records(self, ids: Iterable[str]) -> dict[str, Record]:
        """Return the claims, figures, parties and incidents of these ids, as they stand."""
        found: dict[str, Record] = {}
        names = [cls.__name__ for cls in Bindable]
        for some in chunks(ids):
            rows = self.proposed.filter(id__in=some, record__in=names).exclude(layer=FILTERED)
            for row in sorted(rows, key=lambda row: row.layer == DECIDED):
                found[row.id] = wire.loads(row.body)
        return found

    def claims(self, ids: Iterable[str]) -> dict[str, Claim]:
        found = self.records(ids)
        return {one: record for one, record in found.items() if isinstance(record, Claim)}

    def captures(self, ids: Iterable[str]) -> dict[str, Capture]:
        rows = [r for some in chunks(ids) for r in self.given.filter(id__in=some)]
        return {r.id: wire.loads(r.body, Capture) for r in rows if r.record == "Capture"}

    def held(self, ids: Iterable[str]) -> dict[str, Held]:
        """Return what each record offers; one that is not there, or not to be seen, is left out."""
        records = self.records(ids)
        under = {one: self._under(record) for one, record in records.items()}
        claims = self.claims(c for ids_ in under.values() for c in ids_)
        languages = self._languages({c.text for c in claims.values()})
        found = {}
        for one, record in records.items():
            stand = [claims[c] for c in under[one] if c in claims and claims[c].state != "rejected"]
            spoken = tuple(self._spoken(record)) if isinstance(record, Party) else ()
            if stand or spoken:
                found[one] = held_by(
                    record, stand, label=label_of(record), languages=languages, spoken=spoken
                )
        return found

    def _under(self, record: Record) -> Sequence[str]:
        match record:
            case Claim():
                return (record.id,)
            case Figure() if record.inputs:
                inputs = self.records(record.inputs).values()
                return [c for f in inputs if isinstance(f, Figure) for c in f.claims][:MOST]
            case Figure() | Incident():
                return record.claims[:MOST]
            case _:
                return ()

    def _languages(self, texts: Iterable[str]) -> dict[str, str]:
        rows = [r for some in chunks(texts) for r in self.given.filter(id__in=some)]
        return {r.id: wire.loads(r.body, Text).language for r in rows if r.record == "Text"}

    def _spoken(self, party: Party) -> Iterator[Passage]:
        """Yield the passages that name a party, those that this person sees."""
        for mention in party.mentions[:MOST]:
            text_id, _, span = mention.rpartition(":")
            text = self.text(text_id)
            start, _, end = span.partition("-")
            if text is not None and start.isdigit() and end.isdigit():
                a, b = int(start), int(end)
                selector = TextSpan(text=text_id, start=a, end=b, quote=text.body[a:b])
                yield Passage(capture=text.capture, selector=selector)

    def text(self, text_id: str) -> Text | None:
        """Return a text with its body; None where it was withdrawn or is not to be seen."""
        if text_id not in self._texts:
            row = self.given.filter(id=text_id, record="Text").first()
            try:
                found = queries.text_of(row.body, self.desk.payload) if row else None
            except HechosError:
                found = None
            self._texts[text_id] = found[0] if found else None
        return self._texts[text_id]

    def quote(self, stretch: Stretch) -> str:
        """Return the words of a stretch; "" for a whole capture, and where they are gone."""
        text = self.text(stretch.text) if stretch.end > stretch.start else None
        return text.body[stretch.start : stretch.end] if text else ""

    def assessments(self, to: Iterable[str]) -> list[Assessment]:
        """Return the assessments of what is for these claims, figures and incidents."""
        wanted = set(to)
        about = {
            p.id
            for p in self._naming(Proposition, wanted)
            if {p.figure, p.incident} & wanted or set(p.supporting) & wanted
        }
        return [a for a in self._naming(Assessment, about) if a.proposition in about]

    def _naming(self, cls: type[R], ids: Iterable[str]) -> list[R]:
        """Return the linked records of a class that name one of the ids."""
        found: dict[str, R] = {}
        for some in chunks(ids):
            refs = Ref.objects.filter(case=self.desk.head, target__in=some, record=cls.__name__)
            rows = self.proposed.filter(layer=LINK, id__in=refs.values("source"))
            found |= {row.id: wire.loads(row.body, cls) for row in rows.order_by("place")}
        return list(found.values())


def label_of(record: Record) -> str:
    """Return how a sentence names a record that it rests on."""
    match record:
        case Figure():
            amount = figure_amount(record.quantity, ReportRules.load())
            return f"the figure {amount} ({record.author or 'no author'})"
        case Claim():
            return f"the claim “{short(record.quote, 80)}”" if record.quote else "the claim"
        case Party():
            return record.name
        case Incident():
            return f"the incident “{record.title}”" if record.title else "the incident"
        case _:
            return type(record).__name__
