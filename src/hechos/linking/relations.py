"""Relations of two claims: repeats, updates and candidates for a contradiction.

Which kind of difference it is, weighing decides; here it is only found and named.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence

from hechos.linking.amounts.derived import Figures
from hechos.linking.amounts.figures import Stated, author_key
from hechos.linking.amounts.universes import amount_key
from hechos.linking.facts import Fact, Facts, is_nested, span_of
from hechos.linking.origins import Sibling
from hechos.linking.parties import Parties
from hechos.linking.propositions import (
    Draft,
    Propositions,
    denied_by,
    is_rival_version,
    rivals,
)
from hechos.linking.sentences import amount
from hechos.records import ClaimRelation, Outcome, Polarity, VoteContent

Pair = tuple[str, Fact, Fact, Outcome, str]
"""Kind, the two facts, the outcome where linking knows it, the reason."""


def find_relations(
    figures: Figures,
    propositions: Propositions,
    siblings: Sequence[Sibling],
    *,
    parties: Parties,
    facts: Facts,
) -> tuple[ClaimRelation, ...]:
    """Return the relations, one for each pair of claims and kind, in content order."""
    pairs = [
        *_rival_figures(figures, parties, facts),
        *_denials(parties, facts),
        *_versions(propositions.drafts, parties, facts),
        *_flips(siblings),
        *_dates(parties, facts),
        *_repeats(propositions.drafts, siblings),
    ]
    found: dict[frozenset[str], ClaimRelation] = {}
    order: dict[str, tuple[int, int]] = {}
    for kind, a, b, outcome, why in pairs:
        left, right = (a, b) if a.order <= b.order else (b, a)
        key = frozenset((left.id, right.id))
        if left is right or key in found:
            continue
        own = facts.draw((left.id, right.id), "relation", *sorted((left.id, right.id)))
        found[key] = ClaimRelation(
            id=own,
            case=facts.case.id,
            made=facts.made("relations"),
            kind=kind,
            left=left.id,
            right=right.id,
            outcome=outcome,
            because=why,
        )
        order[own] = (left.order, right.order)
    return tuple(sorted(found.values(), key=lambda relation: order[relation.id]))


def _rival_figures(figures: Figures, parties: Parties, facts: Facts) -> Iterator[Pair]:
    by_universe: dict[str, list[Stated]] = {}
    for one in figures.stated:
        by_universe.setdefault(one.record.universe, []).append(one)
    for members in by_universe.values():
        for a, b in _pairs(members, facts.rules.figures.chain):
            if rivals(a, b):
                yield _difference(a, b, parties, facts)
            elif _refines(a, b):
                yield "repeats", a.facts[0], b.facts[0], Outcome.REFINES, _both(a, b)


def _pairs(members: Sequence[Stated], chain: int) -> list[tuple[Stated, Stated]]:
    """Return all pairs, or neighbours in time where there are too many to be read."""
    if len({one.amount for one in members}) <= chain:
        firsts: dict[tuple[object, ...], Stated] = {}
        for one in members:
            content = one.facts[0].claim.content
            whom = content.candidate if isinstance(content, VoteContent) else ""
            firsts.setdefault((one.amount, one.record.author, whom), one)
        few = list(firsts.values())
        if len(few) <= 4 * chain:
            return [(a, b) for i, a in enumerate(few) for b in few[i + 1 :]]
        members = few
    members = sorted(members, key=lambda one: (one.record.as_of or "", one.facts[0].order))
    return list(itertools.pairwise(members))


def _difference(a: Stated, b: Stated, parties: Parties, facts: Facts) -> Pair:
    first, second = a.facts[0], b.facts[0]
    if _is_update(a, b, parties, facts):
        early, late = (a, b) if (a.record.as_of or "") <= (b.record.as_of or "") else (b, a)
        return (
            "updates",
            first,
            second,
            Outcome.UPDATE_OVER_TIME,
            (
                f"{a.record.author}: {amount(early.record.quantity)} as of {early.record.as_of} "
                f"and {amount(late.record.quantity)} as of {late.record.as_of}."
            ),
        )
    if isinstance(first.claim.content, VoteContent):
        why = "The results cannot both be right: " + _both(a, b)
        return "contradicts", first, second, Outcome.UNDETERMINED, why
    return "contradicts", first, second, Outcome.UNDETERMINED, "Rival figures: " + _both(a, b)


def _is_update(a: Stated, b: Stated, parties: Parties, facts: Facts) -> bool:
    """Tell whether one author raises a figure on a later day than a relay's delay explains."""
    if author_key(a.facts[0], parties) != author_key(b.facts[0], parties):
        return False
    early, late = span_of(a.record.as_of).start, span_of(b.record.as_of).start
    if early is None or late is None or abs(early - late) <= facts.rules.times.statement_days:
        return False
    sizes = [one.amount[1] or 0 for one in ((a, b) if early < late else (b, a))]
    return sizes[0] < sizes[1]


