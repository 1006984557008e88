"""What the stage of counting says, in the language of whoever reads its pages."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from tests.app.cast import cast
from tests.app.counting.test_pages import ON, QUESTION, ask, capture, counted, plain, text
from tests.app.intake.running import do_jobs
from tests.conftest import Cli

__all__ = ["counted"]
LANGUAGES = ("es", "fr", "pt")


def in_language(person: Client, path: str, language: str) -> str:
    """Return the main part of a page as the lead reads it, whose language this is."""
    from hechos.app.accounts.models import Account

    Account.objects.filter(name="lead").update(language=language)
    page = text(person, path)
    assert f'<html lang="{language}"' in page
    return page[page.index("<main") :]


def made_estimate(counted: Cli, **typed: str) -> tuple[Client, str]:
    person = cast("demo")["lead"]
    assert ask(person, question=QUESTION, **typed).status_code == 303
    do_jobs()
    (address,) = set(re.findall(r'href="(/estimate/[^"]*)"', text(person, "/case/demo/estimates/")))
    return person, address


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refused_estimate_is_in_the_language_of_the_reader(counted: Cli, language: str) -> None:
    person, address = made_estimate(counted)
    page = in_language(person, address, language)
    assert 'lang="en"' not in page
    said = {
        "es": "nadie se le puede emparejar con un número",
        "fr": "nul ne peut être apparié avec un nombre",
        "pt": "ninguém pode ser pareado com um número",
    }
    assert said[language] in plain(page)
    assert "nobody can be matched" in plain(in_language(person, address, "en"))


def test_an_estimate_with_a_number_is_in_the_language_of_the_reader(counted: Cli) -> None:
    pytest.importorskip("scipy")
    person, address = made_estimate(counted, capture=capture("lists.csv"), quick="1")
    page = in_language(person, address, "es")
    assert 'lang="en"' not in page
    assert "Nadie entró en la población" in plain(page)
    assert "Nobody entered" not in plain(page)


ENGLISH = re.compile(r"\b(?:the|and|are|is|with|that|nobody|not|they|it)\b", re.IGNORECASE)

QUOTED = re.compile("[«“][^»”]*[»”]")
"""Words of sources, which stay as they stand."""


def pages() -> dict[str, str]:
    tables = f"sheets={capture('sheets.csv')}&bulletins={capture('bulletins.csv')}&by=state"
    return {
        "register": f"/case/demo/register/?{ON}",
        "tallies": f"/case/demo/tallies/?{tables}",
        "tallies read twice": f"/case/demo/tallies/?{tables}&double=1",
        "counts": "/case/demo/counts/",
        "patterns": "/case/demo/patterns/",
        "estimates": "/case/demo/estimates/",
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_of_counting_holds_a_sentence_in_english(counted: Cli, language: str) -> None:
    person = cast("demo")["lead"]
    for name, path in pages().items():
        page = in_language(person, path, language)
        assert 'lang="en"' not in page, name
        own = QUOTED.sub("", plain(page))
        found = [m[0] for m in re.finditer(rf".{{0,60}}{ENGLISH.pattern}.{{0,60}}", own)]
        assert not found, (name, found)


def test_doubts_misfits_and_checks_are_said_in_the_language_of_the_reader(counted: Cli) -> None:
    person = cast("demo")["lead"]
    said = {name: plain(in_language(person, path, "es")) for name, path in pages().items()}
    assert (
        "Elena Frey Gil sale de la detención antes de la entrada (2025-01-12)" in (said["register"])
    )
    assert "mesa 2 : Candidaturas en conjunto: 201; votos válidos declarados: 200: 1 más." in (
        said["tallies"].replace("mesa 2:", "mesa 2 :")
    )
    assert "Las lecturas de r1 y de r2 difieren" in said["tallies"]
    assert "difiere en" in said["tallies"]
    assert "solo lector; dos deben coincidir" in said["tallies read twice"]
    assert "incidentes documentados comparten en promedio" in said["patterns"]


def test_a_table_that_cannot_be_added_up_is_refused_in_the_language_of_the_reader(
    counted: Cli,
) -> None:
    from hechos.app.accounts.models import Account

    person = cast("demo")["lead"]
    Account.objects.filter(name="lead").update(language="es")
    refused = text(person, f"/case/demo/tallies/?sheets={capture('sheets.csv')}&by=county", 422)
    assert "Ninguna mesa tiene un lugar del nivel «county»." in plain(refused)
    assert "Niveles que hay: state." in plain(refused)
    page = in_language(person, f"/case/demo/tallies/?bulletins={capture('sheets.csv')}", "es")
    assert 'lang="en"' not in page
    assert "El boletín no tiene un número propio." in plain(page)
