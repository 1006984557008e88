"""Words of texts and queries: accents, stems, phrases, passages; the address of a query."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hechos.app.search.query import Is, Query, narrowed, read, without, write
from hechos.app.search.words import (
    Tokens,
    matches,
    passages,
    snippet,
    terms,
    tokens_of,
)


@pytest.mark.parametrize(
    ("asked", "text", "language", "found"),
    [
        ("arrest", "Two men were arrested.", "en", True),
        ("DETENCION", "La detención duró dos días.", "es", True),
        ("detenidas", "Un estudiante detenido ayer.", "es", True),
        ("prisões", "A prisao foi ilegal", "pt", False),
        ("mortes", "Uma morte na praia", "pt", True),
        ('"two men"', "Two men were arrested.", "en", True),
        ('"men two"', "Two men were arrested.", "en", False),
        ("arres*", "Two men were arrested.", "en", True),
        ("arrest", "Ils furent arrested", "fr", False),
        ("la-vega", "In La Vega, at night.", "en", True),
    ],
)
def test_words_match_whatever_their_form(asked: str, text: str, language: str, found: bool) -> None:
    (term,), _ = terms(asked)
    assert matches(term, tokens_of(text, language)) is found


def test_a_minus_refuses() -> None:
    wanted, refused = terms('arrest -"La Vega" -deten*')
    assert [t.tokens for t in wanted] == [("arrest",)]
    assert [(t.tokens, t.how) for t in refused] == [
        (("la", "vega"), "phrase"),
        (("deten",), "prefix"),
    ]


@given(st.text())
def test_no_input_is_an_error(typed: str) -> None:
    for group in terms(typed):
        for term in group:
            assert term.tokens
            assert all(token.isalnum() for token in term.tokens)
            matches(term, Tokens((), ()))


@given(st.text(alphabet="ab \n.é", max_size=4000))
def test_passages_stand_where_they_say(body: str) -> None:
    found = list(passages(body))
    assert all(body[start : start + len(words)] == words for start, words in found)
    assert "".join("".join(words.split()) for _, words in found) == "".join(body.split())


def test_a_snippet_marks_what_was_found_and_changes_nothing() -> None:
    body = "Ayer hubo una detención. La detención siguió."
    bits = snippet(body, terms("detencion")[0], "es")
    assert "".join(bit.text for bit in bits) == body
    assert [bit.text for bit in bits if bit.found] == ["detención", "detención"]


@given(st.text())
def test_any_address_is_read(address: str) -> None:
    asked = read(address)
    assert read(write(asked.query)).query == asked.query


NAMES = ("words", "state", "from", "window", "near", "least", "block", "join", "doubt", "else")


@given(
    st.lists(
        st.tuples(
            st.sampled_from(NAMES),
            st.sampled_from(
                ["all", "any", "none", "2024", "2024-07-28", "10,20", "3", "x y", "-1.5"]
            ),
        ),
        max_size=14,
    )
)
def test_an_address_that_is_written_says_the_same(pairs: list[tuple[str, str]]) -> None:
    query = read("&".join(f"{name}={value}" for name, value in pairs)).query
    assert read(write(query)).query == query


def test_what_cannot_be_read_is_said() -> None:
    asked = read("from=yesterday&near=here&least=many&words=x")
    assert dict(asked.unread) == {"from": "yesterday", "near": "here", "least": "many"}
    assert asked.query == read("words=x").query


def test_a_search_is_narrowed_and_widened() -> None:
    query = read("block=any&words=a&words=b").query
    narrow = narrowed(query, Is("state", "open"))
    assert narrow is not None
    assert write(narrow) == "state=open&block=any&words=a&words=b"
    assert without(narrow, Is("state", "open")) == query
    assert narrowed(read("join=any&words=a&block=all&words=b").query, Is("is", "Claim")) is None
    assert without(read("words=a").query, Is("words", "a")) == Query()
