"""Every language of the report says the same things."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest

from hechos.reporting.rules import ReportRules

DATA = files("hechos.reporting") / "data"
LANGUAGES = sorted({path.name.split(".")[1] for path in DATA.iterdir()} - {"en"})


def words(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from words(inner, f"{path}/{key}")
    elif path != "/loaded/words":
        for number, inner in enumerate(value):
            yield from words(inner, f"{path}/{number}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_every_word_of_english_with_the_same_fields(language: str) -> None:
    english, other = (dict(words(ReportRules.load(one).tables)) for one in ("en", language))
    assert other.keys() == english.keys()
    for path, said in english.items():
        assert other[path].strip() or path == "/number/group", path
        assert fields(said) == fields(other[path]), path


def fields(text: str) -> set[str]:
    return set(re.findall(r"\{\w+\}", text))
