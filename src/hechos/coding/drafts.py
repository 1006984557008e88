"""Drafts: claims before they have ids."""

from __future__ import annotations

from dataclasses import dataclass

from hechos.coding.frames.phrases import Sentence
from hechos.coding.voice.attribution import Saying
from hechos.records import AnyContent, Factuality, Polarity, Standard, VoiceLink


@dataclass(slots=True)
class Draft:
    """A claim before it has an id. `span` is its passage, `repeats` further ones; `trigger` the
    words that made it; `more`: its figure comes on top of another."""

    sentence: Sentence
    span: tuple[int, int]
    content: AnyContent
    voice: tuple[VoiceLink, ...]
    sayings: list[Saying]
    polarity: Polarity
    factuality: Factuality
    hedge: str | None
    standard: Standard | None
    rule: str
    because: str
    trigger: tuple[int, int]
    more: bool = False
    repeats: tuple[tuple[int, int], ...] = ()
