"""Tables of sentences of ours, one a line, with the claims that a careful coder makes of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.coding.conftest import Code

from hechos.records import Bound, Claim, Polarity, Quantity

DATA = Path(__file__).parent / "data"


FIGURED = ("act", "status", "procedure")


def rows(name: str, language: str) -> list[pytest.param]:  # type: ignore[valid-type]
    found = []
    for line in (DATA / f"{name}.{language}.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            body, claims = line.split("\t")
            wanted = sorted(one.strip() for one in claims.split(";") if one.strip() != "-")
            found.append(pytest.param(language, body, wanted, id=f"{language}-{body[:48]}"))
    return found


@pytest.mark.parametrize(("language", "body", "wanted"), rows("acts", "es") + rows("acts", "pt"))
def test_a_sentence_gives_its_claims(
    code: Code, language: str, body: str, wanted: list[str]
) -> None:
    assert sorted(shown(claim) for claim in code(body, language).claims) == wanted


@pytest.mark.parametrize(
    ("language", "body", "wanted"), rows("figures", "es") + rows("figures", "pt")
)
def test_a_paragraph_gives_its_figures(
    code: Code, language: str, body: str, wanted: list[str]
) -> None:
    claims = code(body, language).claims
    told = [c for c in claims if c.content.quantity and c.content.kind in FIGURED]
    assert sorted(map(shown, told)) == wanted


@pytest.mark.parametrize("language", ["es", "pt"])
def test_the_tables_hold_150_sentences_and_40_paragraphs(language: str) -> None:
    assert len(rows("acts", language)) >= 150
    assert len(rows("figures", language)) >= 40


def shown(claim: Claim) -> str:
    """A claim as the tables write it: its type, its figure, “not” where nobody is meant."""
    absent = claim.polarity in (Polarity.NEGATED, Polarity.DENIED)
    negation = "not " if absent and claim.content.type != "denial" else ""
    return f"{negation}{claim.content.type} {figure(claim.content.quantity)}".strip()


def figure(quantity: Quantity | None) -> str:
    if quantity is None:
        return ""
    if quantity.bound is Bound.VAGUE:
        return f"{quantity.low}?+"
    low, high = quantity.low, quantity.high
    if low is None and high is None:
        return f"~{quantity.point}"
    if low == high:
        return f"{low}"
    return f"{low}+" if high is None else f"{'' if low is None else low}-{high}"
