from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hechos.counting.tallies.files.bulletins import bulletins_of_rows, bulletins_of_toml
from hechos.counting.tallies.files.columns import Row, column_map, columns_of, whole_number
from hechos.counting.tallies.files.rows import read_sheets, read_tables
from hechos.counting.tallies.qr import CodeForm
from hechos.counting.tallies.sheets import QR, Counts
from hechos.errors import InputError


def rows(*cells: str, head: str = "mesa,A,B,válidos,nulos") -> list[Row]:
    names = head.split(",")
    return [
        (number, dict(zip(names, line.split(","), strict=False)))
        for number, line in enumerate(cells, start=2)
    ]


def test_columns_are_known_by_their_headings() -> None:
    found = columns_of(rows("1,3,4,7,0,dry", head="mesa,A,B,válidos,nulos,notes"))
    assert (found.table, found.candidates, found.left_out) == (("mesa",), ("A", "B"), ("notes",))
    assert dict(found.fields) == {"valid": "válidos", "null": "nulos"}


def test_a_map_says_what_headings_do_not() -> None:
    head = "COD,CENTRO,MESA,EG,NM,PAR,EDO"
    given_map = column_map(
        'table = ["CENTRO", "MESA"]\ncandidates = ["EG", "NM"]\n'
        '[places]\nparish = "PAR"\nstate = "EDO"\n'
    )
    read = read_sheets(rows("9,5,1,30,12,Sur,Alder", head=head), columns=given_map)
    assert read.readings[0].counts == Counts.of({"EG": 30, "NM": 12})
    assert read.tables[0].id == "5 / 1"
    assert read.tables[0].places[:2] == (("state", "Alder"), ("parish", "Sur"))
    assert read.columns.left_out == ("COD",)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('table = "x"\ncandidates = ["Z"]', "no column “Z”"),
        ("", "which polling table"),
        ("table = 5", "heading that is no text"),
        ("valid = 5", "heading that is no text"),
        ("candidates = [1]", "heading that is no text"),
        ("places = 3", "places as a table"),
        ("winner = 'A'", "no “winner”"),
        ("[", "no TOML"),
    ],
)
def test_a_map_that_does_not_fit_is_told(text: str, why: str) -> None:
    with pytest.raises(InputError, match=why):
        columns_of(rows("1,3,4,7,0", head="x,A,B,v,n"), column_map(text))


def test_bad_rows_are_kept_as_failed_and_the_rest_goes_on() -> None:
    read = read_sheets(rows("1,3,4,7,0", "2,3x,4,7,0", ",3,4,7,0", "4,,,,", "5,-3,4,7,0"))
    assert [one.table for one in read.readings] == ["1"]
    assert [(one.row, one.because) for one in read.failed] == [
        (3, "“3x” for “A” is no whole number."),
        (4, "The row does not say which polling table it is of."),
        (5, "The row states no number of votes."),
        (6, "“-3” for “A” is no whole number."),
    ]


def test_an_empty_cell_is_no_zero() -> None:
    read = read_sheets(rows("1,3,,7,"))
    assert read.readings[0].counts == Counts.of({"A": 3}, valid=7)


FORM = CodeForm(separators="!", fields=("table", "a", "b", "null"))
HEAD = "mesa,A,B,qr"


def test_the_code_is_one_more_reading_in_the_names_of_the_sheet() -> None:
    read = read_sheets(rows("1,3,4,1!3!4!0", "2,,,2!5!6!1", head=HEAD), code=FORM)
    assert [(one.table, one.reader) for one in read.readings] == [("1", ""), ("1", QR), ("2", QR)]
    assert read.readings[2].counts == Counts.of({"A": 5, "B": 6}, null=1)


def test_a_row_whose_code_names_another_table_is_not_counted() -> None:
    read = read_sheets(rows("1,3,4,7!3!4!0", "2,3,4,what", head=HEAD), code=FORM)
    assert [one.table for one in read.readings] == ["2"]
    assert [one.because for one in read.failed] == [
        "The row is of table 1, the code on its sheet of 7.",
        "The code has 1 fields; its form has 4.",
    ]


def test_a_table_that_stands_twice_with_other_words_is_told() -> None:
    tables, failed = read_tables(
        rows("1,Sur,300", "1,Sur,300", "1,Sur,301", "2,Sur,x", head="table,parish,electors")
    )
    assert [(table.id, table.electors) for table in tables] == [("1", 300)]
    assert [one.row for one in failed] == [4, 5]


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("", None),
        (" 7 ", 7),
        ("1.234", 1234),
        ("1,234,567", 1234567),
        ("1 234", 1234),
        ("12.0", 12),
    ],
)
def test_whole_numbers_are_read_as_people_write_them(words: str, number: int | None) -> None:
    assert whole_number(words, "A") == number


@pytest.mark.parametrize(
    "words", ["12.5", "1.234,5", "1,23", "-1", "x", "1.234,567", "٣x", "1e3", "9" * 21]
)
def test_what_is_no_whole_number_is_refused(words: str) -> None:
    with pytest.raises(InputError, match="no whole number"):
        whole_number(words, "A")


@given(st.integers(0, 10**9), st.sampled_from(",.' "))
def test_marks_of_thousands_do_not_matter(number: int, mark: str) -> None:
    assert whole_number(f"{number:,}".replace(",", mark), "A") == number


def test_bulletins_of_rows_and_of_toml_are_one() -> None:
    head = "seq,author,Estado,share,share_of,Ada,votos válidos,share:Ada"
    one = bulletins_of_rows(rows("1,Council,Alder,81.70,actas,30,50,60.0", head=head))
    other = bulletins_of_toml(
        'bulletin = [{seq = 1, author = "Council", places = {state = "Alder"}, share = 81.70, '
        'share_of = "tables", votes = {Ada = 30}, valid = 50, shares = {Ada = 60.0}}]'
    )
    assert one.bulletins == other.bulletins
    assert (one.failed, other.failed) == ((), ())
    assert str(one.bulletins[0].share) == "81.70"


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("[[bulletin]]\nauthor = 'x'", "no number of its own"),
        ("[[bulletin]]\nseq = 1\nturnout = 101", "0 to 100"),
        ("[[bulletin]]\nseq = 1\nturnout = nan", "0 to 100"),
        ("[[bulletin]]\nseq = 1\nvalid = 1.5", "no whole number"),
        ("[[bulletin]]\nseq = 1\nvotes = 3", "no table of names"),
        ("[[bulletin]]\nseq = 1\nwinner = 'x'", "no “winner”"),
        ("[[act]]\nkind = 'won'", "“won”"),
    ],
)
def test_a_bad_bulletin_fails_alone(words: str, why: str) -> None:
    found = bulletins_of_toml(f"{words}\n[[bulletin]]\nseq = 9")
    assert [one.seq for one in found.bulletins] == [9]
    assert len(found.failed) == 1
    assert why in found.failed[0].because
