"""What the words around an act make of it: its manner, and deaths and harm that nobody did."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING

from hechos.coding.frames.document import Page
from hechos.coding.frames.lexicons import Form
from hechos.coding.frames.phrases import Sentence

if TYPE_CHECKING:
    from hechos.coding.frames.figures import Act

_CUT = re.compile(r"[:;]|\b(?:and|but|y|pero|e|mas)\b")
_NEAR = 70
_LEAD = 3
_HARM = ("LIFE.UNK", "INT.FORCE", "missing", "victims", "MOV.DISP")


def told_with_manner(acts: list[Act], sentence: Sentence, page: Page) -> list[Act]:
    """Return the acts with the type that words of manner give them (“died … in custody”), and
    without the deaths and injuries of an accident, an illness or a disaster."""
    if not acts:
        return acts
    for kind, start, end in sentence.cues:
        if kind.startswith("manner/"):
            plain, _, told = kind.removeprefix("manner/").partition(">")
            told_so = _retyped(acts, (start, end), page, plain=plain, told=told)
            if told_so is not acts:  # “died of the torture” names one act
                acts = [act for act in told_so if not start < act.trigger[0] < end or act.number]
    if any(act.type in _HARM for act in acts) and _is_calamity(sentence, page):
        words = page.lexicon.words["plain"]
        acts = [act for act in acts if act.type not in _HARM or _first_word(act, page) not in words]
    return acts


def _retyped(
    acts: list[Act], cue: tuple[int, int], page: Page, *, plain: str, told: str
) -> list[Act]:
    """Give the acts of the trigger nearest to the cue, in its clause, the type it tells."""
    far = {
        act.trigger: _distance(act.trigger, cue)
        for act in acts
        if act.type == plain and not _CUT.search(page.folded, act.trigger[1], cue[0])
    }
    if not far:
        return acts
    trigger = min(far, key=lambda span: (far[span], span))
    if far[trigger] > _NEAR:
        return acts
    return [
        dataclasses.replace(act, type=told) if act.trigger == trigger and act.type == plain else act
        for act in acts
    ]


def _distance(trigger: tuple[int, int], cue: tuple[int, int]) -> int:
    return max(cue[0] - trigger[1], trigger[0] - cue[1], 0)


def _first_word(act: Act, page: Page) -> str:
    return page.folded[slice(*act.trigger)].split(maxsplit=1)[0]


def _is_calamity(sentence: Sentence, page: Page) -> bool:
    """Tell whether the sentence, or the opening of the text, tells of an accident, an illness or a
    disaster, and neither tells of force."""
    kinds = _kinds(sentence)
    if "force/" in kinds:
        return False
    if "calamity/" in kinds:
        return True
    opening = [one for one in page.sentences[:_LEAD] if one.index < sentence.index]
    return any(map(_tells_of_harm, opening)) and not any("force/" in _kinds(one) for one in opening)


def _tells_of_harm(sentence: Sentence) -> bool:
    """Whether it opens a text on a disaster, or tells of an accident and of harm."""
    kinds = _kinds(sentence)
    return "calamity/opening" in kinds or (
        "calamity/" in kinds
        and any(
            isinstance(item.payload, Form) and item.payload.entry.type in _HARM
            for item in sentence.items
        )
    )


def _kinds(sentence: Sentence) -> list[str]:
    return [kind for kind, _, _ in sentence.cues]
