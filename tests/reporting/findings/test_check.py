"""A sentence says no more than what it is bound to."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hechos.lang.numbers import find_numbers
from hechos.records import Binding, Quantity, Sentence
from hechos.reporting.findings.check import check_sentence, kind_of, misfit, needs_of
from hechos.reporting.findings.held import Held


def amount(words: str, language: str = "en") -> Quantity:
    (found,) = find_numbers(words, language=language)
    return found.quantity


def held(words: str = "27 people", **more: object) -> Held:
    plain = Held(
        id="f",
        kind="figure",
        label="the figure",
        numbers=(amount(words),),
        dates=("2031-07-28",),
        names=("Marta Salinas", "Harbour Watch"),
        places=("Port Lumen, Karst, Ostia",),
        quotes=("Harbour Watch counted 27 people in Port Lumen.",),
    )
    return replace(plain, **more)  # type: ignore[arg-type]  # fields of Held


def bound(text: str, *words: str, language: str = "en", to: Held | None = None) -> Sentence:
    """Return a sentence with each of these words bound to the figure."""
    found = []
    for one in words:
        start = text.index(one) if one else 0
        kind = kind_of(one, start, text, language=language, held=to or held())
        found.append(Binding(words=one, start=start, kind=kind, to="f"))
    return Sentence(text=text, bindings=tuple(found))


def reasons(sentence: Sentence, one: Held | None = None, language: str = "en") -> list[str]:
    known = {"f": one or held()}
    return [p.reason for p in check_sentence(sentence, known, language=language)]


def test_a_number_without_a_record_behind_it_is_refused() -> None:
    (first, second) = reasons(Sentence(text="On that day 27 people died."))
    assert "Nothing stands behind" in first
    assert "“27” leads to no passage" in second


def test_connecting_text_needs_no_record_and_may_hold_no_number() -> None:
    assert reasons(Sentence(text="This is what it rests on.", connecting=True)) == []
    (only,) = reasons(Sentence(text="Of these, 12 were women.", connecting=True))
    assert "“12” leads to no passage" in only


def test_a_bound_sentence_stands() -> None:
    text = "Harbour Watch counted 27 people in Port Lumen on 28 July 2031."
    assert reasons(bound(text, "Harbour Watch", "27", "Port Lumen", "28 July 2031")) == []


@pytest.mark.parametrize(
    ("source", "sentence", "fits"),
    [
        ("27 people", "28 people", False),
        ("27 people", "27 people", True),
        ("27 people", "at least 27 people", True),
        ("at least 27 people", "27 people", False),
        ("at least 27 people", "at least 27 people", True),
        ("more than 60 people", "60 people", False),
        ("about 60 people", "60 people", False),
        ("60 people", "about 60 people", False),
        ("60 %", "60 people", False),
        ("between 10 and 20 people", "between 10 and 20 people", True),
        ("between 10 and 20 people", "between 10 and 25 people", False),
    ],
)
def test_a_bound_of_the_source_is_kept(source: str, sentence: str, fits: bool) -> None:
    said, holds = amount(sentence), amount(source)
    assert (misfit(said, holds) == "") is fits


def test_the_number_of_the_record_has_to_be_the_one_of_the_sentence() -> None:
    (only,) = reasons(bound("In all, 28 people died.", "28"))
    assert only == "The sentence says “28”, the source says “27”."


def test_at_least_may_not_be_dropped() -> None:
    one = held("at least 27 people")
    (only,) = reasons(bound("In all, 27 people died.", "27"), one)
    assert "its bound has to be kept" in only
    assert reasons(bound("In all, at least 27 people died.", "27"), one) == []


def test_at_least_is_kept_across_languages() -> None:
    one = held("at least 27 people")
    text = "Murieron al menos 27 personas."
    assert reasons(bound(text, "27", language="es"), one, language="es") == []


def test_numbers_in_words_count() -> None:
    assert "“two” leads to no passage" in reasons(bound("Of 27 people, two were nurses.", "27"))[0]


def test_a_month_may_stand_for_its_day_but_no_day_for_its_month() -> None:
    assert reasons(bound("They died in July 2031.", "July 2031")) == []
    (only,) = reasons(bound("They died on 28 July 2031.", "28 July 2031"), held(dates=("2031-07",)))
    assert "holds 2031-07" in only


def test_a_name_has_to_stand_in_the_record_or_its_passages() -> None:
    assert reasons(bound("They were led by Salinas.", "Salinas")) == []
    (only,) = reasons(bound("They were led by Pedro Andrade.", "Pedro Andrade"))
    assert "stands neither in the figure nor in its passages" in only


def test_an_id_in_digits_needs_a_passage_too() -> None:
    assert "“14.178” leads to no passage" in reasons(bound("See case 14.178 on this.", ""))[0]


def test_a_record_that_is_gone_is_said() -> None:
    problems = check_sentence(bound("In all, 27 people died.", "27"), {}, language="en")
    assert "not in the case any more" in problems[0].reason


@given(st.text(alphabet="abc XY127.,-", max_size=40))
@example("1-X1.1")
def test_every_digit_of_an_unbound_sentence_is_refused(text: str) -> None:
    found = needs_of(text, "en")
    for place, character in enumerate(text):
        if character.isdigit():
            assert any(need.start <= place < need.end for need in found)
    for left, right in itertools.pairwise(found):
        assert left.end <= right.start
