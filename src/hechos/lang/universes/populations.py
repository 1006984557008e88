"""Groups that a count says it holds or leaves out: "30 dead, including two soldiers"."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Literal

from hechos.lang.folding import fold_same_length
from hechos.lang.lexicon import load_toml
from hechos.lang.numbers import NumberSpan, find_numbers
from hechos.lang.sentences import split_sentences
from hechos.records import LANGUAGES, Number, Population

_DATA = files("hechos.lang") / "data"
AFTER = 400
"""Characters after a count in which what it holds is looked for, to the end of a sentence."""
_NEAR = 34
"""Characters between a cue, a number or the group before, and a group that belongs to it."""
_JOINS = re.compile(r"^(?:[\s,;+=:(]|\b(?:and|y|e|plus|mas|mais)\b)+|[\s,;.+=(]+$|\s+(?:and|y|e)$")
_LINK = re.compile(r"[\s,]*(?:(?:and|or|nor|y|e|o|u|ni|ou|nem)\s+)?(?:\w{1,3}\s+){0,2}")
_WRAP = re.compile(r"(?<![\n.!?:;])\n(?!\s)")
_BREAK = re.compile(r"[.;:]\s")
_SPLIT = re.compile(r"[:=]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A group of people; see data/populations.en.toml for the meaning of each field."""

    key: str
    forms: tuple[str, ...]
    example: str
    within: bool = False
    apart: tuple[str, ...] = ()
    cohort: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    kind: Literal["includes", "excludes", "parts"]
    form: str
    example: str


@dataclass(frozen=True, slots=True)
class Stated:
    """What a text states of who is counted; empty where it states nothing."""

    includes: tuple[Population, ...] = ()
    excludes: tuple[Population, ...] = ()


@functools.cache
def groups(language: str) -> tuple[Group, ...]:
    return load_toml(_DATA / f"populations.{language}.toml", entry=Group, table="group")


@functools.cache
def cues(language: str) -> tuple[Cue, ...]:
    return load_toml(_DATA / f"populations.{language}.toml", entry=Cue, table="cue", unique="form")


@functools.cache
def group_of(key: str) -> Group | None:
    return next((group for group in groups(LANGUAGES[0]) if group.key == key), None)


@functools.cache
def _groups_pattern(language: str) -> tuple[re.Pattern[str], dict[str, str]]:
    names = {f"g{place}": group.key for place, group in enumerate(groups(language))}
    parts = [
        f"(?P<g{place}>" + "|".join(map(_form, group.forms)) + ")"
        for place, group in enumerate(groups(language))
    ]
    return re.compile(r"\b(?:" + "|".join(parts) + r")\b"), names


def _form(form: str) -> str:
    return re.escape(form[:-1]) + r"\w*" if form.endswith("*") else re.escape(form)


@functools.cache
def _cues_pattern(language: str) -> tuple[re.Pattern[str], dict[str, str]]:
    found = sorted(cues(language), key=lambda cue: -len(cue.form))
    pattern = r"\b(?:" + "|".join(re.escape(cue.form) for cue in found) + r")\b\.?"
    return re.compile(pattern), {cue.form: cue.kind for cue in found}


def stated_after(body: str, end: int, *, language: str) -> Stated:
    """Return what a text says of the count that ends at `end`: in the rest of its sentence, and in
    the next where that speaks of it. A count in between takes what follows for itself."""
    if language not in LANGUAGES:
        return Stated()
    start = max(body.rfind(mark, 0, end) + 1 for mark in ("\n", ". "))
    window = _WRAP.sub(" ", body[start : end + AFTER].split("\n\n", 1)[0])
    at = end - start
    found = Stated()
    for first, last in split_sentences(window, language=language):
        if last <= at:
            continue
        begin = max(first, at)
        here = _in_sentence(window[begin:last], language, opens=first >= at)
        if first >= at and here == Stated():
            break
        found = Stated((*found.includes, *here.includes), (*found.excludes, *here.excludes))
        if first >= at:
            break
    return found


@dataclass(frozen=True, slots=True)
class _Sentence:
    text: str
    language: str
    folded: str
    numbers: tuple[NumberSpan, ...]


def _in_sentence(text: str, language: str, *, opens: bool) -> Stated:
    folded, numbers = fold_same_length(text), tuple(_counts(text, language))
    sentence = _Sentence(text, language, folded, numbers)
    includes: list[Population] = []
    excludes: list[Population] = []
    for kind, start, end in _cues_in(folded, language, split=not opens):
        if any(n.end < start - 1 and not _is_taken(n, includes) for n in numbers):
            break
        stop = _stop(folded, end, language)
        if kind == "parts" or (opens and kind == "includes" and _counted(numbers, end, stop) > 1):
            parts = list(_parts(sentence, end))
            if len(parts) > 1 or kind != "parts":
                includes.extend(parts)
                break
            continue
        taken = _listed(sentence, start, end, stop)
        (excludes if kind == "excludes" else includes).extend(taken)
    return Stated(tuple(includes), tuple(excludes))


