from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from tests.coding.conftest import Code

from hechos.records import LANGUAGES, Claim, Factuality, Polarity, Standard, TextSpan

TABLES = Path(__file__).parent / "data"
ARTICLES = ("the", "a", "an", "el", "la", "los", "las", "un", "una", "o", "os", "as", "um", "uma")


def table(language: str) -> list[Any]:
    cases = tomllib.loads((TABLES / f"voice.{language}.toml").read_text("utf-8"))["case"]
    return [
        pytest.param(language, case["text"], row, id=f"{language}-{row[0]}")
        for case in cases
        for row in case["rows"]
    ]


def bare(name: str) -> str:
    first, _, rest = name.partition(" ")
    return rest if first.lower() in (*ARTICLES, "one") and rest else name


def told_of(claims: tuple[Claim, ...], text: str, part: str) -> Claim:
    """The claim whose figure lies in the part of the text, else one whose passage holds it."""
    start = text.index(part)
    end = start + len(part)
    for claim in claims:
        figure = claim.content.quantity
        if figure is not None and figure.start is not None and start <= figure.start < end:
            return claim
    return next(
        claim
        for claim in claims
        for passage in claim.passages
        if isinstance(passage.selector, TextSpan)
        and passage.selector.start <= start
        and end <= passage.selector.end
    )


@pytest.mark.parametrize(
    ("language", "text", "row"), [row for language in LANGUAGES for row in table(language)]
)
def test_who_says_it(code: Code, language: str, text: str, row: list[str]) -> None:
    part, chain, stance, factuality, hedge = (*row, *[None] * (5 - len(row)))
    claim = told_of(code(text, language, published="2024-05-03").claims, text, str(part))
    names = [bare(link.speaker.name) for link in claim.voice[1:]]
    assert names == [bare(name) for name in str(chain).split(" > ") if name]
    assert claim.voice[-1].stance == stance
    assert factuality is None or claim.factuality == factuality
    assert claim.hedge == hedge


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_tables_of_voices_are_long(language: str) -> None:
    assert len(table(language)) >= 100


def author(claim: Claim) -> str:
    return claim.voice[-1].speaker.name


@pytest.mark.parametrize(
    ("language", "body", "name"),
    [
        (
            "en",
            "Police arrested 31 clerks, the Harbour Committee said on Friday.",
            "Harbour Committee",
        ),
        ("en", "According to Rosa Funes, 31 clerks were arrested.", "Rosa Funes"),
        ("en", "“At least 31 clerks were arrested,” Rosa Funes told reporters.", "Rosa Funes"),
        ("en", "Some 31 clerks were arrested, according to official sources.", "official sources"),
        ("en", "At least 31 clerks were arrested.", "daily.txt"),
        ("es", "Según la Fundación Faro, 31 obreros fueron detenidos.", "Fundación Faro"),
        ("es", "“Fueron detenidos 31 obreros”, dijo Rosa Funes.", "Rosa Funes"),
        ("pt", "Segundo a Fundação Farol, 31 operários foram presos.", "Fundação Farol"),
    ],
)
def test_the_author_of_a_figure(code: Code, language: str, body: str, name: str) -> None:
    claim = next(c for c in code(body, language).claims if c.content.quantity)
    assert author(claim) == name


def test_a_chain_goes_from_outlet_over_agency_to_speaker(code: Code) -> None:
    body = "Rosa Funes said that nine farmers were killed."
    (claim,) = code(body, publisher="The Gazette", credit="PRESSA").claims
    assert [(link.kind, link.speaker.name) for link in claim.voice] == [
        ("outlet", "The Gazette"),
        ("agency", "PRESSA"),
        ("person", "Rosa Funes"),
    ]


def test_pronouns_and_short_names_lead_to_the_fullest_name(code: Code) -> None:
    body = (
        "Marta Ferrán, chair of the panel, said that nine farmers were killed. "
        "She added that 40 clerks were arrested. Mr. Ferrán said that six judges were abducted."
    )
    coded = code(body)
    assert {author(c) for c in coded.claims if c.content.quantity} == {"Marta Ferrán"}
    assert "honorific mismatch" in {doubt.type for doubt in coded.doubts}


