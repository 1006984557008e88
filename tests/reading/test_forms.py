"""Transcripts and tables: their words, and the way back to time or cell."""

from __future__ import annotations

import csv
import datetime as dt
import io
import itertools
import zipfile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.reading.conftest import ReadBytes

from hechos.errors import UnreadableSourceError
from hechos.reading.forms.table import cells_of, read_csv
from hechos.reading.forms.transcript import cues, read_transcript
from hechos.reading.rules import ReadingRules

SRT = """1
00:00:01,000 --> 00:00:03,500
The harbour office said

2
00:00:03,600 --> 00:00:06,000
that <i>nine boats</i> stayed at sea.

3
00:01:10,250 --> 00:01:12,000
{\\an8}- Nobody had warned them.
"""
VTT = """WEBVTT - Harbour

NOTE a remark of the maker

STYLE
::cue { color: red }

intro
00:01.000 --> 00:03.000 align:start
<v Marta Ilves>The lamps broke.

00:03.100 --> 00:05.000
<v Marta Ilves>All four of them.

1:00:05.100 --> 1:00:06.000
<v.loud Jonas Berg>Who says so?
"""


def at(text_map: tuple[tuple[int, str], ...], body: str) -> dict[str, str]:
    """Return for each place of the map the words that begin there."""
    ends = [start for start, _ in text_map[1:]] + [len(body)]
    return {
        where: body[start:end].strip() for (start, where), end in zip(text_map, ends, strict=True)
    }


def test_a_sentence_cut_into_cues_is_one_sentence(read: ReadBytes) -> None:
    text = read(SRT, "talk.srt").text
    assert text is not None
    assert text.kind == "transcript"
    assert text.body == (
        "The harbour office said that nine boats stayed at sea.\n\nNobody had warned them."
    )
    assert at(text.map, text.body) == {
        "time:1000": "The harbour office said",
        "time:3600": "that nine boats stayed at sea.",
        "time:70250": "Nobody had warned them.",
    }


def test_speakers_of_webvtt_are_named_where_they_begin(read: ReadBytes) -> None:
    text = read(VTT, "talk.vtt").text
    assert text is not None
    assert text.body == (
        "Marta Ilves: The lamps broke. All four of them.\n\nJonas Berg: Who says so?"
    )
    assert text.map[-1][1] == "time:3605100"


def test_a_text_that_only_bears_the_name_is_read_as_text(read: ReadBytes) -> None:
    text = read("There are no times here, only words about nine boats.", "note.srt").text
    assert text is not None
    assert text.kind == "original"


def test_cues_without_words_are_a_failure(read: ReadBytes) -> None:
    with pytest.raises(UnreadableSourceError):
        read_transcript("1\n00:00:01,000 --> 00:00:02,000\n<i></i>\n")


@given(st.text(max_size=200))
def test_any_text_is_taken_for_cues_without_a_fault(body: str) -> None:
    assert all(0 <= cue.start <= cue.end for cue in cues(body))


def workbook(**sheets: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_each_cell_of_a_workbook_is_found_again(read: ReadBytes) -> None:
    data = workbook(
        Boats=[
            ["name", "day", "lost"],
            ["Gull", dt.date(2019, 5, 3), 2.0],
            [None, None, None],
        ],
        Lamps=[["place"], ["old\npier"]],
    )
    text = read(data, "list.xlsx").text
    assert text is not None
    assert text.body == (
        "Boats\n\nname\tday\tlost\n\nGull\t2019-05-03\t2\n\nLamps\n\nplace\n\nold pier"
    )
    cells = {(s, r, c): start for start, s, r, c in cells_of(text.map)}
    assert text.body.startswith("2019-05-03", cells["Boats", 2, 2])
    assert text.body.startswith("old pier", cells["Lamps", 2, 1])


def test_a_formula_is_not_evaluated(read: ReadBytes) -> None:
    data = workbook(One=[["=1+1", "kept words"], ['=HYPERLINK("http://nowhere.invalid")', "more"]])
    text = read(data, "list.xlsx").text
    assert text is not None
    assert "=" not in text.body
    assert "kept words" in text.body


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_table_in_a_text_file_keeps_its_cells(mark: str, rules: ReadingRules) -> None:
    body = mark.join(["name", "note"]) + "\r\n" + mark.join(["Gull", f'"two{mark} words"']) + "\r\n"
    found = read_csv(body, rules)
    cells = {(r, c): start for start, _, r, c in cells_of(found.map)}
    assert found.body.startswith(f"two{mark} words" if mark != "\t" else "two words", cells[2, 2])


def test_a_cell_is_a_value_or_a_sentence_of_its_own(read: ReadBytes) -> None:
    remark = "She was seen alive at the pier on 4 May."
    body = f"name,how,remark\nGull,died in custody,{remark}\nTern,killed,Shot by guards.\n"
    text = read(body.encode(), "list.csv").text
    assert text is not None
    said = {text.body[s.start : s.end]: s.kind.value for s in text.segments}
    assert {words for words, kind in said.items() if kind == "body"} == {remark, "Shot by guards."}
    assert said["died in custody"] == said["killed"] == said["name"] == "cell"


def test_a_table_of_values_has_no_language_and_waits_for_none(read: ReadBytes) -> None:
    found = read(b"nome,idade\nGaivota Preta,34\nAndorinha,9\n", "list.csv")
    assert found.text is not None
    assert found.text.language == "und"
    assert not found.warnings


@given(
    st.lists(
        st.lists(st.text("ab,;\"'\n =", max_size=6), min_size=1, max_size=4), min_size=1, max_size=5
    )
)
def test_every_cell_begins_where_the_map_says(rows: list[list[str]]) -> None:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    try:
        found = read_csv(out.getvalue(), ReadingRules.load())
    except UnreadableSourceError:
        return
    starts = [start for start, *_ in cells_of(found.map)]
    assert starts == sorted(set(starts))
    assert all(start == 0 or found.body[start - 1] in "\t\n" for start in starts)
    assert all(not found.body[start].isspace() for start in starts)
    assert [cell.start for cell in found.cells] == starts
    joined = {found.body[a.end : b.start] for a, b in itertools.pairwise(found.cells)}
    assert joined <= {"\t", "\n\n"}


def test_a_workbook_that_unpacks_without_end_is_not_opened(read: ReadBytes) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 60_000_000)
    failure = read(out.getvalue(), "list.xlsx").failure
    assert failure is not None
    assert failure.code == "zip_bomb"
    assert "workbook" in failure.sentence


def test_a_damaged_workbook_is_a_failure(read: ReadBytes) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook")
    failure = read(out.getvalue(), "list.xlsx").failure
    assert failure is not None
    assert failure.code == "damaged"
