"""Text to claims: what a document asserts, each claim anchored to its verbatim passage."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from hechos.coding.build import Builder
from hechos.coding.capitals import as_printed, in_small_letters
from hechos.coding.doubts import find_doubts
from hechos.coding.frames.document import Page, read_page
from hechos.coding.frames.earlier import Earlier
from hechos.coding.frames.figures import find_acts
from hechos.coding.frames.manners import told_with_manner
from hechos.coding.frames.statements import find_statements
from hechos.coding.rules import CodingRules
from hechos.coding.voice.attribution import find_sayings
from hechos.records import Case, Claim, Doubt, Text, TextSpan

Amend = Callable[[Page], Page]


@dataclass(frozen=True, slots=True, kw_only=True)
class Coded:
    """Claims in reading order, and doubts about them (`on` is a claim id). `filtered` are claims
    that a model learned from the case's decisions leaves out; doubts are about these too."""

    claims: tuple[Claim, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    filtered: tuple[Claim, ...] = ()


def code_text(
    text: Text,
    documents: tuple[Claim, ...],
    *,
    rules: CodingRules,
    case: Case,
    name: str = "",
) -> tuple[Claim, ...]:
    """Return the claims of a text in reading order; see `code_document`."""
    return code_document(text, documents, rules=rules, case=case, name=name).claims


def code_document(
    text: Text,
    documents: tuple[Claim, ...],
    *,
    rules: CodingRules,
    case: Case,
    name: str = "",
    amend: Amend | None = None,
) -> Coded:
    """Return the claims of a text, and doubts about them.

    `documents` are the claims of the file about itself (published, publisher, credit, title);
    `name` is the capture's name, the outlet's where the file names no publisher; `amend` may add
    names to each page. Each segment is read by the rules of its language; one without rules gives
    no claims.
    """
    parts = tuple(read_and_build(text, documents, rules=rules, case=case, name=name, amend=amend))
    claims = [claim for _, made in parts for claim in made]
    if len(parts) > 1:
        claims.sort(key=start_of)
    doubts = [
        doubt
        for built, made in parts
        for doubt in find_doubts(built.drafts, made, built.page, case)
    ]
    return Coded(claims=tuple(claims), doubts=tuple(doubts))


def read_and_build(
    text: Text,
    documents: tuple[Claim, ...],
    *,
    rules: CodingRules,
    case: Case,
    name: str = "",
    amend: Amend | None = None,
) -> Iterator[tuple[Builder, tuple[Claim, ...]]]:
    """Yield, for each language of the text that there are rules for, the builder with its page
    and drafts, and the claims made of them one by one."""
    languages = {text.language, *(s.language for s in text.segments if s.language)}
    for language, lexicon in rules.lexicons.items():
        if language not in languages:
            continue
        small = in_small_letters(text, language)
        page = read_page(
            small,
            documents,
            lexicon=lexicon,
            gazetteer=rules.gazetteer,
            name=name,
            packs=rules.bodies,
        )
        page = amend(page) if amend else page
        builder, earlier = Builder(page, find_sayings(page), case), Earlier(page)
        for sentence in page.sentences:
            statements = find_statements(sentence, page)
            acts = told_with_manner(find_acts(sentence, page), sentence, page)
            earlier.complete(sentence, acts)
            builder.add(sentence, acts, statements)
        claims = builder.claims()
        if small is not text:
            claims = tuple(as_printed(claim, text.body) for claim in claims)
        yield builder, claims


def start_of(claim: Claim) -> int:
    """Return where the anchor of a claim begins, which is its place in the order of reading."""
    selector = claim.anchor.selector
    return selector.start if isinstance(selector, TextSpan) else 0
