"""The words of statements in the language of the person who looks, else in English."""

from __future__ import annotations

import functools

from django.utils.translation import get_language

from hechos.errors import InputError
from hechos.reporting.rules import ReportRules


def spoken() -> ReportRules:
    return _written((get_language() or "en").partition("-")[0])


@functools.cache
def _written(language: str) -> ReportRules:
    try:
        return ReportRules.load(language)
    except InputError:
        return ReportRules.load()
