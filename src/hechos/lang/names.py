"""Names in text: find them, take titles off, and say why two may be one name."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files

from hechos.lang.folding import fold, fold_same_length
from hechos.lang.lexicon import load_toml
from hechos.records import PartyKind
from hechos.records.base import LANGUAGES

__all__ = [
    "NameSpan",
    "find_names",
    "fold",
    "fold_same_length",
    "same_name",
    "strip_titles",
    "title_forms",
    "words_of",
]

_DATA = files("hechos.lang") / "data"
UPPER = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪİĶĻŁŃŅŇŌŐŒŘŚŞŠŤŪŮŰŲŸŹŻŽȘȚ"
_BLANK = r"[ \u00a0]"
_ACRONYM = re.compile(rf"{_BLANK}\(([{UPPER}][{UPPER}\w.&/-]{{1,14}})(?=[),;])")
_OPENING = " \"'“‘«([¿¡*-\u00a0"
_ARTICLES = frozenset(["El", "La", "Los", "Las", "O", "A", "Os", "As", "The"])
_NOUN = 6  # letters of the shortest such word
_ENDS = frozenset(".!?:;…\n•·—–|”")


class TitleKind(StrEnum):
    COURTESY = "courtesy"
    ACADEMIC = "academic"
    RELIGIOUS = "religious"
    RANK = "rank"
    OFFICE = "office"


class WordKind(StrEnum):
    FUNCTION = "function"
    CALENDAR = "calendar"
    ORGANISATION = "organisation"
    UNIT = "unit"
    GROUP = "group"
    PARTICLE = "particle"
    JOINER = "joiner"
    GIVEN = "given"


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    form: str
    kind: TitleKind
    example: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    kind: WordKind
    words: tuple[str, ...]
    example: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NameSpan:
    """A name as the text prints it, code points, end exclusive; a title before it is outside.

    `acronym` is the one given in parentheses after it; `kind` a guess from the words in it.
    """

    start: int
    end: int
    verbatim: str
    acronym: str | None = None
    kind: PartyKind = PartyKind.UNKNOWN
    title: str | None = None


@dataclass(frozen=True, slots=True)
class _Grammar:
    """What one language knows of names, ready for matching."""

    sequence: re.Pattern[str]
    words: dict[WordKind, frozenset[str]]
    function: frozenset[str]
    calendar: frozenset[str]
    days: frozenset[str]
    organisation: frozenset[str]
    unit: frozenset[str]
    group: frozenset[str]
    joiner: frozenset[str]
    given: frozenset[str]
    titles: frozenset[str]
    longest_title: int


@functools.cache
def _titles(language: str) -> tuple[Title, ...]:
    return load_toml(_DATA / f"titles.{language}.toml", entry=Title)


@functools.cache
def _grammar(language: str) -> _Grammar:
    """Return the grammar; a language we have no data for is read with all we have."""
    known = (language,) if language in LANGUAGES else LANGUAGES
    words: dict[WordKind, set[str]] = {kind: set() for kind in WordKind}
    forms: set[str] = set()
    for one in known:
        for entry in load_toml(_DATA / f"names.{one}.toml", entry=Words):
            words[entry.kind].update(entry.words)
        forms.update(title.form for title in _titles(one))
    words[WordKind.GIVEN] = _all_given()
    inner = sorted(words[WordKind.PARTICLE] | words[WordKind.JOINER])
    short = sorted({re.escape(f) for f in forms if len(f) <= 6 and " " not in f}, reverse=True)
    word = (
        rf"(?:(?:{'|'.join(short)})\.(?={_BLANK}[{UPPER}])|(?:[{UPPER}]\.){{2,}}"
        rf"|EE\.{_BLANK}?UU\.|[{UPPER}]\.(?={_BLANK}?[{UPPER}])"
        rf"|[{UPPER}]\w*(?:['’](?!s\b)\w+)*(?:-\w+)*)"
    )
    sequence = re.compile(
        rf"(?<![\w@#]){word}(?:{_BLANK}(?:(?:{'|'.join(inner)}){_BLANK}){{0,3}}{word})*"
    )
    titles = frozenset(_bare(form) for form in forms)
    return _Grammar(
        sequence=sequence,
        words={kind: frozenset(items) for kind, items in words.items()},
        function=frozenset(words[WordKind.FUNCTION]),
        calendar=frozenset(words[WordKind.CALENDAR]),
        days=frozenset(words[WordKind.CALENDAR]) if language == "en" else frozenset(),
        organisation=frozenset(words[WordKind.ORGANISATION]),
        unit=frozenset(words[WordKind.UNIT]),
        group=frozenset(words[WordKind.GROUP]),
        joiner=frozenset(words[WordKind.JOINER]),
        given=frozenset(words[WordKind.GIVEN]),
        titles=titles,
        longest_title=max(title.count(" ") + 1 for title in titles),
    )


@functools.cache
def _all_given() -> set[str]:
    """First names travel: a Spanish text names Portuguese people, and so on."""
    return {
        word
        for one in LANGUAGES
        for entry in load_toml(_DATA / f"names.{one}.toml", entry=Words)
        if entry.kind is WordKind.GIVEN
        for word in entry.words
    }


def title_forms(language: str, *kinds: TitleKind) -> frozenset[str]:
    """Return the titles of these kinds, of one word, folded and without stops."""
    return frozenset(
        _bare(t.form) for t in _titles(language) if t.kind in kinds and " " not in t.form
    )


def words_of(kind: WordKind, language: str) -> frozenset[str]:
    """Return the words of a kind as written; of all languages where we lack this one."""
    return _grammar(language).words[kind]


def _bare(word: str) -> str:
    return fold(word).replace(".", "")


@functools.lru_cache(maxsize=4096)
def _bare_word(word: str) -> str:
    return _bare(word)


def strip_titles(text: str, language: str | None = None) -> tuple[str, str | None]:
    """Return the name without what stands before it, and that, or None.

    "Gen. Ana Soto" gives ("Ana Soto", "Gen."); a title alone is kept as the name.
    """
    words = text.split()
    grammar = _grammar(language or "")
    titles, longest = grammar.titles, grammar.longest_title
    cut = at = 0
    while at < min(len(words) - 1, cut + 3):
        size = _title_at(words, at, titles, longest)
        if size and at + size < len(words):
            cut = at = at + size
        else:
            at += 1
    if not cut:
        return " ".join(words), None
    return " ".join(words[cut:]), " ".join(words[:cut])


def _title_at(words: list[str], at: int, titles: frozenset[str], longest: int) -> int:
    bare = [_bare_word(word) for word in words[at : at + longest]]
    for size in range(len(bare), 0, -1):
        if " ".join(bare[:size]) in titles:
            return size
    return 0


def find_names(text: str, *, language: str) -> tuple[NameSpan, ...]:
    """Return the capitalised names in the text, by start, not overlapping.

    A lone capitalised word that begins a sentence is taken only where the text has it
    capitalised inside a sentence too, or where it is an acronym.
    """
    grammar = _grammar(language)
    found: list[NameSpan] = []
    doubtful: list[NameSpan] = []
    attached = -1
    for match in grammar.sequence.finditer(text):
        if match.start() == attached:
            continue
        for start, end in _pieces(text, match.start(), match.end(), grammar):
            span = _span(text, start, end, grammar)
            if span is None:
                continue
            if span.acronym:
                attached = span.end + 2
            (doubtful if _is_doubtful(text, span) else found).append(span)
    if doubtful:
        inside = {word for span in found for word in re.split(r"[ \u00a0-]", span.verbatim)}
        found += [span for span in doubtful if span.verbatim in inside]
        found.sort(key=lambda span: span.start)
    return tuple(found)


def _is_doubtful(text: str, span: NameSpan) -> bool:
    word = span.verbatim
    if " " in word or "\u00a0" in word or span.title or span.acronym or word[1:2].isupper():
        return False
    return _begins_sentence(text, span.start)


def _begins_sentence(text: str, start: int) -> bool:
    at = start - 1
    while at >= 0 and text[at] in _OPENING:
        at -= 1
    return at < 0 or text[at] in _ENDS


def _pieces(text: str, start: int, end: int, grammar: _Grammar) -> list[tuple[int, int]]:
    """Split a run of capitalised words where a joiner joins two names, and trim it."""
    if " " not in text[start:end] and "\u00a0" not in text[start:end]:
        word = text[start:end]
        is_name = word not in grammar.function and word not in grammar.calendar
        return [(start, end)] if is_name else []
    words = [(m.start(), m.end(), m.group()) for m in re.finditer(r"[^ \u00a0]+", text[start:end])]
    words = [(a + start, b + start, word) for a, b, word in words]
    runs: list[list[tuple[int, int, str]]] = [[]]
    for place, item in enumerate(words):
        if _splits(words, place, runs[-1], grammar):
            runs.append([])
        else:
            runs[-1].append(item)
    return [
        (_with_article(text, raw, run[0][0]), run[-1][1])
        for raw in runs
        if (run := _trim(raw, grammar))
    ]


def _with_article(text: str, raw: list[tuple[int, int, str]], start: int) -> int:
    """Return the start with a capital article that no sentence begins with: "en La Paz"."""
    before = [item for item in raw if item[0] < start]
    if before and before[-1][2] in _ARTICLES and not _begins_sentence(text, before[-1][0]):
        return before[-1][0]
    return start


def _splits(
    words: list[tuple[int, int, str]],
    place: int,
    before: list[tuple[int, int, str]],
    grammar: _Grammar,
) -> bool:
    """Tell whether the word ends one name: a day, or a joiner outside the name of a body."""
    word = words[place][2]
    if word in grammar.days:  # elsewhere days are written small: "Santo Domingo"
        return True
    if word not in grammar.joiner:
        return False
    is_body = any(w in grammar.organisation for _, _, w in before)
    after = [w for _, _, w in words[place + 1 : place + 3]]
    return not is_body or any(w in grammar.organisation for w in after)


def _trim(run: list[tuple[int, int, str]], grammar: _Grammar) -> list[tuple[int, int, str]]:
    start, end = 0, len(run)
    while start < end and _is_outside(run[start][2], grammar):
        start += 1
    while end > start and _is_outside(run[end - 1][2], grammar):
        if _is_noun_of_body(run[start:end], grammar):
            break
        end -= 1
    return run[start:end]


def _is_noun_of_body(run: list[tuple[int, int, str]], grammar: _Grammar) -> bool:
    """Tell “Asociación de Víctimas”: a word that often opens a sentence, but here ends a name."""
    word = run[-1][2]
    if len(run) < 2 or word[0].islower() or len(word) < _NOUN:
        return False
    return any(w in grammar.organisation for _, _, w in run[:-1])


def _is_outside(word: str, grammar: _Grammar) -> bool:
    return word[0].islower() or word in grammar.function


def _span(text: str, start: int, end: int, grammar: _Grammar) -> NameSpan | None:
    words = text[start:end].split()
    title = None
    if not _is_body_at_end(words, grammar):
        name, title = strip_titles(text[start:end]) if len(words) > 1 else (words[0], None)
        if title and words[0] in grammar.organisation and name[0].islower():
            title = None  # “Secretaria de Segurança” is no secretary
        if title:
            start = end - len(name)
            words = name.split()
    if len(words) == 1 and (_bare_word(words[0]) in grammar.titles or len(words[0]) < 2):
        return None
    acronym = _ACRONYM.match(text, end) if text.startswith("(", end + 1) else None
    return NameSpan(
        start=start,
        end=end,
        verbatim=text[start:end],
        acronym=acronym.group(1) if acronym else None,
        kind=_kind(words, title, acronym is not None, grammar),
        title=title,
    )


def _is_body_at_end(words: list[str], grammar: _Grammar) -> bool:
    """Tell “Attorney General Office”, a body, from “National Guard General Ana Soto”."""
    last = words[-2:]
    return not (grammar.organisation.isdisjoint(last) and grammar.unit.isdisjoint(last))


def _kind(words: list[str], title: str | None, has_acronym: bool, grammar: _Grammar) -> PartyKind:
    if title:
        return PartyKind.PERSON
    for cues, party in (
        (grammar.unit, PartyKind.UNIT),
        (grammar.organisation, PartyKind.ORGANISATION),
        (grammar.group, PartyKind.GROUP),
    ):
        if not cues.isdisjoint(words):
            return party
    if has_acronym or (len(words) == 1 and words[0].isupper()):
        return PartyKind.ORGANISATION
    if len(words) > 1 and words[0] in grammar.given:
        return PartyKind.PERSON
    return PartyKind.UNKNOWN


_WITH_ACRONYM = re.compile(r"^(.*\S)\s*\(([^()]{2,15})\)$")
_SMALL = frozenset(
    word
    for one in LANGUAGES
    for entry in load_toml(_DATA / f"names.{one}.toml", entry=Words)
    if entry.kind in (WordKind.PARTICLE, WordKind.JOINER)
    for word in map(fold, entry.words)
)


def same_name(a: str, b: str) -> str | None:
    """Return a sentence why the two may be one name, or None where they may not.

    It is about the words alone: whether they are one party is for a person to say.
    """
    first, second = " ".join(a.split()), " ".join(b.split())
    if not first or not second:
        return None
    if first == second:
        return f"“{first}” is written the same."
    if fold(first) == fold(second):
        return f"“{first}” and “{second}” differ only in {_difference(first, second)}."
    return _by_acronym(first, second) or _by_words(first, second)


def _difference(a: str, b: str) -> str:
    if a.lower() == b.lower():
        return "capital letters"
    return "an accent" if len(a) == len(b) and fold(a) == fold(b) else "punctuation"


def _by_acronym(a: str, b: str) -> str | None:
    for one, other in ((a, b), (b, a)):
        match = _WITH_ACRONYM.match(other)
        if match:
            long, short = match.groups()
            if _bare(one) == _bare(short):
                return f"“{one}” is the acronym given with “{long}”."
            if reason := same_name(one, long):
                return reason
        elif _is_initials(one, other):
            return f"“{one}” are the initials of “{other}”."
    return None


def _is_initials(short: str, long: str) -> bool:
    letters = _bare(short)
    if not 2 <= len(letters) <= 10 or " " in short or not short.replace(".", "").isupper():
        return False
    words = [w for w in re.split(r"[\s-]+", fold(long)) if w]
    if len(words) < 2:
        return False
    full = "".join(word[0] for word in words if word not in _SMALL)
    return letters == full or letters == "".join(word[0] for word in words)


def _by_words(a: str, b: str) -> str | None:
    bare_a, bare_b = _ordered(strip_titles(a)[0]), _ordered(strip_titles(b)[0])
    one, other = _words(bare_a), _words(bare_b)
    if not one or not other:
        return None
    if one == other:
        what = "a title" if (bare_a, bare_b) != (a, b) else "punctuation"
        return f"“{a}” and “{b}” differ only in {what}."
    short, long, short_text, long_text = (
        (one, other, a, b) if len(one) <= len(other) else (other, one, b, a)
    )
    if _is_organisation(short_text) or _is_organisation(long_text):
        if len(short) >= 2 and long[: len(short)] == short:
            return f"“{short_text}” is how “{long_text}” begins."
        return None
    return _by_person(short, long, short_text=short_text, long_text=long_text)


def _by_person(short: list[str], long: list[str], *, short_text: str, long_text: str) -> str | None:
    if len(short) == 1:
        if len(long) > 1 and len(short[0]) > 1 and short[0] in long[1:]:
            return f"“{short_text}” is the surname of “{long_text}”."
        return None
    if len(short) < len(long) and long[-len(short) :] == short:
        return f"“{short_text}” are the surnames of “{long_text}”."
    if not _fits(short[0], long[0]) or not _is_within(short, long):
        return None
    if any(len(s) == 1 for s in short) or any(len(w) == 1 for w in long):
        return f"“{short_text}” has the initials or the surname of “{long_text}”."
    return f"“{short_text}” leaves out a name of “{long_text}”."


def _fits(a: str, b: str) -> bool:
    return a == b or (1 in (len(a), len(b)) and a[0] == b[0])


def _is_within(short: list[str], long: list[str]) -> bool:
    rest = iter(long)
    return all(any(_fits(word, other) for other in rest) for word in short)


def _ordered(name: str) -> str:
    """Turn "Soto Vera, Ana" into "Ana Soto Vera"."""
    family, comma, given = name.partition(",")
    return f"{given.strip()} {family.strip()}" if comma and given.strip() else name


def _words(name: str) -> list[str]:
    words = (w for w in re.split(r"[\s.\-–\"'’()]+", name) if w)
    bare = ((w, fold(w)) for w in words)
    return [plain for w, plain in bare if plain and not (w[0].islower() and plain in _SMALL)]


def _is_organisation(name: str) -> bool:
    words = set(re.split(r"[\s-]+", name))
    return any(
        not words.isdisjoint(_grammar(language).words[kind])
        for language in LANGUAGES
        for kind in (WordKind.ORGANISATION, WordKind.UNIT)
    )
