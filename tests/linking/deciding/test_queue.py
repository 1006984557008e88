"""The order of review: clashes, vetoes, bridges, then what weighs least."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from tests.linking.deciding.test_counts import MADE, MENTIONS, edge, said

from hechos.linking.deciding.clusters import cluster
from hechos.linking.deciding.judged import Judged, judge
from hechos.linking.deciding.queue import bridges_of, review_queue
from hechos.records import LinkEdge, LinkRun

A, B, C, D, E, F = MENTIONS
RUN = LinkRun(
    id="run", case="c", made=MADE, kind="person", model="m", inputs="", settings="", cut=6.0
)
nodes = st.sampled_from("abcdef")


def asked(edges: list[LinkEdge], judged: Judged | None = None) -> list[tuple[str, str, str]]:
    judged = judged or Judged("person")
    same = [(e.a, e.b, e.weight or 0.0) for e in edges if e.judgement == "same"]
    groups = {"person": judged.cluster(MENTIONS, same).groups}
    found = review_queue(edges, groups, {"person": judged}, [RUN])
    return [(question.why, question.a, question.b) for question in found]


def test_clashes_come_first_then_vetoes_bridges_and_the_least_weight() -> None:
    edges = [
        edge(A, B, 9.0),
        edge(B, C, 7.0),
        replace(edge(D, E, 0.5, "review"), run="run"),
        replace(edge(D, F, -2.0, "review"), run="run"),
        replace(edge(A, D, 11.0, "review"), run="run"),
    ]
    assert asked(edges) == [
        ("vetoed", A, D),
        ("bridge", B, C),
        ("near", D, E),
        ("near", D, F),
        ("near", A, B),
    ]
    apart = judge([said("different", A, C)], "person")
    assert asked(edges, apart)[0] == ("conflict", B, C)


def test_what_people_decided_is_not_asked_again() -> None:
    edges = [edge(A, B, 9.0)]
    for act in ("same", "different", "unsure", "family"):
        assert asked(edges, judge([said(act, B, A)], "person")) == []


def test_a_same_that_joins_nothing_is_asked_first() -> None:
    words = [said("different", A, B), said("same", B, A)]
    assert asked([edge(C, D, 1.0)], judge(words, "person"))[0] == ("conflict", B, A)


def test_a_family_hint_is_no_question() -> None:
    assert asked([edge(A, B, 4.0, "family")]) == []


@given(st.lists(st.tuples(nodes, nodes).filter(lambda pair: pair[0] != pair[1]), max_size=12))
def test_a_bridge_is_what_splits_when_it_is_taken_away(links: list[tuple[str, str]]) -> None:
    def groups(some: list[tuple[str, str]]) -> int:
        return len(cluster("abcdef", [(a, b, 1.0) for a, b in some], []).groups)

    splitting = [n for n in range(len(links)) if groups(links[:n] + links[n + 1 :]) > groups(links)]
    assert bridges_of(links) == splitting
