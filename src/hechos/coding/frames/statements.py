"""Statements in a sentence: labels, demands, procedures, denials, votes, relations, by frames."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from hechos.coding.frames.document import Page
from hechos.coding.frames.lexicons import SentenceFrame
from hechos.coding.frames.phrases import Sentence


@dataclass(slots=True)
class Statement:
    """A frame that fits; `groups` are spans by name, `span` is what the passage must hold."""

    sentence: Sentence
    frame: SentenceFrame
    span: tuple[int, int]
    groups: dict[str, tuple[int, int]] = field(default_factory=dict)


def find_statements(sentence: Sentence, page: Page) -> list[Statement]:
    """Return the statements of a sentence in the order of its frames' cues."""
    found: list[Statement] = []
    for name in sentence.frames:
        compiled = page.lexicon.frames[name]
        window = (sentence.start, sentence.end)
        if compiled.unless is not None and compiled.unless.search(page.folded, *window):
            continue
        for match in compiled.regex.finditer(page.folded, *window):
            found.append(_statement(sentence, compiled.entry, match))
            if not compiled.entry.each:
                break
    return _without_doubles(found)


def _statement(sentence: Sentence, frame: SentenceFrame, match: re.Match[str]) -> Statement:
    groups = {
        name.rstrip("0123456789"): match.span(name)
        for name, value in match.groupdict().items()
        if value
    }
    return Statement(sentence=sentence, frame=frame, span=match.span(), groups=groups)


def _without_doubles(found: list[Statement]) -> list[Statement]:
    """Where two frames of one type fit the same words, the first one counts."""
    kept: list[Statement] = []
    for one in found:
        clash = any(
            one.frame.type == other.frame.type
            and one.frame is not other.frame
            and one.span[0] < other.span[1]
            and other.span[0] < one.span[1]
            for other in kept
        )
        if not clash:
            kept.append(one)
    return kept