def _both(a: Stated, b: Stated) -> str:
    return (
        f"{amount(a.record.quantity)} ({a.record.author}, {a.record.as_of or 'undated'}) and "
        f"{amount(b.record.quantity)} ({b.record.author}, {b.record.as_of or 'undated'})."
    )


def _refines(a: Stated, b: Stated) -> bool:
    if isinstance(a.facts[0].claim.content, VoteContent) or a.amount == b.amount:
        return False
    return a.facts[0].document is not b.facts[0].document


def _denials(parties: Parties, facts: Facts) -> Iterator[Pair]:
    for fact in facts.facts:
        if fact.type in facts.rules.incidents.denials:
            target = denied_by(fact, parties, facts)
            if target is not None:
                why = "One speaker disputes what another says."
                yield "contradicts", target, fact, Outcome.UNDETERMINED, why


def _versions(drafts: Iterable[Draft], parties: Parties, facts: Facts) -> Iterator[Pair]:
    """Yield an official version of a fight against each execution that it denies, once."""
    rules = facts.rules.incidents
    seen: set[tuple[str | None, str, str]] = set()
    for draft in drafts:
        if draft.kind not in ("act", "figure") or draft.supporting[0].type not in rules.disputed:
            continue
        for version in draft.contrary:
            if version.type not in rules.official:
                continue
            for act in draft.supporting:
                authors = author_key(version, parties), author_key(act, parties)
                pair = (draft.incident, *authors)
                if pair not in seen and is_rival_version(version, act, parties):
                    seen.add(pair)
                    why = "An official version of a fight stands against an execution."
                    yield "contradicts", act, version, Outcome.UNDETERMINED, why


def _flips(siblings: Iterable[Sibling]) -> Iterator[Pair]:
    """Yield where two prints of one text differ in sense, number, day or place (R-IND-6)."""
    for one in siblings:
        what = _flip(one.left, one.right)
        if what and one.left.type == one.right.type:
            why = f"{what} Both print the same text otherwise: “{one.edge.evidence}”."
            yield "contradicts", one.left, one.right, Outcome.UNDETERMINED, why


def _flip(a: Fact, b: Fact) -> str:
    first, second = a.claim.content, b.claim.content
    if (a.claim.polarity is Polarity.AFFIRMED) != (b.claim.polarity is Polarity.AFFIRMED):
        return "One affirms what the other denies."
    numbers = first.quantity and second.quantity and (first.quantity, second.quantity)
    if numbers and amount_key(numbers[0]) != amount_key(numbers[1]):
        return f"The numbers differ: {amount(numbers[0])} and {amount(numbers[1])}."
    if first.time and second.time and a.span.gap(b.span):
        return f"The dates differ: {first.time.edtf} and {second.time.edtf}."
    if a.place and b.place and first.place and second.place and not is_nested(a.place, b.place):
        return f"The places differ: {first.place.path} and {second.place.path}."
    return _said_flip(a, b)


def _said_flip(a: Fact, b: Fact) -> str:
    first = next((link.said_at for link in a.claim.voice if link.said_at), None)
    second = next((link.said_at for link in b.claim.voice if link.said_at), None)
    if first and second and span_of(first.edtf).gap(span_of(second.edtf)):
        return f"The days of the statement differ: {first.edtf} and {second.edtf}."
    return ""


def _dates(parties: Parties, facts: Facts) -> Iterator[Pair]:
    """Yield claims of one author with one amount and place, on days that differ by a slip."""
    slip = facts.rules.times.date_slip_days
    first: dict[tuple[object, ...], Fact] = {}
    for fact in facts.facts:
        quantity = fact.claim.content.quantity
        if quantity is None or fact.span.days is None or fact.span.days > 7:
            continue
        key = (author_key(fact, parties), fact.type, amount_key(quantity), fact.place)
        other = first.setdefault(key, fact)
        gap = fact.span.gap(other.span)
        if other.document is fact.document or not gap or gap > slip:
            continue
        a, b = other.claim.content.time, fact.claim.content.time
        if a and b:
            why = f"One author, one number, and two dates: {a.edtf} and {b.edtf}."
            yield "contradicts", other, fact, Outcome.UNDETERMINED, why


def _repeats(drafts: Iterable[Draft], siblings: Sequence[Sibling]) -> Iterator[Pair]:
    """Yield the first claim of a proposition with that of each further document."""
    quoted = {
        frozenset((one.left.id, one.right.id))
        for one in siblings
        if one.edge.kind == "shared_quote"
    }
    for draft in drafts:
        seen: set[int] = set()
        first: Fact | None = None
        for fact in draft.supporting:
            if draft.kind == "act" and fact.claim.content.quantity is not None:
                continue
            if fact.document.rank in seen:
                continue
            seen.add(fact.document.rank)
            if first is None:
                first = fact
                continue
            kind = "quotes" if frozenset((first.id, fact.id)) in quoted else "repeats"
            names = f"{first.document.name} and {fact.document.name}"
            yield kind, first, fact, Outcome.AGREE, f"{names} say the same."
