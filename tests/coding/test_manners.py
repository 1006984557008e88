"""Deaths that nobody did, and what the words around a death make of it."""

from __future__ import annotations

import pytest
from tests.coding.conftest import Code

QUAKE = "Un terremoto sacudió la costa.\n\nMurieron 40 vecinos y hay 300 heridos."
BOMB = "Un terremoto sacudió la costa.\n\nUn atentado mató a 40 vecinos."
RAIN = "La cosecha acabó antes de las lluvias.\n\nLa explosión dejó 3 muertos."


@pytest.mark.parametrize(
    ("body", "types"),
    [(QUAKE, []), (BOMB, ["LIFE.UNK"]), (RAIN, ["LIFE.UNK"])],
    ids=["an accident that opens the text", "force beside it", "a word in passing"],
)
def test_harm_of_a_disaster_is_no_act(code: Code, body: str, types: list[str]) -> None:
    assert [claim.content.type for claim in code(body, "es").claims] == types


def test_manner_belongs_to_the_clause_it_stands_in(code: Code) -> None:
    claims = code("Siete murieron y uno sigue bajo custodia.", "es").claims
    assert [claim.content.type for claim in claims] == ["LIFE.UNK"]


def test_manner_tells_the_type_in_each_language(code: Code) -> None:
    for body, language in (
        ("Two bakers died in police custody.", "en"),
        ("Dos panaderos murieron bajo custodia.", "es"),
        ("Dois padeiros morreram sob custódia.", "pt"),
    ):
        assert [claim.content.type for claim in code(body, language).claims] == ["LIFE.CUST"]
