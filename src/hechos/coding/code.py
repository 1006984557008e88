"""Text to claims: what a document asserts, each claim anchored to its verbatim passage."""

from __future__ import annotations

from dataclasses import dataclass

from hechos.coding.build import Builder
from hechos.coding.doubts import find_doubts
from hechos.coding.frames.document import read_page
from hechos.coding.frames.figures import find_acts
from hechos.coding.frames.statements import find_statements
from hechos.coding.rules import CodingRules
from hechos.coding.voice.attribution import find_sayings
from hechos.records import Case, Claim, Doubt, Text


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
) -> Coded:
    """Return the claims of a text, and doubts about them.

    `documents` are the claims of the file about itself (published, publisher, credit, title);
    `name` is the capture's name, the outlet's where the file names no publisher. A text in a
    language without rules gives no claims.
    """
    lexicon = rules.lexicons.get(text.language)
    if lexicon is None:
        return Coded()
    page = read_page(
        text,
        documents,
        lexicon=lexicon,
        gazetteer=rules.gazetteer,
        name=name,
        packs=rules.bodies,
    )
    sayings = find_sayings(page)
    builder = Builder(page, sayings, case)
    for sentence in page.sentences:
        statements = find_statements(sentence, page)
        acts = find_acts(sentence, page)
        builder.add(sentence, acts, statements)
    claims = builder.claims()
    return Coded(claims=claims, doubts=find_doubts(builder.drafts, claims, page, case))
