"""A saying: what span of the text who says, by what words."""

from __future__ import annotations

from dataclasses import dataclass, field

from hechos.coding.voice.memory import Memory, Speaker
from hechos.lang.dates import DateSpan

_BLOCK = 512


@dataclass(slots=True)
class Saying:
    """What lies in `start`–`end` is said by `speaker`; `cue` is the verb or “according to”;
    `form` the words the speaker is named by here, lower case ("she"); `depth` 1 where it stands
    inside what another voice of the sentence says; `via` the medium that was told."""

    start: int
    end: int
    speaker: Speaker
    verb: str
    stance: str
    cue: tuple[int, int]
    said_at: DateSpan | None = None
    form: str = ""
    sentence: int = -1
    depth: int = 0
    via: Speaker | None = None


@dataclass(slots=True)
class Sayings:
    all: list[Saying] = field(default_factory=list)
    memory: Memory | None = None
    blocks: dict[int, list[Saying]] = field(default_factory=dict)

    def over(self, start: int, end: int) -> list[Saying]:
        """Return what covers the span, outermost first."""
        middle = (start + end) // 2
        if not self.blocks:
            for saying in self.all:
                for block in range(saying.start // _BLOCK, saying.end // _BLOCK + 1):
                    self.blocks.setdefault(block, []).append(saying)
        near = self.blocks.get(middle // _BLOCK, ())
        found = [s for s in near if s.start <= middle < s.end]
        if len(found) > 1:
            found.sort(key=lambda s: (s.depth, s.start - s.end, s.cue))
        return found

    def dates(self) -> set[int]:
        """Return the starts of the dates that tell when something was said."""
        return {s.said_at.start for s in self.all if s.said_at is not None}


@dataclass(slots=True)
class Verb:
    """A verb of saying in a sentence: `at` is the index of its first item, `next` the one after
    it; `form` the words of its subject; `is_weak`: its subject may be no speaker at all; `is_bare`:
    only after a plural."""

    start: int
    end: int
    stance: str
    at: int
    next: int
    form: str = ""
    depth: int = 0
    is_weak: bool = False
    is_bare: bool = False
