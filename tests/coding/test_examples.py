from __future__ import annotations

import pytest
from tests.coding.conftest import text_of

from hechos.coding.frames.document import Page, read_page
from hechos.coding.frames.figures import Act, find_acts
from hechos.coding.frames.lexicons import Lexicon, data, load_lexicon
from hechos.coding.frames.manners import told_with_manner
from hechos.coding.frames.statements import find_statements
from hechos.coding.rules import CodingRules
from hechos.lang.lexicon import load_toml

LEXICONS = {code: load_lexicon(code) for code in ("en", "es", "pt")}


def cases(kind: str) -> list[pytest.param]:  # type: ignore[valid-type]
    found = []
    for code, lexicon in LEXICONS.items():
        for entry, examples in _entries(lexicon, kind):
            found += [pytest.param(code, entry, e, id=f"{code}-{entry}-{e[:24]}") for e in examples]
    return found


def _entries(lexicon: Lexicon, kind: str) -> list[tuple[str, tuple[str, ...]]]:
    if kind == "acts":
        return [(entry.id, entry.examples) for entry in lexicon.acts]
    if kind == "frames":
        return [(f.entry.id, f.entry.examples) for f in lexicon.frames.values()]
    if kind == "shapes":
        return [(shape.id, shape.examples) for shape, _ in lexicon.shapes]
    return [(row["id"], tuple(row["examples"])) for row, _ in lexicon.tables["standards"]]


@pytest.mark.parametrize(("language", "entry", "example"), cases("acts"))
def test_every_act_word_entry_finds_its_example(
    rules: CodingRules, language: str, entry: str, example: str
) -> None:
    assert entry in {act.frame.split("/")[0] for act in acts_of(rules, language, example)}


@pytest.mark.parametrize(("language", "entry", "example"), cases("shapes"))
def test_every_shape_finds_its_example(
    rules: CodingRules, language: str, entry: str, example: str
) -> None:
    assert entry in {act.frame.split("/")[1] for act in acts_of(rules, language, example)}


@pytest.mark.parametrize(("language", "entry", "example"), cases("frames"))
def test_every_sentence_frame_finds_its_example(
    rules: CodingRules, language: str, entry: str, example: str
) -> None:
    page = page_of(rules, language, example)
    found = [one for sentence in page.sentences for one in find_statements(sentence, page)]
    assert entry in {statement.frame.id for statement in found}


@pytest.mark.parametrize(("language", "entry", "example"), cases("standards"))
def test_every_standard_parses_in_its_example(
    rules: CodingRules, language: str, entry: str, example: str
) -> None:
    page = page_of(rules, language, example)
    rows = rules.lexicons[language].tables["standards"]
    assert [row["id"] for row, pattern in rows if pattern.search(page.folded)] == [entry]


def page_of(rules: CodingRules, language: str, body: str) -> Page:
    lexicon = rules.lexicons[language]
    text = text_of(body, language)
    return read_page(text, (), lexicon=lexicon, gazetteer=rules.gazetteer, name="x")


def acts_of(rules: CodingRules, language: str, body: str) -> list[Act]:
    page = page_of(rules, language, body)
    return [
        act
        for sentence in page.sentences
        for act in told_with_manner(find_acts(sentence, page), sentence, page)
    ]


def manners() -> list[pytest.param]:  # type: ignore[valid-type]
    return [
        pytest.param(code, row["type"], example, id=f"{code}-{row['type']}-{example[:24]}")
        for code in LEXICONS
        for row in load_toml(data(f"manners.{code}.toml"))["manner"]
        for example in row["examples"]
    ]


@pytest.mark.parametrize(("language", "told", "example"), manners())
def test_every_manner_gives_its_example_its_type(
    rules: CodingRules, language: str, told: str, example: str
) -> None:
    assert told in {act.type for act in acts_of(rules, language, example)}
