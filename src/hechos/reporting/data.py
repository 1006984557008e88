"""A report as one canonical JSON document: the same tree as the page."""

from __future__ import annotations

from hechos.records import wire
from hechos.reporting.tree import Report


def render(report: Report) -> str:
    """Return the tree as JSON: sorted keys, no spaces, one line."""
    plain = wire.to_plain(report)
    return wire.canonical({"record": "Report", "v": wire.VERSION, **plain}) + "\n"
