"""Spark gives what this machine gives, in the same order. One session serves all tests here."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.batch.test_estimates import DGA
from tests.batch.test_estimates import write as lists
from tests.batch.test_persons import people

from hechos.batch.jobs import Job
from hechos.batch.run import code_batch, estimate_batch, reprint_batch
from hechos.cli.alone import loose_case
from hechos.engine.base import Engine, EngineName, EngineSettings
from hechos.engine.spark import SparkEngine
from hechos.engine.start import open_engine
from hechos.errors import UnavailableError
from hechos.linking.persons import blocking
from hechos.linking.persons.engines.spark import link_persons_on, similarity_jar
from hechos.linking.persons.fields import Fields
from hechos.linking.persons.link import link_persons

sys.path.insert(0, str(Path(__file__).parents[2] / "bench"))
import _articles as bench

MISSING = (
    "needs Java 17 (make java)"
    if shutil.which("java") is None
    else "needs pyspark and splink (extras spark and link)"
    if importlib.util.find_spec("pyspark") is None or importlib.util.find_spec("splink") is None
    else ""
)
spark_only = [
    pytest.mark.skipif(bool(MISSING), reason=MISSING),
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning"),
]


def squared(number: int) -> int:
    return number * number


def failing(number: int) -> int:
    raise ValueError(f"no {number}")


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """One session. Its Java compiles quickly, as a run of a minute wants, and not well."""
    scratch = tmp_path_factory.mktemp("spark")
    settings = EngineSettings(
        name=EngineName.SPARK,
        master="local[2]",
        workers=1,
        scratch=scratch,
        jars=(similarity_jar(),),
    )
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("SPARK_SUBMIT_OPTS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
        with open_engine(settings) as engine:
            yield engine


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    folder = tmp_path / "texts"
    folder.mkdir()
    for name, text in bench.generate(150, 5):
        (folder / name).write_text(text, encoding="utf-8")
    return folder


class TestSpark:
    pytestmark = spark_only

    def test_results_come_in_the_order_of_the_items(self, spark: Engine) -> None:
        assert list(spark.map(squared, range(100))) == [n * n for n in range(100)]

    def test_what_a_function_raises_is_a_sentence(self, spark: Engine) -> None:
        with pytest.raises(UnavailableError, match="ValueError: no 1"):
            list(spark.map(failing, [1]))

    @pytest.mark.parametrize(
        ("verb", "table"),
        [(code_batch, "claims"), (reprint_batch, "edges")],
        ids=["code", "reprints"],
    )
    def test_tables_are_those_of_this_machine(
        self, spark: Engine, texts: Path, *, tmp_path: Path, verb: Any, table: str
    ) -> None:
        from pyarrow import parquet

        case = loose_case(None)
        found = {}
        for name in EngineName:
            settings = EngineSettings(name=name, workers=2)
            job = Job(
                source=texts,
                out=tmp_path / name,
                part_rows=60,
                engine=settings,
                say=lambda _: None,
                running=spark if name is EngineName.SPARK else None,
            )
            verb(job, case=case)
            found[name] = parquet.read_table(tmp_path / name / table).to_pylist()
        assert len(found[EngineName.LOCAL]) > 50
        assert found[EngineName.SPARK] == found[EngineName.LOCAL]

    def test_estimates_are_those_of_this_machine(self, spark: Engine, tmp_path: Path) -> None:
        pytest.importorskip("numba", reason="needs the extra count")
        source = lists(tmp_path / "lists.csv")
        found = []
        for name in EngineName:
            job = Job(
                source=source,
                out=tmp_path / name,
                part_rows=2,
                engine=EngineSettings(name=name, workers=1),
                say=lambda _: None,
                running=spark if name is EngineName.SPARK else None,
            )
            estimate_batch(job, by=["place"], replicate="replicate", question=DGA)
            found.append((tmp_path / name / "combined.json").read_bytes())
        assert found[0] == found[1]
        assert b'"total": {' in found[0]

    def test_persons_are_those_of_this_machine(
        self, spark: Engine, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A list compared by blocks: the same pairs, weights, levels and clusters."""
        monkeypatch.setattr(blocking, "COMPARED_WHOLE", 10)
        rows = people(80, seed=4)
        for row in rows[::9]:
            row["who"] = row["who"].replace("a", "o", 1)
        fields = Fields(name="who", date="day", place="town", source="list")
        here = link_persons(rows, fields=fields)
        assert isinstance(spark, SparkEngine)
        there = link_persons_on(spark.session, rows, fields=fields)
        assert there.pairs == here.pairs > 80
        assert there.clusters.equals(here.clusters)
        assert there.run == here.run
        assert [_rounded(row) for row in there.edges.to_pylist()] == [
            _rounded(row) for row in here.edges.to_pylist()
        ]


def _rounded(row: dict[str, Any]) -> dict[str, Any]:
    return {key: round(v, 6) if isinstance(v, float) else v for key, v in row.items()}


def test_without_java_the_program_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    pytest.importorskip("pyspark", reason="needs pyspark and splink (extras spark and link)")
    monkeypatch.setitem(os.environ, "PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    settings = EngineSettings(name=EngineName.SPARK, scratch=tmp_path)
    with pytest.raises(UnavailableError, match="Java 17") as caught, open_engine(settings):
        pass
    assert "openjdk-17" in caught.value.hint


def test_without_pyspark_the_program_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    settings = EngineSettings(name=EngineName.SPARK, scratch=tmp_path)
    with pytest.raises(UnavailableError, match="not installed") as caught, open_engine(settings):
        pass
    assert "hechos[spark" in caught.value.hint
