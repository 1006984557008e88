"""How well people were matched, from what members decided on pairs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hechos.counting.reviewed import linkage_of, wilson
from hechos.records import LinkEdge, Made


def edge(number: int, judgement: str = "same", kind: str = "person") -> LinkEdge:
    return LinkEdge(
        id=str(number), case="c", made=Made(by="rule"), kind=kind, a=f"a{number}", b=f"b{number}",
        judgement=judgement, because="",
    )  # fmt: skip


def pair(number: int) -> frozenset[str]:
    return frozenset((f"a{number}", f"b{number}"))


def test_wilson_is_as_published() -> None:
    """Brown, Cai and DasGupta 2001 use the same form; 8 of 10 is (0.490, 0.943)."""
    assert wilson(8, 10) == pytest.approx((0.8, 0.4901625, 0.9433178), abs=1e-6)
    assert wilson(10, 10)[1:] == pytest.approx((0.7224672, 1.0), abs=1e-6)


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_the_share(of: tuple[int, int]) -> None:
    value, low, high = wilson(*of)
    assert 0 <= low <= value <= high <= 1


def test_precision_and_recall_come_from_decided_pairs() -> None:
    edges = [edge(n) for n in range(40)] + [edge(n, "review") for n in range(40, 60)]
    decided = {pair(n): n != 3 for n in range(20)} | {pair(n): n < 45 for n in range(40, 52)}
    found, said = linkage_of(edges, decided)
    assert found is not None
    assert found.precision[0] == pytest.approx(19 / 20)
    assert found.recall[0] == pytest.approx(19 / 24)
    (only,) = said
    assert "40 matches that were proposed, people decided on 20 and confirmed 19" in only
    assert "were not proposed, on 12, and joined 5" in only


@pytest.mark.parametrize(
    ("looked", "others", "lacking"),
    [(9, 20, "precision is not"), (30, 9, "recall is not"), (0, 0, "and recall is not")],
)
def test_few_decisions_measure_nothing(looked: int, others: int, lacking: str) -> None:
    edges = [edge(n) for n in range(30)]
    decided = {pair(n): True for n in range(looked)} | {pair(100 + n): True for n in range(others)}
    found, said = linkage_of(edges, decided)
    assert found is None
    assert lacking in said[1]


def test_links_of_other_things_do_not_count() -> None:
    found, _ = linkage_of(
        [edge(n, kind="incident") for n in range(40)], {pair(n): True for n in range(40)}
    )
    assert found is None
