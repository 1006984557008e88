"""Sentences of stages in the languages of the report."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from string import Formatter

import pytest

import hechos
from hechos.lang.said import Said
from hechos.reporting.rules import ReportRules
from hechos.reporting.writing.saying import is_bare, said_in, say

SOURCE = Path(hechos.__file__).parent
LANGUAGES = ("es", "fr", "pt")


def calls() -> Iterator[tuple[Path, ast.Call]]:
    """Yield where the code makes a sentence of its own words."""
    for path in sorted({*SOURCE.rglob("*.py")} - {SOURCE / "lang" / "said.py"}):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            called = node.func if isinstance(node, ast.Call) else None
            if isinstance(called, ast.Name) and called.id == "Said":
                yield path, node


def templates() -> set[str]:
    found = set()
    for path, call in calls():
        (template,) = call.args
        where = f"{path.relative_to(SOURCE)}:{call.lineno}"
        assert isinstance(template, ast.Constant), f"{where}: a template is written out"
        given = {one.arg for one in call.keywords}
        assert None in given or fields(template.value) == given, where
        found.add(template.value)
    return {one for one in found if not is_bare(one)}


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_of_the_code_is_translated_and_nothing_else(language: str) -> None:
    assert set(ReportRules.load(language).said) == templates()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_has_the_same_fields_and_parts_what_has_parts(language: str) -> None:
    for template, said in ReportRules.load(language).said.items():
        assert said.strip(), template
        assert forms(said) == forms(template), template


def forms(template: str) -> dict[str, str]:
    """Return the fields with their formats, those of several without what parts them."""
    parsed = ((name, form or "") for _, name, form, _ in Formatter().parse(template) if name)
    return {name: "|" if "|" in form else form.strip("^") for name, form in parsed}


def test_numbers_days_and_names_are_written_as_the_language_writes_them() -> None:
    inner = Said("{n} more", n=3)
    said = Said("In {strata:, | and }: {reason}", strata=("A", "B and C", "D", inner), reason=inner)
    spanish, french = ReportRules.load("es"), ReportRules.load("fr")
    assert say(said, spanish) == "En A, B and C, D y 3 más: 3 más"
    moved = Said("Without the list {name} the median moves by {moved:+.0%}.", name="X", moved=0.31)
    assert say(moved, french) == "Sans la liste X, la médiane se déplace de +31 %."
    band = Said("{low:,} to {high:,}, median {median:,}", low=1200, high=2500, median=1800)
    assert say(band, spanish) == "de 1.200 a 2.500, mediana 1.800"
    apart = Said(
        "{one} speaks of {first} to {last}, {other} of {begin} to {end}",
        one="A",
        first=date(2031, 5, 3),
        last=date(2031, 5, 4),
        other="B",
        begin=date(2032, 1, 1),
        end=date(2032, 1, 2),
    )
    assert apart == "A speaks of 2031-05-03 to 2031-05-04, B of 2032-01-01 to 2032-01-02"
    assert say(apart, spanish).startswith("A habla del 3 de mayo de 2031 al 4 de mayo")


def test_what_nobody_translated_is_said_in_english_as_a_whole() -> None:
    rules = ReportRules.load("pt")
    inside = Said("In {strata:, | and }: {reason}", strata=("A",), reason=Said("Unheard of."))
    assert said_in(inside, rules) is None
    assert say(inside, rules) == "In A: Unheard of."
    assert said_in("A text of earlier days.", rules) is None
    assert said_in("A text of earlier days.", ReportRules.load("en")) is not None
