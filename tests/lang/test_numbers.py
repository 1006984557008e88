from __future__ import annotations

import csv
import re
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hechos.errors import LexiconError
from hechos.lang.lexicon import load_toml
from hechos.lang.numbers import NumberSpan, find_numbers
from hechos.records import Bound, Number

LANGUAGES = ("en", "es", "pt")
DATA = Path(__file__).parent / "data"


def cases(kind: str) -> list[tuple[str, str, str]]:
    found = []
    for language in LANGUAGES:
        with (DATA / f"{kind}.{language}.csv").open(encoding="utf-8", newline="") as lines:
            found += [(language, row["text"], row["expected"]) for row in csv.DictReader(lines)]
    return found


def plain(number: Number | None) -> str:
    return "-" if number is None else f"{number:g}" if isinstance(number, float) else str(number)


def shown(span: NumberSpan) -> str:
    """Render a span as the tables write it: VERBATIM = KIND [BOUND LOW HIGH POINT FLAGS]."""
    quantity = span.quantity
    if span.kind not in ("count", "share"):
        return f"{quantity.verbatim} = {span.kind}"
    flags = [name for name in ("more", "of_them") if getattr(span, name)]
    flags += [span.reason] if span.reason else []
    flags += [f"previous:{span.previous.verbatim}"] if span.previous else []
    flags += [name for name in ("low_open", "high_open") if getattr(quantity, name)]
    ends = [plain(n) for n in (quantity.low, quantity.high, quantity.point)]
    return " ".join([f"{quantity.verbatim} = {span.kind} {quantity.bound.value}", *ends, *flags])


@pytest.mark.parametrize(("language", "text", "expected"), cases("numbers"))
def test_every_number_of_the_table_is_read_and_nothing_else(
    language: str, text: str, expected: str
) -> None:
    spans = find_numbers(text, language=language)
    assert "; ".join(shown(s) for s in spans if s.kind not in ("date", "year")) == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_tables_are_large_enough(language: str) -> None:
    rows_of_one = [text for code, text, _ in cases("numbers") if code == language]
    assert len(set(rows_of_one)) >= 150


def marked(example: str) -> tuple[str, int, int]:
    start, end = example.index("["), example.index("]") - 1
    return example.replace("[", "").replace("]", ""), start, end


def rows(table: str) -> list[tuple[str, dict[str, object], str]]:
    found = []
    for language in LANGUAGES:
        toml = load_toml(files("hechos.lang") / "data" / f"numbers.{language}.toml")
        found += [(language, row, ex) for row in toml[table] for ex in row["examples"]]
    return found


@pytest.mark.parametrize(("language", "row", "example"), rows("bound"))
def test_a_bound_is_read_in_its_example(
    language: str, row: dict[str, object], example: str
) -> None:
    text, start, end = marked(example)
    span = next(s for s in find_numbers(text, language=language) if s.start == start)
    assert (span.end, span.quantity.bound) == (end, row["bound"])
    if row.get("below"):
        assert span.quantity.high == (span.quantity.point or 0) - 1


@pytest.mark.parametrize(
    ("language", "row", "example"), [*rows("kind"), *(r for r in rows("shape"))]
)
def test_a_kind_is_told_with_its_reason_in_its_example(
    language: str, row: dict[str, object], example: str
) -> None:
    text, start, end = marked(example)
    kind = row["kind"] if row["reason"] or row["kind"] == "share" else "count"
    found = [s for s in find_numbers(text, language=language) if s.start < end and start < s.end]
    assert [s.kind for s in found] == [kind]
    assert bool(found[0].reason) == (kind not in ("count", "share"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("table", ["bound"])
def test_every_bound_phrase_changes_the_bound(language: str, table: str) -> None:
    toml = load_toml(files("hechos.lang") / "data" / f"numbers.{language}.toml")
    for row in toml[table]:
        for phrase in row.get("before", []):
            if re.search(r"[\[(?\\]", phrase):
                continue
            (span,) = find_numbers(f"{phrase} 40 casas", language=language)
            assert span.quantity.bound is Bound(row["bound"]), phrase
            assert span.start == 0, phrase


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("en", "2,400", 2400),
        ("es", "2.400", 2400),
        ("pt", "2.400", 2400),
        ("es", "2.400,5", 2400.5),
    ],
)
def test_digits_follow_the_language(language: str, text: str, value: float) -> None:
    (span,) = find_numbers(f"x {text} casas", language=language)
    assert span.quantity.point == value


@pytest.mark.parametrize("space", ["\u00a0", "\u2009", "\u202f", " ", "'", "’"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_spaces_and_apostrophes_may_group_thousands(language: str, space: str) -> None:
    (span,) = find_numbers(f"ante 12{space}000 casas", language=language)
    assert (span.quantity.low, span.quantity.verbatim) == (12_000, f"12{space}000")


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "28 400 people"), ("en", "28 412 people")],
)
def test_in_english_a_blank_joins_only_zeros(language: str, text: str) -> None:
    assert [s.quantity.low for s in find_numbers(text, language=language)][:1] == [28]


def test_the_other_languages_decimal_is_no_count() -> None:
    (span,) = find_numbers("some 2.400 houses", language="en")
    assert (span.kind, span.quantity.point) == ("decimal", 2.4)


def test_an_unknown_language_is_an_error_with_a_sentence() -> None:
    with pytest.raises(LexiconError, match="no number grammar"):
        find_numbers("7", language="xx")


