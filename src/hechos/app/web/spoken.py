"""The words of statements in the language of the person who looks, else in English."""

from __future__ import annotations

import functools
from dataclasses import replace

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hechos.errors import InputError
from hechos.reporting.rules import ReportRules


def spoken() -> ReportRules:
    return _written((get_language() or "en").partition("-")[0])


@functools.cache
def _written(language: str) -> ReportRules:
    """Return the rules of the report without the names of the rules that proposed: a page says that
    one did, and the record as it is kept says which."""
    try:
        rules = ReportRules.load(language)
    except InputError:
        rules = ReportRules.load()
    said = _("proposed by a rule")
    sentence = {**rules.tables["sentence"], "proposed": said, "proposed_bare": said}
    return replace(rules, tables={**rules.tables, "sentence": sentence})
