from __future__ import annotations

import csv
from pathlib import Path

import pytest
from tests.coding.conftest import Code

from hechos.coding.frames.lexicons import AgentWords, data
from hechos.lang.lexicon import load_toml
from hechos.records import Actor, Claim, Polarity

TABLES = Path(__file__).parent / "tables"
LANGUAGES = ("en", "es", "pt")
DONE_TO_PEOPLE = ("LIFE.", "INT.", "LIB.", "MOV.", "missing")


def rows() -> list[pytest.param]:  # type: ignore[valid-type]
    found = []
    for language in LANGUAGES:
        with (TABLES / f"actors.{language}.csv").open(encoding="utf-8") as lines:
            found += [
                pytest.param(language, row, id=f"{language}-{row['body'][:48]}")
                for row in csv.DictReader(lines)
            ]
    return found


def first_act(claims: tuple[Claim, ...]) -> Claim:
    done = [c for c in claims if c.content.type.startswith(DONE_TO_PEOPLE)]
    counted = [c for c in done if c.content.quantity is not None]
    return (counted or done)[0]


def actors_of(claim: Claim) -> tuple[Actor, ...]:
    return claim.content.actors  # type: ignore[attr-defined, no-any-return]


@pytest.mark.parametrize(("language", "row"), rows())
def test_actors_victims_and_polarity(code: Code, language: str, row: dict[str, str]) -> None:
    claim = first_act(code(row["body"], language).claims)
    assert [one.mention.verbatim for one in actors_of(claim)] == listed(row["actors"])
    assert [one.verbatim for one in claim.content.victims] == listed(row["victims"])  # type: ignore[attr-defined]
    assert claim.polarity is Polarity(row["polarity"])


def listed(cell: str) -> list[str]:
    return cell.split("|") if cell else []


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_table_has_eighty_rows(language: str) -> None:
    assert sum(param.values[0] == language for param in rows()) >= 80


def entries() -> list[pytest.param]:  # type: ignore[valid-type]
    return [
        pytest.param(language, entry, id=f"{language}-{entry.id}")
        for language in LANGUAGES
        for entry in load_toml(data(f"agents.{language}.toml"), entry=AgentWords)
    ]


@pytest.mark.parametrize(("language", "entry"), entries())
def test_every_entry_of_actor_words_finds_its_example(
    code: Code, language: str, entry: AgentWords
) -> None:
    claims = code(entry.example, language).claims
    found = {one.mention.verbatim for c in claims for one in getattr(c.content, "actors", ())}
    assert entry.actor in found


def test_an_adjective_stands_for_a_noun(code: Code) -> None:
    (police,) = actors_of(first_act(code("Murieron dos en una redada policial.", "es").claims))
    assert (police.mention.verbatim, police.mention.name) == ("policial", "policía")
    (country,) = actors_of(first_act(code("Israeli strikes killed nine farmers.").claims))
    assert (country.mention.verbatim, country.mention.name) == ("Israeli", "Israel")


@pytest.mark.parametrize(
    ("body", "degrees"),
    [
        ("Guards killed nine farmers on the orders of the governor.", ["carried_out", "ordered"]),
        ("Nine farmers died in clashes with guards.", ["unknown"]),
    ],
)
def test_the_degree_is_what_the_text_states(code: Code, body: str, degrees: list[str]) -> None:
    assert [one.degree for one in actors_of(first_act(code(body).claims))] == degrees
