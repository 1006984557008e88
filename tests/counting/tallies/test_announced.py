from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from hechos.counting.tallies import announced as checks
from hechos.counting.tallies.against import RIVALS
from hechos.counting.tallies.announced import check_bulletin, check_copies, check_series
from hechos.counting.tallies.bulletins import Act, Bulletin
from hechos.counting.tallies.checks import CANDIDATES, PARTS_ADD, Check, Comparison, exchanged
from hechos.counting.tallies.files.bulletins import Announced
from hechos.counting.tallies.margin import EQUAL_SIZED, MARGIN
from hechos.counting.tallies.rounding import ROUNDED
from hechos.counting.tallies.sheets import Counts
from hechos.counting.tallies.tally import tally
from hechos.errors import InputError

FIRST, SECOND, COPY, CAMPAIGN = range(4)


def check(announced: Announced, which: int, name: str) -> Check:
    found = [one for one in check_bulletin(announced.bulletins[which]) if one.name == name]
    assert len(found) == 1
    return found[0]


def test_the_second_bulletin_sums_exactly(announced: Announced) -> None:
    for name in (CANDIDATES, PARTS_ADD):
        found = check(announced, SECOND, name)
        assert (found.result, found.by) == (Comparison.MATCH, 0)
    assert "12,335,884" in check(announced, SECOND, CANDIDATES).sentence
    assert "12,386,669" in check(announced, SECOND, PARTS_ADD).sentence


def test_a_copy_with_swapped_digits_breaks_the_sum_and_the_swap_is_named(
    announced: Announced,
) -> None:
    found = check(announced, COPY, CANDIDATES)
    assert (found.result, found.by, found.word) == (
        Comparison.DIFFERS,
        72_000,
        "differs by 72,000",
    )
    assert len(found.remedies) == 1
    assert found.remedies[0].startswith("votes for A: 6,480,844")
    assert "6,408,844" in found.remedies[0]


def test_copies_of_a_bulletin_are_compared(announced: Announced) -> None:
    (found,) = check_copies(announced.bulletins)
    assert (found.result, found.by) == (Comparison.DIFFERS, 72_000)
    assert "6,408,844 and 6,480,844 (two neighbouring digits are exchanged)" in found.sentence


def test_the_first_bulletin_equals_a_rounded_percentage(announced: Announced) -> None:
    found = check(announced, FIRST, ROUNDED)
    assert found.result is Comparison.MATCH
    assert "A 51.2 %, B 44.2 %, others 4.6 %" in found.sentence
    assert "1 in 100,000,000" in found.sentence
    assert check(announced, SECOND, ROUNDED).result is Comparison.DIFFERS


def test_a_share_is_told_of_what_it_is(announced: Announced) -> None:
    found = check(announced, SECOND, checks.COVERED)
    assert found.result is Comparison.MATCH
    assert "20,654,431 of 21,321,805 electors" in found.sentence
    assert "announced as a share of tables" in found.sentence


def test_a_share_of_tables_that_only_electors_give_differs(announced: Announced) -> None:
    bulletin = replace(announced.bulletins[SECOND], tables=1000, tables_covered=900)
    found = next(one for one in check_bulletin(bulletin) if one.name == checks.COVERED)
    assert found.result is Comparison.DIFFERS
    assert found.by == Fraction("96.87") - 90


def test_turnout_is_given_on_each_denominator(announced: Announced) -> None:
    found = check(announced, SECOND, checks.TURNOUT)
    assert found.result is Comparison.MATCH
    assert "12,386,669 of 20,654,431 electors of the tables counted (59.97 %)" in found.sentence
    assert "not 12,386,669 of 21,321,805 electors registered (58.09 %)" in found.sentence
    other = replace(announced.bulletins[SECOND], turnout=None, electors_covered=None)
    found = next(one for one in check_bulletin(other) if one.name == checks.TURNOUT)
    assert found.result is Comparison.NOT_COMPARABLE
    assert "58.09 %" in found.sentence


def test_the_lead_is_held_against_electors_not_counted(announced: Announced) -> None:
    found = check(announced, CAMPAIGN, MARGIN)
    assert (found.result, found.word) == (Comparison.MATCH, "holds")
    assert "B leads A by 3,914,965; electors not counted: 3,901,890" in found.sentence
    assert "at most 1.003 times as large" in found.sentence
    assert found.assumption == EQUAL_SIZED


@pytest.mark.parametrize(("share", "holds"), [("81.70", True), ("81.7", False), ("81.6", False)])
def test_the_digits_of_the_share_count_in_the_margin(
    announced: Announced, share: str, holds: bool
) -> None:
    """81.7 may be rounded from 81.65, with 3,912,551 electors outside; then 81.6 from 81.55."""
    lead = replace(
        announced.bulletins[CAMPAIGN],
        share=Decimal(share),
        counts=Counts.of({"A": 0, "B": 3_905_000}),
    )
    found = next(one for one in check_bulletin(lead) if one.name == MARGIN)
    assert (found.result is Comparison.MATCH) is holds


def test_no_total_falls_in_a_later_bulletin(announced: Announced) -> None:
    (found,) = check_series(announced.bulletins)
    assert found.result is Comparison.MATCH
    assert "votes for A + 1,258,752" in found.sentence
    turned = [replace(b, seq=3 - b.seq) for b in announced.bulletins[: SECOND + 1]]
    (found,) = check_series(turned)
    assert (found.result, found.by) == (Comparison.DIFFERS, 2_277_110)
    assert "votes for A 6,408,844, then 5,150,092" in found.sentence


def test_totals_of_two_bodies_are_held_to_what_each_leaves_open(announced: Announced) -> None:
    found = [one for one in tally((), bulletins=announced.bulletins).checks if one.name == RIVALS]
    results = {one.sentence.partition(":")[0]: (one.result, one.by) for one in found}
    assert results["Votes for A"] == (Comparison.MATCH, 0)
    assert results["Votes for B"][0] is Comparison.DIFFERS
    assert abs(results["Votes for B"][1] or 0) == 1_162_948


def test_validated_is_not_verified(announced: Announced) -> None:
    (act,) = announced.acts
    assert "validated the result on 2024-08-22" in act.sentence
    assert "not verified" in act.sentence
    assert "1,200 tally sheets" in Act(kind="verified", by="A panel", sheets=1200).sentence
    with pytest.raises(InputError, match="declared"):
        Act(kind="declared", by="A court")


def test_shares_are_of_the_valid_votes(announced: Announced) -> None:
    found = check(announced, SECOND, "share of A")
    assert found.result is Comparison.MATCH
    assert "of 12,335,884 valid votes" in found.sentence


def test_a_bulletin_cannot_cover_more_than_there_is() -> None:
    with pytest.raises(InputError, match="More is covered"):
        Bulletin(seq=1, electors=10, electors_covered=11)
    with pytest.raises(InputError, match="share of"):
        Bulletin(seq=1, share_of="streets")


def test_neighbouring_digits_are_exchanged_but_none_becomes_a_leading_zero() -> None:
    assert exchanged(100) == ()
    assert exchanged(1023) == (1203, 1032)
