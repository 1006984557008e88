"""Sentences of claims: the author, a verb no stronger than the claim, and what is said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hechos.records import (
    ActContent,
    Actor,
    AnyContent,
    Claim,
    CountContent,
    DiplomacyContent,
    Factuality,
    LabelContent,
    Mention,
    Number,
    Place,
    Polarity,
    ProcedureContent,
    Quantity,
    RelationContent,
    Standard,
    StatusContent,
    TextSpan,
    VoiceLink,
    VoteContent,
    When,
)
from hechos.records import Bound as Limit
from hechos.reporting.rules import ReportRules
from hechos.reporting.tree import Bound, Line, Quote, Statement, Words
from hechos.reporting.writing.calendar import date_words
from hechos.reporting.writing.index import CaseIndex


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """Makes lines from claims. Every value in a line is bound to the claim and its passage."""

    index: CaseIndex
    rules: ReportRules

    def statement(self, claim: Claim, *, side: str = "for", again: bool = False) -> Statement:
        for passage in claim.passages:
            self.index.check_quote(passage)
        return Statement(
            id=self.index.anchor_of(claim),
            claim=claim.id,
            side=side,
            line=self.sentence(claim),
            quotes=() if again else self.quotes(claim),
            voice=() if again else self.voice(claim),
            state=self.state(claim),
            reviewed=self.index.is_reviewed(claim),
            again=again,
        )

    def sentence(self, claim: Claim) -> Line:
        """Return author, verb, and what is said, with its hedge and standard."""
        verb = Words(text=f" {verb_of(claim, self.rules)} ")
        return (
            *self.author(claim),
            verb,
            *self.said(claim),
            *self.standard(claim),
            *self.hedge(claim),
            Words(text="."),
        )

    def author(self, claim: Claim) -> Line:
        if not claim.voice:
            return self.rules.words("no_author")
        return self.speaker(claim, claim.voice[-1])

    def speaker(self, claim: Claim, link: VoiceLink) -> Line:
        return self.party(claim, link.speaker)

    def voice(self, claim: Claim) -> Line:
        """Return the chain outermost first: Outlet, citing Agency, citing Body; and the day."""
        parts: list[Words | Bound | Quote] = []
        for place, link in enumerate(claim.voice):
            if place:
                parts.append(Words(text=self.rules.word("sentence", "citing")))
            parts.extend(self.speaker(claim, link))
        said = claim.said_at
        if said:
            day = self.rules.sentence("said_at", date=self.date(claim, said))
            parts.extend((Words(text=", "), *day))
        elif published := self.published(claim):
            day = self.rules.sentence("published_at", date=published)
            parts.extend((Words(text=", "), *day))
        return tuple(parts)

    def published(self, claim: Claim) -> Bound | None:
        own = self.index.document_claims.get(claim.capture, {}).get("published")
        value = getattr(own.content, "value", "") if own else ""
        if not own or not value:
            return None
        return Bound(
            text=date_words(value, self.rules),
            kind="date",
            to=(own.id,),
            passages=self.index.passage_ids((own,)),
        )

    def said(self, claim: Claim) -> Line:
        """Return what the claim says, without its voice."""
        content = claim.content
        return (
            *self._core(claim, content),
            *self._where_when(claim, content),
            *self._tail(claim, content),
        )

    def core(self, claim: Claim) -> Line:
        return self._core(claim, claim.content)

    def bound(self, claim: Claim, text: str, kind: str) -> Bound:
        return Bound(
            text=text, kind=kind, to=(claim.id,), passages=self.index.passage_ids((claim,))[:1]
        )

    def quoted(self, claim: Claim, text: str, kind: str = "term") -> Quote | Bound:
        """Return the words as a quotation where they stand so in the claim's text."""
        source = self.index.texts.get(claim.text)
        if source is None or text not in source.body:
            return self.bound(claim, text, kind)
        return Quote(
            text=text,
            language=source.language,
            source=source.id,
            passage=self.index.passage_id(claim.anchor),
        )

    def quotes(self, claim: Claim) -> tuple[Quote, ...]:
        found = []
        for passage in claim.passages:
            selector = passage.selector
            if isinstance(selector, TextSpan):
                found.append(
                    Quote(
                        text=selector.quote,
                        language=self.index.texts[selector.text].language,
                        source=selector.text,
                        passage=self.index.passage_id(passage),
                    )
                )
        return tuple(found)

    def party(self, claim: Claim, mention: Mention) -> Line:
        """Return a name; a description or a loaded word only in quotation marks, as printed."""
        name = mention.name or mention.verbatim
        proper = any(c.isupper() for c in name[:1])
        if self.rules.loaded.search(name):
            verbatim = mention.verbatim or name
            return (Words(text="“"), self.bound(claim, verbatim, "name"), Words(text="”"))
        return (self.bound(claim, name, "name") if proper else self.quoted(claim, name, "name"),)

    def parties(self, claim: Claim, mentions: Iterable[Mention]) -> Line:
        return self.joined([self.party(claim, m) for m in mentions])

    def actors(self, claim: Claim, actors: Iterable[Actor]) -> Line:
        lines = []
        for actor in actors:
            line = self.party(claim, actor.mention)
            if actor.degree != "carried_out":
                degree = Words(text=self.rules.word("degree", actor.degree))
                line = (*line, *self.rules.sentence("degree", degree=degree))
            lines.append(line)
        return self.joined(lines)

    def joined(self, lines: list[Line]) -> Line:
        """Return "a, b and c"."""
        parts: list[Words | Bound | Quote] = []
        for place, line in enumerate(lines):
            if place:
                key = "and" if place == len(lines) - 1 else "list"
                parts.append(Words(text=self.rules.word("sentence", key)))
            parts.extend(line)
        return tuple(parts)

    def amount(self, claim: Claim, quantity: Quantity) -> Line:
        """Return the number with its bound and unit; one that is vague in the text's own words."""
        if quantity.bound is Limit.VAGUE or not (text := amount_words(quantity, self.rules)):
            return (self.quoted(claim, quantity.verbatim, "number"),)
        return (self.bound(claim, text, "number"),)

    def date(self, claim: Claim, when: When) -> Bound:
        text = date_words(when.edtf, self.rules)
        if when.basis.value != "explicit":
            text += f" ({self.rules.word('date', 'basis_' + when.basis.value)})"
        return self.bound(claim, text, "date")

    def place(self, claim: Claim, place: Place) -> Bound:
        return self.bound(claim, place.path or place.verbatim, "place")

    def term(self, claim: Claim, form: str = "name") -> Bound:
        return self.bound(claim, self.rules.act(claim.content.type, form), "term")

    def state(self, claim: Claim) -> Line:
        """Return who decided on the claim and when, or which rule proposed it."""
        decision = self.index.decisions.get(claim.id)
        if decision:
            name = Bound(text=self.index.member(decision.made.by), kind="name", to=(decision.id,))
            day = Bound(
                text=date_words(decision.made.at, self.rules), kind="date", to=(decision.id,)
            )
            return self.rules.sentence(f"decided_{decision.act}", name=name, date=day)
        if claim.state in ("accepted", "edited"):
            return self.rules.words("decided_other")
        return self.proposed(claim.made.by, claim.made.version, claim.id, claim.rule)

    def proposed(self, by: str, version: str, record: str, frame: str = "") -> Line:
        rule = " ".join(filter(None, (by.removeprefix("rule:"), frame)))
        name = Bound(text=rule, kind="rule", to=(record,))
        if not version:
            return self.rules.sentence("proposed_bare", name=name)
        number = Bound(text=version, kind="rule", to=(record,))
        return self.rules.sentence("proposed", name=name, version=number)

    def hedge(self, claim: Claim) -> Line:
        if not claim.hedge:
            return ()
        return self.rules.sentence("hedge", quote=self.quoted(claim, claim.hedge))

    def standard(self, claim: Claim) -> Line:
        if not claim.standard:
            return ()
        lead = self.rules.words("on_standard")
        return (*lead, *self.standard_words(claim, claim.standard))

    def standard_words(self, claim: Claim, standard: Standard) -> Line:
        code = self.bound(claim, f"{standard.framework} {standard.code}".strip(), "standard")
        words: Quote | Bound = self.bound(claim, self.rules.standard(standard), "standard")
        if standard.verbatim:
            words = self.quoted(claim, standard.verbatim, "standard")
        return (words, *self.rules.sentence("standard_code", code=code))

    def _core(self, claim: Claim, content: AnyContent) -> Line:
        if isinstance(content, LabelContent):
            return self._label(claim, content)
        if isinstance(content, RelationContent):
            return self._relation(claim, content)
        if isinstance(content, DiplomacyContent):
            return self._demand(claim, content)
        if content.quantity is None:
            return (self.term(claim, "noun"),)
        return (*self.amount(claim, content.quantity), *self._counted(claim, content))

    def _counted(self, claim: Claim, content: AnyContent) -> Line:
        if isinstance(content, CountContent) and content.universe:
            return (*self.rules.words("counted_as"), self.quoted(claim, content.universe))
        if isinstance(content, VoteContent):
            return self._vote(claim, content)
        return (Words(text=" ("), self.term(claim), Words(text=")"))

    def _vote(self, claim: Claim, content: VoteContent) -> Line:
        slots = (
            ("of_what", content.of),
            ("for_candidate", content.candidate),
            ("in_contest", content.contest),
        )
        parts: list[Words | Bound | Quote] = []
        for key, value in slots:
            if value:
                parts.extend((*self.rules.words(key), self.quoted(claim, value, "name")))
        return tuple(parts)

    def _label(self, claim: Claim, content: LabelContent) -> Line:
        parts: list[Words | Bound | Quote] = [
            self.quoted(claim, content.label) if content.label else self.term(claim)
        ]
        if content.of:
            parts.extend((*self.rules.words("label_of"), self.quoted(claim, content.of)))
        if content.subset:
            parts.extend(self.rules.words("subset"))
        if content.rights:
            rights = self.joined([(self.bound(claim, r, "term"),) for r in content.rights])
            parts.extend((*self.rules.words("rights"), *rights))
        return tuple(parts)

    def _relation(self, claim: Claim, content: RelationContent) -> Line:
        subject = self.party(claim, content.subject) if content.subject else self._unstated(claim)
        other = self.party(claim, content.object) if content.object else self._unstated(claim)
        kind = self.bound(
            claim, self.rules.word("relation", content.type, content.type.replace("_", " ")), "term"
        )
        between = self.rules.sentence("relation", subject=subject, object=other)
        return (*between, Words(text=" ("), kind, Words(text=")"))

    def _demand(self, claim: Claim, content: DiplomacyContent) -> Line:
        parts: list[Words | Bound | Quote] = []
        if content.quantity:
            parts.extend((*self.amount(claim, content.quantity), Words(text=" ")))
        parts.extend((Words(text="("), self.term(claim), Words(text=")")))
        if content.addressee:
            to = self.party(claim, content.addressee)
            parts.extend((*self.rules.words("addressee"), *to))
        for place, demand in enumerate(content.demands):
            parts.extend(self.rules.words("item" if place else "demands"))
            parts.append(self.quoted(claim, demand))
        return tuple(parts)

    def _unstated(self, claim: Claim) -> Line:
        return (self.bound(claim, self.rules.word("sentence", "not_stated"), "name"),)

    def _where_when(self, claim: Claim, content: AnyContent) -> Line:
        parts: list[Words | Bound | Quote] = []
        if content.place:
            parts.extend((*self.rules.words("in_place"), self.place(claim, content.place)))
        if content.time:
            parts.extend((Words(text=", "), self.date(claim, content.time)))
        if content.occasion:
            parts.extend((*self.rules.words("during"), self.quoted(claim, content.occasion)))
        return tuple(parts)

    def _tail(self, claim: Claim, content: AnyContent) -> Line:
        if isinstance(content, ActContent):
            return self._act_tail(claim, content)
        if isinstance(content, StatusContent):
            return self._slots(
                claim,
                (("subjects", content.subjects),),
                content.actors,
            )
        if isinstance(content, LabelContent):
            return self._slots(claim, (), content.actors)
        if isinstance(content, ProcedureContent):
            return self._procedure_tail(claim, content)
        return ()

    def _act_tail(self, claim: Claim, content: ActContent) -> Line:
        victims = tuple(m for m in content.victims if not _counts(m, content.quantity))
        slots = (("victims", victims), ("targets", content.targets))
        line = list(self._slots(claim, slots, content.actors))
        for key, value in (
            ("weapons", content.weapons),
            ("methods", content.methods),
            ("stated_reason", (content.stated_reason,) if content.stated_reason else ()),
            ("official", (content.official_attribution,) if content.official_attribution else ()),
        ):
            if value:
                words = self.joined([(self.quoted(claim, v),) for v in value])
                line.extend((*self.rules.words(key), *words))
        return tuple(line)

    def _procedure_tail(self, claim: Claim, content: ProcedureContent) -> Line:
        parts: list[Words | Bound | Quote] = []
        if content.forum:
            parts.extend((*self.rules.words("before"), *self.party(claim, content.forum)))
        if content.stage:
            parts.extend((*self.rules.words("stage"), self.quoted(claim, content.stage)))
        if content.addressee:
            to = self.party(claim, content.addressee)
            parts.extend((*self.rules.words("addressee"), *to))
        return (*parts, *self._slots(claim, (("parties", content.parties),), ()))

    def _slots(
        self,
        claim: Claim,
        slots: Iterable[tuple[str, tuple[Mention, ...]]],
        actors: tuple[Actor, ...],
    ) -> Line:
        parts: list[Words | Bound | Quote] = []
        if actors:
            parts.extend((*self.rules.words("attributed"), *self.actors(claim, actors)))
        for key, mentions in slots:
            if mentions:
                parts.extend((*self.rules.words(key), *self.parties(claim, mentions)))
        return tuple(parts)


