"""Map a pure function over many records on this machine, in the order given."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from hechos.engine.base import EngineName, EngineSettings
from hechos.errors import UnavailableError

A = TypeVar("A")
B = TypeVar("B")

MEMORY = 2 << 30
"""Bytes that a join takes before it goes to the disk, where nothing else was asked for."""

SMALL = 64
"""Up to so many items a pool of processes costs more than it saves."""


def map_records(
    function: Callable[[A], B],
    items: Sequence[A],
    *,
    workers: int | None = None,
    chunk: int = 16,
    small: int = SMALL,
) -> Iterator[B]:
    """Yield `function(item)` in the order of the items.

    `function` must be importable (a module-level function or a partial of one) and pure. With
    one worker or up to `small` items everything runs in this process.
    """
    count = workers if workers is not None else (os.cpu_count() or 1)
    if count <= 1 or len(items) <= small:
        yield from map(function, items)
        return
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(min(count, len(items)), mp_context=context, initializer=_quiet)
    with pool:
        try:
            yield from pool.map(function, items, chunksize=chunk)
        except BrokenProcessPool as error:
            raise UnavailableError(
                "A worker process was ended by the system, most often for want of memory.",
                hint="What is done is kept: run it again with fewer workers, or smaller parts.",
                retry=True,
            ) from error


def _quiet() -> None:
    """Leave the keyboard's interrupt to the process that has the user's eye."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def batches(items: Iterable[A], size: int) -> Iterator[list[A]]:
    """Yield the items in lists of at most `size`."""
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch


@dataclass(frozen=True, slots=True)
class LocalEngine:
    """Processes of this machine for functions, DuckDB for SQL."""

    workers: int
    memory: int | None
    scratch: Path
    name: EngineName = EngineName.LOCAL

    def map(self, function: Callable[[A], B], items: Sequence[A]) -> Iterator[B]:
        yield from map_records(function, items, workers=self.workers, chunk=1, small=1)

    def query(self, sql: str, tables: Mapping[str, Path], out: Path) -> None:
        database = need_duckdb()
        partial = fresh(out.with_name(f"{out.name}.partial"))
        partial.mkdir()
        with database.connect() as connection:
            connection.execute(f"SET threads = {self.workers}")
            connection.execute(f"SET temp_directory = {_quoted(self.scratch)}")
            connection.execute(f"SET memory_limit = '{self.memory or MEMORY}B'")
            connection.execute("SET preserve_insertion_order = false")
            for name, folder in tables.items():
                connection.read_parquet(str(folder / "*.parquet")).create_view(name)
            try:
                connection.sql(sql).write_parquet(
                    str(partial / "part-00000.parquet"), compression="zstd"
                )
            except (database.OutOfMemoryException, database.IOException) as error:
                raise UnavailableError(
                    f"The join gave up: {str(error).splitlines()[0]}",
                    hint="Give it more --memory, or more room on the disk of --out.",
                ) from error
        fresh(out)
        partial.rename(out)


def fresh(path: Path) -> Path:
    """Return the path with nothing there."""
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
    return path


def _quoted(path: Path) -> str:
    words = str(path).replace("'", "''")
    return f"'{words}'"


def need_duckdb() -> Any:
    """Return DuckDB, or raise where it is not installed."""
    try:
        import duckdb
    except ImportError as error:
        raise UnavailableError(
            "Joining many documents needs DuckDB, which is not installed.",
            hint="pip install 'hechos[link]'",
        ) from error
    return duckdb


@contextmanager
def open_local(settings: EngineSettings) -> Iterator[LocalEngine]:
    """Start nothing: processes and DuckDB come with the work."""
    yield LocalEngine(
        workers=settings.workers or os.cpu_count() or 1,
        memory=settings.memory,
        scratch=settings.scratch,
    )
