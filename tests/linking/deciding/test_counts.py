"""Counts of persons: a range between what is proposed and what people decided."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hechos.linking.deciding.clusters import cluster
from hechos.linking.deciding.counts import count_persons, in_numbers
from hechos.linking.deciding.judged import Judged, judge
from hechos.records import Decision, LinkEdge, Made

MADE = Made(by="model", at="2031-01-01T00:00:00Z")
MENTIONS = tuple(f"t{n}:0-9" for n in range(6))
pairs = st.tuples(st.sampled_from(MENTIONS), st.sampled_from(MENTIONS)).filter(
    lambda pair: pair[0] != pair[1]
)


def edge(a: str, b: str, weight: float | None = None, judgement: str = "same") -> LinkEdge:
    return LinkEdge(
        id=f"{a}{b}",
        case="c",
        made=MADE,
        kind="person",
        a=a,
        b=b,
        judgement=judgement,
        because="alike",
        weight=weight,
    )


def said(act: str, a: str, b: str) -> Decision:
    return Decision(
        id=f"{act}{a}{b}", case="c", made=MADE, act=act, on=a, other=b, kind="person", because="x"
    )


def test_the_ends_are_all_proposals_and_decisions_alone() -> None:
    edges = [edge(MENTIONS[0], MENTIONS[1], 8.0), edge(MENTIONS[1], MENTIONS[2], 12.0)]
    judged = judge([said("same", MENTIONS[0], MENTIONS[1])], "person")
    count = count_persons(MENTIONS, [MENTIONS[:3]], edges, judged)
    assert (count.low, count.high) == (4, 5)
    assert (count.decided, count.proposed) == (1, 1)
    assert count.cuts == ((8.0, 4), (12.0, 4))
    assert count.sentence() == (
        "4–5 distinct persons in 6 mentions: 1 decided by people, 1 proposed (50 % of links "
        "reviewed)"
    )


def test_a_stricter_cut_counts_more_persons() -> None:
    edges = [edge(MENTIONS[n], MENTIONS[n + 1], 6.0 + n) for n in range(3)]
    count = count_persons(MENTIONS[:4], [MENTIONS[:4]], edges, Judged("person"))
    assert count.cuts == ((6.0, 1), (7.0, 2), (8.0, 3))
    assert (count.low, count.high) == (1, 4)


def test_two_may_be_linked_by_way_of_one_that_is_not_counted() -> None:
    edges = [edge(MENTIONS[0], MENTIONS[1], 9.0), edge(MENTIONS[1], MENTIONS[2], 9.0)]
    counted = (MENTIONS[0], MENTIONS[2])
    assert count_persons(counted, [MENTIONS[:3]], edges, Judged("person")).low == 1


def test_what_waits_for_review_joins_nothing() -> None:
    edges = [edge(MENTIONS[0], MENTIONS[1], 1.0, "review"), edge(*MENTIONS[2:4], 1.0, "family")]
    count = count_persons(MENTIONS, [], edges, Judged("person"))
    assert (count.low, count.high, count.proposed) == (6, 6, 0)


def test_one_text_that_says_a_name_twice_is_a_proposal_too() -> None:
    twice = ("t1:0-9", "t1:40-49")
    count = count_persons(twice, [twice], [], Judged("person"))
    assert (count.low, count.high, count.proposed) == (1, 2, 1)


@given(proposed=st.lists(pairs), decided=st.lists(st.tuples(st.booleans(), pairs)))
def test_the_range_is_never_turned_round(
    proposed: list[tuple[str, str]], decided: list[tuple[bool, tuple[str, str]]]
) -> None:
    edges = [edge(a, b, 6.0 + n) for n, (a, b) in enumerate(proposed)]
    words = [said("same" if same else "different", *pair) for same, pair in decided]
    judged = judge(words, "person")
    groups = judged.cluster(MENTIONS, [(e.a, e.b, e.weight or 0.0) for e in edges]).groups
    count = count_persons(MENTIONS, groups, edges, judged)
    assert count.low == len(groups)
    persons = [n for _, n in count.cuts]
    assert all(count.low <= n for n in persons)
    assert count.high >= len(cluster(MENTIONS, judged.links, []).groups)


def test_an_edge_explains_itself_in_numbers() -> None:
    steps = (("both surnames", 15.0), ("ages differ 7 years", -6.5))
    one = LinkEdge(
        id="e",
        case="c",
        made=MADE,
        kind="person",
        a="a",
        b="b",
        judgement="review",
        because="alike",
        weight=8.5,
        probability=0.5,
        steps=steps,
    )
    assert in_numbers(one) == (
        "prior -8.5; +15.0 both surnames; -6.5 ages differ 7 years = weight +8.5, probability 0.500"
    )
    assert "no weight" in in_numbers(edge("a", "b"))
