from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from tests.coding.conftest import CASE, SHARED, said_of_itself, text_of

from hechos.coding.code import code_text
from hechos.coding.rows import claim_rows
from hechos.coding.rules import CodingRules
from hechos.records import DocumentContent

pytestmark = pytest.mark.skipif(
    not (SHARED / "data" / "coding").is_dir(), reason="the coded sets of ../shared are not here"
)


def scorer() -> ModuleType:
    path = SHARED / "data" / "coding" / "claims_score.py"
    spec = importlib.util.spec_from_file_location("claims_score", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def rows_of(path: Path, rules: CodingRules, language: str = "en") -> list[dict[str, Any]]:
    body = path.read_bytes().decode("utf-8")
    stated = body[6:16] if body.startswith(" date ") else None
    documents = (said_of_itself("published", stated),) if stated else ()
    assert all(isinstance(d.content, DocumentContent) for d in documents)
    claims = code_text(text_of(body, language), documents, rules=rules, case=CASE)
    return [row for claim in claims for row in claim_rows(claim, path.name)]


@pytest.fixture(scope="module")
def seeds() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    rules = CodingRules.load(pack="ve")
    rows = [
        row for path in sorted((SHARED / "seeds").glob("*.txt")) for row in rows_of(path, rules)
    ]
    gold = (SHARED / "data" / "coding" / "seeds_gold.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in gold if line.strip()], rows


def test_the_victim_figures_of_the_seeds(seeds: tuple[list[Any], list[Any]]) -> None:
    result = scorer().score(*seeds, "numeric")
    assert (result["tp"], result["gold"], result["pred"]) == (16, 16, 16)
    assert result["on_matched"]["qualifier"][0] == 100.0


def test_the_acts_of_the_seeds(seeds: tuple[list[Any], list[Any]]) -> None:
    result = scorer().score(*seeds, "acts")
    assert result["P"] >= 90
    assert result["R"] >= 95
    filled = result["slot_filled"]
    assert filled["source"][0] >= 65
    assert filled["date"][0] >= 60
    assert filled["place"][0] >= 85
    assert filled["place_below_country"][0] >= 75
