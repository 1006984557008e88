"""Claims of other coders beside those of the rules.

The same claim found by both is one claim, the rules': it can be explained step by step, and what
was decided on it stays. Where the other coder reads a slot otherwise, that is a doubt on it. What
the rules do not find stands beside, under its maker's name and a key of its own (ADR 6).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hechos.coding.code import Coded, code_document
from hechos.coding.coders.entities import code_entities
from hechos.coding.coders.model import code_answers
from hechos.coding.coders.replies import Answer
from hechos.coding.learning.model import Model, sift
from hechos.coding.rules import CodingRules
from hechos.records import Case, Claim, Doubt, Made, Text, TextSpan
from hechos.records.ids import draw

READING = "second reading"
_SILENT = ("outlet", "agency")


@dataclass(frozen=True, slots=True)
class Read:
    """A text with what its file says about itself, ready to be coded; `answers` are what other
    coders answered about it when they were asked."""

    text: Text
    documents: tuple[Claim, ...]
    name: str
    answers: tuple[Answer, ...] = ()


def code_read(item: Read, *, case: Case, rules: CodingRules, model: Model | None) -> Coded:
    """Code a text by the rules, beside other coders' answers, and sift by what the case taught. The
    rows of a spreadsheet came with their claims: a map read them, and no rule does."""
    if item.text.kind == "table":
        return Coded()
    if item.answers:
        read = (item.text, item.documents, item.answers)
        coded = code_beside(*read, rules=rules, case=case, name=item.name)
    else:
        coded = code_document(item.text, item.documents, rules=rules, case=case, name=item.name)
    if model is None:
        return coded
    kept, out = sift(coded.claims, model)
    return dataclasses.replace(coded, claims=kept, filtered=out)


def code_beside(
    text: Text,
    documents: tuple[Claim, ...],
    answers: Sequence[Answer],
    *,
    rules: CodingRules,
    case: Case,
    name: str = "",
) -> Coded:
    """Code a text by the rules, and by what other coders answered about it when they were asked."""
    coded = code_document(text, documents, rules=rules, case=case, name=name)
    by_coder: dict[str, list[Answer]] = {}
    for one in answers:
        by_coder.setdefault(one.coder, []).append(one)
    read = (text, documents)
    for coder, said in sorted(by_coder.items()):
        if coder.startswith("spacy:"):
            other = code_entities(said, read, rules=rules, case=case, name=name)
        else:
            other, _ = code_answers(said, read, rules=rules, case=case, name=name)
        coded = join(coded, other, case=case)
    return coded


def join(first: Coded, other: Coded, *, case: Case) -> Coded:
    """Return the claims of `first`, those of `other` that it does not hold, and their doubts."""
    grouped: dict[tuple[object, ...], list[Claim]] = {}
    for claim in first.claims:
        grouped.setdefault(_said(claim), []).append(claim)
    fresh: list[Claim] = []
    doubts: list[Doubt] = []
    for claim in other.claims:
        alike = grouped.get(_said(claim), [])
        same = next((known for known in alike if _overlap(known, claim)), None)
        if same is None:
            fresh.append(claim)
        else:
            doubts += _readings(same, claim, case)
    kept = {claim.id for claim in fresh}
    known = {doubt.id: doubt for doubt in first.doubts}
    known |= {doubt.id: doubt for doubt in doubts}
    known |= {doubt.id: doubt for doubt in other.doubts if doubt.on in kept}
    claims = sorted((*first.claims, *fresh), key=_start)
    return Coded(claims=tuple(claims), doubts=tuple(known.values()))


def _said(claim: Claim) -> tuple[object, ...]:
    """Return what two claims of one passage have in common when they are the same."""
    content, number = claim.content, claim.content.quantity
    amount = (number.low, number.high, number.point) if number is not None else None
    return (content.kind, content.type, amount)


def _overlap(a: Claim, b: Claim) -> bool:
    return any(x.start < y.end and y.start < x.end for x in _spans(a) for y in _spans(b))


def _spans(claim: Claim) -> list[TextSpan]:
    return [p.selector for p in claim.passages if isinstance(p.selector, TextSpan)]


def _start(claim: Claim) -> int:
    return next((span.start for span in _spans(claim)), 0)


@dataclass(frozen=True, slots=True)
class _Slots:
    source: str | None
    date: str | None
    place: str | None
    actor: str | None


def _slots(claim: Claim) -> _Slots:
    content = claim.content
    voices = [link for link in claim.voice if link.kind not in _SILENT]
    actors = getattr(content, "actors", ())
    return _Slots(
        source=voices[-1].speaker.name if voices else None,
        date=content.time.edtf if content.time else None,
        place=content.place.path if content.place else None,
        actor=", ".join(actor.mention.name for actor in actors) or None,
    )


def _readings(known: Claim, other: Claim, case: Case) -> Iterator[Doubt]:
    """Yield a doubt for each slot that the other coder fills, and fills otherwise."""
    ours, theirs = _slots(known), _slots(other)
    for slot in ("source", "date", "place", "actor"):
        mine, read = getattr(ours, slot), getattr(theirs, slot)
        if read is None or read == mine:
            continue
        stands = f"the rules read “{mine}”" if mine else "the rules leave it open"
        yield Doubt(
            id=draw(case.seed, known.id, "doubt", READING, other.made.by, slot),
            case=case.id,
            made=Made(by=other.made.by, version=other.made.version, at=other.made.at),
            type=READING,
            on=known.id,
            slot=slot,
            text=f"{other.made.by} reads the {slot} as “{read}”; {stands}.",
            severity="limits",
        )
