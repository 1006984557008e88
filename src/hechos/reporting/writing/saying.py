"""Sentences of stages in the language of the report: templates are looked up in
data/said.<language>.toml, numbers and days are written as that language writes them."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from datetime import date
from string import Formatter
from typing import Any

from hechos.lang.said import Said, filled, from_plain, in_english
from hechos.records import Estimate
from hechos.reporting.rules import ReportRules
from hechos.reporting.tree import Bound, Foreign
from hechos.reporting.writing.calendar import date_words

ENGLISH = "en"


def say(text: str, rules: ReportRules) -> str:
    """Return a sentence in the language of the rules; as it is where it cannot be said in it."""
    return said_in(text, rules) or text


def said_in(text: str, rules: ReportRules) -> str | None:
    """Return a sentence in the language of the rules; None where it holds English words that
    nobody translated, or is kept as mere text."""
    if rules.language == ENGLISH:
        return text
    if not isinstance(text, Said):
        return None
    try:
        return _say(text, rules)
    except LookupError:
        return None


def sentences_of(estimate: Estimate) -> Mapping[str, str]:
    """Return by their text the sentences of an estimate that it keeps taken apart; what no version
    of the code wrote is none."""
    try:
        return _apart(estimate.said)
    except TypeError:  # what cannot be hashed is no plain form of a sentence
        return {}


@functools.lru_cache(maxsize=128)
def _apart(said: tuple[Any, ...]) -> Mapping[str, str]:
    return {one: one for one in map(from_plain, said) if one is not None}


def named(estimate: Estimate, name: str, rules: ReportRules) -> str:
    """Return what a row of an estimate is called; names of data stay as they are."""
    return say(sentences_of(estimate).get(name, name), rules)


def told(estimate: Estimate, sentence: str, rules: ReportRules, *, kind: str) -> Bound:
    """Return a sentence of an estimate bound to it, in English where it was kept as mere text."""
    text = sentences_of(estimate).get(sentence, sentence)
    return bound_in(text, rules, kind=kind, to=(estimate.id,))


def bound_in(text: str, rules: ReportRules, *, kind: str, to: tuple[str, ...]) -> Bound:
    """Return a sentence in the language of the rules, bound; marked as English where it cannot be
    said in it."""
    said = said_in(text, rules)
    if said is None:
        return Foreign(text=text, kind=kind, to=to, language=ENGLISH)
    return Bound(text=said, kind=kind, to=to)


def _say(text: Said, rules: ReportRules) -> str:
    template = rules.said.get(text.template)
    if template is None:
        if not is_bare(text.template):
            raise LookupError(text.template)
        template = text.template
    return filled(template, text.values, lambda value, form: _put(value, form, rules))


def is_bare(template: str) -> bool:
    """Whether a template has no words of its own, only fields and what stands between them."""
    parsed = Formatter().parse(template)
    return not any(letter.isalpha() for words, *_ in parsed for letter in words)


def _put(value: Any, form: str, rules: ReportRules) -> str:
    if isinstance(value, Said):
        return _say(value, rules)
    if isinstance(value, str):
        return value
    if isinstance(value, date):
        return date_words(value.isoformat(), rules)
    group, decimal = rules.word("number", "group"), rules.word("number", "decimal")
    written = in_english(value, form).translate({ord(","): group, ord("."): decimal})
    return f"{written[:-1]} %" if written.endswith("%") else written
