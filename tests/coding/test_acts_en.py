from __future__ import annotations

import csv
from pathlib import Path

import pytest
from tests.coding.conftest import Code

from hechos.records import Claim, TextSpan

TABLE = Path(__file__).parent / "data" / "acts_en.csv"


def rows() -> list[tuple[str, str]]:
    lines = [line for line in TABLE.read_text("utf-8").splitlines() if not line.startswith("#")]
    return [(row["sentence"], row["claims"]) for row in csv.DictReader(lines)]


def told(claim: Claim) -> str:
    quantity = claim.content.quantity
    if quantity is None:
        return f"{claim.content.type} -"
    number = quantity.low if quantity.low is not None else quantity.point
    return f"{claim.content.type} {number}"


@pytest.mark.parametrize(("sentence", "expected"), rows())
def test_what_a_sentence_claims(code: Code, sentence: str, expected: str) -> None:
    assert "|".join(sorted(map(told, code(sentence).claims))) == expected


@pytest.mark.parametrize(
    ("body", "victims", "targets"),
    [
        ("Unknown men blew up a railway bridge.", [], ["a railway bridge"]),
        ("The rebels attacked the mayor.", ["the mayor"], []),
        ("Rioters set fire to two buses.", [], ["two buses"]),
        ("Ana Ruiz's murder is still unpunished.", ["Ana Ruiz"], []),
        ("Roa and Saavedra were gunned down by hitmen.", ["Roa", "Saavedra"], []),
        ("A bomb exploded outside the ministry.", [], ["the ministry"]),
    ],
)
def test_people_are_victims_and_things_are_targets(
    code: Code, body: str, victims: list[str], targets: list[str]
) -> None:
    (claim,) = code(body).claims
    assert [m.verbatim for m in claim.content.victims] == victims  # type: ignore[union-attr]
    assert [m.verbatim for m in claim.content.targets] == targets  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("body", "weapons"),
    [
        ("Masked men hacked three herders to death with machetes.", ("machetes",)),
        ("A car bomb exploded outside the ministry.", ("car bomb",)),
        ("The dynamite attack on the dam killed two guards.", ("dynamite",)),
        ("Police killed two men and seized 14 rifles.", ()),
        ("Gunmen killed nine farmers.", ()),
    ],
)
def test_weapons_are_those_used(code: Code, body: str, weapons: tuple[str, ...]) -> None:
    claims = [c for c in code(body).claims if hasattr(c.content, "weapons")]
    assert claims
    assert all(c.content.weapons == weapons for c in claims)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("body", "actors"),
    [
        ("The group claimed responsibility for the murder of the judge.", ["group"]),
        ("No group has claimed responsibility for the murder of the judge.", []),
        ("The attack on the village was blamed on settlers.", ["settlers"]),
        ("The guerrilla attack on the dam killed nobody.", ["guerrilla"]),
        ("The judge was killed by a bullet.", []),
    ],
)
def test_who_is_said_to_have_done_it(code: Code, body: str, actors: list[str]) -> None:
    claim = code(body).claims[0]
    assert [one.mention.verbatim for one in claim.content.actors] == actors  # type: ignore[union-attr]


def test_text_in_capitals_is_read_and_quoted_as_printed(code: Code) -> None:
    body = (
        "GENERAL TOMAS ARRIETA WAS MURDERED BY UNKNOWN MEN IN OSLO ON 4 MAY 1989.\n\n"
        "THE ARMED FORCES SAID THAT THREE GUARDS WERE WOUNDED BY A CAR BOMB."
    )
    first, second = (c for c in code(body, published="1989-05-06").claims)
    (victim,) = first.content.victims  # type: ignore[union-attr]
    assert (victim.verbatim, victim.name) == ("GENERAL TOMAS ARRIETA", "Tomas Arrieta")
    assert first.content.time.edtf == "1989-05-04"  # type: ignore[union-attr]
    assert first.content.place.verbatim == "OSLO"  # type: ignore[union-attr]
    assert second.content.weapons == ("CAR BOMB",)  # type: ignore[union-attr]
    for claim in (first, second):
        span = claim.anchor.selector
        assert isinstance(span, TextSpan)
        assert span.holds_in(body)
