"""Whom a count holds, as its text says; and the counts that are stated as a part of another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from hechos.lang.folding import fold
from hechos.lang.universes.populations import AFTER, Stated, stated_after
from hechos.linking.facts import Fact
from hechos.records import Population, Quantity


def held_by(fact: Fact) -> Stated:
    """Return whom the text says that a claim's count holds or leaves out."""
    quantity, text = fact.claim.content.quantity, fact.document.text
    if quantity is None or quantity.end is None or text is None or text.id != fact.claim.text:
        return Stated()
    return stated_after(text.body, quantity.end, language=text.language)


def held_by_all(facts: Iterable[Fact]) -> Stated:
    """Return what the texts of one figure say, each group once."""
    told = [held_by(fact) for fact in facts]
    return Stated(
        _once(one for held in told for one in held.includes),
        _once(one for held in told for one in held.excludes),
    )


def _once(populations: Iterable[Population]) -> tuple[Population, ...]:
    return tuple({(p.group or fold(p.words), p.number): p for p in populations}.values())


def made_of(quantity: Quantity, held: Stated) -> str:
    """Return in a sentence how a count is made up, as far as its parts are stated."""
    parts = [one for one in held.includes if one.number is not None]
    if not parts or quantity.point is None:
        return ""
    rest = quantity.point - sum(one.number or 0 for one in parts)
    if rest < 0:
        return ""
    words = " + ".join(one.words for one in parts)
    return f"{quantity.verbatim} = {words}{f' + {rest:,} others' if rest else ''}."


def with_parts(facts: Sequence[Fact]) -> tuple[Fact, ...]:
    """Return the facts of one document in order, where a count that is stated as the part of
    another ("27 dead, two of them soldiers") counts that group and nobody else."""
    found: list[Fact] = []
    parts: list[tuple[Fact, Population]] = []
    for fact in facts:
        quantity = fact.claim.content.quantity
        if quantity is None or fact.cohort or quantity.start is None:
            found.append(fact)
            continue
        group = _part_of(fact, quantity, parts)
        found.append(replace(fact, cohort=frozenset((group,))) if group else fact)
        parts.extend((fact, one) for one in held_by(fact).includes if one.group and one.number)
    return tuple(found)


def _part_of(fact: Fact, quantity: Quantity, parts: Iterable[tuple[Fact, Population]]) -> str:
    value = quantity.point if quantity.point is not None else quantity.low
    for whole, part in parts:
        end = getattr(whole.claim.content.quantity, "end", None)
        if end is None or quantity.start is None or whole.family is not fact.family:
            continue
        if part.number == value and 0 <= quantity.start - end <= AFTER:
            return part.group
    return ""
