from __future__ import annotations

import csv
import datetime as dt
import functools
import warnings
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hechos.errors import LexiconError
from hechos.lang.dates import DateSpan, find_dates
from hechos.lang.edtf import earliest_latest
from hechos.lang.lexicon import load_toml
from hechos.records import Basis

with warnings.catch_warnings():  # the validator calls pyparsing by names that it calls old
    warnings.simplefilter("ignore")
    from edtf_validate import valid_edtf

LANGUAGES = ("en", "es", "pt")
DATA = Path(__file__).parent / "data"
PUBLISHED = "2019-03-20"  # a Wednesday


def cases() -> list[tuple[str, str, str, str]]:
    found = []
    for language in LANGUAGES:
        with (DATA / f"dates.{language}.csv").open(encoding="utf-8", newline="") as lines:
            rows = csv.DictReader(lines)
            found += [(language, r["text"], r["expected"], r["rejected"]) for r in rows]
    return found


@functools.cache
def is_valid(edtf: str) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return bool(valid_edtf.is_valid(edtf))


def shown(span: DateSpan) -> str:
    """Render a span as the tables write it: VERBATIM = EDTF BASIS [relative]."""
    text = f"{span.when.verbatim} = {span.when.edtf} {span.when.basis.value}"
    return f"{text} relative" if span.relative else text


@pytest.mark.parametrize(("language", "text", "expected", "rejected"), cases())
def test_every_date_of_the_table_is_read_and_nothing_else(
    language: str, text: str, expected: str, rejected: str
) -> None:
    spans = find_dates(text, language=language, published=PUBLISHED)
    assert "; ".join(shown(span) for span in spans) == expected
    every = find_dates(text, language=language, published=PUBLISHED, rejected=True)
    reasons = [f"{span.when.verbatim}: {span.reason}" for span in every if span.reason]
    assert "; ".join(reasons) == rejected
    assert all(is_valid(span.when.edtf) for span in spans)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_tables_are_large_enough(language: str) -> None:
    assert sum(1 for case in cases() if case[0] == language) >= 150


def rows() -> list[tuple[str, str]]:
    found = []
    for language in LANGUAGES:
        toml = load_toml(files("hechos.lang") / "data" / f"dates.{language}.toml")
        for row in [*toml["part"], *toml["relative"]]:
            found += [(language, example) for example in row["examples"]]
    return found


@pytest.mark.parametrize(("language", "example"), rows())
def test_an_entry_is_read_in_its_example(language: str, example: str) -> None:
    start, end = example.index("["), example.index("]") - 1
    text = example.replace("[", "").replace("]", "")
    spans = find_dates(text, language=language, published=PUBLISHED)
    assert (spans[-1].start, spans[-1].end) == (start, end)


@pytest.mark.parametrize(
    ("language", "text", "edtf"),
    [
        ("en", "It fell on July 28.", "XXXX-07-28"),
        ("es", "Cayó el 28 de julio.", "XXXX-07-28"),
        ("pt", "Caiu em julho.", "XXXX-07"),
        ("es", "Entre el 6 y el 9 de enero.", "XXXX-01-06/XXXX-01-09"),
        ("es", "Desde el 6 de enero.", "XXXX-01-06"),
        ("en", "Since the 1990s.", "1990/.."),
    ],
)
def test_without_a_publication_date_the_year_stays_open(
    language: str, text: str, edtf: str
) -> None:
    (span,) = find_dates(text, language=language)
    assert (span.when.edtf, span.when.basis) == (edtf, Basis.EXPLICIT)


@pytest.mark.parametrize(
    ("language", "text"), [("en", "on Friday"), ("es", "ayer"), ("pt", "no ano passado")]
)
def test_without_a_publication_date_deictic_words_say_nothing(language: str, text: str) -> None:
    assert find_dates(f"Foi {text}.", language=language) == ()


@pytest.mark.parametrize(
    ("published", "edtf"),
    [
        ("2025-09-22", "2025-07-28"),
        ("2025-07", "2025-07-28"),
        ("2025", "2025-07-28"),
        ("2025-07-27", "2024-07-28"),
        ("2025-07-28", "2025-07-28"),
    ],
)
def test_a_day_is_the_latest_one_not_after_publication(published: str, edtf: str) -> None:
    (span,) = find_dates("the July 28 vote", language="en", published=published)
    assert (span.when.edtf, span.when.basis) == (edtf, Basis.RESOLVED)


@pytest.mark.parametrize(
    "text", ["31 June 2019", "30 de febrero de 2019", "0 May 2019", "2019-13-01"]
)
def test_impossible_days_are_no_dates_of_that_day(text: str) -> None:
    for language in LANGUAGES:
        for span in find_dates(text, language=language, published=PUBLISHED):
            assert is_valid(span.when.edtf)
            assert len(span.when.edtf) < 10


def test_an_unknown_language_is_an_error_with_a_sentence() -> None:
    with pytest.raises(LexiconError, match="no date grammar"):
        find_dates("2019", language="xx")


PIECES = st.sampled_from(
    [
        "January",
        "enero",
        "de",
        "março",
        "May",
        "Mar.",
        "28",
        "6",
        "9",
        "31",
        "and",
        "y",
        "e",
        "to",
        "a",
        "al",
        "–",
        "-",
        "2014",
        "2019,",
        "1990s",
        "since",
        "desde",
        "hasta",
        "até",
        "between",
        "entre",
        "el",
        "o",
        "early",
        "mid-",
        "finales",
        "início",
        "first half of",
        "Friday",
        "viernes",
        "sexta-feira",
        "(26)",
        "last",
        "pasado",
        "year",
        "año",
        "ano",
        "days",
        "días",
        "hace",
        "dos",
        "ago",
        "two",
        "ayer",
        "2019-03-08",
        "28/07/2024",
        "00/00/2000",
        "primero",
        "1º",
        ",",
        ".",
        "\n",
        "\xa0",
        "İ",
        "٣",
        "�",
    ]
)
TEXTS = st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=12).map(" ".join))
WHEN = st.one_of(st.none(), st.dates().map(str), st.sampled_from(["2019", "2019-03", "", "x"]))


@settings(max_examples=400, deadline=None)
@given(text=TEXTS, language=st.sampled_from(LANGUAGES), published=WHEN)
def test_any_text_gives_valid_dates_that_fit_it(
    text: str, language: str, published: str | None
) -> None:
    done = 0
    for span in find_dates(text, language=language, published=published):
        assert done <= span.start < span.end <= len(text)
        done = span.end
        assert span.when.verbatim == text[span.start : span.end]
        assert (span.when.start, span.when.end) == (span.start, span.end)
        assert is_valid(span.when.edtf), span.when.edtf
        low, high = earliest_latest(span.when.edtf)
        assert low is None or high is None or low <= high


@given(
    day=st.dates(min_value=dt.date(1950, 1, 1), max_value=dt.date(2100, 12, 31)),
    language=st.sampled_from(LANGUAGES),
)
def test_an_iso_date_is_read_as_it_stands(day: object, language: str) -> None:
    spans = find_dates(f"({day})", language=language)
    assert [span.when.edtf for span in spans] == [str(day)]
