"""Map a pure function over many records on Spark: the only module that imports pyspark."""

from __future__ import annotations

import logging
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from hechos.engine.base import EngineName, EngineSettings
from hechos.engine.local import batches, fresh
from hechos.errors import UnavailableError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

A = TypeVar("A")
B = TypeVar("B")

WAVES = 16
"""So many items a worker are handed to Spark at once; their results come back together."""

_LOG = """\
rootLogger.level = fatal
logger.gateway.name = org.apache.spark.api.python.PythonGatewayServer
logger.gateway.level = fatal
rootLogger.appenderRef.stderr.ref = stderr
appender.stderr.type = Console
appender.stderr.name = stderr
appender.stderr.target = SYSTEM_ERR
appender.stderr.layout.type = PatternLayout
appender.stderr.layout.pattern = %p %c{1}: %m%n
"""


@dataclass(frozen=True, slots=True)
class SparkEngine:
    """A running session. Paths must lead to the same files on every machine of its master."""

    session: SparkSession
    name: EngineName = EngineName.SPARK

    @property
    def workers(self) -> int:
        return int(self.session.sparkContext.defaultParallelism)

    def map(self, function: Callable[[A], B], items: Sequence[A]) -> Iterator[B]:
        context = self.session.sparkContext
        for wave in batches(items, WAVES * self.workers):
            with _said():
                found = context.parallelize(wave, len(wave)).map(function).collect()
            yield from found

    def query(self, sql: str, tables: Mapping[str, Path], out: Path) -> None:
        partial = fresh(out.with_name(f"{out.name}.partial"))
        for name, folder in tables.items():
            self.session.read.parquet(str(folder)).createOrReplaceTempView(name)
        with _said():
            self.session.sql(sql).write.parquet(str(partial))
        fresh(out)
        partial.rename(out)


@contextmanager
def _said() -> Iterator[None]:
    """Turn what stops a job of Spark into a sentence."""
    try:
        yield
    except Exception as error:
        if type(error).__module__.partition(".")[0] not in ("pyspark", "py4j"):
            raise
        raise UnavailableError(
            f"Spark ended the work: {_reason(error)}",
            hint="What is done is kept: run it again, with more --memory if that was short.",
            retry=True,
        ) from error


def _reason(error: Exception) -> str:
    """Return the first line that says something; of a function of ours, what it raised."""
    words = str(error).partition("JVM stacktrace")[0]
    lines = [line.strip() for line in words.splitlines() if line.strip()]
    is_ours = bool(lines) and "Python worker" in lines[0]
    said = lines[-1 if is_ours else 0] if lines else "no reason given"
    return said[:300]


@contextmanager
def open_spark(settings: EngineSettings) -> Iterator[SparkEngine]:
    """Start a session and end it with the block. Times are UTC; there is no web page.

    The jars of the first session in a process are those of all later ones.

    Raises UnavailableError without pyspark, Java, or a master that answers."""
    build = _builder()
    if not _java():
        raise UnavailableError(
            "Spark needs Java 17 or newer, and there is none here.",
            hint="On Debian or Ubuntu: apt-get install openjdk-17-jre-headless",
        )
    logging.getLogger("SQLQueryContextLogger").setLevel(logging.CRITICAL)  # we say it ourselves
    # Workers run the Python that runs this: another one may lack the libraries.
    os.environ["PYSPARK_PYTHON"] = sys.executable
    settings.scratch.mkdir(parents=True, exist_ok=True)
    for key, value in _settings(settings).items():
        build = build.config(key, value)
    try:
        session = build.getOrCreate()
    except Exception as error:
        raise UnavailableError(
            f"Spark did not start: {_reason(error)}",
            hint="It needs Java 17 or newer, and a --master that answers.",
            retry=True,
        ) from error
    try:
        session.sparkContext.setCheckpointDir(str(settings.scratch / "checkpoints"))
        yield SparkEngine(session)
    finally:
        session.stop()


def _builder() -> Any:
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise UnavailableError(
            "Spark is not installed.", hint="pip install 'hechos[spark,link]'"
        ) from error
    return SparkSession.builder.appName("hechos")


def _java() -> bool:
    home = os.environ.get("JAVA_HOME")
    return bool((home and (Path(home) / "bin" / "java").exists()) or shutil.which("java"))


def _settings(settings: EngineSettings) -> dict[str, str]:
    workers = settings.workers or os.cpu_count() or 1
    master = settings.master or f"local[{workers}]"
    is_here = master.startswith("local")
    log = settings.scratch / "log4j2.properties"
    log.write_text(_LOG, encoding="utf-8")
    found = {
        "spark.master": master,
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.session.timeZone": "UTC",
        "spark.driver.extraJavaOptions": (
            f"-Duser.timezone=UTC -Dlog4j2.configurationFile={log.resolve().as_uri()}"
        ),
        "spark.sql.parquet.compression.codec": "zstd",
    }
    if is_here:
        found |= {
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.driver.host": "127.0.0.1",
            "spark.local.dir": str(settings.scratch.resolve()),
            "spark.default.parallelism": str(workers),
            "spark.sql.shuffle.partitions": str(4 * workers),
        }
    if settings.memory:
        of = "driver" if is_here else "executor"
        found[f"spark.{of}.memory"] = f"{max(1, settings.memory >> 20)}m"
    if settings.jars:
        found["spark.jars"] = ",".join(settings.jars)
    return found
