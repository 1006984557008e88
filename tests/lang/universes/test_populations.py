"""Who a count says it holds or leaves out, in three languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hechos.lang.numbers import find_numbers
from hechos.lang.universes.families import families, family_of
from hechos.lang.universes.populations import Stated, cues, groups, read_list, stated_after
from hechos.records import LANGUAGES


def after_total(text: str, language: str = "en") -> Stated:
    end = find_numbers(text, language=language)[0].end
    return stated_after(text, end, language=language)


def told(stated: Stated) -> tuple[list[tuple[str, object]], list[tuple[str, object]]]:
    return (
        [(one.group or one.words, one.number) for one in stated.includes],
        [(one.group or one.words, one.number) for one in stated.excludes],
    )


MARCHES = [("25 in marches", 25), ("custody", 5)]


@pytest.mark.parametrize(
    ("text", "includes", "excludes"),
    [
        ("30 died, including two soldiers and a nun.", [("soldiers", 2)], []),
        ("27 people died, two of them soldiers.", [("soldiers", 2)], []),
        ("27 people died in the city, two of\nthem soldiers.", [("soldiers", 2)], []),
        ("27 died\n\nIncluding soldiers, 30 came.", [], []),
        ("27 died. Among them were two soldiers.", [("soldiers", 2)], []),
        ("27 died. The list leaves out police.", [], [("police", None)]),
        ("30 deaths: 25 in marches and five in custody.", MARCHES, []),
        ("30 died. Of these, 25 in marches, five in custody.", MARCHES, []),
        ("12 died, among them one soldier, while police arrested 200.", [("soldiers", 1)], []),
        ("27 dead and 192 injured, including two soldiers.", [], []),
        ("27 dead. 192 were injured, including two soldiers.", [], []),
        ("Soldiers shot 27 people. Police arrested more.", [], []),
    ],
)  # fmt: skip
def test_what_a_text_says_of_a_count(
    text: str, includes: list[tuple[str, object]], excludes: list[tuple[str, object]]
) -> None:
    assert told(after_total(text)) == (includes, excludes)


@pytest.mark.parametrize(
    ("note", "total", "includes", "excludes"),
    [
        ("incl. 2 soldiers", 27, [("soldiers", 2)], []),
        ("30 = 25 + 5 in custody", 30, [("custody", 5), ("25", 25)], []),
        ("deaths in custody (5)", 30, [("custody", 5)], []),
        ("dos militares", 27, [("soldiers", 2)], []),
        ("excluding police", 27, [], [("police", None)]),
        ("since 29 July", 1659, [], []),
    ],
)
def test_what_a_note_says_of_a_count(
    note: str,
    total: int,
    includes: list[tuple[str, object]],
    excludes: list[tuple[str, object]],
) -> None:
    assert told(read_list(note, total=total)) == (includes, excludes)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_entry_is_in_its_example(language: str) -> None:
    for group in groups(language):
        stated = read_list(group.example)
        assert group.key in {one.group for one in (*stated.includes, *stated.excludes)}
    for cue in cues(language):
        stated = after_total(cue.example, language)
        assert stated.excludes if cue.kind == "excludes" else stated.includes, cue.example


def test_a_unit_names_a_family_only_where_no_other_has_it() -> None:
    assert family_of((), "deaths") is families()[0]
    assert family_of((), "persons") is None
    assert family_of(("LIB.ARREST", "LIFE.UNK"), "persons") is None


@given(st.text(max_size=80), st.integers(0, 80), st.sampled_from((*LANGUAGES, "fr")))
def test_any_text_is_read_without_an_error(text: str, end: int, language: str) -> None:
    stated = stated_after(text, min(end, len(text)), language=language)
    assert all(one.words for one in (*stated.includes, *stated.excludes))
