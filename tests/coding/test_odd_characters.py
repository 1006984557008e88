"""Odd characters in a text: nothing is raised, offsets stay exact, claims are still found."""

from __future__ import annotations

import pytest

from hechos.records import Claim, TextSpan, wire

from .conftest import Code

BODIES = {
    "en": "The office said that at least 12 people were killed in Norvik on 2 May 2024.",
    "es": "La oficina dijo que al menos 12 personas fueron asesinadas el 2 de mayo de 2024.",
    "pt": "O escritório disse que ao menos 12 pessoas foram mortas em 2 de maio de 2024.",
}
ODD = [
    "\x00",
    "\x1b",
    "\ud800",
    "\udfff",
    "\u202e",
    "\u200f",
    "\ufeff",
    "🙂",
    "#",
    "[",
    "“",
    "\u0301",
]


@pytest.mark.parametrize("language", sorted(BODIES))
@pytest.mark.parametrize("odd", ODD, ids=[f"U+{ord(odd):04X}" for odd in ODD])
def test_odd_characters_around_words_change_no_claim(code: Code, odd: str, language: str) -> None:
    body = f"{odd} {BODIES[language]} {odd}"
    (claim,) = code(body, language).claims
    assert claim.content.quantity is not None
    assert claim.content.quantity.low == 12
    check_passages(claim, body)
    assert wire.loads(wire.dumps(claim), Claim) == claim


@pytest.mark.parametrize("language", sorted(BODIES))
@pytest.mark.parametrize("blank", ["\u00a0", "\u202f", "\u2009", "\t", "  "])
def test_any_blank_is_a_blank(code: Code, blank: str, language: str) -> None:
    body = BODIES[language].replace(" ", blank)
    (claim,) = code(body, language).claims
    assert claim.content.quantity is not None
    assert claim.content.quantity.low == 12
    check_passages(claim, body)


@pytest.mark.parametrize("language", sorted(BODIES))
@pytest.mark.parametrize("odd", ODD, ids=[f"U+{ord(odd):04X}" for odd in ODD])
def test_odd_characters_anywhere_raise_nothing(code: Code, odd: str, language: str) -> None:
    for at in range(0, len(BODIES[language]), 3):
        body = BODIES[language][:at] + odd + BODIES[language][at:]
        for claim in code(body, language).claims:
            check_passages(claim, body)


def check_passages(claim: Claim, body: str) -> None:
    for passage in claim.passages:
        assert isinstance(passage.selector, TextSpan)
        assert passage.selector.holds_in(body)
