from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from hechos.counting.patterns.cases import NOTE, Answer, Share, share_of

answers = st.lists(st.sampled_from(Answer), max_size=30)


@given(answers)
def test_a_share_lies_between_what_the_missing_could_make_of_it(own: list[Answer]) -> None:
    share = share_of("x", own)
    assert share.denominator + share.missing.total == len(own)
    if share.value is not None:
        assert (share.low or 0) <= share.value <= (share.high or 0)
    filled_no = share_of("x", [a if a.is_known else Answer.NO for a in own])
    filled_yes = share_of("x", [a if a.is_known else Answer.YES for a in own])
    assert (share.low, share.high) == (filled_no.value, filled_yes.value)


def test_missing_is_told_in_its_three_ways() -> None:
    share = share_of("x", [*[Answer.YES] * 7, *[Answer.NO] * 3, *list(Answer)[2:], Answer.UNKNOWN])
    assert share.value == Fraction(7, 10)
    assert share.missing.words == "1 not asked, 2 asked, unknown, 1 withheld"
    assert share.sentence == (
        "7 of 10 documented incidents with an answer (70.0 %); 1 not asked, 2 asked, unknown, "
        "1 withheld: 50.0 % to 78.6 % whatever they are."
    )


def test_a_share_of_nothing_is_no_number() -> None:
    share = Share(name="x", numerator=0, denominator=0)
    assert (share.value, share.low, share.high) == (None, None, None)
    assert share.sentence == "0 of 0 documented incidents."


def test_the_note_says_documented_and_not_estimated() -> None:
    assert NOTE.startswith("Documented cases, not an estimate")
