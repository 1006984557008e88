"""From pairs to persons: components, split by average linkage; one-to-one between clean lists.

Rows are numbers from 0. Source: average linkage inside components is the practice of HRDAG
(training-docs, record linkage).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Ints = npt.NDArray[np.int64]
    Floats = npt.NDArray[np.float64]

LARGEST = 400
"""A component above this size is split at rising probability before it is taken apart."""

AVERAGE = 0.3
"""Parts of a component stay together while their pairs are this likely on average."""


def components(count: int, a: Ints, b: Ints) -> Ints:
    """Return for each row the lowest row that it is connected with."""
    import numpy as np
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    graph = coo_array((np.ones(len(a), dtype=np.int8), (a, b)), shape=(count, count))
    _, labels = connected_components(graph, directed=False)
    lowest = np.full(labels.max(initial=-1) + 1, count, dtype=np.int64)
    np.minimum.at(lowest, labels, np.arange(count))
    made: Ints = lowest[labels]
    return made


def missing_pairs(labels: Ints, a: Ints, b: Ints) -> tuple[Ints, Ints]:
    """Return the pairs inside one component (of 3 to LARGEST rows) that are not among (a, b)."""
    import numpy as np

    one, two = [], []
    known = set(_codes(a, b, len(labels)).tolist())
    for members in _members(labels):
        if 3 <= len(members) <= LARGEST:
            left, right = np.triu_indices(len(members), 1)
            one.append(members[left])
            two.append(members[right])
    if not one:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    first, second = np.concatenate(one), np.concatenate(two)
    codes = _codes(first, second, len(labels)).tolist()
    new = np.fromiter((code not in known for code in codes), dtype=bool, count=len(codes))
    return first[new], second[new]


def split_by_average(labels: Ints, a: Ints, b: Ints, probability: Floats) -> Ints:
    """Return the labels after average linkage inside each component of three rows or more.

    A pair that is not given counts as of two persons. Where all pairs of a component are likely,
    the component stays.
    """
    import numpy as np
    from scipy.cluster.hierarchy import fcluster, linkage

    inside = labels[a] == labels[b]
    a, b, probability = a[inside], b[inside], probability[inside]
    by_label = _grouped(labels[a])
    made = labels.copy()
    for members in _members(labels):
        if len(members) < 3:
            continue
        rows = by_label.get(int(labels[members[0]]), np.empty(0, dtype=np.int64))
        size = len(members)
        if len(rows) == size * (size - 1) // 2 and (probability[rows] >= AVERAGE).all():
            continue
        at = np.searchsorted(members, a[rows]), np.searchsorted(members, b[rows])
        distance = np.ones((size, size))
        distance[at] = distance[at[::-1]] = 1 - probability[rows]
        tree = linkage(distance[np.triu_indices(size, 1)], "average")
        parts = fcluster(tree, 1 - AVERAGE, "distance")
        for part in np.unique(parts):
            made[members[parts == part]] = members[parts == part].min()
    return made


def one_to_one(a: Ints, b: Ints, weight: Floats, sources: Sequence[Any]) -> Any:
    """Return which pairs stand where no person is twice in one source: the best first, greedily.

    A row is joined to at most one row of each other source, and never through a third to a
    second row of its own. Ties go to the rows met first.
    """
    import numpy as np

    kept = np.zeros(len(a), dtype=bool)
    parent: dict[int, int] = {}
    taken: dict[int, set[Any]] = {}

    def find(row: int) -> int:
        while parent.setdefault(row, row) != row:
            parent[row] = parent[parent[row]]
            row = parent[row]
        return row

    for k in np.lexsort((b, a, -weight)).tolist():
        left, right = find(int(a[k])), find(int(b[k]))
        if left == right:
            kept[k] = True
            continue
        mine = taken.setdefault(left, {sources[left]})
        other = taken.setdefault(right, {sources[right]})
        if mine.isdisjoint(other):
            parent[right] = left
            mine |= taken.pop(right)
            kept[k] = True
    return kept


def _codes(a: Ints, b: Ints, count: int) -> Ints:
    import numpy as np

    codes: Ints = np.minimum(a, b).astype(np.int64) * count + np.maximum(a, b)
    return codes


def _members(labels: Ints) -> list[Ints]:
    """Return the rows of each component of two or more, ascending, in the order of the first."""
    import numpy as np

    order = np.argsort(labels, kind="stable")
    starts = np.flatnonzero(np.diff(labels[order], prepend=-1))
    groups = np.split(order, starts[1:]) if len(order) else []
    return [rows for rows in groups if len(rows) > 1]


def _grouped(keys: Ints) -> dict[int, Ints]:
    import numpy as np

    if not len(keys):
        return {}
    order = np.argsort(keys, kind="stable")
    starts = np.flatnonzero(np.diff(keys[order], prepend=-1))
    return {int(keys[rows[0]]): rows for rows in np.split(order, starts[1:])}
