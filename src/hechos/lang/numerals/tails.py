"""Which words can be the last of a phrase: a cheap test before the phrases themselves are tried."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from hechos.lang.memo import Memo

_PIECE = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]|\(\?(?:P<\w+>|<[=!]|[:=!]|-i:)|.", re.DOTALL)
_SPACE = re.compile(r"\\s[+*?]?|(?<!\[) (?!\\t\])")
_LOOKS = ("(?=", "(?!", "(?<=", "(?<!")


def tail_words(patterns: Sequence[str]) -> Memo[tuple[int, ...]]:
    """Return a memory that tells which patterns a word can be the last word of, by index.

    The patterns are phrases before a number; what is put in brackets may be optional."""
    each = [_ending(pattern) for pattern in patterns]
    some = re.compile("|".join(one.pattern for one in each))

    def fitting(word: str) -> tuple[int, ...]:
        if not some.search(word):
            return ()
        return tuple(i for i, one in enumerate(each) if one.search(word))

    return Memo(fitting)


def _ending(pattern: str) -> re.Pattern[str]:
    lasts = sorted(set(_lasts(_pieces(pattern))))
    return re.compile(rf"(?!\B\w)(?:{'|'.join(lasts)}),?\Z")


def _pieces(pattern: str) -> list[str]:
    """Cut a pattern into signs, classes and brackets; any white space is one blank."""
    return _PIECE.findall(_SPACE.sub(" ", pattern))


def _lasts(pieces: list[str]) -> Iterator[str]:
    for choice in _choices(pieces):
        yield from _last_of(choice)


def _last_of(pieces: list[str]) -> Iterator[str]:
    while pieces and pieces[-1] == " ":
        pieces = pieces[:-1]
    start = _last_blank(pieces) + 1
    opening = _bracket_with_blank(pieces, start)
    if opening is None:
        if pieces[start:]:
            yield "".join(pieces[start:])
        return
    closing = _closing(pieces, opening)
    inner, rest = pieces[opening + 1 : closing], pieces[closing + 1 :]
    choices = [] if pieces[opening] in _LOOKS else _choices(inner)
    if rest and rest[0] in "?*+":
        choices = [*choices, []] if rest[0] != "+" else choices
        rest = rest[1:]
    for choice in choices or [[]]:
        yield from _last_of([*pieces[:opening], *choice, *rest])


def _closing(pieces: list[str], opening: int) -> int:
    depth = 0
    for i in range(opening, len(pieces)):
        depth += (pieces[i][0] == "(") - (pieces[i] == ")")
        if not depth:
            return i
    raise ValueError(f"a bracket is not closed in {''.join(pieces)}")


def _choices(pieces: list[str]) -> list[list[str]]:
    """Split at the bars that stand in no bracket."""
    found: list[list[str]] = [[]]
    depth = 0
    for piece in pieces:
        depth += (piece[0] == "(") - (piece == ")")
        if piece == "|" and not depth:
            found.append([])
        else:
            found[-1].append(piece)
    return found


def _last_blank(pieces: list[str]) -> int:
    depth = 0
    for i in range(len(pieces) - 1, -1, -1):
        depth += (pieces[i] == ")") - (pieces[i][0] == "(")
        if pieces[i] == " " and not depth:
            return i
    return -1


def _bracket_with_blank(pieces: list[str], start: int) -> int | None:
    """Return the first bracket behind `start` that holds a blank, or only looks around."""
    i = start
    while i < len(pieces):
        if pieces[i][0] != "(":
            i += 1
            continue
        closing = _closing(pieces, i)
        if " " in pieces[i:closing] or pieces[i] in _LOOKS:
            return i
        i = closing + 1
    return None
