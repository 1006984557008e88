"""What texts say of votes, held against the sum of sheets."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.counting.made import claim, when

from hechos.counting.tallies.checks import Check, Comparison
from hechos.counting.tallies.sheets import Counts, PollingTable, Reading
from hechos.counting.tallies.tally import tally
from hechos.counting.tallies.texts.claims import check_said, said_of
from hechos.records import (
    Basis,
    Bound,
    Claim,
    Factuality,
    Mention,
    Place,
    Polarity,
    Quantity,
    VoiceLink,
    VoteContent,
)
from hechos.weighing.edits import edited

TABLES = [
    PollingTable(id=f"{n}", electors=100, places=(("state", "North" if n < 2 else "South"),))
    for n in range(4)
]
MATCH, DIFFERS, APART = Comparison.MATCH, Comparison.DIFFERS, Comparison.NOT_COMPARABLE


def sheets(count: int = 4) -> list[Reading]:
    counts = Counts.of({"A. Aster": 50, "B. Birch": 30}, valid=80, null=20, total=100)
    return [Reading(table=f"{n}", counts=counts) for n in range(count)]


def vote(words: str, number: float, candidate: str = "A. Aster", **slots: Any) -> Claim:
    bound = slots.pop("bound", Bound.EXACT)
    open_above = bound in (Bound.AT_LEAST, Bound.MORE_THAN)
    quantity = Quantity(
        verbatim=words,
        low=None if bound is Bound.ABOUT else number,
        high=None if bound is Bound.ABOUT or open_above else number,
        point=number,
        bound=bound,
        unit=slots.pop("unit", "votes"),
        low_open=bound is Bound.MORE_THAN,
    )
    place, day = slots.pop("place", None), slots.pop("day", "")
    content = VoteContent(
        type="announced_result",
        quantity=quantity,
        candidate=candidate,
        place=place,
        time=when(day) if day else None,
    )
    told = [slots.pop("source", "Note"), slots.pop("author", "The Council")]
    voice = tuple(VoiceLink(speaker=Mention(verbatim=n, name=n), kind="body") for n in told)
    return claim(slots.pop("id", "c1"), content, voice=voice, **slots)


def checks(*claims: Claim, counted: int = 4) -> tuple[Check, ...]:
    made = tally(sheets(counted), TABLES)
    return check_said(made, TABLES, said_of(claims))


@pytest.mark.parametrize(
    ("one", "result", "by"),
    [
        (vote("200", 200), MATCH, 0),
        (vote("212", 212), DIFFERS, 12),
        (vote("200", 200, "aster"), MATCH, 0),
        (vote("62.5 %", 62.5, unit="share"), MATCH, 0),
        (vote("50 %", 50, unit="share"), MATCH, 0),
        (vote("more than 60 %", 60, unit="share", bound=Bound.MORE_THAN), MATCH, 0),
        (vote("more than 62.5 %", 62.5, unit="share", bound=Bound.MORE_THAN), DIFFERS, 0),
        (vote("at least 230", 230, bound=Bound.AT_LEAST), DIFFERS, 30),
        (vote("100", 100, place=Place(verbatim="North", path="North, Land")), MATCH, 0),
        (
            vote("200", 200, place=Place(verbatim="X", path="X", basis=Basis.INHERITED)),
            MATCH,
            0,
        ),
    ],
)
def test_a_number_said_matches_the_sheets_or_differs_by_so_much(
    one: Claim, result: Comparison, by: float
) -> None:
    (check,) = checks(one)
    assert (check.result, check.by) == (result, by)
    assert check.claims == ("c1",)
    assert "which it may not say" in check.assumption
    assert check.on == "The Council (told by Note)"


@pytest.mark.parametrize(
    ("one", "why"),
    [
        (vote("200", 200, "the sitting president had"), "name no candidate of the sheets"),
        (vote("200", 200, "the rival of A. Aster"), "name no candidate of the sheets"),
        (vote("200", 200, "a"), "name no candidate of the sheets"),
        (vote("about 200", 200, bound=Bound.ABOUT), "a rough number"),
        (vote("200", 200, place=Place(verbatim="West", path="West")), "no table of the sheets"),
    ],
)
def test_what_cannot_be_compared_says_why(one: Claim, why: str) -> None:
    (check,) = checks(one)
    assert check.result is APART
    assert why in check.sentence


def test_where_tables_are_missing_a_total_is_held_to_what_is_open_and_a_share_is_not() -> None:
    within, over = checks(vote("240", 240), vote("251", 251, id="c2"), counted=3)
    assert (within.result, within.bound) == (MATCH, True)
    assert (over.result, over.by) == (DIFFERS, 1)
    (share,) = checks(vote("62.5 %", 62.5, unit="share"), counted=3)
    assert share.result is APART
    assert "3 of 4 tables are summed, which make 150 of 240 valid votes (62.50 %)" in share.sentence


def test_what_several_documents_print_is_one_number_and_what_is_denied_is_none() -> None:
    again = vote("200", 200, id="c2", source="Herald")
    gone = vote("9", 9, id="c3", state="rejected")
    denied = vote("9", 9, id="c4", polarity=Polarity.DENIED)
    asked = vote("9", 9, id="c5", factuality=Factuality.DEMANDED)
    (check,) = checks(vote("200", 200), again, gone, denied, asked)
    assert check.claims == ("c1", "c2")
    assert check.on == "The Council (told by Note, Herald)"
    assert checks(vote("200", 200), counted=0) == ()


def test_a_person_sets_who_is_meant() -> None:
    one = edited(vote("200", 200, "the sitting president had"), [("candidate", "B. Birch")])
    (check,) = checks(one)
    assert (check.result, check.by) == (DIFFERS, 80)


@given(st.integers(0, 400), st.sampled_from(["A. Aster", "B. Birch"]))
def test_candidates_who_change_places_change_no_result(number: int, name: str) -> None:
    turned = {"A. Aster": "B. Birch", "B. Birch": "A. Aster"}
    (first,) = checks(vote(f"{number}", number, name))
    readings = [Reading(table=one.table, counts=one.counts.renamed(turned)) for one in sheets()]
    said = said_of([vote(f"{number}", number, turned[name])])
    (second,) = check_said(tally(readings, TABLES), TABLES, said)
    assert (first.result, first.by) == (second.result, second.by)