def test_whether_a_voice_covers_the_sentence_before_is_a_doubt(code: Code) -> None:
    body = (
        "The unrest left 27 dead. Some 2,400 people were arrested, according to official sources."
    )
    coded = code(body)
    dead = next(c for c in coded.claims if c.content.type == "LIFE.UNK")
    assert [d.type for d in coded.doubts if d.on == dead.id] == ["ambiguous reference"]


@pytest.mark.parametrize(
    ("language", "body", "factuality", "hedge"),
    [
        ("en", "Guards could have killed nine farmers.", Factuality.POSSIBLE, "could have"),
        ("en", "Nine farmers were reportedly killed.", Factuality.REPORTED, "reportedly"),
        ("en", "Guards allegedly killed nine farmers.", Factuality.ALLEGED, "allegedly"),
        ("en", "Guards killed nine farmers.", Factuality.ASSERTED, None),
        ("es", "Nueve obreros habrían muerto.", Factuality.REPORTED, "habrían muerto"),
        ("pt", "Nove operários teriam sido mortos.", Factuality.REPORTED, "teriam sido mortos"),
    ],
)
def test_hedges_are_kept_verbatim(
    code: Code, language: str, body: str, *, factuality: Factuality, hedge: str | None
) -> None:
    claim = next(c for c in code(body, language).claims if c.content.quantity)
    assert claim.factuality is factuality
    assert claim.hedge == hedge or hedge in str(claim.hedge)


def test_a_denial_is_denied(code: Code) -> None:
    claims = code("The governor denied the accusations of the union.").claims
    assert [(c.content.type, c.polarity) for c in claims] == [("denial", Polarity.DENIED)]


STANDARDS = [
    ("The panel found reasonable grounds to believe that guards tortured prisoners.", "P2"),
    ("The panel found affordable grounds to consider that guards tortured prisoners.", None),
    ("The panel found tenable grounds to believe that guards tortured prisoners.", None),
    ("There are solid reasons to believe that guards tortured prisoners.", None),
]


@pytest.mark.parametrize(("body", "expected"), STANDARDS)
def test_standards_are_a_closed_list(code: Code, body: str, expected: str | None) -> None:
    claim = next(c for c in code(body).claims if c.content.type == "INT.TORT")
    assert (claim.standard.code if claim.standard else None) == expected
    assert claim.standard is None or isinstance(claim.standard, Standard)


def test_portuguese_spun_standards_do_not_parse(code: Code) -> None:
    body = "O painel achou razões razoáveis para crer que guardas torturaram presos."
    assert all(c.standard is None for c in code(body, "pt").claims)


SAID_AT = [
    ("en", "In a statement on Tuesday, the union said that guards had killed nine men.", "26"),
    ("en", "Nine men were killed, the union said in a statement on Monday.", "25"),
    (
        "en",
        "The union on Tuesday said that nine men were killed.",
        "26",
    ),
    ("es", "El sindicato informó este lunes que murieron nueve obreros.", "25"),
    ("es", "En un comunicado difundido el martes, el sindicato dijo que murieron 9 obreros.", "26"),
    ("pt", "Em nota divulgada na terça-feira (26), a PM disse que 14 suspeitos morreram.", "26"),
    ("pt", "A PM informou nesta quarta-feira (27) que 14 suspeitos foram mortos.", "27"),
]


@pytest.mark.parametrize(("language", "body", "day"), SAID_AT)
def test_the_day_of_the_saying_is_its_own(code: Code, language: str, body: str, day: str) -> None:
    claims = code(body, language, published="2024-03-29").claims
    claim = next(c for c in claims if c.content.quantity)
    said_at = claim.voice[-1].said_at
    assert said_at is not None
    assert said_at.edtf == f"2024-03-{day}"
    assert claim.content.time is None or claim.content.time.edtf != said_at.edtf
