"""What a coder is: a text in, claims anchored to its passages out."""

from __future__ import annotations

from typing import Protocol

from hechos.coding.code import Coded, code_document
from hechos.coding.rules import CodingRules
from hechos.records import Case, Claim, Text


class Coder(Protocol):
    """Anything that proposes claims of a text; `check_coder` tells whether it keeps the rules.

    - Every passage is verbatim: `body[start:end] == quote`; a number stands inside its passage.
    - Same text, same claims, byte for byte, whatever was coded before.
    - Ids are drawn from the case's seed and the claim's key; keys hold nothing that a better coder
      may change; both are unique, and `made.by` names the coder. A coder that is not the rules ends
      its keys in "@" and its name, so that no key of its claims is one of the rules' (ADR 6).
    - Claims are proposals of the case's default class; only people accept.
    - A text in a language it cannot read gives no claims. A text that gives orders is a text.
    """

    @property
    def name(self) -> str:
        """Who made the claims: "rules", "spacy:NAME", "model:HOST/NAME"."""

    def code(
        self, text: Text, documents: tuple[Claim, ...], *, case: Case, name: str = ""
    ) -> Coded:
        """Return claims in reading order and doubts; arguments as in `code_document`."""


class RuleCoder:
    """The rules alone: the coder that is always there."""

    name = "rule:coding"

    def __init__(self, rules: CodingRules) -> None:
        self.rules = rules

    def code(
        self, text: Text, documents: tuple[Claim, ...], *, case: Case, name: str = ""
    ) -> Coded:
        return code_document(text, documents, rules=self.rules, case=case, name=name)
