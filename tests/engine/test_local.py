from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from hechos.engine.base import EngineSettings
from hechos.engine.local import LocalEngine, map_records, open_local
from hechos.errors import UnavailableError

parquet = pytest.importorskip("pyarrow.parquet", reason="needs pyarrow (extra link)")


def squared(number: int) -> int:
    return number * number


def ended_by_the_system(number: int) -> int:
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def table(folder: Path, **columns: list[object]) -> Path:
    import pyarrow as pa

    folder.mkdir(parents=True)
    parquet.write_table(pa.table(columns), folder / "part-0.parquet")
    return folder


@pytest.mark.parametrize("workers", [1, 2])
def test_results_come_in_the_order_of_the_items(settings: EngineSettings, workers: int) -> None:
    engine = LocalEngine(workers=workers, memory=None, scratch=settings.scratch)
    assert list(engine.map(squared, range(20))) == [n * n for n in range(20)]


def test_a_worker_that_is_ended_by_the_system_is_a_sentence() -> None:
    with pytest.raises(UnavailableError, match="want of memory") as caught:
        list(map_records(ended_by_the_system, range(8), workers=2, chunk=1, small=1))
    assert caught.value.retry


def test_an_answer_to_sql_is_a_folder_of_parquet(settings: EngineSettings, tmp_path: Path) -> None:
    pytest.importorskip("duckdb", reason="needs duckdb (extra link)")
    given = table(tmp_path / "given", name=["b", "a", "b"], size=[1, 2, 3])
    with open_local(settings) as engine:
        for _ in range(2):  # a second answer takes the place of the first
            engine.query(
                "SELECT name, sum(size) AS n FROM given GROUP BY name ORDER BY name",
                {"given": given},
                tmp_path / "out",
            )
    assert parquet.read_table(tmp_path / "out").column("n").to_pylist() == [2, 4]
    assert sorted(one.name for one in tmp_path.iterdir()) == ["given", "out"]


def test_too_little_memory_is_a_sentence(tmp_path: Path) -> None:
    pytest.importorskip("duckdb", reason="needs duckdb (extra link)")
    given = table(tmp_path / "given", n=list(range(300_000)))
    engine = LocalEngine(workers=1, memory=1_000_000, scratch=tmp_path / "none" / "\0")
    with pytest.raises(UnavailableError, match="gave up"):
        engine.query(
            "SELECT a.n, array_agg(b.n) AS l FROM t a JOIN t b ON a.n % 100 = b.n % 99 GROUP BY 1",
            {"t": given},
            tmp_path / "out",
        )
    assert not (tmp_path / "out").exists()
