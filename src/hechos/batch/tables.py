"""Tables of results: columns of stated types, written whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from hechos.batch.parts import whole

TEXT, NUMBER, COUNT, COUNTS = "string", "double", "int64", "list of int64"
RUN = ("left_start", "left_end", "right_start", "right_end", "words")
RUNS = "list of runs"


def table(rows: Sequence[Mapping[str, Any]], columns: Mapping[str, str]) -> Any:
    """Return rows as an Arrow table of these columns, in this order, also where there is no row."""
    import pyarrow as pa

    nested = {
        COUNTS: pa.list_(pa.int64()),
        RUNS: pa.list_(pa.struct([(name, pa.int64()) for name in RUN])),
    }
    return pa.table(
        {
            name: pa.array([row[name] for row in rows], nested.get(kind) or pa.type_for_alias(kind))
            for name, kind in columns.items()
        }
    )


def write_table(content: Any, path: Path) -> None:
    """Write an Arrow table as Parquet, all of it or nothing."""
    from pyarrow import parquet

    def write(partial: Path) -> None:
        parquet.write_table(content, partial, compression="zstd")

    whole(path, write)


def packed_size(tables: Iterable[Any]) -> int:
    """Return how many bytes tables of one shape take as one file of Parquet."""
    import pyarrow as pa
    from pyarrow import parquet

    sink = pa.BufferOutputStream()
    parquet.write_table(pa.concat_tables(tables), sink, compression="zstd")
    return int(sink.getvalue().size)
