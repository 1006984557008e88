"""What the stage of counting says, in the language of whoever reads its pages."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from tests.app.cast import cast
from tests.app.counting.test_pages import QUESTION, ask, capture, counted, plain, text
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
