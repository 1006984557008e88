from __future__ import annotations

from pathlib import Path

import pytest

from hechos.engine.base import EngineSettings


@pytest.fixture
def settings(tmp_path: Path) -> EngineSettings:
    return EngineSettings(workers=2, scratch=tmp_path / "scratch")
