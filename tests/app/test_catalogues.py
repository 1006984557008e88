"""The words of the pages in the languages they are offered in."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
LOCALE = ROOT / "src" / "hechos" / "app" / "web" / "locale"
LANGUAGES = ("es", "fr", "pt")
FIELD = re.compile(r"%\(\w+\)[sd]|\{\w+\}")


def catalogue(language: str) -> Catalog:
    with (LOCALE / language / "LC_MESSAGES" / "django.po").open("rb") as file:
        return read_po(file, locale=language)


@pytest.fixture(scope="module")
def words() -> set[str]:
    """Every message that pages and code say, found as `make messages` finds it."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    found = extract_from_dir(
        str(ROOT),
        methods,
        options,
        keywords={
            "_": None,
            "gettext": None,
            "gettext_noop": None,
            "ngettext": (1, 2),
            "_noop": None,
        },
        directory_filter=lambda path: not Path(path).name.startswith((".", "node_modules")),
    )
    return {m if isinstance(m, str) else m[0] for _, _, m, *_ in found}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_the_pages_is_translated(language: str, words: set[str]) -> None:
    said = catalogue(language)
    missing = [w for w in sorted(words) if (m := said.get(w)) is None or not m.string]
    assert missing == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_keeps_the_fields(language: str) -> None:
    for message in catalogue(language):
        if message.id and isinstance(message.id, str):
            assert fields(message.id) == fields(str(message.string)), message.id


def fields(text: str) -> set[str]:
    return set(FIELD.findall(text))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_shipped_is_what_was_translated(language: str) -> None:
    made = io.BytesIO()
    write_mo(made, catalogue(language))
    assert (LOCALE / language / "LC_MESSAGES" / "django.mo").read_bytes() == made.getvalue()
