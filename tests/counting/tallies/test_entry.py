from __future__ import annotations

from dataclasses import replace

import pytest

from hechos.counting.tallies.entry import settle
from hechos.counting.tallies.qr import CodeForm, code_form, read_code
from hechos.counting.tallies.sheets import Counts, Reading
from hechos.errors import InputError


def read(table: str = "1", a: int = 10, b: int = 5, **more: str) -> Reading:
    return Reading(table=table, counts=Counts.of({"A": a, "B": b}, null=1), **more)


def test_two_readers_who_agree_settle_a_sheet() -> None:
    (sheet,) = settle([read(reader="ana"), read(reader="ben")], double=True)
    assert sheet.is_agreed
    assert sheet.counts == read().counts


def test_readers_who_differ_make_it_wait_and_the_first_difference_is_told() -> None:
    (sheet,) = settle([read(reader="ana", a=110), read(reader="ben", a=101)])
    assert sheet.counts is None
    assert sheet.because == (
        "Readings by ana and ben differ: votes for A, 110 and 101; "
        "two neighbouring digits are exchanged."
    )


def test_one_reader_is_not_two() -> None:
    once, twice = [read(reader="ana")], [read(reader="ana", row=2), read(reader="ana", row=3)]
    for readings in (once, twice):
        (sheet,) = settle(readings, double=True)
        assert (sheet.counts, sheet.because) == (None, "Read by one reader; two must agree.")
        (sheet,) = settle(readings)
        assert sheet.counts is not None
    assert settle(twice)[0].notes == ("Read 2 times by ana, counted once.",)


def test_a_reader_who_reads_differently_the_second_time_makes_it_wait() -> None:
    (sheet,) = settle([read(reader="ana", row=2), read(reader="ana", a=11, row=3)])
    assert sheet.because.startswith("Readings by ana (row 2) and ana (row 3) differ")


def test_what_one_reader_left_open_the_other_completes() -> None:
    first = Reading(table="1", counts=Counts.of({"A": 3}), reader="ana")
    second = Reading(table="1", counts=Counts.of({"A": 3, "B": 4}, valid=7), reader="ben")
    (sheet,) = settle([first, second])
    assert sheet.counts == Counts.of({"A": 3, "B": 4}, valid=7)
    (sheet,) = settle([first, second], double=True)
    assert sheet.because == "Votes for B: read by one reader; two must agree."


def test_signatures_and_features_are_those_that_readers_saw() -> None:
    seen = [replace(read(reader="ana"), signatures=2), replace(read(reader="ben"), signatures=4)]
    (sheet,) = settle([replace(seen[0], features="found"), seen[1]])
    assert (sheet.signatures, sheet.features) == (4, "found")
    (sheet,) = settle([replace(seen[0], features="found"), replace(seen[1], features="not_found")])
    assert sheet.features == "differ"


def test_one_picture_under_two_tables_counts_for_neither() -> None:
    one, two, three = settle([read("1", image="ab"), read("2", image="ab"), read("3", image="cd")])
    assert one.because == "The same picture stands under 2 too."
    assert two.because == "The same picture stands under 1 too."
    assert three.counts is not None


def test_two_sheets_of_a_table_count_once_or_wait() -> None:
    (alike,) = settle([read(image="ab"), read(image="cd")])
    assert alike.counts == read().counts
    assert "2 sheets of this table, counted once." in alike.notes
    (apart,) = settle([read(image="ab"), read(image="cd", b=6)])
    assert apart.counts is None
    assert apart.because.startswith("Two sheets of this table differ: votes for B")


FORM = CodeForm(separators="!,", fields=("table", "A", "A", "B", "-", "null"))


def test_fields_of_one_candidate_are_added() -> None:
    table, counts = read_code("0107!10,20,7!x!3", FORM)
    assert table == "0107"
    assert counts == Counts.of({"A": 30, "B": 7}, null=3)


@pytest.mark.parametrize(
    ("text", "why"),
    [("0107!10,20", "3 fields"), ("0107!10,x,7!-!3", "“x”"), ("0107!1,2,3!-!3!9", "7 fields")],
)
def test_a_code_of_another_form_is_refused(text: str, why: str) -> None:
    with pytest.raises(InputError, match=why):
        read_code(text, FORM)


@pytest.mark.parametrize("text", ["", "separators = 1", "fields = ['A']", "separators = '!'\n["])
def test_a_form_says_what_it_lacks(text: str) -> None:
    with pytest.raises(InputError, match="form of the code"):
        code_form(text)
