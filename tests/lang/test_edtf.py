from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hechos.lang.edtf import earliest_latest, gap_days, overlaps, published_before


@pytest.mark.parametrize(
    ("edtf", "low", "high"),
    [
        ("2025", date(2025, 1, 1), date(2025, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2024-02-03", date(2024, 2, 3), date(2024, 2, 3)),
        ("2024-02-03~", date(2024, 2, 3), date(2024, 2, 3)),
        ("199X", date(1990, 1, 1), date(1999, 12, 31)),
        ("2025-01/2025-08", date(2025, 1, 1), date(2025, 8, 31)),
        ("2024-07-28/..", date(2024, 7, 28), None),
        ("../2018-03", None, date(2018, 3, 31)),
        ("{2021-01-06,2021-01-09}", date(2021, 1, 6), date(2021, 1, 9)),
        ("2024-07-28T10:00:00Z", date(2024, 7, 28), date(2024, 7, 28)),
        ("XXXX-07-28", None, None),
        ("", None, None),
        ("nonsense", None, None),
        ("2024-13", None, None),
    ],
)
def test_an_edtf_string_covers_days(edtf: str, low: date | None, high: date | None) -> None:
    assert earliest_latest(edtf) == (low, high)


@pytest.mark.parametrize(
    ("one", "other", "together", "gap"),
    [
        ("2021-01-06/2021-01-09", "2021-01", True, 0),
        ("2021-01-09", "2021-01-10", False, 1),
        ("2021", "2023", False, 366),
        ("2014/..", "2020-05", True, 0),
        ("2014/..", "2013-12-31", False, 1),
        ("../2018", "2020", False, 366),
        ("../2018", "2014/..", True, 0),
        ("XXXX-01-06", "2021-01-06", False, None),
        ("", "2021", False, None),
    ],
)
def test_dates_overlap_or_part(one: str, other: str, together: bool, gap: int | None) -> None:
    assert overlaps(one, other) is overlaps(other, one) is together
    assert gap_days(one, other) == gap_days(other, one) == gap


@pytest.mark.parametrize(
    ("edtf", "published", "before"),
    [
        ("2021-01", "2021-02-18", True),
        ("2021-02", "2021-02-18", False),
        ("2014/..", "2021-02-18", False),
        ("", "2021", False),
    ],
)
def test_a_date_lies_before_publication(edtf: str, published: str, before: bool) -> None:
    assert published_before(edtf, published) is before


@given(st.text(max_size=24))
def test_any_string_is_answered(text: str) -> None:
    low, high = earliest_latest(text)
    assert all(day is None or isinstance(day, date) for day in (low, high))
    assert overlaps(text, "2020") in (True, False)
