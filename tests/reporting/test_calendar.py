from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hechos.reporting.build import ReportRules
from hechos.reporting.writing.calendar import date_words, days


@pytest.mark.parametrize(
    ("edtf", "start", "end", "words"),
    [
        ("2025-10-03", date(2025, 10, 3), date(2025, 10, 3), "3 October 2025"),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), "February 2024"),
        ("2018~", date(2018, 1, 1), date(2018, 12, 31), "about 2018"),
        ("2018-05?", date(2018, 5, 1), date(2018, 5, 31), "May 2018 (uncertain)"),
        ("2024-07-28/..", date(2024, 7, 28), None, "from 28 July 2024 on"),
        ("../2024", None, date(2024, 12, 31), "until 2024"),
        ("2021-01-06/2021-01-09", date(2021, 1, 6), date(2021, 1, 9), "6 to 9 January 2021"),
        ("2025-01/2025-08", date(2025, 1, 1), date(2025, 8, 31), "January to August 2025"),
        (
            "2024-12-30/2025-01-02",
            date(2024, 12, 30),
            date(2025, 1, 2),
            "30 December 2024 to 2 January 2025",
        ),
        (
            "2025-01-30/2025-02-02",
            date(2025, 1, 30),
            date(2025, 2, 2),
            "30 January to 2 February 2025",
        ),
        ("202X", date(2020, 1, 1), date(2029, 12, 31), "202X"),
        ("2025-09-22T16:59:00Z", date(2025, 9, 22), date(2025, 9, 22), "22 September 2025"),
    ],
)
def test_date_covers_its_days_and_is_said(
    edtf: str, start: date | None, end: date | None, words: str
) -> None:
    rules = ReportRules.load()
    span = days(edtf)
    assert (span.known, span.start, span.end) == (True, start, end)
    assert date_words(edtf, rules) == words


@pytest.mark.parametrize("edtf", ["", "yesterday", "2025-13", "2025-02-30", "2025/2024", "x/2025"])
def test_what_is_no_date_is_not_guessed(rules: ReportRules, edtf: str) -> None:
    assert not days(edtf).known
    assert date_words(edtf, rules) == (edtf or "date not known")


@given(st.dates(min_value=date(1000, 1, 1)))
def test_every_day_is_itself(day: date) -> None:
    span = days(day.isoformat())
    assert span.start == span.end == day


@given(st.text(max_size=24))
def test_any_text_is_taken_without_error(text: str) -> None:
    days(text)
    date_words(text, ReportRules.load())
