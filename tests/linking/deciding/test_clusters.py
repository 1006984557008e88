"""Clusters: nothing known to be apart meets, no order matters, what is undone is as it was."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from hechos.linking.deciding.clusters import DECIDED, Clusters, cluster
from hechos.linking.deciding.judged import judge, live
from hechos.records import Decision, Made

MENTIONS = tuple("abcdefgh")
pairs = st.tuples(st.sampled_from(MENTIONS), st.sampled_from(MENTIONS))
links = st.lists(
    st.tuples(
        st.sampled_from(MENTIONS), st.sampled_from(MENTIONS), st.sampled_from([1.0, 2.0, DECIDED])
    )
)


def group_of(clusters: Clusters) -> dict[str, int]:
    return {mention: n for n, group in enumerate(clusters.groups) for mention in group}


def test_links_join_and_the_oldest_comes_first() -> None:
    found = cluster(["a", "b", "c", "d"], [("d", "b", 1.0), ("c", "d", 2.0)], [])
    assert found == Clusters((("a",), ("b", "c", "d")), ())


def test_a_link_across_what_is_apart_is_refused_and_listed() -> None:
    found = cluster(["a", "b", "c"], [("a", "b", 3.0), ("c", "b", 2.0)], [("c", "a")])
    assert found == Clusters((("a", "b"), ("c",)), (("b", "c"),))


def test_a_persons_word_goes_before_any_weight() -> None:
    found = cluster(["a", "b", "c"], [("a", "b", 99.0), ("b", "c", DECIDED)], [("a", "c")])
    assert found == Clusters((("a",), ("b", "c")), (("a", "b"),))


def test_what_nobody_mentions_joins_nothing() -> None:
    assert cluster(["a", "b"], [("a", "x", 1.0), ("x", "b", 1.0)], []).groups == (("a",), ("b",))


@given(links=links, apart=st.lists(pairs), shuffle=st.randoms())
def test_the_order_of_links_changes_nothing(
    links: list[tuple[str, str, float]], apart: list[tuple[str, str]], shuffle: random.Random
) -> None:
    found = cluster(MENTIONS, links, apart)
    turned = [(b, a, w) for a, b, w in links]
    shuffle.shuffle(turned)
    shuffle.shuffle(apart)
    assert cluster(MENTIONS, turned, [(b, a) for a, b in apart]) == found


@given(links=links, apart=st.lists(pairs))
def test_what_is_apart_never_meets_and_no_link_fails_in_silence(
    links: list[tuple[str, str, float]], apart: list[tuple[str, str]]
) -> None:
    found = cluster(MENTIONS, links, apart)
    at = group_of(found)
    assert all(at[a] != at[b] for a, b in apart if a != b)
    listed = {frozenset(pair) for pair in found.refused}
    assert all(at[a] == at[b] or frozenset((a, b)) in listed for a, b, _ in links)
    assert all(at[a] != at[b] for a, b in found.refused)
    assert sorted(at) == sorted(MENTIONS)


@given(links=links, more=links, apart=st.lists(pairs))
def test_one_more_link_never_raises_the_number_of_groups(
    links: list[tuple[str, str, float]],
    more: list[tuple[str, str, float]],
    apart: list[tuple[str, str]],
) -> None:
    counts = [len(cluster(MENTIONS, part, []).groups) for part in (links, links + more)]
    assert counts[1] <= counts[0]
    assert len(cluster(MENTIONS, links, apart).groups) >= counts[0]


def said(number: int, act: str, a: str, b: str) -> Decision:
    made = Made(by="ana", at=f"2026-01-01T00:00:{number % 60:02}Z")
    return Decision(
        id=f"d{number}", case="c", made=made, act=act, on=a, other=b, kind="person", because="x"
    )


def retract(number: int, earlier: str) -> Decision:
    made = Made(by="ana", at="2026-01-02T00:00:00Z")
    return Decision(id=f"d{number}", case="c", made=made, act="retract", on=earlier, because="x")


def clusters_of(*decisions: Decision) -> Clusters:
    proposed = [("a", "b", 3.0), ("c", "d", 2.0), ("d", "e", 1.0), ("g", "h", 5.0)]
    return judge(decisions, "person").cluster(MENTIONS, proposed)


def test_a_same_over_a_standing_different_is_refused_with_the_word_it_met() -> None:
    no, yes = said(1, "different", "a", "b"), said(2, "same", "b", "a")
    judged = judge([no, yes], "person")
    assert (judged.standing, judged.refused) == ((no,), ((yes, no),))


def test_a_later_different_goes_before_an_earlier_same() -> None:
    yes, no = said(1, "same", "a", "c"), said(2, "different", "c", "a")
    judged = judge([yes, no], "person")
    assert (judged.standing, judged.refused) == ((no,), ())


def test_the_word_on_a_pair_goes_before_the_proposal_on_it() -> None:
    for act in ("unsure", "family", "different"):
        assert ("a", "b") not in clusters_of(said(1, act, "a", "b")).groups
    assert ("a", "b") in clusters_of().groups


def test_a_retraction_can_be_retracted() -> None:
    no = said(1, "different", "a", "b")
    assert live([no, retract(2, "d1")]) == ()
    assert live([no, retract(2, "d1"), retract(3, "d2")]) == (no,)


def test_two_in_a_family_are_two() -> None:
    assert clusters_of(said(1, "family", "a", "b"), said(2, "same", "a", "c")).groups[:2] == (
        ("a", "c", "d", "e"),
        ("b",),
    )


def test_undoing_any_decision_brings_the_exact_clusters_back() -> None:
    """Over 1,000 random sequences: each decision is taken back at once, and all at the end."""
    for seed in range(1000):
        draw = random.Random(seed)  # noqa: S311 - a test
        log: list[Decision] = []
        for number in range(draw.randint(1, 8)):
            before = clusters_of(*log)
            if log and draw.random() < 0.25:
                one = retract(2 * number, draw.choice(log).id)
            else:
                act = draw.choice(("same", "same", "different", "unsure", "family"))
                one = said(2 * number, act, *draw.sample(MENTIONS, 2))
            undone = retract(2 * number + 1, one.id)
            assert clusters_of(*log, one, undone) == before
            log.append(one)
            judged = judge(log, "person")
            at = group_of(clusters_of(*log))
            assert all(at[a] != at[b] for a, b in judged.apart)
        ends = [retract(100 + n, one.id) for n, one in enumerate(reversed(log))]
        assert clusters_of(*log, *ends) == clusters_of()
