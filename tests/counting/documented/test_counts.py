"""Victims and violations: each person once, groups by the least they add, nothing added that may
overlap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hechos.counting.documented.amounts import Amount, about, at_least, exactly
from hechos.counting.documented.counts import (
    Group,
    Harm,
    add_counts,
    by_type,
    count_victims,
    count_violations,
)
from hechos.errors import InputError

TYPES = ("LIFE.UNK", "LIFE.EJE", "INT.TORT", "LIB.ARREST")
HARMS = st.lists(
    st.builds(
        Harm,
        person=st.sampled_from("abcdef"),
        type=st.sampled_from(TYPES),
        incident=st.sampled_from([None, "i1", "i2", "i3"]),
        claims=st.sampled_from([(), ("c1",), ("c2",)]),
    ),
    max_size=9,
)
GROUPS = st.lists(
    st.builds(
        Group,
        type=st.sampled_from(TYPES),
        amount=st.integers(0, 6).map(at_least) | st.integers(1, 6).map(exactly) | st.just(about(4)),
        incident=st.sampled_from([None, "i1", "i2", "i3"]),
        claims=st.sampled_from([(), ("c3",), ("c4",)]),
    ),
    max_size=5,
)


def low(harms: Sequence[Harm], groups: Sequence[Group]) -> int:
    return count_victims(harms, groups).amount.low or 0


def test_a_person_with_three_violations_is_one_victim() -> None:
    harms = [Harm(person="a", type=type_, incident="i1") for type_ in TYPES[:3]]
    assert count_victims(harms).sentence() == "1 victim documented, each of a named person."
    assert count_violations(harms).amount == exactly(3)


def test_the_same_violation_told_twice_is_one() -> None:
    harms = [Harm(person="a", type="INT.TORT", incident="i1", claims=(c,)) for c in ("c1", "c2")]
    assert count_violations(harms).amount == exactly(1)


def test_a_group_adds_what_it_has_above_the_named_of_its_incident() -> None:
    named = [Harm(person=p, type="LIFE.UNK", incident="i1") for p in "abc"]
    group = Group(type="LIFE.UNK", amount=at_least(14), incident="i1", words="at least 14")
    counted = count_victims(named, [group])
    assert (counted.amount, counted.added) == (at_least(14), 11)
    assert counted.sentence() == (
        "At least 14 victims documented: 3 by name, and at least 11 more from 1 group without "
        "names."
    )
    assert low(named, [replace(group, amount=at_least(2))]) == 3


@pytest.mark.parametrize(
    ("amount", "least"),
    [
        (exactly(14), 14),
        (at_least(14), 14),
        (Amount(20, 25), 20),
        (Amount(0, 12), 0),
        (Amount(None, 12), 0),
        (about(30), 1),
    ],
)
def test_a_group_holds_for_certain_what_its_bound_says(amount: Amount, least: int) -> None:
    group = Group(type="LIFE.UNK", amount=amount, incident="i1", words="some", claims=("c",))
    counted = count_victims([], [group])
    assert (counted.added, counted.amount.low) == (least, least)
    (row,) = counted.rows()
    assert (row["low"], row["high"], row["about"]) == (amount.low, amount.high, amount.point)


def test_a_rough_number_is_told_beside_the_count_and_bounds_nothing() -> None:
    named = [Harm(person=p, type="LIFE.UNK", incident="i1") for p in "abc"]
    group = Group(type="LIFE.UNK", amount=about(30), incident="i1", words="about 30")
    counted = count_victims(named, [group])
    assert (counted.amount, counted.about) == (at_least(3), 30)
    assert counted.sentence().endswith(
        "Of these 1 group is told roughly and of no certain number; as told it is about 30 "
        "victims, which is no bound."
    )
    assert count_victims(named, [replace(group, amount=at_least(30))]).about is None
    assert count_violations(named, [group]).about == 30


@given(HARMS, GROUPS)
def test_what_rough_numbers_make_is_never_below_what_is_certain(
    harms: list[Harm], groups: list[Group]
) -> None:
    for counted in (count_victims(harms, groups), count_violations(harms, groups)):
        assert (counted.about is None) == (not counted.rough)
        assert counted.about is None or counted.about >= (counted.amount.low or 0)


def test_groups_of_two_incidents_add_up_for_deaths_alone() -> None:
    dead = [Group(type="LIFE.UNK", amount=at_least(5), incident=i) for i in ("i1", "i2")]
    held = [replace(group, type="LIB.ARREST") for group in dead]
    assert low([], dead) == 10
    assert low([], held) == 5
    assert count_violations([], held).amount == at_least(10)


def test_incidents_that_share_a_claim_may_be_one() -> None:
    dead = [
        Group(type="LIFE.UNK", amount=at_least(5), incident=i, claims=("c",)) for i in ("i1", "i2")
    ]
    assert low([], dead) == 5


@pytest.mark.parametrize("over", ["type", "month", "list"])
def test_numbers_of_victims_are_never_added(over: str) -> None:
    counts = list(by_type([Harm(person="a", type="INT.TORT")]).values())
    with pytest.raises(InputError, match="not added"):
        add_counts(counts, over=over)


def test_violations_of_several_types_add_up() -> None:
    harms = [Harm(person="a", type=type_) for type_ in TYPES]
    counts = [count_violations(harms, types=(type_,)) for type_ in TYPES]
    assert add_counts(counts, over="type") == count_violations(harms).amount
    with pytest.raises(InputError, match="of its own"):
        add_counts([counts[0], counts[0]], over="type")


@given(HARMS, GROUPS)
def test_the_total_lies_between_the_largest_type_and_the_sum_of_types(
    harms: list[Harm], groups: list[Group]
) -> None:
    total = low(harms, groups)
    types = [one.amount.low or 0 for one in by_type(harms, groups).values()]
    assert max(types, default=0) <= total <= sum(types)


@given(HARMS, GROUPS, st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef")))
def test_joining_two_persons_never_raises_a_count_and_parting_them_restores_it(
    harms: list[Harm], groups: list[Group], pair: tuple[str, str]
) -> None:
    kept, gone = pair
    joined = [replace(h, person=kept) if h.person == gone else h for h in harms]
    before = count_victims(harms, groups), count_violations(harms, groups)
    after = count_victims(joined, groups), count_violations(joined, groups)
    for one, other in zip(after, before, strict=True):
        assert (one.amount.low or 0) <= (other.amount.low or 0)
    parted = [replace(j, person=h.person) for j, h in zip(joined, harms, strict=True)]
    assert (count_victims(parted, groups), count_violations(parted, groups)) == before


@given(HARMS, GROUPS, st.randoms())
def test_the_order_of_records_changes_nothing(
    harms: list[Harm], groups: list[Group], random: object
) -> None:
    shuffled, some = list(harms), list(groups)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    random.shuffle(some)  # type: ignore[attr-defined]
    assert count_victims(shuffled, some) == count_victims(harms, groups)
    assert count_violations(shuffled, some) == count_violations(harms, groups)


@given(HARMS, GROUPS)
def test_the_least_number_of_the_dead_is_the_best_of_all_choices(
    harms: list[Harm], groups: list[Group]
) -> None:
    """Against every choice of incidents: the named outside them, and their groups."""
    plain = [replace(h, type="LIFE.UNK", claims=()) for h in harms]
    some = [replace(g, type="LIFE.UNK", claims=()) for g in groups if g.incident]
    incidents = sorted({g.incident or "" for g in some})
    size = {i: max(g.least for g in some if g.incident == i) for i in incidents}
    best = 0
    for number in range(len(incidents) + 1):
        for chosen in combinations(incidents, number):
            inside = {h.person for h in plain if h.incident in chosen}
            outside = {h.person for h in plain} - inside
            best = max(best, len(outside) + sum(size[i] for i in chosen))
    assert low(plain, some) == best
