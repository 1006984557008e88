"""Doubts that the coder has about its own claims: who is meant, how far a voice reaches."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence

from hechos.coding.drafts import Draft
from hechos.coding.frames.document import Page
from hechos.records import Case, Claim, Doubt, Made, RelationContent
from hechos.records.ids import draw


def find_doubts(
    drafts: Sequence[Draft], claims: Sequence[Claim], page: Page, case: Case
) -> tuple[Doubt, ...]:
    """Return the doubts in the order of the claims, which are made from `drafts` one by one."""
    found: list[tuple[Claim, str, str, str]] = []
    forms_of = functools.cache(functools.partial(_forms_of, page))
    by_sentence: dict[int, list[Draft]] = {}
    for draft in drafts:
        by_sentence.setdefault(draft.sentence.index, []).append(draft)
    for draft, claim in zip(drafts, claims, strict=True):
        after = by_sentence.get(draft.sentence.index + 1, [])
        found.extend((claim, *doubt) for doubt in _of_voice(draft, after))
        found.extend((claim, *doubt) for doubt in _of_honorific(draft, page, forms_of))
        if isinstance(claim.content, RelationContent) and claim.content.type == "heads":
            found.append((claim, "identity", "subject", _OFFICE))
    return tuple(
        Doubt(
            id=draw(case.seed, claim.id, "doubt", kind, slot),
            case=case.id,
            made=Made(by="rule:coding", version="1", at=page.text.made.at),
            type=kind,
            on=claim.id,
            text=text,
            slot=slot,
            severity="cosmetic" if kind == "identity" else "limits",
        )
        for claim, kind, slot, text in _once(found)
    )


_OFFICE = "The office is kept as printed; whether this person holds it is to be checked."


def _once(found: list[tuple[Claim, str, str, str]]) -> list[tuple[Claim, str, str, str]]:
    """Keep the first doubt of one wording."""
    seen: set[str] = set()
    kept = []
    for one in found:
        key = f"{one[0].id}/{one[1]}/{one[2]}" if one[1] != "honorific mismatch" else one[3]
        if key not in seen:
            seen.add(key)
            kept.append(one)
    return kept


def _of_voice(draft: Draft, after: Sequence[Draft]) -> list[tuple[str, str, str]]:
    """“27 dead. Some 2,400 were arrested, according to …”: does the voice cover both figures?"""
    if draft.sayings or draft.content.quantity is None:
        return []
    for other in after:
        if other.sentence.paragraph != draft.sentence.paragraph:
            continue
        if other.content.quantity is not None and other.sayings:
            name = other.sayings[-1].speaker.name
            text = f"It is not said whether “{name}” in the next sentence also gives this figure."
            return [("ambiguous reference", "voice", text)]
    return []


def _forms_of(page: Page, surname: str) -> tuple[bool, bool]:
    """Tell whether the surname has a man's forms in the text, and a woman's."""
    forms = page.lexicon.cues["honorifics"]
    return (
        any(f"{word} {surname}" in page.body for word in forms["masculine"]),
        any(f"{word} {surname}" in page.body for word in forms["feminine"]),
    )


def _of_honorific(
    draft: Draft, page: Page, forms_of: Callable[[str], tuple[bool, bool]]
) -> list[tuple[str, str, str]]:
    """One person under a man's and a woman's forms: kept, nothing is corrected."""
    found = []
    forms = page.lexicon.cues["honorifics"]
    for saying in draft.sayings:
        name = saying.speaker.name
        if saying.speaker.kind != "person" or not name.split():
            continue
        man, woman = forms_of(name.split()[-1])
        if (
            (man and saying.form in forms["she"])
            or (woman and saying.form in forms["he"])
            or (man and woman)
        ):
            text = f"“{name}” is given a man's and a woman's forms of address in this document."
            found.append(("honorific mismatch", "voice", text))
    return found
