"""Quotations: spans between quotation marks, paired within a line, with the marks."""

from __future__ import annotations

import re

_MARK = re.compile(r"[\"“”«»„\n]")
_OPEN, _CLOSE = "“«„", "”»"
_SHORTEST = 14


def find_quotes(body: str) -> tuple[tuple[int, int], ...]:
    """Return the quotations of more than a word or two; an unclosed one ends with its line."""
    found: list[tuple[int, int]] = []
    opened: int | None = None
    for match in _MARK.finditer(body):
        mark, at = match.group(), match.start()
        if mark == "\n" or mark in _CLOSE or (mark == '"' and opened is not None):
            if opened is not None and at + 1 - opened > _SHORTEST:
                found.append((opened, at + (mark != "\n")))
            opened = None
        elif opened is None:
            opened = at
    if opened is not None and len(body) - opened > _SHORTEST:
        found.append((opened, len(body)))
    return tuple(found)
