from __future__ import annotations

import csv
from pathlib import Path

import pytest
from tests.coding.conftest import Code

TABLE = Path(__file__).parent / "tables" / "repeats.csv"


def rows() -> list[pytest.param]:  # type: ignore[valid-type]
    with TABLE.open(encoding="utf-8") as lines:
        return [
            pytest.param(row["language"], row["body"], row["passages"], id=row["body"][:60])
            for row in csv.DictReader(lines)
        ]


@pytest.mark.parametrize(("language", "body", "passages"), rows())
def test_one_claim_for_what_is_said_twice_and_two_for_two_things(
    code: Code, language: str, body: str, passages: str
) -> None:
    """`passages`: how many each claim with a figure has, in reading order; “|” ends a paragraph."""
    claims = code(body.replace("|", "\n\n"), language).claims
    counted = [claim for claim in claims if claim.content.quantity is not None]
    assert " ".join(str(len(claim.passages)) for claim in counted) == passages


def test_the_table_has_thirty_documents() -> None:
    assert len(rows()) >= 30
