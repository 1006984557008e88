"""Passages: the clause or sentence that carries a claim, with its context and exact offsets."""

from __future__ import annotations

from hechos.coding.contents import trimmed
from hechos.coding.frames.document import Page
from hechos.coding.frames.phrases import Sentence
from hechos.records import Passage, TextSpan

_WHOLE = 220
_LEAST = 60
_CONTEXT = 32
_BREAKS = frozenset(',;:-()"')


def clause_of(sentence: Sentence, page: Page, span: tuple[int, int]) -> tuple[int, int]:
    """Return the sentence where it is short, else the clause around the span."""
    if sentence.end - sentence.start <= _WHOLE:
        return (sentence.start, sentence.end)
    breaks = [item.start for item in sentence.items if item.code in _BREAKS]
    start = max((b + 1 for b in breaks if b < span[0]), default=sentence.start)
    end = min((b for b in breaks if b >= span[1]), default=sentence.end)
    for b in sorted((b for b in breaks if b >= span[1]), reverse=False):
        if b - start >= _LEAST:
            end = b
            break
    else:
        end = sentence.end if sentence.end - start <= 2 * _WHOLE else end
    return trimmed((start, max(end, span[1])), page.body)


def passage_of(span: tuple[int, int], page: Page) -> Passage:
    start, end = span
    body = page.body
    return Passage(
        capture=page.text.capture,
        selector=TextSpan(
            text=page.text.id,
            start=start,
            end=end,
            quote=body[start:end],
            prefix=body[max(0, start - _CONTEXT) : start],
            suffix=body[end : end + _CONTEXT],
        ),
    )
