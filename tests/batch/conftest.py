"""Small inputs of a batch: rows of invented news as Parquet, and what came of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from hechos.batch.jobs import Job
from hechos.cli.alone import loose_case
from hechos.engine.base import EngineSettings

parquet = pytest.importorskip("pyarrow.parquet", reason="needs pyarrow (extra link)")

Write = Callable[..., Path]
CASE = loose_case(None)


def news(number: int) -> str:
    return (
        f"Norvik, 3 May 2031\n\nThe office of the mayor said that {number + 4} people were "
        f"killed in Norvik on 2 May 2031. Witness {number} spoke of a long night."
    )


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write columns as a Parquet file: write("in.parquet", id=[…], text=[…])."""

    def written(file_name: str, /, **columns: Any) -> Path:
        import pyarrow as pa

        file = tmp_path / file_name
        file.parent.mkdir(parents=True, exist_ok=True)
        parquet.write_table(pa.table(columns), file)
        return file

    return written


@dataclass
class Run:
    """A job with what it said."""

    job: Job
    said: list[str] = field(default_factory=list)

    @property
    def out(self) -> Path:
        return self.job.out

    def rows(self, name: str) -> list[dict[str, Any]]:
        """Return the rows of a table of results, of all parts in their order."""
        folder = self.out / name
        files = sorted(folder.glob("*.parquet")) if folder.is_dir() else [folder]
        return [row for file in files for row in parquet.read_table(file).to_pylist()]


@pytest.fixture
def job(tmp_path: Path) -> Callable[..., Run]:
    def made(source: Path, out: str = "out", *, workers: int = 1, **options: Any) -> Run:
        said: list[str] = []
        engine = EngineSettings(workers=workers)
        given = Job(source=source, out=tmp_path / out, engine=engine, say=said.append, **options)
        return Run(given, said)

    return made
