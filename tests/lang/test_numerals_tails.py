from __future__ import annotations

import re
from importlib.resources import files

import pytest

from hechos.lang.lexicon import load_toml
from hechos.lang.numerals.tails import tail_words

LANGUAGES = ("en", "es", "pt")


@pytest.mark.parametrize(
    ("pattern", "word", "fits"),
    [
        (r"\bat\s+least\s+", "least", True),
        (r"\bat\s+least\s+", "at", False),
        (r"\bat\s+least\s+", "leasty", False),
        (r"\bat\s+least\s+", "atleast", False),
        ("at least", "least,", True),
        ("contra(?: l[oa]s| el)?", "contra", True),
        ("contra(?: l[oa]s| el)?", "las", True),
        ("contra(?: l[oa]s| el)?", "el", True),
        (r"\bde\s+(?:entre\s+)?(?:apenas\s+|solo\s+)?", "entre", True),
        (r"\bde\s+(?:entre\s+)?(?:apenas\s+|solo\s+)?", "solo", True),
        (r"\bde\s+(?:entre\s+)?(?:apenas\s+|solo\s+)?", "de", True),
        (r"\bde\s+(?:entre\s+)?(?:apenas\s+|solo\s+)?", "en", False),
        (r"\barts\.\s+(?:\d+(?:,\s+|\s+and\s+))+", "7,", True),
        (r"\barts\.\s+(?:\d+(?:,\s+|\s+and\s+))+", "and", True),
        (r"(?=\s+(?:de|con)\s)(?<!pena)\s+(?:de|con)\s+", "con", True),
        (r"(?=\s+(?:de|con)\s)(?<!pena)\s+(?:de|con)\s+", "sin", False),
        (r"\d+\(", "14(", True),
        (r"[$€]\s?", "r$", True),
        (r"(?:\A|\n)[ \t]*\(?", "(", True),
        (r"(?:\A|\n)[ \t]*\(?", "word", False),
        ("(?P<pair>(?:de )?entre)", "entre", True),
    ],
)
def test_the_last_word_of_a_phrase_is_known(pattern: str, word: str, fits: bool) -> None:
    assert bool(tail_words([pattern])[word]) is fits


def test_each_pattern_answers_by_its_index() -> None:
    memory = tail_words([r"\bpage\s+", r"\b(?:page|line)\s+", r"\broom\s+"])
    assert [memory[word] for word in ("page", "line", "room", "tree")] == [(0, 1), (1,), (2,), ()]


def test_a_bracket_that_is_not_closed_is_an_error() -> None:
    with pytest.raises(ValueError, match="not closed"):
        tail_words(["(?:ab"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_rule_about_words_before_a_number_fires_without_its_last_word(language: str) -> None:
    toml = load_toml(files("hechos.lang") / "data" / f"numbers.{language}.toml")
    for row in toml["kind"]:
        if "before" not in row or "(?-i:" in row["before"]:
            continue
        pattern = re.compile(rf"(?!\B\w)(?:{row['before']})\Z")
        memory = tail_words([row["before"]])
        for example in row["examples"]:
            window = example.partition("[")[0].lower()
            if window.split() and pattern.search(window):
                assert memory[window.split()[-1]], (row["before"], window)
