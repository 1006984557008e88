"""A memory of a pure function of words: texts use the same words again and again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

V = TypeVar("V")
_MOST = 20_000


class Memo(dict[str, V]):
    """`memo[word]` is `make(word)`, made once; emptied when it has grown large."""

    def __init__(self, make: Callable[[str], V]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, word: str) -> V:
        if len(self) >= _MOST:
            self.clear()
        value = self[word] = self._make(word)
        return value


def opens(triggers: frozenset[str]) -> Memo[bool]:
    """Return a memory of which words are digits or, in lower case, among the triggers."""
    return Memo(lambda word: word[0].isdecimal() or word.lower() in triggers)
