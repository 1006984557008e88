"""Take a name apart: given names, surnames and sound keys, cached by token."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from hechos.lang.folding import fold
from hechos.linking.persons.names.tradition import Tradition, unnamed_words

_OTHER = re.compile(r"[^A-Z0-9\u0621-\u064a ]")
_BREAKS = re.compile(r"[\s./_()\[\]\"“”،؛:;|*]+")


class Parts(NamedTuple):
    """Folded parts; None where a name does not give them. A lone letter is an initial."""

    given1: str | None
    given2: str | None
    surname1: str | None
    surname2: str | None


NOTHING = Parts(None, None, None, None)


@dataclass(slots=True)
class Splitter:
    """Splits names of one tradition. It remembers tokens, not names: names are rarely repeated."""

    tradition: Tradition
    _words: dict[str, tuple[tuple[str, bool], ...]] = field(default_factory=dict)
    _sounds: dict[str, str] = field(default_factory=dict)

    def split(self, name: str) -> Parts:
        """Return the parts of a whole name; "surnames, given names" is read as such."""
        before, comma, after = name.replace("،", ",").partition(",")
        if comma:
            tail = self.tokens(after)
            if tail:
                return self.put(tail, self.tokens(before))
        tokens = self.tokens(before)
        count = self._given_count(tokens)
        return self.put(tokens[:count], tokens[count:])

    def put(self, given: Sequence[str], surnames: Sequence[str]) -> Parts:
        """Return the parts of a name whose given names and surnames are known apart."""
        if is_unnamed((*given, *surnames)):
            return NOTHING
        tradition = self.tradition
        ranked = surnames[::-1] if tradition.main == "last" else surnames
        return Parts(
            given[0] if given else None,
            given[1] if len(given) > 1 else None,
            ranked[0] if ranked else None,
            ranked[1] if len(ranked) > 1 and tradition.surnames > 1 else None,
        )

    def tokens(self, text: str) -> list[str]:
        """Return the folded words of a name, particles glued or dropped, suffixes away."""
        known = self._words
        glue = self.tradition.particles == "glue"
        kept: list[str] = []
        held = ""
        for raw in text.split():
            words = known.get(raw)
            if words is None:
                words = known[raw] = self._words_of(raw)
            for word, is_particle in words:
                if is_particle:
                    held = held + word if glue else ""
                elif not kept or word not in self.tradition.suffixes:
                    kept.append(held + word)
                    held = ""
        return [*kept, held] if held else kept

    def sound(self, word: str | None) -> str | None:
        """Return the sound key: for levels and blocks, never as proof of equality."""
        if word is None:
            return None
        key = self._sounds.get(word)
        if key is None:
            key = word
            for pattern, to in self.tradition.sound:
                key = pattern.sub(to, key)
            key = self._sounds[word] = key or word
        return key

    def given_sound(self, word: str | None) -> str | None:
        """Return the sound key of the name that a nickname stands for; else as `sound`."""
        return self.sound(word and self.tradition.nicknames.get(word, word))

    def _words_of(self, raw: str) -> tuple[tuple[str, bool], ...]:
        """Return the words in one run of letters, and of each whether it is a particle.

        A letter with a full stop is an initial, also where it could be a particle ("E.").
        """
        text = raw.replace("-", " " if self.tradition.hyphen == "space" else "")
        found = []
        for part in _BREAKS.split(text):
            if word := self.fold(part):
                is_initial = len(word) == 1 and "." in raw
                found.append((word, word in self.tradition.particle_words and not is_initial))
        return tuple(found)

    def fold(self, raw: str) -> str:
        """Return the word as it is compared: capitals without accents, spelling evened out."""
        word = fold(raw).upper()
        for pattern, to in self.tradition.spelling:
            word = pattern.sub(to, word)
        return _OTHER.sub("", word)

    def _given_count(self, tokens: Sequence[str]) -> int:
        """Return how many of the tokens are given names."""
        count = len(tokens)
        if count <= 2:
            return min(count, 1)
        if self.tradition.fathers:
            return 2
        if self.tradition.surnames == 1:
            return count - 1
        second = tokens[1]
        second_is_given = (
            len(second) == 1 or second in self.tradition.given or second in self.tradition.nicknames
        )
        if self.tradition.main == "last":
            return 2 if second_is_given else 1
        return (2 if second_is_given else 1) if count == 3 else count - 2


def is_unnamed(tokens: Sequence[str]) -> bool:
    """Return True where the words stand for a missing name, or count people."""
    words = unnamed_words()
    if not tokens or any(not token.isalpha() for token in tokens):
        return True
    return all(token in words or len(token) == 1 for token in tokens)
