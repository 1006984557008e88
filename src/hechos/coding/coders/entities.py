"""Names that a pipeline of another program found, added to those that our rules find."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Sequence
from typing import Any

from hechos.coding.code import Coded, code_document
from hechos.coding.coders.replies import Answer
from hechos.coding.frames.document import Page, share_out
from hechos.coding.rules import CodingRules
from hechos.lang.names import NameSpan
from hechos.lang.places import PlaceSpan
from hechos.records import Case, Claim, Doubt, Made, PartyKind, Place, Text, wire
from hechos.records.ids import draw

VERSION = "1"
Entity = tuple[int, int, str]
_PARTIES = {
    "PERSON": PartyKind.PERSON,
    "PER": PartyKind.PERSON,
    "ORG": PartyKind.ORGANISATION,
}
_PLACES = frozenset({"GPE", "LOC", "FAC"})


def entities_to_answer(entities: Sequence[Entity]) -> str:
    return wire.canonical({"entities": [list(one) for one in entities]})


def entities_of(answer: str, body: str) -> list[Entity]:
    """Return the entities of an answer that lie in the text and hold something."""
    try:
        plain = json.loads(answer)
    except (ValueError, RecursionError):
        return []
    found = plain.get("entities") if isinstance(plain, dict) else None
    if not isinstance(found, list):
        return []
    return [tuple(one) for one in found if _is_entity(one, body)]


def _is_entity(one: Any, body: str) -> bool:
    if not isinstance(one, list) or len(one) != 3 or not isinstance(one[2], str):
        return False
    start, end = one[:2]
    if type(start) is not int or type(end) is not int or not 0 <= start < end <= len(body):
        return False
    words = body[start:end]
    return words == words.strip() and "\n" not in words and any(map(str.isalpha, words))


def code_entities(
    answers: Sequence[Answer],
    read: tuple[Text, tuple[Claim, ...]],
    *,
    rules: CodingRules,
    case: Case,
    name: str = "",
) -> Coded:
    """Return what the rules make of the text where they know these names too."""
    text, documents = read
    entities = [one for said in answers for one in entities_of(said.answer, text.body)]
    coded = code_document(
        text, documents, rules=rules, case=case, name=name, amend=adding(entities)
    )
    return _by(answers[0].coder, coded, case)


def _by(coder: str, coded: Coded, case: Case) -> Coded:
    """Return the same claims and doubts as those of the coder, with its keys."""
    claims: dict[str, Claim] = {}
    for claim in coded.claims:
        key = f"{claim.key}@{coder}"
        claims[claim.id] = dataclasses.replace(
            claim,
            key=key,
            id=draw(case.seed, claim.capture, "claim", key),
            made=Made(by=coder, version=VERSION, at=claim.made.at),
        )
    doubts = tuple(_moved(doubt, claims[doubt.on], case) for doubt in coded.doubts)
    return Coded(claims=tuple(claims.values()), doubts=doubts)


def _moved(doubt: Doubt, claim: Claim, case: Case) -> Doubt:
    return dataclasses.replace(
        doubt,
        id=draw(case.seed, claim.id, "doubt", doubt.type, doubt.slot or ""),
        on=claim.id,
        made=Made(by=claim.made.by, version=VERSION, at=doubt.made.at),
    )


def adding(entities: Sequence[Entity]) -> Callable[[Page], Page]:
    """Return what adds parties and places to a page; what the rules know already stays theirs."""

    def amend(page: Page) -> Page:
        parties = [_party(e, page) for e in entities if e[2] in _PARTIES]
        parties = [one for one in parties if not _touches(one, page.names, page.places)]
        known = [*page.names, *parties]
        places = [_place(e, page) for e in entities if e[2] in _PLACES]
        places = [one for one in places if not _touches(one, known, page.places)]
        if parties or places:
            page.names = tuple(sorted(known, key=lambda one: one.start))
            page.places = tuple(sorted([*page.places, *places], key=lambda one: one.start))
            share_out(page)
        return page

    return amend


def _party(entity: Entity, page: Page) -> NameSpan:
    start, end, label = entity
    return NameSpan(start=start, end=end, verbatim=page.slice(start, end), kind=_PARTIES[label])


def _place(entity: Entity, page: Page) -> PlaceSpan:
    start, end, _ = entity
    words = page.slice(start, end)
    place = Place(verbatim=words, path=words, start=start, end=end)
    return PlaceSpan(start=start, end=end, place=place, is_locative=True)


def _touches(one: NameSpan | PlaceSpan, *known: Sequence[NameSpan | PlaceSpan]) -> bool:
    return any(k.start < one.end and one.start < k.end for spans in known for k in spans)
