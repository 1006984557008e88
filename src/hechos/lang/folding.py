"""Fold text for comparing: case, accents and typography away, offsets kept where asked."""

from __future__ import annotations

import functools
import unicodedata

_PLAIN = {
    **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u00b4\u02bc", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb", '"'),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
    **dict.fromkeys("\t\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009", " "),
    **dict.fromkeys("\u200a\u202f\u205f\u3000", " "),
    "ı": "i",
    "ø": "o",
    "Ø": "o",
    "ł": "l",
    "Ł": "l",
    "đ": "d",
    "Đ": "d",
}
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"))


class _Table(dict[int, int]):
    """One code point to one code point, made as it is met."""

    def __missing__(self, point: int) -> int:
        char = chr(point)
        plain = _PLAIN.get(char)
        if plain is None:
            base = unicodedata.normalize("NFD", char)[0]
            lower = base.lower()
            plain = lower if len(lower) == 1 else char
        self[point] = ord(plain)
        return self[point]


_TABLE = _Table()


def fold_same_length(text: str) -> str:
    """Return the text lower-cased, without accents, with plain quotes, dashes and blanks.

    One code point in, one out, so offsets in the result are offsets in the text.
    """
    return _folded_word(text) if len(text) <= _WORD else _folded_text(text)


def _folded(text: str) -> str:
    if text.isascii():
        return text.lower().replace("\t", " ")
    return text.translate(_TABLE)


_WORD = 48
_folded_word = functools.lru_cache(maxsize=8192)(_folded)
_folded_text = functools.lru_cache(maxsize=8)(_folded)  # a body is folded by several finders


def fold(text: str) -> str:
    """Return the text for comparing: as `fold_same_length`, and without invisible characters,
    loose combining marks and doubled blanks."""
    plain = text if text.isascii() else unicodedata.normalize("NFC", text).translate(_INVISIBLE)
    plain = fold_same_length(plain).replace("ß", "ss")
    if not plain.isascii():
        plain = "".join(char for char in plain if not unicodedata.combining(char))
    return " ".join(plain.split())
