"""What the report calls a record that it points to: words bound to the record, with its anchor."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hechos.records import Bound as Limit
from hechos.records import Capture, Claim, Figure, Incident, Proposition, Quantity, Universe
from hechos.reporting.rules import ReportRules
from hechos.reporting.tree import Bound, Heading, Line, Paragraph, Quote, Row, Table, Words
from hechos.reporting.writing.calendar import date_words, with_dates
from hechos.reporting.writing.index import CaseIndex, anchor
from hechos.reporting.writing.phrases import Phrases, amount_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """What every section writes with."""

    index: CaseIndex
    rules: ReportRules
    phrases: Phrases

    @classmethod
    def of(cls, index: CaseIndex, rules: ReportRules) -> Writer:
        return cls(index=index, rules=rules, phrases=Phrases(index=index, rules=rules))

    def intro(self, key: str) -> Paragraph:
        return Paragraph(id=anchor("s", "intro", key), lead=self.rules.words(key, "intro"))

    def heading(self, key: str, line: Line) -> Heading:
        return Heading(id=anchor("h", key), line=line)

    def table(self, key: str, head: str, rows: Iterable[Row]) -> Table:
        return Table(
            id=anchor("t", key),
            caption=self.rules.words(key, "caption"),
            head=tuple(self.rules.word("head", h) for h in head.split()),
            rows=tuple(rows),
        )

    def plain(self, table: str, key: str) -> Line:
        return (Words(text=self.rules.word(table, key)),)

    def code(self, table: str, key: str, to: tuple[str, ...], kind: str = "term") -> Line:
        """Return the words for a code of a record, bound to the record."""
        text = self.rules.word(table, key, key.replace("_", " "))
        return (Bound(text=text, kind=kind, to=to),) if text else self.none()

    def none(self) -> Line:
        return self.rules.words("none")

    def not_stated(self) -> Line:
        return self.rules.words("not_stated")

    def count(self, ids: Iterable[str], *, of: str, href: str = "") -> Bound:
        """Return how many there are, bound to them; none of them is bound to `of`."""
        to = tuple(dict.fromkeys(ids))
        return Bound(text=self.rules.number(len(to)), kind="count", to=to or (of,), href=href)

    def drawn(self, value: float) -> str:
        """Return a number as pictures write it: whole, or to three digits."""
        whole = float(value).is_integer()
        return self.rules.number(int(value) if whole else float(f"{value:.3g}"))

    def reason(self, text: str, to: tuple[str, ...], kind: str = "reason") -> Line:
        return (Bound(text=text, kind=kind, to=to),) if text else self.none()

    def documents(self, claims: Iterable[Claim]) -> Line:
        """Return the names of the files that hold the claims, each opening on its passages."""
        by_file: dict[str, list[Claim]] = {}
        for claim in claims:
            by_file.setdefault(claim.capture, []).append(claim)
        files = [
            Bound(
                text=self.name_of(capture),
                kind="record",
                to=tuple(c.id for c in found),
                passages=self.index.passage_ids(found),
            )
            for capture, found in by_file.items()
        ]
        return self.listed([(f,) for f in files])

    def listed(self, lines: list[Line]) -> Line:
        parts: list[Words | Bound | Quote] = []
        for place, line in enumerate(lines):
            if place:
                parts.append(Words(text=self.rules.word("sentence", "item")))
            parts.extend(line)
        return tuple(parts) or self.none()

    def name_of(self, capture: str) -> str:
        found = self.index.captures.get(capture)
        return found.name if found else capture

    def file(self, capture: Capture) -> Bound:
        return Bound(
            text=capture.name,
            kind="record",
            to=(capture.id,),
            href=self.index.source_id(capture.id),
        )

    def claim(self, claim: Claim) -> Line:
        return (*self.phrases.author(claim), Words(text=": "), *self._opened(claim))

    def _opened(self, claim: Claim) -> Line:
        core = self.phrases.core(claim)
        more = Bound(
            text=self.rules.word("page", "statement"),
            kind="record",
            to=(claim.id,),
            href=self.index.anchor_of(claim),
        )
        return (*core, Words(text=" ("), more, Words(text=")"))

    def figure_claims(self, figure: Figure) -> tuple[Claim, ...]:
        """Return the claims a figure stands on, through its inputs, in reading order."""
        ids: list[str] = []
        seen: set[str] = set()
        waiting = [figure]
        while waiting:
            one = waiting.pop()
            if one.id not in seen:
                seen.add(one.id)
                ids.extend(one.claims)
                waiting.extend(self.index.figures[i] for i in one.inputs if i in self.index.figures)
        return self.index.in_order(ids)

    def amount(self, figure: Figure) -> Line:
        claims = self.figure_claims(figure)
        text = figure_amount(figure.quantity, self.rules)
        to = (*(c.id for c in claims), figure.id)
        passages = self.index.passage_ids(claims)
        return (Bound(text=text, kind="number", to=to, passages=passages, href=figure_id(figure)),)

    def author(self, figure: Figure) -> Line:
        to = (*figure.claims, figure.id)
        claims = self.index.in_order(figure.claims)
        for claim in claims:
            if claim.voice and claim.voice[-1].speaker.name == figure.author:
                return self.phrases.author(claim)
        return (Bound(text=figure.author, kind="name", to=to),) if figure.author else self.none()

    def as_of(self, figure: Figure) -> Line:
        if not figure.as_of:
            return self.not_stated()
        text = date_words(figure.as_of, self.rules)
        return (Bound(text=text, kind="date", to=(*figure.claims, figure.id)),)

    def figure(self, figure: Figure) -> Line:
        """Return "amount (author)", leading to the figure."""
        amount = Bound(
            text=figure_amount(figure.quantity, self.rules),
            kind="number",
            to=(figure.id,),
            href=figure_id(figure) if self.index.stands(figure) else "",
        )
        return (amount, Words(text=" ("), *self.author(figure), Words(text=")"))

    def universe(self, universe: Universe) -> Line:
        """Return the title of a universe, made of its parts where it has none."""
        acts = "; ".join(self.rules.act(a) for a in universe.acts)
        rest = (acts, universe.place, universe.cohort)
        text = universe.title or "; ".join(p for p in rest if p)
        text = with_dates(text, self.rules) or self.rules.unit(universe.unit or "", None)
        return (Bound(text=text or universe.id, kind="term", to=(universe.id,)),)

    def incident(self, incident: Incident, *, link: bool = True) -> Line:
        acts = "; ".join(dict.fromkeys(self.rules.act(t) for t in incident.types))
        place = incident.place.path if incident.place else ""
        text = incident.title or "; ".join(p for p in (acts, place) if p) or incident.id
        text = with_dates(text, self.rules)
        href = incident_id(incident) if link and self.index.in_order(incident.claims) else ""
        return (Bound(text=text, kind="record", to=(incident.id, *incident.claims), href=href),)

    def matter(self, proposition: Proposition, href: str) -> Line:
        """Return the first statement of a matter, leading to its paragraph."""
        claims = self.index.in_order((*proposition.supporting, *proposition.contrary))
        if not claims:
            return self.not_stated()
        link = Bound(
            text=self.rules.word("page", "paragraph"),
            kind="record",
            to=(proposition.id,),
            href=href,
        )
        core = self.phrases.core(claims[0])
        return (
            *self.phrases.author(claims[0]),
            Words(text=": "),
            *core,
            Words(text=" ("),
            link,
            Words(text=")"),
        )

    def code_of_act(self, type_: str, record: str) -> Line:
        return (Bound(text=self.rules.act(type_), kind="term", to=(record,)),)


def figure_id(figure: Figure) -> str:
    return anchor("f", figure.id)


def incident_id(incident: Incident) -> str:
    return anchor("i", incident.id)


def figure_amount(quantity: Quantity, rules: ReportRules) -> str:
    if quantity.bound is Limit.VAGUE:
        return f"“{quantity.verbatim}”"
    return amount_words(quantity, rules) or f"“{quantity.verbatim}”"