def verb_of(claim: Claim, rules: ReportRules) -> str:
    """Return a verb that is never stronger than the claim (R-REP-6).

    What is denied, absent, or less than asserted has the verb of that; only a plain assertion
    takes the verb of its author's stance, or, for a label, of the strength it is put with."""
    content = claim.content
    if claim.polarity is not Polarity.AFFIRMED:
        return rules.word("polarity", claim.polarity.value)
    if isinstance(content, DiplomacyContent):
        key = content.type if rules.knows("diplomacy", content.type) else "other"
        return rules.word("diplomacy", key)
    if claim.factuality is not Factuality.ASSERTED:
        relayed = claim.factuality is Factuality.REPORTED and len(claim.voice) > 1
        return rules.word("factuality", "reported_of" if relayed else claim.factuality.value)
    if isinstance(content, LabelContent) and rules.knows("strength", content.strength):
        return rules.word("strength", content.strength)
    stance = claim.voice[-1].stance if claim.voice else ""
    if rules.knows("stance", stance):
        return rules.word("stance", stance)
    return rules.word("factuality", "asserted")


def _counts(mention: Mention, quantity: Quantity | None) -> bool:
    """Say whether a mention is no more than the number and its noun ("25 people")."""
    if quantity is None or quantity.verbatim not in mention.verbatim:
        return False
    return len(mention.verbatim.split()) - len(quantity.verbatim.split()) <= 1


def amount_words(quantity: Quantity, rules: ReportRules) -> str:
    """Return "at least 14 executions"; empty where the quantity has no number to print."""
    low, high = quantity.low, quantity.high
    if quantity.bound is Limit.BETWEEN:
        if low is None or high is None:
            return ""
        text = rules.fill("bound", "between", a=rules.number(low), b=rules.number(high))
        return f"{text} {rules.unit(quantity.unit, high)}".strip()
    key, value = _stated(quantity)
    if value is None:
        return ""
    text = rules.fill("bound", key, n=rules.number(value))
    return f"{text} {rules.unit(quantity.unit, value)}".strip()


def _stated(quantity: Quantity) -> tuple[str, Number | None]:
    """Return the bound word and the number it was said with ("more than 100" is [101, ∞))."""
    low, high, point = quantity.low, quantity.high, quantity.point
    key = quantity.bound.value
    if quantity.bound is Limit.AT_MOST:
        value = high if point is None else point
        below = quantity.high_open or (value is not None and high is not None and high < value)
        return ("less_than" if below else key), value
    if point is not None:
        return key, point
    if quantity.bound is Limit.MORE_THAN and isinstance(low, int) and not quantity.low_open:
        return key, low - 1
    return key, high if low is None else low
