"""How high a member may put a finding (domain.md §2.1)."""

from __future__ import annotations

from collections.abc import Iterable

from hechos.reporting.rules import ReportRules

UNREASONED = "P1"
"""The highest level that needs no reasons."""


def levels(rules: ReportRules) -> tuple[str, ...]:
    """Return the codes that a member may choose, the lowest first."""
    return rules.keys("ladder")


def rank(level: str, rules: ReportRules) -> int:
    """Return the place of a level; one that is not on the ladder stands below all."""
    known = levels(rules)
    return known.index(level) if level in known else -1


def least(found: Iterable[str], rules: ReportRules) -> str | None:
    return min(found, key=lambda level: rank(level, rules), default=None)
