"""The words of statements in the language of the person who looks, else in English; acts as the
stewards of the case that is open call them."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field, replace

from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hechos.app.casework.vocabularies import terms
from hechos.app.register.models import CaseHead
from hechos.errors import InputError
from hechos.reporting.rules import ReportRules
from hechos.reporting.writing.saying import ENGLISH, said_in


@dataclass
class _Case:
    """What the stewards of a case wrote of acts, read when it is first asked for."""

    head: CaseHead
    rules: dict[str, ReportRules] = field(default_factory=dict)
    _own: Mapping[str, terms.Entry] | None = None

    @property
    def own(self) -> Mapping[str, terms.Entry]:
        """Return the terms, which stay the same until the journal grows."""
        if self._own is None:
            kept = _KEPT.get(self.head.id)
            if kept is None or kept[0] != self.head.journal_length:
                kept = (self.head.journal_length, terms.own_entries(self.head, terms.ACTS))
                _KEPT[self.head.id] = kept
            self._own = kept[1]
        return self._own


_KEPT: dict[str, tuple[int, Mapping[str, terms.Entry]]] = {}
"""Of each case what it wrote of acts, and how long its journal was then."""
_CASE: ContextVar[_Case | None] = ContextVar("case of the words", default=None)


def speak_of(head: CaseHead | None) -> None:
    """Have acts called from here on, in this request, as this case calls them."""
    _CASE.set(_Case(head) if head else None)


def own_acts() -> Mapping[str, terms.Entry]:
    """Return the acts of the open case that its stewards wrote, by code, retired ones too."""
    case = _CASE.get()
    return case.own if case else {}


def spoken() -> ReportRules:
    language = (get_language() or "en").partition("-")[0]
    case = _CASE.get()
    if case is None or not case.own:
        return _written(language)
    if language not in case.rules:
        case.rules[language] = _with_acts(_written(language), case.own, language)
    return case.rules[language]


def _with_acts(rules: ReportRules, own: Mapping[str, terms.Entry], language: str) -> ReportRules:
    acts = dict(rules.tables["act"])
    for code, entry in own.items():
        called = entry.called(language)
        acts[code] = {**dict.fromkeys(_FORMS, called), **acts.get(code, {}), "name": called}
    return replace(rules, tables={**rules.tables, "act": acts})


_FORMS = ("name", "noun")


def say(text: str) -> str:
    """Return a sentence of a stage in the language of the page, marked as English where it cannot
    be said in it."""
    rules, language = spoken(), (get_language() or ENGLISH).partition("-")[0]
    words = said_in(text, rules) if rules.language == language else None
    return format_html('<span lang="{}">{}</span>', ENGLISH, text) if words is None else words


@functools.cache
def _written(language: str) -> ReportRules:
    """Return the rules of the report without names of rules and codes of standards: a page says
    that a rule proposed, and the record as it is kept says which."""
    try:
        rules = ReportRules.load(language)
    except InputError:
        rules = ReportRules.load()
    said = _("proposed by a rule")
    said_so = {"proposed": said, "proposed_bare": said, "standard_code": ""}
    sentence = {**rules.tables["sentence"], **said_so}
    return replace(rules, tables={**rules.tables, "sentence": sentence})
