"""Bulletins of one election, and small elections of two candidates."""

from __future__ import annotations

from pathlib import Path

import pytest

from hechos.counting.tallies.files.bulletins import Announced, bulletins_of_toml


@pytest.fixture(scope="session")
def announced() -> Announced:
    path = Path(__file__).parent / "announced.toml"
    return bulletins_of_toml(path.read_text("utf-8"))
