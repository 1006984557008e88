from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from hechos.coding.code import Coded, code_document
from hechos.coding.rules import CodingRules
from hechos.records import Case, Claim, DocumentContent, Made, Passage, Segment, Text, Whole

SHARED = Path(__file__).parents[2].parent / "shared"
NOW = "2024-05-03T08:00:00Z"
MADE = Made(by="member:one", at=NOW)
CASE = Case(
    id="0190a000-0000-7000-8000-000000000000",
    case="0190a000-0000-7000-8000-000000000000",
    made=MADE,
    slug="harbour",
    title="Harbour",
    seed="5a" * 16,
)
CAPTURE = "0190a000-0000-7000-8000-000000000001"

Code = Callable[..., Coded]


def text_of(body: str, language: str = "en", segments: tuple[Segment, ...] = ()) -> Text:
    return Text(
        id="0190a000-0000-7000-8000-000000000002",
        case=CASE.id,
        made=MADE,
        capture=CAPTURE,
        kind="original",
        tool="test",
        tool_version="1",
        language=language,
        body=body,
        hash=hashlib.sha256(body.encode("utf-8", "surrogatepass")).hexdigest(),
        nfc=True,
        segments=segments,
    )


def said_of_itself(kind: str, value: str) -> Claim:
    return Claim(
        id=f"0190a000-0000-7000-8000-0000000000{len(kind):02d}",
        case=CASE.id,
        made=MADE,
        capture=CAPTURE,
        text="0190a000-0000-7000-8000-000000000002",
        key=kind,
        passages=(Passage(capture=CAPTURE, selector=Whole()),),
        content=DocumentContent(type=kind, value=value),
    )


@pytest.fixture(scope="session")
def rules() -> CodingRules:
    return CodingRules.load()


@pytest.fixture(scope="session")
def code(rules: CodingRules) -> Code:
    """Code a body: `code("…", "es", published="2024-01-02")`."""

    def run(
        body: str, language: str = "en", *, segments: tuple[Segment, ...] = (), **stated: str
    ) -> Coded:
        documents = tuple(said_of_itself(kind, value) for kind, value in sorted(stated.items()))
        text = text_of(body, language, segments)
        return code_document(text, documents, rules=rules, case=CASE, name="notes/daily.txt")

    return run
