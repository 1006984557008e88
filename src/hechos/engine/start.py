"""Start the engine that was asked for."""

from __future__ import annotations

from contextlib import AbstractContextManager

from hechos.engine.base import Engine, EngineName, EngineSettings
from hechos.engine.local import open_local
from hechos.engine.spark import open_spark


def open_engine(settings: EngineSettings) -> AbstractContextManager[Engine]:
    """Start an engine; it ends with the block.

    Raises UnavailableError where its libraries, or Java, are missing."""
    return open_spark(settings) if settings.name is EngineName.SPARK else open_local(settings)
