"""Words of texts and of queries: folded, stemmed by language, cut into passages."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import snowballstemmer

from hechos.lang.folding import fold, fold_same_length

STEMMED = {"en": "english", "es": "spanish", "pt": "portuguese"}
UNSTEMMED = "xx"
LONGEST = 60
_WORD = re.compile(r"[^\W_]+")
_TERM = re.compile(r'(-?)(?:"([^"]*)"?|(\S+))')
_GAP = re.compile(r"\n[^\S\n]*\n\s*")
_PASSAGE = 1500


@dataclass(frozen=True, slots=True)
class Term:
    """What is looked for in one passage. `tokens` are folded words; `how`: "word" (any form of
    it), "phrase" (these words in this order), "prefix" (what begins so)."""

    tokens: tuple[str, ...]
    how: str = "word"


@dataclass(frozen=True, slots=True)
class Tokens:
    """The words of a passage, folded, and beside each its stem with the language before it."""

    words: tuple[str, ...]
    stems: tuple[str, ...]


def tokens_of(text: str, language: str) -> Tokens:
    words = tuple(folded_words(text))
    return Tokens(words, tuple(stem(word, language) for word in words))


def folded_words(text: str) -> Iterator[str]:
    """Yield the words of a text, folded."""
    return (found.group()[:LONGEST] for found in _WORD.finditer(fold(text)))


@functools.lru_cache(maxsize=1 << 17)
def stem(word: str, language: str) -> str:
    """Return the stem of a folded word, with the language it was stemmed by before it."""
    name = STEMMED.get(language)
    return language + _stemmer(name).stemWord(word) if name else UNSTEMMED + word


@functools.cache
def _stemmer(name: str) -> Any:
    return snowballstemmer.stemmer(name)


def stems_asked(word: str) -> tuple[str, ...]:
    """Return the stems that a folded word may have, one for each language."""
    return tuple(dict.fromkeys(stem(word, language) for language in (*STEMMED, UNSTEMMED)))


def terms(words: str) -> tuple[tuple[Term, ...], tuple[Term, ...]]:
    """Return what the words ask for and what they exclude: `arrest "La Vega" deten* -denied`.

    Whatever is typed means something: signs that are no words part words, or are left out."""
    wanted: list[Term] = []
    refused: list[Term] = []
    for minus, phrase, word in _TERM.findall(words):
        tokens = tuple(folded_words(phrase or word))
        if not tokens:
            continue
        how = "phrase" if phrase or len(tokens) > 1 else "word"
        if word.endswith("*"):
            how = "prefix"
        (refused if minus else wanted).append(Term(tokens, how))
    return tuple(wanted), tuple(refused)


def matches(term: Term, tokens: Tokens) -> bool:
    """Whether a passage holds what is looked for."""
    size = len(term.tokens)
    if term.how == "word":
        return not set(stems_asked(term.tokens[0])).isdisjoint(tokens.stems)
    for start in range(len(tokens.words) - size + 1):
        here = tokens.words[start : start + size]
        last = here[-1].startswith(term.tokens[-1]) if term.how == "prefix" else None
        if here[:-1] == term.tokens[:-1] and (last or here[-1] == term.tokens[-1]):
            return True
    return False


def passages(body: str) -> Iterator[tuple[int, str]]:
    """Yield the passages of a text with where each begins: paragraphs, long ones cut at a blank."""
    start = 0
    for end in (*(gap.end() for gap in _GAP.finditer(body)), len(body)):
        while start < end:
            cut = end
            if end - start > _PASSAGE:
                cut = body.rfind(" ", start + 1, start + _PASSAGE) + 1 or start + _PASSAGE
            if body[start:cut].strip():
                yield start, body[start:cut].rstrip()
            start = cut


@dataclass(frozen=True, slots=True)
class Bit:
    """A stretch of a snippet; `found` where it is what was looked for."""

    text: str
    found: bool


def snippet(body: str, wanted: tuple[Term, ...], language: str, reach: int = 90) -> list[Bit]:
    """Return the passage around the first words found, with all found words marked."""
    hits = words_found(body, wanted, language)
    if not hits:
        return [Bit(body[: 2 * reach] + ("…" if len(body) > 2 * reach else ""), found=False)]
    first, last = max(0, hits[0][0] - reach), min(len(body), hits[0][1] + 2 * reach)
    if first:
        first = body.find(" ", first, hits[0][0]) + 1 or first
    bits = [Bit(("…" if first else "") + body[first : hits[0][0]], found=False)]
    at = hits[0][0]
    for start, end in hits:
        if end > last:
            break
        bits += [Bit(body[at:start], found=False), Bit(body[start:end], found=True)]
        at = end
    return [*bits, Bit(body[at:last] + ("…" if last < len(body) else ""), found=False)]


def words_found(body: str, wanted: tuple[Term, ...], language: str) -> list[tuple[int, int]]:
    """Return where in a passage the words stand that are looked for."""
    spans = ((*m.span(), m.group()[:LONGEST]) for m in _WORD.finditer(fold_same_length(body)))
    return [(a, b) for a, b, word in spans if any(_is_of(word, t, language) for t in wanted)]


def _is_of(word: str, term: Term, language: str) -> bool:
    if term.how == "word":
        return stem(word, language) in stems_asked(term.tokens[0])
    if term.how == "prefix" and word.startswith(term.tokens[-1]):
        return True
    return word in term.tokens
