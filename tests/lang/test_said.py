"""Sentences that know of what they are made."""

from __future__ import annotations

import copy
import json
import pickle
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from hechos.lang.said import Said, from_plain, to_plain

NAMES = st.text(max_size=12)
NUMBERS = st.integers(-(10**9), 10**9) | st.floats(allow_nan=False, allow_infinity=False)
PLAIN = st.builds(
    lambda n, names: Said("{n:,} on {names:, | and }.", n=n, names=tuple(names)),
    NUMBERS,
    st.lists(NAMES, max_size=4),
)
SENTENCES = st.recursive(
    PLAIN,
    lambda inner: st.builds(
        lambda a, b, day: Said("{a:^} {all:; |; } on {day:day}", a=a, all=(a, *b), day=day),
        inner,
        st.lists(inner | NAMES, max_size=3),
        st.dates(),
    ),
    max_leaves=4,
)


def test_a_sentence_is_its_english_text() -> None:
    said = Said("{n:,} people are on {lists:, | and }.", n=1200, lists=("A", "B", "C"))
    assert said == "1,200 people are on A, B and C."
    assert json.dumps([said]) == '["1,200 people are on A, B and C."]'
    assert Said("{what:^}: {day:day}", what=Said("votes"), day=date(2031, 5, 3)) == (
        "Votes: 3 May 2031"
    )
    assert Said("A text {with} braces") == "A text {with} braces"
    assert Said.together("One.", "", "Two.") == "One. Two."


@given(SENTENCES)
def test_a_sentence_comes_back_from_its_plain_form_as_it_was(said: Said) -> None:
    plain = json.loads(json.dumps(to_plain(said)))
    found = from_plain(plain)
    assert found is not None
    assert (found, to_plain(found)) == (said, to_plain(said))
    for same in (copy.deepcopy(said), pickle.loads(pickle.dumps(said))):  # noqa: S301 - own bytes
        assert (same, to_plain(same)) == (said, to_plain(said))


@given(
    st.recursive(
        st.none() | st.text() | NUMBERS | st.sampled_from(["says", "all", "day"]),
        lambda inner: st.lists(inner, max_size=4),
    )
)
def test_whatever_is_kept_instead_is_no_sentence_and_no_error(plain: object) -> None:
    found = from_plain(plain)
    assert found is None or isinstance(found, Said)
