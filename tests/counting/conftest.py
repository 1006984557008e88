"""Tables of capture histories for the tests of counting."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from hechos.counting.estimating import tables_of
from hechos.counting.histories import Histories

FOUR = {
    1: 120, 2: 90, 4: 70, 8: 60, 3: 30, 5: 25, 9: 20, 6: 15, 10: 14, 12: 11,
    7: 9, 11: 8, 13: 6, 14: 4, 15: 3,
}  # fmt: skip


@pytest.fixture
def four() -> Histories:
    """Four lists that overlap well."""
    return Histories.of(["church", "court", "press", "clinic"], FOUR)


@pytest.fixture
def tables(shared: Path) -> Callable[[str], Histories]:
    """A published table by the name of its file."""
    folder = shared / "data" / "mse"
    return lambda name: tables_of(folder / f"{name}.csv")[()]


@pytest.fixture
def reference(shared: Path) -> dict[str, list[dict[str, Any]]]:
    """What the packages of R make of the published tables."""
    path = shared / "data" / "mse" / "reference.json"
    found: dict[str, list[dict[str, Any]]] = json.loads(path.read_text(encoding="utf-8"))
    return found


@pytest.fixture
def simulator(shared: Path) -> ModuleType:
    path = shared / "data" / "mse" / "simulate.py"
    spec = importlib.util.spec_from_file_location("simulate", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
