from __future__ import annotations

import dataclasses
import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.coding.conftest import CASE, Code, text_of

from hechos.coding.code import code_document
from hechos.coding.rules import CodingRules
from hechos.records import TextSpan
from hechos.records.wire import to_plain

BODY = (
    "{actor} killed nine farmers near the mill in March 2019, {name} said. "
    "According to {name}, 31 clerks were detained by {actor}. "
    "{name} denied the accusations of torture."
)
ACTORS = ["Soldiers", "Gunmen", "Rebels", "Agents", "Guards"]
NAMES = ["Rosa Funes", "Otto Brandt", "Inés Toral"]


def slots(code: Code, actor: str, name: str) -> str:
    """The claims with the words swapped back, without ids and offsets."""
    claims = code(BODY.format(actor=actor, name=name), published="2020-01-02").claims
    plain = [
        {
            **to_plain(dataclasses.replace(c, id="", key="", passages=c.passages)),
            "passages": len(c.passages),
        }
        for c in claims
    ]
    text = json.dumps(plain, sort_keys=True, ensure_ascii=False)
    text = re.sub(r'"(start|end)": \d+', r'"\1": 0', text)
    for word, mark in ((actor, "ACTOR"), (actor.lower(), "ACTOR"), (name, "NAME")):
        text = text.replace(word, mark)
    return text


@pytest.mark.parametrize("actor", ACTORS[1:])
def test_slots_do_not_depend_on_who_acts(code: Code, actor: str) -> None:
    assert slots(code, ACTORS[0], NAMES[0]) == slots(code, actor, NAMES[0])


@pytest.mark.parametrize("name", NAMES[1:])
def test_slots_do_not_depend_on_who_speaks(code: Code, name: str) -> None:
    assert slots(code, ACTORS[0], NAMES[0]) == slots(code, ACTORS[0], name)


def test_murder_is_no_extrajudicial_execution(code: Code) -> None:
    for body in ("Police murdered nine farmers.", "Rebels murdered nine farmers."):
        assert [c.content.type for c in code(body).claims] == ["LIFE.UNK"]


RULES = CodingRules.load()
HEAP = (
    "at least 14 people were killed arrested by the police said , . “ ” ( ) — according to "
    "and of them 27 dead in Lima 2019 murieron detenidos a un policía mortos foram segundo "
    '" \u00a0 \n'
)
WORDS = st.sampled_from(HEAP.split(" "))


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, max_size=40).map(" ".join), st.sampled_from(["en", "es", "pt"]))
def test_any_order_of_words_gives_claims_that_hold(body: str, language: str) -> None:
    holds(body, language)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=120), st.sampled_from(["en", "es", "pt"]))
def test_any_text_gives_claims_that_hold(body: str, language: str) -> None:
    holds(body, language)


def holds(body: str, language: str) -> None:
    for claim in code_document(text_of(body, language), (), rules=RULES, case=CASE).claims:
        for passage in claim.passages:
            assert isinstance(passage.selector, TextSpan)
            assert passage.selector.holds_in(body)
