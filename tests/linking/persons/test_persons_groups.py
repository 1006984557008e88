"""Clusters from pairs: components, average linkage, one to one."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hechos.linking.persons.judging import groups

pytest.importorskip("scipy")


def arrays(pairs: list[tuple[int, int]]) -> tuple[groups.Ints, groups.Ints]:
    return (
        np.array([a for a, _ in pairs], dtype=np.int64),
        np.array([b for _, b in pairs], dtype=np.int64),
    )


PAIRS = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, 9)).filter(lambda p: p[0] < p[1]), unique=True
)


@given(PAIRS)
def test_a_component_is_called_by_its_least_row(pairs: list[tuple[int, int]]) -> None:
    labels = groups.components(10, *arrays(pairs))
    assert all(labels[a] == labels[b] for a, b in pairs)
    assert all(label == min(np.flatnonzero(labels == label)) for label in labels)


def test_a_chain_whose_ends_differ_is_taken_apart() -> None:
    a, b = arrays([(0, 1), (1, 2), (0, 2)])
    labels = groups.components(3, a, b)
    parts = groups.split_by_average(labels, a, b, np.array([0.99, 0.55, 0.0]))
    assert parts.tolist() == [0, 0, 2]


@given(PAIRS)
def test_what_is_likely_throughout_stays_together(pairs: list[tuple[int, int]]) -> None:
    labels = groups.components(10, *arrays(pairs))
    every = [(x, y) for x, y in combinations(range(10), 2) if labels[x] == labels[y]]
    parts = groups.split_by_average(labels, *arrays(every), np.full(len(every), 0.9))
    assert parts.tolist() == labels.tolist()


@given(PAIRS)
def test_missing_pairs_are_those_of_a_component_that_nobody_scored(
    pairs: list[tuple[int, int]],
) -> None:
    labels = groups.components(10, *arrays(pairs))
    one, two = groups.missing_pairs(labels, *arrays(pairs))
    found = {(min(p), max(p)) for p in zip(one.tolist(), two.tolist(), strict=True)}
    assert not found & set(pairs)
    assert all(labels[a] == labels[b] for a, b in found)


@given(st.lists(st.floats(0, 20), min_size=1, max_size=12), st.integers(0, 5))
def test_no_source_has_a_person_twice(weights: list[float], seed: int) -> None:
    rng = np.random.default_rng(seed)
    sources = ["ab"[k % 2] for k in range(8)]
    every = [(x, y) for x, y in combinations(range(8), 2) if sources[x] != sources[y]]
    pairs = [every[k] for k in rng.permutation(len(every))[: len(weights)]]
    a, b = arrays(pairs)
    kept = groups.one_to_one(a, b, np.array(weights), sources)
    labels = groups.components(8, a[kept], b[kept])
    for label in set(labels.tolist()):
        here = [sources[row] for row in np.flatnonzero(labels == label)]
        assert len(here) == len(set(here))
