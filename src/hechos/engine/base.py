"""What every engine does: the same records in the same order, whatever runs them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol, TypeVar

A = TypeVar("A")
B = TypeVar("B")


class EngineName(StrEnum):
    LOCAL = "local"
    SPARK = "spark"


class Engine(Protocol):
    """Maps pure functions over records, and answers questions of SQL over tables of Parquet."""

    @property
    def name(self) -> EngineName: ...

    @property
    def workers(self) -> int:
        """So many items are worked on at a time."""

    def map(self, function: Callable[[A], B], items: Sequence[A]) -> Iterator[B]:
        """Yield `function(item)` in the order of the items.

        An item may be a record or a part of many. `function` must be importable (a module-level
        function or a partial of one) and give the same for the same item: it may run twice."""

    def query(self, sql: str, tables: Mapping[str, Path], out: Path) -> None:
        """Write the answer to a SELECT as Parquet files in the folder `out`, all of it or nothing.

        `tables` are folders of Parquet files by the name the question gives them. The question
        is in the SQL that DuckDB and Spark share."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineSettings:
    """How to start an engine. `master` and `jars` are Spark's; `memory` is in bytes, of this
    machine (or of one executor, where Spark's master is elsewhere); `scratch` holds what does not
    fit there and must lie on a disk with room."""

    name: EngineName = EngineName.LOCAL
    workers: int | None = None
    memory: int | None = None
    master: str | None = None
    jars: tuple[str, ...] = ()
    scratch: Path = Path("scratch")
