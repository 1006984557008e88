"""How sure, and whether at all: factuality with the hedge verbatim, polarity, standard of proof."""

from __future__ import annotations

import re

from hechos.coding.frames.document import Page
from hechos.coding.frames.phrases import Sentence
from hechos.coding.voice.sayings import Saying
from hechos.records import Factuality, Polarity, Standard

_BY_STANCE = {
    "alleges": Factuality.ALLEGED,
    "claims": Factuality.ALLEGED,
    "disputes": Factuality.REPORTED,
    "calls_for": Factuality.ALLEGED,  # “end the repression” takes the repression for given
}
_ORDER = ("conditional", "predicted", "possible", "alleged", "inferred", "reported")
_REACH = 48
_NEAR = 14
_NOT = {"not/": _NEAR, "nobody/": 60}
_CLAUSE = re.compile(r"[,;:.]")
_STOPS = re.compile(r"[;:.]|\b(?:and|y|e)\b")


def find_hedge(
    sentence: Sentence, page: Page, span: tuple[int, int]
) -> tuple[Factuality, str] | None:
    """Return the strongest hedge of the clause that holds the span, as printed."""
    found = []
    for kind, start, end in sentence.cues:
        if not kind.startswith("hedge/"):
            continue
        name = kind.removeprefix("hedge/")
        if _covers(page, (start, end), span):
            found.append((_ORDER.index(name), start, Factuality(name), page.slice(start, end)))
    found.extend(_conditional(sentence, page, span))
    if not found:
        return None
    best = min(found)
    return best[2], best[3]


def _covers(page: Page, cue: tuple[int, int], span: tuple[int, int]) -> bool:
    if cue[0] >= span[1]:
        return False
    if cue[0] >= span[0]:
        return True
    between = page.folded[cue[1] : span[0]]
    return len(between) <= 2 * _REACH and re.search(r"[,;:.]", between) is None


def _conditional(
    sentence: Sentence, page: Page, span: tuple[int, int]
) -> list[tuple[int, int, Factuality, str]]:
    """“habrían ejecutado”, “teria matado”: what is told at second hand, not what would be."""
    pattern = page.lexicon.tables["hearsay"]
    if pattern is None:
        return []
    return [
        (_ORDER.index("reported"), m.start(), Factuality.REPORTED, page.slice(*m.span()))
        for m in pattern.finditer(page.folded, sentence.start, sentence.end)
        if m.start() < span[1] and span[0] - m.end() < _NEAR
    ]


def factuality_of(
    hedge: tuple[Factuality, str] | None, sayings: list[Saying]
) -> tuple[Factuality, str | None]:
    if hedge is not None:
        return hedge
    if not sayings:
        return Factuality.ASSERTED, None
    return _BY_STANCE.get(sayings[-1].stance, Factuality.REPORTED), None


def polarity_of(
    sentence: Sentence, page: Page, trigger: tuple[int, int], sayings: list[Saying]
) -> Polarity:
    """Negated where a word of negation stands right before; denied where the voice denies it."""
    if sayings and sayings[-1].stance == "denies":
        return Polarity.DENIED
    lifts = page.lexicon.tables["lifts"]
    for kind, start, end in sentence.cues:
        if start >= trigger[0] or kind not in _NOT:
            continue
        between = page.folded[end : trigger[0]]
        if len(between) > _NOT[kind] or lifts.search(between):
            continue
        if (_STOPS if kind == "not/" else _CLAUSE).search(between) is None:
            return Polarity.NEGATED
    return Polarity.AFFIRMED


def find_standard(sentence: Sentence, page: Page, span: tuple[int, int]) -> Standard | None:
    """Return the standard of proof named before the span in its sentence: closed list only."""
    tables = page.lexicon.tables
    if tables["any_standard"].search(page.folded, sentence.start, sentence.end) is None:
        return None
    for entry, pattern in tables["standards"]:
        match = pattern.search(page.folded, sentence.start, sentence.end)
        if match is not None and match.start() < span[1]:
            return Standard(
                framework=entry["framework"], code=entry["code"], verbatim=page.slice(*match.span())
            )
    return None
