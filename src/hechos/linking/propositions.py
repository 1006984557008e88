"""Propositions: what claims are for or against. Corroboration is counted per proposition."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from hechos.lang.names import fold
from hechos.linking.amounts.derived import Figures
from hechos.linking.amounts.figures import Stated, author_key
from hechos.linking.episodes.incidents import Incidents
from hechos.linking.facts import Fact, Facts
from hechos.linking.parties import Parties
from hechos.linking.sentences import sentence
from hechos.records import (
    ActContent,
    CountContent,
    DiplomacyContent,
    LabelContent,
    Mention,
    Polarity,
    ProcedureContent,
    Proposition,
    Quantity,
    RelationContent,
    StatusContent,
    VoteContent,
)

_CONTENT_WORD = re.compile(r"[^\W\d_]{5,}")
NEAR = 600
DENIED_NEAR = 2000
"""Characters within which a denial follows what it denies, and within which it may."""


@dataclass(slots=True)
class Draft:
    """A proposition in the making: facts for and against it."""

    kind: str
    supporting: list[Fact] = field(default_factory=list)
    contrary: list[Fact] = field(default_factory=list)
    incident: str | None = None
    figure: str | None = None

    @property
    def facts(self) -> list[Fact]:
        return sorted({*self.supporting, *self.contrary}, key=lambda fact: fact.order)


@dataclass(frozen=True, slots=True)
class Propositions:
    records: tuple[Proposition, ...]
    drafts: tuple[Draft, ...]


def make_propositions(
    figures: Figures, incidents: Incidents, parties: Parties, *, facts: Facts
) -> Propositions:
    """Return the propositions in the order of their first claim."""
    drafts = [*_of_figures(figures, incidents), *_others(incidents, parties, facts)]
    _oppose(drafts, parties, facts)
    told = _told(drafts)
    drafts = [
        draft
        for draft in drafts
        if draft.supporting and not (draft.kind == "act" and _claims_of(draft) in told)
    ]
    drafts.sort(key=lambda draft: (draft.supporting[0].order, draft.kind))
    records = tuple(
        Proposition(
            id=facts.draw((fact.id for fact in draft.supporting), "proposition", draft.kind),
            case=facts.case.id,
            made=facts.made("propositions"),
            kind=draft.kind,
            statement=sentence(
                draft.supporting, facts, parties, counts=draft.kind in ("figure", "vote")
            ),
            supporting=tuple(fact.id for fact in draft.supporting),
            contrary=tuple(fact.id for fact in draft.contrary),
            incident=draft.incident,
            figure=draft.figure,
        )
        for draft in drafts
    )
    return Propositions(records, tuple(drafts))


def _told(drafts: Iterable[Draft]) -> set[tuple[str | None, tuple[str, ...]]]:
    """Return the incidents and claims that the proposition of one figure tells in whole."""
    return {_claims_of(draft) for draft in drafts if draft.kind == "figure"}


def _claims_of(draft: Draft) -> tuple[str | None, tuple[str, ...]]:
    return draft.incident, tuple(fact.id for fact in draft.supporting)


def excludes(a: Quantity, b: Quantity) -> bool:
    """Tell whether two amounts of one universe cannot both be right."""
    first, second = _bounds(a), _bounds(b)
    return first[0] > second[1] or second[0] > first[1]


def _bounds(quantity: Quantity) -> tuple[float, float]:
    if quantity.point is not None:
        return quantity.point, quantity.point
    low = float("-inf") if quantity.low is None else quantity.low
    high = float("inf") if quantity.high is None else quantity.high
    return low, high


def rivals(a: Stated, b: Stated) -> bool:
    """Tell whether two figures of one universe exclude each other; shares of one contest do
    where they are of one candidate and differ, or add up to more than the whole."""
    first, second = a.facts[0].claim.content, b.facts[0].claim.content
    if first.quantity is None or second.quantity is None:
        return False
    if isinstance(first, VoteContent) and isinstance(second, VoteContent):
        names = fold(first.candidate), fold(second.candidate)
        same = not all(names) or names[0] == names[1]
        if same and a.amount == b.amount:
            return False
        shares = first.quantity.unit == second.quantity.unit == "share"
        over = shares and _bounds(first.quantity)[0] + _bounds(second.quantity)[0] > 100
        return over or (same and excludes(first.quantity, second.quantity))
    return a.amount != b.amount and excludes(first.quantity, second.quantity)


def _of_figures(figures: Figures, incidents: Incidents) -> Iterator[Draft]:
    by_universe: dict[str, list[Stated]] = {}
    for one in figures.stated:
        by_universe.setdefault(one.record.universe, []).append(one)
    for members in by_universe.values():
        groups: dict[tuple[object, ...], list[Stated]] = {}
        for one in members:
            groups.setdefault((one.amount, _candidate(one)), []).append(one)
        for same in groups.values():
            against = [one for one in members if rivals(same[0], one)]
            draft = _figure_draft(same, against)
            incident = incidents.of(draft.facts[0])
            draft.incident = incident.id if incident else None
            yield draft


def _candidate(one: Stated) -> str:
    content = one.facts[0].claim.content
    return fold(content.candidate) if isinstance(content, VoteContent) else ""


def _figure_draft(same: Sequence[Stated], against: Sequence[Stated]) -> Draft:
    vote = isinstance(same[0].facts[0].claim.content, VoteContent)
    draft = Draft("vote" if vote else "figure", figure=same[0].record.id)
    for fact in _in_order(fact for one in same for fact in one.facts):
        is_for = fact.claim.polarity is Polarity.AFFIRMED
        (draft.supporting if is_for else draft.contrary).append(fact)
    draft.contrary.extend(
        fact
        for fact in _in_order(fact for one in against for fact in one.facts)
        if fact.claim.polarity is Polarity.AFFIRMED
    )
    return draft


def _in_order(facts: Iterable[Fact]) -> list[Fact]:
    return sorted(facts, key=lambda fact: fact.order)


def _others(incidents: Incidents, parties: Parties, facts: Facts) -> list[Draft]:
    """Group what is no amount: acts by incident, the rest by who does what to whom."""
    groups: dict[tuple[object, ...], Draft] = {}
    for fact in facts.facts:
        keyed = _key(fact, incidents, parties)
        if keyed is None:
            continue
        kind, key = keyed
        draft = groups.setdefault((kind, *key), Draft(kind))
        incident = incidents.of(fact)
        draft.incident = incident.id if incident else draft.incident
        is_for = fact.claim.polarity is Polarity.AFFIRMED
        (draft.supporting if is_for else draft.contrary).append(fact)
    for draft in groups.values():
        if not draft.supporting:
            draft.supporting, draft.contrary = draft.contrary, []
    return list(groups.values())


def _key(
    fact: Fact, incidents: Incidents, parties: Parties
) -> tuple[str, tuple[object, ...]] | None:
    content = fact.claim.content
    incident = incidents.of(fact)
    if isinstance(content, ActContent | RelationContent) and incident is not None:
        return "act", (content.type, incident.id)
    if content.quantity is not None and isinstance(content, CountContent | VoteContent):
        return None
    if content.quantity is not None and isinstance(content, ActContent | StatusContent):
        return None
    return _plain_key(fact, parties)


def _plain_key(fact: Fact, parties: Parties) -> tuple[str, tuple[object, ...]]:
    """Return what claims of one proposition have in common where no incident holds them."""
    content = fact.claim.content
    words = fold(fact.claim.quote)
    found: tuple[str, tuple[object, ...]] = ("statement", (content.type, words))
    match content:
        case LabelContent():
            found = (
                "label",
                (
                    content.type,
                    content.strength,
                    content.subset,
                    author_key(fact, parties),
                    _period(fact),
                    fold(content.label) if content.type == "RIGHTS" else "",
                    words if content.type == "CAH.C4" else "",
                ),
            )
        case ProcedureContent():
            forum = _party(fact, content.forum, parties)
            whom = _party(fact, content.addressee, parties)
            who = words if not (forum or whom) else ""
            found = "procedure", (content.type, forum, content.stage, whom, who, _period(fact))
        case DiplomacyContent():
            asked = fold("; ".join(content.demands)) or words
            found = "statement", (content.type, author_key(fact, parties), asked)
        case RelationContent():
            ends = [_party(fact, end, parties) for end in (content.subject, content.object)]
            found = "statement", (content.type, *ends, "" if all(ends) else words)
        case VoteContent():
            found = "vote", (fold(content.contest), fold(content.candidate), words)
        case StatusContent():
            subjects = frozenset(parties.key(fact, mention) for mention in content.subjects)
            found = "status", (content.type, subjects, "" if subjects else words, _period(fact))
        case ActContent():
            found = "act", (content.type, words)
    return found


def _period(fact: Fact) -> str:
    """Return the year the claim speaks of, so that steps years apart are not one."""
    time = fact.claim.content.time
    return time.edtf[:4] if time else ""


def _party(fact: Fact, mention: Mention | None, parties: Parties) -> str:
    return parties.key(fact, mention) if mention is not None else ""


def _oppose(drafts: Sequence[Draft], parties: Parties, facts: Facts) -> None:
    """Add to each proposition the claims against it: denials and rival official versions."""
    by_incident: dict[str, list[Draft]] = {}
    by_fact: dict[str, list[Draft]] = {}
    for draft in drafts:
        for fact in draft.supporting:
            by_fact.setdefault(fact.id, []).append(draft)
        if draft.incident:
            by_incident.setdefault(draft.incident, []).append(draft)
    _oppose_official(by_incident, parties, facts)
    for fact in facts.facts:
        if fact.type in facts.rules.incidents.denials:
            target = denied_by(fact, parties, facts)
            if target is not None:
                for draft in by_fact.get(target.id, ()):
                    _add(draft.contrary, fact)
    _oppose_negated(drafts, by_incident)


def _oppose_official(by_incident: dict[str, list[Draft]], parties: Parties, facts: Facts) -> None:
    rules = facts.rules.incidents
    for members in by_incident.values():
        versions = [d for d in members if d.supporting[0].type in rules.official]
        disputed = [d for d in members if d.supporting[0].type in rules.disputed]
        for version in versions:
            for act in disputed:
                for a in version.supporting:
                    for b in act.supporting:
                        if is_rival_version(a, b, parties):
                            _add(act.contrary, a)
                            _add(version.contrary, b)


def is_rival_version(version: Fact, act: Fact, parties: Parties) -> bool:
    """Tell whether a version of a fight stands against an execution told by another author."""
    if version.claim.polarity is not Polarity.AFFIRMED:
        return False
    if author_key(version, parties) == author_key(act, parties):
        return False
    content = version.claim.content
    official = isinstance(content, ActContent) and content.official_attribution
    unnamed = bool(version.claim.voice) and version.claim.voice[-1].kind == "unnamed"
    return version.type.startswith("LIFE.") or bool(official) or unnamed


def denied_by(denial: Fact, parties: Parties, facts: Facts) -> Fact | None:
    """Return the claim of another author in the same text that a denial speaks of, by the words
    they share (an official version may be told by who disputes it); None where none shares two."""
    rules = facts.rules.incidents
    best, score = None, 1
    for other in facts.of_document(denial.document.rank):
        if not _may_be_denied(denial, other, parties, facts):
            continue
        shared = len(_content_words(denial) & _content_words(other))
        told_before = 0 <= denial.start - other.start <= NEAR
        if other.type in rules.allegations | rules.official and told_before:
            shared += 2
        if shared > score:
            best, score = other, shared
    return best


def _may_be_denied(denial: Fact, other: Fact, parties: Parties, facts: Facts) -> bool:
    rules = facts.rules.incidents
    if other.type in rules.denials or abs(other.start - denial.start) > DENIED_NEAR:
        return False
    if not isinstance(other.claim.content, ActContent | LabelContent | VoteContent):
        return False
    own, others = denial.author, other.author
    if own is None or others is None or other.type in rules.official:
        return True
    names = fold(own.name), fold(others.name)
    inside = names[0] in names[1] or names[1] in names[0]
    return not inside and author_key(other, parties) != author_key(denial, parties)


def _content_words(fact: Fact) -> frozenset[str]:
    return frozenset(word[:6] for word in _CONTENT_WORD.findall(fold(fact.claim.quote)))


def _oppose_negated(drafts: Sequence[Draft], by_incident: dict[str, list[Draft]]) -> None:
    """Set a denied act against the same kind of act in the same incident."""
    for draft in drafts:
        for fact in draft.supporting:
            if fact.claim.polarity is Polarity.AFFIRMED or not draft.incident:
                continue
            for other in by_incident[draft.incident]:
                first = other.supporting[0]
                if first.claim.polarity is Polarity.AFFIRMED and first.family is fact.family:
                    _add(other.contrary, fact)


def _add(facts: list[Fact], fact: Fact) -> None:
    if fact not in facts:
        facts.append(fact)
