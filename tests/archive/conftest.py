from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path

import pytest

from hechos.archive.store import CaseArchive, Incoming
from hechos.records.ids import Ids, uuid7

CASE = "0190a000-0000-7000-8000-000000000000"


class FixedClock:
    """A clock that stands, with a count that goes on."""

    def __init__(self) -> None:
        self._count = itertools.count(1000)

    def now_iso(self) -> str:
        return "2024-05-03T08:00:00Z"

    def mono_ms(self) -> int:
        return next(self._count)

    def boot(self) -> str:
        return "7d2f3c1e-0000-4000-8000-000000000001"


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def ids() -> Ids:
    numbers = itertools.count(1)
    return lambda: uuid7(1_714_723_200_000, next(numbers).to_bytes(10, "big"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "case"


OpenArchive = Callable[[], CaseArchive]


@pytest.fixture
def open_archive(folder: Path, clock: FixedClock) -> OpenArchive:
    return lambda: CaseArchive.open(folder, clock=clock)


@pytest.fixture
def source(tmp_path: Path) -> Callable[[str, bytes], Incoming]:
    """Make a file to add."""

    def make(name: str, data: bytes) -> Incoming:
        path = tmp_path / "sources" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return Incoming(path=path, name=name, origin=str(path), how="added from a folder")

    return make
