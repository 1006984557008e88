"""Text printed in capitals throughout, read as if it were printed in small letters.

Telegrams, old archives and headlines are set in capitals. Who is named is then told by what the
words are: a common word is no name. Every character stays in its place."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files

from hechos.lang.gazetteer.toponyms import demonym_country, world
from hechos.lang.lexicon import load_toml
from hechos.lang.memo import Memo
from hechos.lang.names import TitleKind, WordKind, fold_same_length, title_forms, words_of

_DATA = files("hechos.lang") / "data"
_LINE = re.compile(r"[^\n\r]+")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d[\w.,-]*")
_INITIALS = re.compile(r"(?:[^\W\d_]\.)+(?:[^\W\d_]\b)?|[^\W\d_]{1,4}-\d+\b")
_SHOUTED = re.compile(r"[A-ZÀ-Þ]{2,}[\W\d_]+[A-ZÀ-Þ]{2,}[\W\d_]+[A-ZÀ-Þ]{2,}[\W\d_]+[A-ZÀ-Þ]{2,}")
_ENDS = frozenset(".?!")
_ROOM = re.compile(r"[ \u00a0.-]{1,3}")
_ACRONYM = 5
_VOWELS = frozenset("AEIOUY")


@dataclass(frozen=True, slots=True)
class _Casing:
    """What one language knows: common words, name parts and places by their first word."""

    common: Memo[bool]
    particles: frozenset[str]
    qualifiers: frozenset[str]
    bodies: frozenset[str]
    calendar: frozenset[str]
    given: frozenset[str]
    titles: frozenset[str]
    linking: frozenset[str]
    articles: frozenset[str]
    places: dict[str, tuple[tuple[str, ...], ...]]


@functools.cache
def _casing(language: str) -> _Casing | None:
    """Return what is known of a language, or None where we have no list of its words."""
    listed = _DATA / f"words.{language}.csv"
    if not listed.is_file():
        return None
    lines = listed.read_text(encoding="utf-8").splitlines()
    words = frozenset(line for line in lines if not line.startswith("#"))
    rules = load_toml(_DATA / f"casing.{language}.toml")
    names = {word.lower() for word in words_of(WordKind.ORGANISATION, language)}
    names |= {word.lower() for word in words_of(WordKind.UNIT, language)}
    function = {word.lower() for word in words_of(WordKind.FUNCTION, language)}
    endings = tuple((str(a), str(b)) for a, b in rules["endings"])
    return _Casing(
        common=Memo(
            functools.partial(_is_common, (words | function) - set(rules["proper"]), endings)
        ),
        particles=frozenset(rules["particles"]),
        qualifiers=frozenset(rules["qualifiers"]),
        bodies=frozenset(names | set(rules["bodies"])),
        calendar=frozenset(rules["calendar"]),
        given=frozenset(map(fold_same_length, words_of(WordKind.GIVEN, language))),
        titles=title_forms(language, *TitleKind),
        linking=frozenset(rules["linking"]),
        articles=frozenset(rules["articles"]),
        places=_places(),
    )


@functools.cache
def _places() -> dict[str, tuple[tuple[str, ...], ...]]:
    table: dict[str, set[tuple[str, ...]]] = {}
    for entry in world():
        for name in entry.names:
            parts = tuple(m.group() for m in _WORD.finditer(fold_same_length(name)))
            if parts:
                table.setdefault(parts[0], set()).add(parts)
    return {first: tuple(sorted(rows, key=lambda r: (-len(r), r))) for first, rows in table.items()}


def _is_common(words: frozenset[str], endings: tuple[tuple[str, str], ...], word: str) -> bool:
    return word in words or any(base in words for base in _bases(word, endings))


def _bases(word: str, endings: tuple[tuple[str, str], ...]) -> Iterator[str]:
    for ending, instead in endings:
        if word.endswith(ending) and len(word) - len(ending) > 1:
            stem = word[: len(word) - len(ending)]
            yield stem + instead
            if stem[-1] == stem[-2]:
                yield stem[:-1]


@dataclass(slots=True)
class _Token:
    """A word of the text: `plain` as compared, `is_name` what is made of it; None: not yet told."""

    start: int
    end: int
    plain: str
    is_name: bool | None = None
    is_place: bool = False
    as_printed: bool = False


def read_capitals(text: str, *, language: str) -> str:
    """Return the text with its lines of capitals in small letters, names and sentences with a
    capital; the text itself where no line is in capitals or the language has no list of words.

    One code point in, one out, so offsets in the result are offsets in the text."""
    if _SHOUTED.search(text) is None:
        return text
    lines = [m.span() for m in _LINE.finditer(text) if _is_shouted(m.group())]
    casing = _casing(language) if lines else None
    if casing is None:
        return text
    chars = list(text)
    tokens = [token for start, end in lines for token in _tokens(text, start, end)]
    _tell_names(tokens, text, casing)
    for token in tokens:
        if not token.as_printed:
            _write(chars, token, text)
    _start_sentences(chars, text, lines)
    return "".join(chars)


def _is_shouted(line: str) -> bool:
    return line.isupper() and _SHOUTED.search(line) is not None


def _tokens(text: str, start: int, end: int) -> Iterator[_Token]:
    initials = {m.start(): m.end() for m in _INITIALS.finditer(text, start, end)}
    done = start
    for match in _WORD.finditer(text, start, end):
        if match.start() < done:
            continue
        stop = initials.get(match.start())
        done = stop or match.end()
        plain = fold_same_length(text[match.start() : done])
        yield _Token(match.start(), done, plain, is_name=None, as_printed=stop is not None)


def _tell_names(tokens: Sequence[_Token], text: str, casing: _Casing) -> None:
    """Tell names from common words: by place names, by the list, by what stands beside them."""
    at = 0
    while at < len(tokens):
        size = _place_at(tokens, at, text, casing)
        for token in tokens[at : at + size]:
            token.is_place = token.is_name = (
                token.plain not in casing.particles or token is tokens[at]
            )
        at += size or 1
    for token in tokens:
        if token.is_name is None and not token.as_printed:
            plain = token.plain.removesuffix("'s")
            is_people = demonym_country(plain.capitalize()) is not None
            is_word = plain in casing.particles or casing.common[plain]
            token.is_name = is_people or not is_word
    for place, token in enumerate(tokens):
        if not token.is_name and not token.as_printed:
            token.is_name = _is_part(tokens, place, text, casing)
    _mark_acronyms(tokens, text, casing)
    for place, token in enumerate(tokens):
        if token.as_printed and token.end - token.start > 1:
            _spell_out(tokens, place, text, casing)


def _spell_out(tokens: Sequence[_Token], at: int, text: str, casing: _Casing) -> None:
    """“National Fruit Board [NFB]”, “NFB [National Fruit Board]”: the words that an acronym
    abbreviates are a name."""
    letters = [char for char in tokens[at].plain if char.isalpha()]
    is_inside = text[tokens[at].start - 1 : tokens[at].start] in ("(", "[")
    if is_inside:
        run = [tokens[i] for i in range(at - 1, max(-1, at - 1 - 2 * len(letters)), -1)]
        letters.reverse()
    else:
        run = list(tokens[at + 1 : at + 1 + 2 * len(letters)])
    words: list[_Token] = []
    for token in run:
        if len(words) == len(letters):
            break
        if token.plain[0] == letters[len(words)]:
            words.append(token)
        elif token.plain not in casing.linking:
            return
    if len(words) == len(letters):
        for token in words:
            token.is_name = True


def _place_at(tokens: Sequence[_Token], at: int, text: str, casing: _Casing) -> int:
    """Return how many words a known place name takes here; one common word is no place."""
    for parts in casing.places.get(tokens[at].plain, ()):
        size = len(parts)
        found = tuple(token.plain for token in tokens[at : at + size])
        if found != parts or not _is_together(tokens, at, size, text):
            continue
        if any(not casing.common[part] for part in parts):
            return size
    return 0


def _is_together(tokens: Sequence[_Token], at: int, size: int, text: str) -> bool:
    return all(
        _ROOM.fullmatch(text, tokens[i].end, tokens[i + 1].start) is not None
        for i in range(at, at + size - 1)
    )


def _is_part(tokens: Sequence[_Token], at: int, text: str, casing: _Casing) -> bool:
    """Tell whether a common word belongs to a name: a month, a title, a first name, a body."""
    token = tokens[at]
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    before = tokens[at - 1] if at else None
    if token.plain in casing.calendar:
        return any(one is not None and one.plain[:1].isdigit() for one in (before, after))
    if after is None or not _is_together(tokens, at, 2, text):
        return token.plain in casing.bodies and _opens_body(tokens, at, casing)
    if token.plain in casing.titles or token.plain in casing.given:
        return bool(after.is_name) and demonym_country(after.plain.capitalize()) is None
    if token.plain in casing.qualifiers:
        coming = [one.plain for one in tokens[at + 1 : at + 3]]
        return any(word in casing.bodies for word in coming)
    return token.plain in casing.bodies and _opens_body(tokens, at, casing)


def _opens_body(tokens: Sequence[_Token], at: int, casing: _Casing) -> bool:
    """Tell whether the words before the noun for a body open its name."""
    if at == 0 or not tokens[at - 1].is_name:
        return False
    return tokens[at - 1].plain in casing.qualifiers


def _mark_acronyms(tokens: Sequence[_Token], text: str, casing: _Casing) -> None:
    """Mark a short name among common words as an acronym, unless it is part of a name elsewhere."""
    beside = set()
    for place, token in enumerate(tokens):
        near = [
            tokens[i]
            for i, first in ((place - 1, place - 1), (place + 1, place))
            if 0 <= i < len(tokens) and _is_together(tokens, first, 2, text)
        ]
        if token.is_name and any(
            one.is_name and not one.as_printed and one.plain not in casing.titles for one in near
        ):
            beside.add(token.plain)
    acronyms: set[str] = set()
    for place, token in enumerate(tokens):
        if not token.is_name or token.as_printed or len(token.plain) > _ACRONYM:
            continue
        if token.is_place or demonym_country(token.plain) is not None:
            continue
        word = text[token.start : token.end]
        no_vowel = _VOWELS.isdisjoint(word)
        bracketed = text[token.start - 1 : token.start] in ("(", "[") and text[
            token.end : token.end + 1
        ] in (")", "]")
        alone = token.plain not in beside
        is_the_one = alone and place > 0 and tokens[place - 1].plain in casing.articles
        if no_vowel or bracketed or is_the_one or (alone and not _is_sayable(word)):
            acronyms.add(token.plain)
    for token in tokens:
        if token.plain in acronyms and len(token.plain) > 1:
            token.as_printed = True


def _is_sayable(word: str) -> bool:
    """Tell whether the word has the vowels of a word: “Ruiz”, not “ELN”."""
    vowels = sum(char in _VOWELS for char in word)
    return vowels >= 2 or (vowels == 1 and word[0] not in _VOWELS and len(word) > 2)


def _write(chars: list[str], token: _Token, text: str) -> None:
    small = text[token.start : token.end].lower()
    if len(small) != token.end - token.start:
        return
    chars[token.start : token.end] = small
    if token.is_name:
        chars[token.start] = text[token.start]


def _start_sentences(chars: list[str], text: str, lines: Sequence[tuple[int, int]]) -> None:
    """Give the first letter of every sentence of the lines its capital back."""
    for start, end in lines:
        is_first = True
        for at in range(start, end):
            char = text[at]
            if char.isalpha():
                if is_first:
                    chars[at] = char
                is_first = False
            elif char in _ENDS:
                is_initial = text[max(0, at - 2) : at - 1] in (".", " ") and text[at - 1].isalpha()
                is_first = not is_initial and (text[at + 1 : at + 2].isspace() or at + 1 == end)
            elif not char.isspace() and char not in "\"'([-“‘":
                is_first = False