def _counted(numbers: Sequence[NumberSpan], start: int, stop: int) -> int:
    return sum(start <= number.start < stop for number in numbers)


def _is_taken(number: NumberSpan, found: Sequence[Population]) -> bool:
    return any(one.number == value_of(number) for one in found)


def _counts(text: str, language: str) -> list[NumberSpan]:
    return [n for n in find_numbers(text, language=language) if n.kind == "count" and not n.reason]


def value_of(number: NumberSpan) -> Number | None:
    quantity = number.quantity
    return quantity.point if quantity.point is not None else quantity.low


def _cues_in(folded: str, language: str, *, split: bool) -> list[tuple[str, int, int]]:
    pattern, kinds = _cues_pattern(language)
    found = [
        (kinds[match.group().rstrip(".")], match.start(), match.end())
        for match in pattern.finditer(folded)
    ]
    if split:
        found += [("parts", m.start(), m.end()) for m in _SPLIT.finditer(folded)]
    return sorted(found, key=lambda cue: cue[1])


def _stop(folded: str, start: int, language: str) -> int:
    """Return where what a cue governs ends: at the next cue or a full stop, colon or semicolon."""
    ends = [cue[1] for cue in _cues_in(folded, language, split=False) if cue[1] >= start]
    mark = _BREAK.search(folded, start)
    return min([*ends, mark.start() if mark else len(folded)])


def _listed(sentence: _Sentence, cue: int, start: int, stop: int) -> Iterator[Population]:
    """Yield the groups that follow a cue, each near the one before it."""
    text, folded, numbers = sentence.text, sentence.folded, sentence.numbers
    last = start
    for key, begin, end in _groups_in(folded, sentence.language, start, stop):
        near = [n for n in numbers if last <= n.start and n.end <= begin]
        if not near and last == start:
            near = [n for n in numbers if n.end <= cue <= n.end + 1]
        joined = near or last == start or _LINK.fullmatch(folded[last:begin])
        if begin - last > _NEAR or not joined:
            return
        number = near[-1] if near else None
        words = text[number.start if number else begin : end]
        yield Population(words=words, group=key, number=value_of(number) if number else None)
        last = end


def _groups_in(folded: str, language: str, start: int, stop: int) -> Iterator[tuple[str, int, int]]:
    pattern, names = _groups_pattern(language)
    for match in pattern.finditer(folded, start, stop):
        if match.lastgroup:
            yield names[match.lastgroup], match.start(), match.end()


def _parts(sentence: _Sentence, start: int) -> Iterator[Population]:
    """Yield each number with the words up to the next one, and the group that these name."""
    numbers = [number for number in sentence.numbers if number.start >= start]
    stops = [*(number.start for number in numbers[1:]), len(sentence.text)]
    for number, stop in zip(numbers, stops, strict=False):
        named = _groups_in(sentence.folded, sentence.language, number.end, stop)
        yield Population(
            words=_trimmed(sentence.text[number.start : stop]),
            group=next((key for key, _, _ in named), ""),
            number=value_of(number),
        )


def _trimmed(words: str) -> str:
    return _JOINS.sub("", _JOINS.sub("", words).strip(" ,;.+=()"))


def read_list(text: str, *, total: Number | None = None) -> Stated:
    """Return the groups that a note names ("25 in protests + 5 in custody, no soldiers"), in
    whichever language tells most of them; a number that is the total itself is none of them."""
    found = [_note(text, language, total) for language in LANGUAGES]
    return max(found, key=lambda one: sum(bool(p.group) for p in (*one.includes, *one.excludes)))


def _note(text: str, language: str, total: Number | None) -> Stated:
    folded = fold_same_length(text)
    numbers = [n for n in _counts(text, language) if value_of(n) != total]
    signs = [c for c in _cues_in(folded, language, split=False) if c[0] != "parts"]
    marks = [n.start for n in numbers]
    includes: list[Population] = []
    excludes: list[Population] = []
    taken: set[int] = set()
    for key, start, end in _groups_in(folded, language, 0, len(folded)):
        near = [n for n in numbers if n.start not in taken and _belongs(n, start, end, folded)]
        number = near[-1] if near else None
        if number is not None:
            taken.add(number.start)
        begin = min(start, number.start) if number else start
        one = Population(
            words=text[begin : max(end, number.end if number else end)],
            group=key,
            number=value_of(number) if number else None,
        )
        sign = next((kind for kind, at, _ in reversed(signs) if at < begin), "includes")
        (excludes if sign == "excludes" else includes).append(one)
    left = [n for n in numbers if n.start not in taken]
    for number in left:
        stop = min((mark for mark in marks if mark > number.start), default=len(text))
        words = _trimmed(text[number.start : stop])
        includes.append(Population(words=words, number=value_of(number)))
    return Stated(tuple(includes), tuple(excludes))


def _belongs(number: NumberSpan, start: int, end: int, folded: str) -> bool:
    if number.end <= start:
        between = folded[number.end : start]
        return len(between) <= _NEAR and not re.search(r"[;:.,+=]\s", between)
    return 0 <= number.start - end <= 2 and folded[end : number.start].strip() == "("
