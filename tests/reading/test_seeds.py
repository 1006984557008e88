from __future__ import annotations

from pathlib import Path

import pytest

from hechos.reading.read import Reading, ReadingRules, read_bytes_of
from hechos.records import DocumentContent

from .conftest import CASE, capture_of

SEEDS = Path(__file__).parents[2].parent / "shared" / "seeds"
pytestmark = pytest.mark.skipif(not SEEDS.is_dir(), reason="../shared/seeds is not here")


def read_seed(number: str) -> Reading:
    (path,) = SEEDS.glob(f"{number}_*.txt")
    return read_bytes_of(path, capture_of(path.name), rules=ReadingRules.load(), case=CASE)


@pytest.mark.parametrize(
    ("number", "kind", "values"),
    [
        ("000", "published", ["2020-09-16"]),
        ("001", "published", ["2021-02-18"]),
        ("002", "published", ["2023-12-27"]),
        ("003", "published", []),
        ("004", "published", ["2025-09-22"]),
        ("000", "publisher", ["The Washington Times"]),
        ("001", "publisher", ["UrduPoint News"]),
        ("001", "credit", ["Sputnik"]),
        ("002", "publisher", []),
        ("003", "credit", []),
        ("003", "photo_credit", ["AFP"]),
        ("003", "aggregator", ["site-59"]),
        ("003", "residue", ["[et]"]),
        ("004", "credit", ["TIMES/AFP"]),
        ("004", "publisher", ["Perfil"]),
    ],
)
def test_what_the_seeds_say_of_themselves(number: str, kind: str, values: list[str]) -> None:
    found = [
        claim.content.value
        for claim in read_seed(number).claims
        if isinstance(claim.content, DocumentContent) and claim.content.type == kind
    ]
    assert found == values


@pytest.mark.parametrize("number", ["000", "001", "002", "003", "004"])
def test_offsets_are_those_of_the_file(number: str) -> None:
    (path,) = SEEDS.glob(f"{number}_*.txt")
    text = read_seed(number).text
    assert text is not None
    assert text.body == path.read_bytes().decode()
    assert text.language == "en"


def test_tail_of_a_page_and_captions_are_no_body() -> None:
    for number, kind, count in (("004", "navigation", 4), ("003", "caption", 4)):
        text = read_seed(number).text
        assert text is not None
        assert [s.kind.value for s in text.segments].count(kind) == count
