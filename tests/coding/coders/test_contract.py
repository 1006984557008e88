"""The contract of coders: ours keeps it, and whoever breaks it is told how."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest

from hechos.coding.code import Coded
from hechos.coding.coders import RuleCoder, check_coder
from hechos.coding.coders.check import samples
from hechos.coding.rules import CodingRules
from hechos.errors import CoderError
from hechos.records import Case, Claim, Confidentiality, Made, Text, TextSpan


def test_the_rules_keep_the_contract(rules: CodingRules) -> None:
    assert check_coder(RuleCoder(rules)) >= 10


def test_every_sample_with_rules_gives_claims(rules: CodingRules) -> None:
    coder = RuleCoder(rules)
    case = Case(id="c", case="c", made=Made(by="m"), slug="s", title="t", seed="00" * 32)
    found = [bool(coder.code(text, (), case=case).claims) for text in samples()]
    assert found == [text.language != "und" for text in samples()]


def shifted(claim: Claim) -> Claim:
    span = claim.anchor.selector
    assert isinstance(span, TextSpan)
    moved = dataclasses.replace(span, start=span.start + 1, end=span.end + 1)
    return dataclasses.replace(claim, passages=(dataclasses.replace(claim.anchor, selector=moved),))


def invented(claim: Claim) -> Claim:
    quantity = claim.content.quantity
    if quantity is None:
        return claim
    more = dataclasses.replace(quantity, verbatim="9999999", start=None, end=None)
    return dataclasses.replace(claim, content=dataclasses.replace(claim.content, quantity=more))


BREACHES: dict[str, Callable[[Claim], Claim]] = {
    "is not in the text": shifted,
    "does not stand in the passage": invented,
    "only a person may say": lambda claim: dataclasses.replace(claim, state="accepted"),
    "not the case's": lambda claim: dataclasses.replace(claim, klass=Confidentiality.C0),
    "two claims have one id": lambda claim: dataclasses.replace(claim, id="one"),
    "and an ordinal": lambda claim: dataclasses.replace(claim, key=f"{claim.key}:again"),
    "said to be made by": lambda claim: dataclasses.replace(claim, made=Made(by="nobody")),
    "has no voice": lambda claim: dataclasses.replace(claim, voice=()),
    "does not say why": lambda claim: dataclasses.replace(claim, because=""),
    "another case or text": lambda claim: dataclasses.replace(claim, text="other"),
}


class Breaching(RuleCoder):
    def __init__(self, rules: CodingRules, change: Callable[[Claim], Claim]) -> None:
        super().__init__(rules)
        self.change = change

    def code(
        self, text: Text, documents: tuple[Claim, ...], *, case: Case, name: str = ""
    ) -> Coded:
        coded = super().code(text, documents, case=case, name=name)
        return Coded(claims=tuple(map(self.change, coded.claims)), doubts=coded.doubts)


@pytest.mark.parametrize("words", sorted(BREACHES))
def test_every_breach_is_named(rules: CodingRules, words: str) -> None:
    with pytest.raises(CoderError, match=words):
        check_coder(Breaching(rules, BREACHES[words]))


class Fickle(RuleCoder):
    turn = 0

    def code(
        self, text: Text, documents: tuple[Claim, ...], *, case: Case, name: str = ""
    ) -> Coded:
        self.turn += 1
        claims = super().code(text, documents, case=case, name=name).claims
        return Coded(claims=claims[self.turn % 2 :])


class Idle(RuleCoder):
    def code(
        self, text: Text, documents: tuple[Claim, ...], *, case: Case, name: str = ""
    ) -> Coded:
        coded = super().code(text, documents, case=case, name=name)
        return dataclasses.replace(coded, claims=(), doubts=())


def test_a_coder_that_changes_its_mind_or_does_nothing_fails(rules: CodingRules) -> None:
    with pytest.raises(CoderError, match="something else"):
        check_coder(Fickle(rules))
    with pytest.raises(CoderError, match="nothing was checked"):
        check_coder(Idle(rules))
