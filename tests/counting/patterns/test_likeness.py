"""Similarity, forces, levels and wounds."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hechos.counting.patterns.cases import Answer, Documented
from hechos.counting.patterns.patterns import Question, find_patterns
from hechos.counting.patterns.regions import Wound, reference_of, regions_of
from hechos.counting.patterns.similarity import Dealt, Similarity, similarity_of
from hechos.counting.patterns.together import forces_of, levels_of
from hechos.errors import InputError

YES, NO = Answer.YES, Answer.NO


def done(number: int, *answers: Answer) -> Documented:
    return Documented(
        id=f"{number:03}", features=tuple((f"f{n}", a) for n, a in enumerate(answers))
    )


def jaccard(found: Similarity) -> Dealt:
    assert found.jaccard is not None
    return found.jaccard


def test_the_mean_is_over_pairs_of_incidents() -> None:
    cases = [done(1, YES, YES, NO), done(2, YES, NO, NO), done(3, NO, NO, YES)]
    found = similarity_of(cases, seed=1, permutations=9)
    assert jaccard(found).value == pytest.approx((1 / 2 + 0 + 0) / 3)
    assert [(s.name, s.numerator, s.denominator) for s in found.features] == [
        ("f0", 2, 3),
        ("f1", 1, 3),
        ("f2", 1, 3),
    ]


def test_a_missing_answer_is_left_out_or_counts_as_absent() -> None:
    cases = [done(1, YES, YES), done(2, YES, Answer.WITHHELD)]
    assert jaccard(similarity_of(cases, seed=1, permutations=9)).value == 1
    found = similarity_of(cases, seed=1, permutations=9, missing_as_no=True)
    assert jaccard(found).value == pytest.approx(0.5)
    assert "counts as absent" in found.sentence


def test_one_way_of_doing_is_told_from_chance() -> None:
    chance = Random(7)  # noqa: S311
    alike = [done(n, *([YES] * 6 if n % 2 else [NO] * 6)) for n in range(30)]
    mixed = [done(n, *(chance.choice([YES, NO]) for _ in range(6))) for n in range(30)]
    first, second = (similarity_of(cases, seed=3, permutations=199) for cases in (alike, mixed))
    assert first.together is not None
    assert second.together is not None
    assert first.together.value == pytest.approx(6)
    assert first.together.p == pytest.approx(1 / 200)
    assert second.together.p > 0.05


def test_what_all_do_alike_is_alike_and_tells_nothing_of_coming_together() -> None:
    found = similarity_of([done(n, YES, YES, YES) for n in range(9)], seed=1, permutations=9)
    assert (jaccard(found).value, jaccard(found).expected, jaccard(found).p) == (1, 1, 1)
    assert found.together is None


def test_many_incidents_are_compared_by_drawn_pairs() -> None:
    chance = Random(7)  # noqa: S311
    cases = [done(n, *(chance.choice([YES, NO]) for _ in range(4))) for n in range(600)]
    found = similarity_of(cases, seed=3, permutations=9)
    assert (found.incidents, found.compared, found.pairs) == (600, 500, 4_000)
    assert "4,000 pairs of 500 incidents drawn" in found.sentence
    assert jaccard(found).value == pytest.approx(jaccard(found).expected, abs=0.05)


@pytest.mark.parametrize("cases", [[], [done(1, YES)], [done(1, NO), done(2, NO)]])
def test_where_nothing_can_be_compared_there_is_no_number(cases: list[Documented]) -> None:
    found = similarity_of(cases, seed=1)
    assert (found.jaccard, found.together) == (None, None)
    assert "No two incidents" in found.sentence


NAMES = ("Army", "Guard", "Group")
incidents = st.lists(
    st.tuples(
        st.lists(st.sampled_from(Answer), min_size=3, max_size=3),
        st.sets(st.sampled_from(NAMES)),
        st.sampled_from(["", "direct", "senior"]),
        st.sampled_from(["", "2024-01-03", "2024-02", "2024-02-09"]),
    ),
    max_size=10,
)


def built(rows: list[tuple[list[Answer], set[str], str, str]]) -> list[Documented]:
    return [
        replace(done(n, *answers), forces=tuple(sorted(forces)), level=level, time=time)
        for n, (answers, forces, level, time) in enumerate(rows)
    ]


ASKED = Question(permutations=19, order=("direct", "senior"))


@settings(max_examples=40, deadline=None)
@given(incidents, st.randoms(use_true_random=False))
def test_the_order_of_incidents_changes_nothing(
    rows: list[tuple[list[Answer], set[str], str, str]], chance: Random
) -> None:
    cases = built(rows)
    mixed = list(cases)
    chance.shuffle(mixed)
    assert find_patterns(cases, ASKED) == find_patterns(mixed, ASKED)


@settings(max_examples=40, deadline=None)
@given(incidents, st.permutations(NAMES))
def test_a_permutation_of_forces_leaves_all_numbers_alike(
    rows: list[tuple[list[Answer], set[str], str, str]], order: list[str]
) -> None:
    names = dict(zip(NAMES, order, strict=True))
    cases = built(rows)
    turned = [
        replace(case, forces=tuple(sorted(names[name] for name in case.forces))) for case in cases
    ]
    first, second = forces_of(cases), forces_of(turned)
    assert {names[s.name]: s.numerator for s in first.shares} == {
        s.name: s.numerator for s in second.shares
    }
    assert {frozenset(map(names.get, t.pair)): (t.both.numerator, t.p) for t in first.together} == {
        frozenset(t.pair): (t.both.numerator, t.p) for t in second.together
    }
    assert first.several == second.several


def test_forces_are_shares_of_incidents_that_name_one() -> None:
    cases = [
        Documented(id="1", forces=("Army", "Guard")),
        Documented(id="2", forces=("Army",)),
        Documented(id="3", missing=(("forces", Answer.WITHHELD),)),
    ]
    found = forces_of(cases)
    army, guard = found.shares
    assert (army.name, army.numerator, army.denominator) == ("Army", 2, 2)
    assert (guard.numerator, guard.missing.withheld) == (1, 1)
    (pair,) = found.together
    assert (pair.expected, pair.p) == (1.0, 1.0)


def test_levels_stand_in_their_order_and_unknown_ones_last() -> None:
    cases = [Documented(id=f"{n}", level=level) for n, level in enumerate(["b", "b", "z", ""])]
    found = levels_of(cases, ["a", "b"])
    assert [(s.name, s.numerator, s.denominator) for s in found] == [
        ("a", 0, 3),
        ("b", 2, 3),
        ("z", 1, 3),
    ]
    assert found[0].missing.not_asked == 1


REFERENCE = 'name = "made up"\nsource = "invented"\n[shares]\nhead = 20\nchest = 30\nlimb = 50\n'


def test_a_body_wounded_in_two_regions_is_in_both_shares_and_not_in_the_test() -> None:
    wounds = [Wound(body=f"{n}", region="chest") for n in range(7)]
    wounds += [Wound(body="0", region="head"), Wound(body="8", region="back")]
    wounds += [Wound(body="9", missing=Answer.UNKNOWN), Wound(body="1", region="chest")]
    found = regions_of(wounds, reference_of(REFERENCE), seed=1)
    assert (found.bodies, found.several) == (9, 1)
    assert {s.name: (s.numerator, s.denominator) for s in found.shares} == {
        "chest": (7, 8),
        "head": (1, 8),
        "back": (1, 8),
    }
    assert found.tested == (("chest", 6, 0.3), ("head", 0, 0.2), ("limb", 0, 0.5))
    assert found.unplaced == (("back", 1),)
    assert found.test is not None
    assert found.test.p == pytest.approx(0.3**6 + 6 * 0.3 * 0.2**5 + 0.2**6)
    assert "an indicator" in found.sentence


@pytest.mark.parametrize(
    "text",
    [
        "source = 'x'\n[shares]\na = 1",
        "source = 'x'\n[shares]\na = 1\nb = 1",
        "[shares]\na = 50\nb = 50",
        "source = 'x'\n[shares]\na = 'half'\nb = 1",
        "source = 'x'\n[shares]\na = nan\nb = 1",
        "source = 'x'\n[shares]\na = -50\nb = 150",
        "[",
    ],
)
def test_a_reference_that_does_not_hold_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="reference"):
        reference_of(text)
