"""Accounts compared feature by feature, and what each level adds."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hechos.linking.episodes.compare import Account, Rarity, compare, key_words
from hechos.linking.episodes.model import IncidentModel
from hechos.linking.facts import Span

MODEL = IncidentModel.load()
DAY = 741_000
PLACES = [(), ("brisa",), ("brisa", "alder"), ("brisa", "alder", "mill lane"), ("otherland",)]
WORDS = st.frozensets(st.sampled_from(["jurist", "docker", "nurse", "mill", "hooded", "rifle"]))


@st.composite
def accounts(draw: st.DrawFn) -> Account:
    start = draw(st.one_of(st.none(), st.integers(DAY, DAY + 60)))
    length = draw(st.integers(0, 40))
    return Account(
        acts=frozenset(draw(st.sets(st.sampled_from(["deaths", "arrests"]), max_size=1))),
        span=Span(start, None if start is None else start + length),
        place=draw(st.sampled_from(PLACES)),
        victims=draw(WORDS),
        targets=draw(WORDS),
        actors=draw(WORDS),
        named=frozenset(draw(st.sets(st.sampled_from(["p1", "p2"])))),
        counts=frozenset(
            draw(st.sets(st.sampled_from([("deaths", 3.0, True), ("deaths", 28.0, True)])))
        ),
        language="en",
    )


def score(a: Account, b: Account, more: tuple[Account, ...] = ()) -> dict[str, float]:
    return dict(MODEL.score(a, b, Rarity((a, b, *more), MODEL.bounds)).steps)


@given(accounts(), accounts())
def test_it_does_not_matter_which_account_comes_first(a: Account, b: Account) -> None:
    assert score(a, b) == score(b, a)


@given(accounts(), accounts())
def test_the_steps_sum_up_to_the_weight(a: Account, b: Account) -> None:
    found = MODEL.score(a, b, Rarity((a, b), MODEL.bounds))
    assert sum(added for _, added in found.steps) == pytest.approx(found.weight)
    assert 0 < found.probability < 1


@given(accounts(), accounts(), st.permutations(["jurist", "docker", "nurse", "mill", "hooded"]))
def test_other_names_for_the_actors_change_nothing(a: Account, b: Account, new: list[str]) -> None:
    names = dict(zip(["jurist", "docker", "nurse", "mill", "hooded"], new, strict=True))

    def renamed(one: Account) -> Account:
        return replace(one, actors=frozenset(names.get(word, word) for word in one.actors))

    assert score(a, b) == score(renamed(a), renamed(b))


@given(accounts())
def test_what_one_leaves_unstated_says_nothing(a: Account) -> None:
    assert score(a, Account(language="en")) == {}


def test_numbers_that_differ_do_not_speak_for_another_incident() -> None:
    a = Account(counts=frozenset({("deaths", 27.0, True)}))
    b = Account(counts=frozenset({("deaths", 28.0, True)}))
    ((says, added),) = score(a, b).items()
    assert ("contradiction" in says, added) == (True, 0.0)


@pytest.mark.parametrize(
    ("near", "far"),
    [
        (Span(DAY, DAY), Span(DAY + 2, DAY + 2)),
        (Span(DAY + 2, DAY + 2), Span(DAY + 6, DAY + 6)),
        (Span(DAY + 6, DAY + 6), Span(DAY + 20, DAY + 20)),
        (Span(DAY + 20, DAY + 20), Span(DAY + 90, DAY + 90)),
        (Span(DAY, DAY), Span(DAY - 5, DAY + 400)),
    ],
    ids=["two days", "a week", "a month", "longer", "a vague year"],
)
def test_the_further_or_vaguer_the_day_the_less_it_says(near: Span, far: Span) -> None:
    day = Account(span=Span(DAY, DAY))
    closer, wider = (sum(score(day, Account(span=span)).values()) for span in (near, far))
    assert closer > wider


def test_a_rare_word_says_more_than_one_that_many_accounts_have() -> None:
    def shared(word: str) -> float:
        one = Account(victims=frozenset({word}))
        crowd = tuple(Account(victims=frozenset({"docker"})) for _ in range(500))
        return sum(score(one, one, crowd).values())

    assert shared("jurist") > shared("docker")


def test_words_of_two_languages_are_not_compared() -> None:
    a = Account(victims=frozenset({"jurist"}), language="en")
    assert score(a, replace(a, victims=frozenset({"jurista"}), language="es")) == {}


def test_words_that_describe_nobody_are_no_description() -> None:
    assert list(key_words("at least two people and their jurists", "en")) == ["jurist"]


def test_every_weight_is_in_half_bits_with_its_reason_and_an_example() -> None:
    rows = MODEL.weights.values()
    assert all(row.says and row.example and row.why for row in rows)
    assert all((2 * row.weight).is_integer() for row in rows)


def test_levels_of_one_place_rise() -> None:
    order = ["other_country", "other", "country", "region", "same"]
    weights = [MODEL.weights[f"place.{level}"].weight for level in order]
    assert weights == sorted(weights)


def test_a_place_in_a_place_is_the_same_place() -> None:
    a, b = (Account(place=place) for place in PLACES[2:4])
    rarity = Rarity((a, b), MODEL.bounds)
    ((feature, level, bits),) = compare(a, b, rarity=rarity, bounds=MODEL.bounds)
    assert (feature, level) == ("place", "same")
    assert bits > 0
