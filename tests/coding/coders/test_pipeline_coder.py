"""A spaCy pipeline beside the rules, and how claims of two coders are joined."""

from __future__ import annotations

from typing import Any

import pytest
from tests.coding.conftest import CASE, text_of

from hechos.coding.code import code_document
from hechos.coding.coders import PipelineCoder, check_coder, code_beside, load_pipeline
from hechos.coding.coders.entities import entities_of
from hechos.coding.rules import CodingRules
from hechos.errors import InputError
from hechos.records import ActContent

BODY = "Zhaq Tlon killed 12 farmers near Qorm, the committee said."


@pytest.fixture(scope="module")
def pipeline() -> Any:
    spacy = pytest.importorskip("spacy", reason="needs the extra spacy")
    blank = spacy.blank("en")
    blank.add_pipe("entity_ruler").add_patterns(
        [
            {"label": "ORG", "pattern": "Harbour Committee"},
            {"label": "PERSON", "pattern": "Zhaq Tlon"},
            {"label": "GPE", "pattern": "Qorm"},
            {"label": "CARDINAL", "pattern": "12"},
        ]
    )
    return blank


def test_a_pipeline_keeps_the_contract(rules: CodingRules, pipeline: Any) -> None:
    assert check_coder(PipelineCoder(rules, pipeline, label="blank")) >= 5


def test_entities_are_added_as_names_and_places(rules: CodingRules, pipeline: Any) -> None:
    coder = PipelineCoder(rules, pipeline, label="blank")
    claims = coder.code(text_of(BODY), (), case=CASE).claims
    (found,) = [c for c in claims if c.content.type == "LIFE.UNK"]
    assert isinstance(found.content, ActContent)
    assert found.made.by == "spacy:blank"
    assert found.key.endswith("@spacy:blank")
    assert found.content.place is not None
    assert found.content.place.verbatim == "Qorm"


def test_a_pipeline_reads_its_language_only(rules: CodingRules, pipeline: Any) -> None:
    coder = PipelineCoder(rules, pipeline, label="blank")
    assert not coder.code(text_of(BODY, "es"), (), case=CASE).claims


def test_what_both_find_is_one_claim(rules: CodingRules, pipeline: Any) -> None:
    text = text_of(BODY)
    answers = PipelineCoder(rules, pipeline, label="blank").answers(text)
    alone = code_document(text, (), rules=rules, case=CASE)
    both = code_beside(text, (), answers, rules=rules, case=CASE)
    assert set(alone.claims) <= set(both.claims)
    assert len({claim.id for claim in both.claims}) == len(both.claims)
    assert len({claim.key for claim in both.claims}) == len(both.claims)
    assert code_beside(text, (), answers, rules=rules, case=CASE) == both


@pytest.mark.parametrize(
    "answer",
    [
        "no JSON",
        "[]",
        '{"entities": 5}',
        '{"entities": [[0, 999, "PERSON"]]}',
        '{"entities": [[-3, 4, "PERSON"]]}',
        '{"entities": [[true, 4, "PERSON"]]}',
        '{"entities": [[4, 5, "PERSON"]]}',
        '{"entities": [[17, 19, "PERSON"]]}',
    ],
)
def test_entities_that_are_none_are_not_taken(answer: str) -> None:
    assert entities_of(answer, BODY) == []


def test_a_pipeline_that_is_not_there_is_told_in_a_sentence() -> None:
    pytest.importorskip("spacy", reason="needs the extra spacy")
    with pytest.raises(InputError, match="no_such_pipeline"):
        load_pipeline("no_such_pipeline")
