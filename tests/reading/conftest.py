from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from hechos.reading.read import Reading, ReadingRules, read_bytes_of
from hechos.records import Capture, Case, Made

NOW = "2024-05-03T08:00:00Z"
CASE = Case(
    id="0190a000-0000-7000-8000-000000000000",
    case="0190a000-0000-7000-8000-000000000000",
    made=Made(by="member:one", at=NOW),
    slug="harbour",
    title="Harbour",
    seed="5a" * 16,
)

ReadBytes = Callable[..., Reading]


def capture_of(name: str, number: int = 1) -> Capture:
    return Capture(
        id=f"0190a000-0000-7000-8000-{number:012d}",
        case=CASE.id,
        made=Made(by="member:one", at=NOW),
        object="object",
        address="a" * 64,
        name=name,
        origin=name,
        how="file",
        tool="test",
        size=0,
        media_type="application/octet-stream",
    )


@pytest.fixture(scope="session")
def rules() -> ReadingRules:
    return ReadingRules.load()


@pytest.fixture
def read(tmp_path: Path, rules: ReadingRules) -> ReadBytes:
    """Read bytes (or text, as UTF-8) under a file name."""

    def read_one(content: bytes | str, name: str = "note.txt") -> Reading:
        path = tmp_path / "bytes"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read_bytes_of(path, capture_of(name), rules=rules, case=CASE)

    return read_one
