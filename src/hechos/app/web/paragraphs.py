"""The paragraphs of a text."""

from __future__ import annotations

import re

from hechos.records import Text, TextSpan

PARAGRAPH = re.compile(r"\n[^\S\n]*\n\s*")
"""What stands between two."""


def around(text: Text, span: TextSpan, reach: int = 700) -> tuple[str, str]:
    """Return the rest of the paragraph before and after a passage, cut at `reach`."""
    body = text.body
    before = body[max(0, span.start - reach) : span.start]
    after = body[span.end : span.end + reach]
    gaps = list(PARAGRAPH.finditer(before))
    if gaps:
        before = before[gaps[-1].end() :]
    elif span.start > reach:
        before = "…" + before
    gap = PARAGRAPH.search(after)
    if gap:
        after = after[: gap.start()]
    elif span.end + reach < len(body):
        after += "…"
    return before, after