@given(value=st.integers(0, 999_999), language=st.sampled_from(LANGUAGES))
def test_grouped_digits_mean_their_value(value: int, language: str) -> None:
    sign = "," if language == "en" else "."
    text = f"{value:,}".replace(",", sign)
    (span,) = find_numbers(f"( {text} )", language=language)
    assert span.quantity.low == span.quantity.high == value


UNITS = {
    "en": "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
    " fifteen sixteen seventeen eighteen nineteen",
    "es": "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince"
    " dieciséis diecisiete dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro"
    " veinticinco veintiséis veintisiete veintiocho veintinueve",
    "pt": "zero um dois três quatro cinco seis sete oito nove dez onze doze treze catorze quinze"
    " dezesseis dezessete dezoito dezenove",
}
TENS = {
    "en": "- - twenty thirty forty fifty sixty seventy eighty ninety",
    "es": "- - veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa",
    "pt": "- - vinte trinta quarenta cinquenta sessenta setenta oitenta noventa",
}
HUNDREDS = {
    "es": "- ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos"
    " ochocientos novecientos",
    "pt": "- cento duzentos trezentos quatrocentos quinhentos seiscentos setecentos oitocentos"
    " novecentos",
}
BETWEEN_TENS = {"en": "-", "es": " y ", "pt": " e "}
BEHIND_HUNDRED = {"en": " and ", "es": " ", "pt": " e "}


def below_hundred(value: int, language: str) -> str:
    units = UNITS[language].split()
    if value < len(units):
        return units[value]
    tens, unit = TENS[language].split()[value // 10], value % 10
    return tens + (BETWEEN_TENS[language] + units[unit] if unit else "")


def below_thousand(value: int, language: str) -> str:
    hundred, rest = divmod(value, 100)
    if not hundred:
        return below_hundred(rest, language)
    if value == 100 and language != "en":
        return {"es": "cien", "pt": "cem"}[language]
    units = UNITS[language].split()
    head = f"{units[hundred]} hundred" if language == "en" else HUNDREDS[language].split()[hundred]
    return head + (BEHIND_HUNDRED[language] + below_hundred(rest, language) if rest else "")


def in_words(value: int, language: str) -> str:
    """Write 1 to 999,999 as a news text would."""
    thousands, rest = divmod(value, 1000)
    if not thousands:
        return below_thousand(rest, language)
    mil = "thousand" if language == "en" else "mil"
    head = mil if thousands == 1 and language != "en" else below_thousand(thousands, language)
    head = head if head == mil else f"{head} {mil}"
    joined = " e " if language == "pt" and (rest < 100 or rest % 100 == 0) else " "
    return head + (joined + below_thousand(rest, language) if rest else "")


@settings(max_examples=600, deadline=None)
@given(value=st.integers(2, 999_999) | st.integers(2, 2_000), language=st.sampled_from(LANGUAGES))
def test_number_words_mean_their_value(value: int, language: str) -> None:
    words = in_words(value, language)
    found = find_numbers(f"( {words} )", language=language)
    assert [(s.quantity.low, s.quantity.high, s.quantity.verbatim) for s in found] == [
        (value, value, words)
    ]


PIECES = st.sampled_from(
    [
        "at least",
        "más de",
        "pelo menos",
        "entre",
        "between",
        "and",
        "y",
        "e",
        "to",
        "a",
        "de",
        "mil",
        "million",
        "2,4",
        "2.400",
        "14",
        "0",
        "%",
        "per",
        "cent",
        "dos",
        "três",
        "twenty",
        "-",
        "three",
        "half",
        "medio",
        "dozen",
        "docenas",
        "de",
        "centenas",
        "years",
        "old",
        "años",
        "(",
        ")",
        "[",
        "]",
        "$",
        "+",
        "up",
        "from",
        "of",
        "them",
        "deles",
        "más",
        "more",
        "July",
        "28",
        "2014",
        "1999-",
        "/33",
        ":59",
        ",",
        ".",
        ";",
        "\n",
        "\xa0",
        "ﬁ",
        "İ",
        "٣",
        "一",
        "�",
    ]
)
TEXTS = st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=14).map(" ".join))


@settings(max_examples=300, deadline=None)
@given(text=TEXTS, language=st.sampled_from(LANGUAGES))
def test_any_text_gives_spans_that_fit_it(text: str, language: str) -> None:
    spans = find_numbers(text, language=language)
    done = 0
    for span in spans:
        assert done <= span.start < span.end <= len(text)
        done = span.end
        quantity = span.quantity
        assert quantity.verbatim == text[span.start : span.end]
        assert (quantity.start, quantity.end) == (span.start, span.end)
        assert span.reason or span.kind in ("count", "share")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "piece", ["1", "1,", "1 ", "12-", "one ", "mil ", "de 1 y ", "1.234.", "("]
)
def test_long_runs_cost_no_more_than_their_length(language: str, piece: str) -> None:
    spans = find_numbers(piece * 4000, language=language)
    assert all(s.end <= len(piece) * 4000 for s in spans)


@pytest.mark.parametrize("language", ["en", "es", "pt"])
@pytest.mark.parametrize("text", ["25 per 100–,000 br", "100-.000", "7–", "between 4–,5 and"])
def test_a_pair_with_one_number_is_no_range(text: str, language: str) -> None:
    for span in find_numbers(text, language=language):
        assert text[span.start : span.end] == span.quantity.verbatim
