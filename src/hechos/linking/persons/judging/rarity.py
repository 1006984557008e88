"""Weights of pairs brought up to date when a list grows and its values become rarer or more common.

A level that weighs how rare a value is adds log2(1 / its share of the list); nothing else of a
weight depends on the list under one model. So a pair need not be compared again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from hechos.linking.persons.levels import Comparison
from hechos.linking.persons.model import Model

if TYPE_CHECKING:
    import pyarrow as pa

Counts = Mapping[str, "pa.Table"]
"""Per column how often (n) each value (v) is met; a value may have several rows, to be added."""


def as_rare_as_now(
    edges: pa.Table, rows: tuple[Any, Any], people: pa.Table, model: Model, *, counts: list[Counts]
) -> pa.Table:
    """Return the edges between the rows of `people` with the weights of the second of the counts
    in place of those of the first."""
    import numpy as np

    change = np.zeros(edges.num_rows)
    for comparison in model.comparisons:
        for column in sorted({level.tf for level in comparison.levels if level.tf}):
            levels = edges[f"gamma_{comparison.name}"].to_numpy()
            at = np.flatnonzero(np.isin(levels, _weighing(comparison, column)))
            one, two = (r[at] for r in rows)
            before, now = (_shares(people[column], c[column]) for c in counts)
            added = np.zeros(edges.num_rows)
            added[at] = np.log2(
                np.maximum(before[one], before[two]) / np.maximum(now[one], now[two])
            )
            name = f"mw_tf_adj_{comparison.name}"
            edges = _with(edges, name, edges[name].to_numpy() + added)
            change += added
    weight = edges["weight"].to_numpy() + change
    with np.errstate(over="ignore"):
        edges = _with(edges, "probability", 1 / (1 + np.exp2(-weight)))
    return _with(edges, "weight", weight)


def _weighing(comparison: Comparison, column: str) -> list[int]:
    return [comparison.gamma(level) for level in comparison.levels if level.tf == column]


def _shares(values: pa.ChunkedArray, counted: pa.Table) -> Any:
    """Return for each row the share of its value in the list, 0 where it has none."""
    import numpy as np
    import pyarrow.compute as pc

    coded = values.combine_chunks().dictionary_encode()
    at = pc.index_in(counted["v"], coded.dictionary).fill_null(len(coded.dictionary)).to_numpy()
    met = np.bincount(at, counted["n"].to_numpy(), minlength=len(coded.dictionary) + 1)
    met[-1] = 0
    return met[coded.indices.fill_null(len(met) - 1).to_numpy()] / pc.sum(counted["n"]).as_py()


def _with(edges: pa.Table, name: str, column: Any) -> pa.Table:
    import pyarrow as pa

    return edges.set_column(edges.column_names.index(name), name, pa.array(column))
