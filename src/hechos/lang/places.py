"""Find places in text: gazetteer names with their homonyms, coasts, and unknown places."""

from __future__ import annotations

import bisect
import dataclasses
import functools
import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from hechos.lang.folding import fold, fold_same_length
from hechos.lang.gazetteer.index import Hit, PlaceIndex
from hechos.lang.gazetteer.toponyms import (
    PlaceEntry,
    PlaceLevel,
    Surroundings,
    demonym_country,
    surroundings,
    world,
)
from hechos.lang.names import UPPER, WordKind, words_of
from hechos.records import Place

__all__ = [
    "Gazetteer",
    "PlaceEntry",
    "PlaceLevel",
    "PlaceSpan",
    "demonym_country",
    "unknown_place_after_preposition",
]

_SENTENCE_EDGE = re.compile(r"[.!?]\s|\n")
_COAST_HINT = re.compile(r"coast|shore|waters|costa|aguas|litoral|off $")
_NAME = re.compile(
    rf"[{UPPER}][\w'’]*(?:-\w+)*"
    rf"(?:[ \u00a0](?:(?:de|del|da|do|das|dos|of|la|las|los|el|the)[ \u00a0]){{0,2}}"
    rf"[{UPPER}][\w'’]*(?:-\w+)*)*"
)
_LONGEST = 48
_NAME_AT_END = re.compile(
    rf"[^\W\d_A-Z]{{3,}} (?P<link>de|of|in|da|do|em) (?P<name>[{UPPER}][\w'’-]*"
    rf"(?: [{UPPER}][\w'’-]*){{0,3}})$"
)
_ARTICLES = frozenset(["el", "la", "los", "las", "o", "a", "os", "as", "the"])
_PARTICLES_AT_END = re.compile(
    r"(?:[ \u00a0](?:de|del|da|do|das|dos|of|la|las|los|el|the))*[ \u00a0]*$"
)
_RANK = {
    level: place
    for place, level in enumerate(
        (PlaceLevel.COUNTRY, PlaceLevel.STATE, PlaceLevel.CITY, PlaceLevel.MUNICIPALITY)
    )
}


_LARGE = 2  # the sizes of cities that need no support
_SPOKEN_FOR = 3
_LONGEST_TITLE = 5


class PlaceSource(Protocol):
    """What of a context pack the gazetteer needs."""

    @property
    def hash(self) -> str: ...
    @property
    def places(self) -> tuple[PlaceEntry, ...]: ...
    @property
    def country(self) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceSpan:
    """A place in the text, code points, end exclusive; `is_locative` where a word that puts
    something there stands before it ("in", "cerca de")."""

    start: int
    end: int
    place: Place
    is_locative: bool = False


_loaded: dict[str, Gazetteer] = {}


class Gazetteer:
    """Countries and cities of the world, and the places of a pack where one is given."""

    def __init__(self, entries: Iterable[PlaceEntry], *, country: str = "") -> None:
        self._index = PlaceIndex(entries)
        self._home = country or None

    @classmethod
    def load(
        cls, *, pack: PlaceSource | None = None, others: Sequence[PlaceSource] = ()
    ) -> Gazetteer:
        """Load the world with the places of a pack, whose country is the prior, and of `others`."""
        sources = (*((pack,) if pack else ()), *others)
        key = " ".join((pack.hash if pack else "", *sorted(source.hash for source in others)))
        if key not in _loaded:
            _loaded[key] = cls(
                (*world(), *(place for source in sources for place in source.places)),
                country=pack.country if pack else "",
            )
        return _loaded[key]

    def find(
        self, text: str, *, language: str, country: str | None = None
    ) -> tuple[PlaceSpan, ...]:
        """Return the places named, by start, not overlapping.

        `country` (ISO code) is the document's: it decides between places of one name, after
        the words around; where None, the country most spoken of in the text, else the pack's.
        Other places of the name stay as candidates. Words for a country's people are no place.
        """
        folded = fold_same_length(text)
        hits = self._index.hits(text, folded)
        if country is None and any(hit.is_open for hit in hits):
            country = self._index.most_spoken_of(hits, folded) or self._home
        context = _Context(self._index, text, folded, language=language, country=country)
        return context.resolve(hits)

    def country_of(self, text: str | Sequence[PlaceSpan]) -> str | None:
        """Return the ISO code of the country most spoken of, first named first; None if none."""
        if isinstance(text, str):
            folded = fold_same_length(text)
            return self._index.most_spoken_of(self._index.hits(text, folded), folded)
        codes = [code for span in text if (code := self.country_code(span.place))]
        return max(dict.fromkeys(codes), key=codes.count, default=None)

    def country_code(self, place: Place) -> str | None:
        """Return the ISO code of the place's country; None for seas, regions and the unknown."""
        return self._index.country(place.place_id)

    def countries_in(self, folded: str) -> set[str]:
        """Return the ISO codes of the countries whose people or things folded text names."""
        return self._index.peoples(folded)

    def place(self, place_id: str, *, language: str = "en") -> Place | None:
        """Return the place of an id, named as the language does."""
        entry = self._index.entry(place_id)
        if entry is None:
            return None
        return self._index.place(entry, verbatim=entry.called(language), language=language)

    def above(self, place: Place, *, language: str = "en") -> tuple[tuple[str, str], ...]:
        """Return (level, name) of the place and of what it lies in, widest first."""
        found: dict[str, str] = {}
        for place_id in self._index.chain(place.place_id) if place.place_id else ():
            entry = self._index.entry(place_id)
            if entry is not None and entry.level not in (PlaceLevel.REGION, PlaceLevel.SEA):
                found.setdefault(entry.level.value, entry.called(language))
        return tuple(reversed(found.items()))

    def within(self, a: Place, b: Place) -> bool:
        """Tell whether `a` lies in `b`, or is it."""
        if a.place_id and b.place_id:
            return b.place_id in self._index.chain(a.place_id)
        inner, outer = fold(a.path), fold(b.path)
        return inner == outer or inner.endswith(f", {outer}")

    def compatible(self, a: Place, b: Place) -> bool:
        """Tell whether the two may be one place: the same, one in the other, or not known."""
        if self.within(a, b) or self.within(b, a):
            return True
        wide = (PlaceLevel.SEA, PlaceLevel.REGION)
        if a.level in wide or b.level in wide:
            is_coast = any((one.place_id or "").endswith(":coast") for one in (a, b))
            return is_coast or a.level != b.level or not (a.place_id and b.place_id)
        if a.place_id and b.place_id:
            return a.place_id in b.candidates or b.place_id in a.candidates
        known, unknown = (a, b) if a.place_id else (b, a)
        return self._may_lie_in(unknown, known)

    def _may_lie_in(self, unknown: Place, known: Place) -> bool:
        """Compare countries, where the unknown place's path says one."""
        end = fold(unknown.path.rpartition(", ")[2])
        if ", " not in unknown.path:
            return True
        if not known.place_id:
            other = known.path.rpartition(", ")[2]
            return ", " not in known.path or end == fold(other)
        code = (self._index.country(known.place_id) or "").lower()
        entry = self._index.entries.get(code)
        return entry is None or end in map(fold, entry.names)


@dataclass(frozen=True, slots=True)
class _Around:
    """What certainly is named near a hit, its countries, and what the hit is said to lie in."""

    near: set[str]
    countries: set[str | None]
    container: set[str]


class _Context:
    """One text, and what in it decides between the places a name may be."""

    def __init__(
        self, index: PlaceIndex, text: str, folded: str, *, language: str, country: str | None
    ) -> None:
        self._index, self._text, self._folded = index, text, folded
        self._language, self._country = language, country
        self._hits: Sequence[Hit] = ()
        self._companies: dict[int, set[str]] = {}
        self._at: dict[int, int] = {}
        self._countries: set[str | None] = set()
        self._words = surroundings(language)
        self._function = words_of(WordKind.FUNCTION, language)
        self._calendar = words_of(WordKind.CALENDAR, language)

    def resolve(self, hits: Sequence[Hit]) -> tuple[PlaceSpan, ...]:
        self._hits = hits
        self._at = {hit.start: place for place, hit in enumerate(hits)}
        sure = {hit.options[0].id for hit in hits if _is_sure(hit)}
        self._countries = {self._index.country(one) for one in sure}
        return tuple(span for hit in hits if (span := self._span(hit)) is not None)

    def _span(self, hit: Hit) -> PlaceSpan | None:
        before = self._folded[max(0, hit.start - 48) : hit.start]
        is_locative = self._is_put(before)
        level = self._level_beside(hit, before)
        if not self._names_a_place(hit, level, is_put=is_locative or level is not None):
            return None
        place = self._place(hit, level)
        if place is None:
            return None
        start = hit.start
        if _COAST_HINT.search(before):
            start, place = self._at_sea(hit, before, place)
        return PlaceSpan(
            start=start,
            end=hit.end,
            place=place,
            is_locative=is_locative or start < hit.start,
        )

    def _is_put(self, before: str) -> bool:
        """Tell whether a word of place stands before, another word for a part of it between."""
        if _ends_with(before, self._words.locative):
            return True
        opener = _ends_with(before, self._words.opener)
        if not opener:
            return False
        return _ends_with(before.rstrip()[: -len(opener)], self._words.locative) != ""

    def _place(self, hit: Hit, level: PlaceLevel | None) -> Place | None:
        """Return the place meant; None for a small one that nothing else speaks for."""
        is_said = level is not None or (hit.others and self._container(hit))
        if not hit.is_open and not (hit.others and is_said) and not hit.options[0].size:
            return self._known(hit.options[0], hit, hit.others)
        return self._choose(hit, level)

    def _known(self, entry: PlaceEntry, hit: Hit, others: Sequence[PlaceEntry] = ()) -> Place:
        verbatim = self._text[hit.start : hit.end]
        place = self._index.place(
            entry, verbatim=verbatim, language=self._language, span=(hit.start, hit.end)
        )
        ids = dict.fromkeys(other.id for other in others if other.id != entry.id)
        return dataclasses.replace(place, candidates=tuple(ids)) if ids else place

    def _names_a_place(self, hit: Hit, level: PlaceLevel | None, *, is_put: bool) -> bool:
        """Tell a place from a surname or a newspaper that is called like one."""
        follows = self._text[hit.end : hit.end + 1] == " " and self._is_name(
            re.match(r"\w*", self._text[hit.end + 1 : hit.end + 25])
        )
        is_country = all(entry.level is PlaceLevel.COUNTRY for entry in hit.options)
        if follows and not is_country and not self._level_after(hit):
            return False
        before = re.search(r"[\w.]*(?= $)", self._text[max(0, hit.start - 25) : hit.start])
        if not is_country and (self._is_name(before) or self._is_its_noun(before, hit)):
            return False
        if all(entry.caution == "kind" for entry in hit.options):
            return any(entry.level is level for entry in hit.options) or self._lies_in_next(hit)
        is_name = any(entry.caution == "name" for entry in hit.options)
        return is_put or not is_name or self._lies_in_next(hit)

    def _lies_in_next(self, hit: Hit) -> bool:
        outer = self._container(hit)
        return any(
            not outer.isdisjoint(self._index.chain(one.id)[1:])
            for one in (*hit.options, *hit.others)
        )

    def _is_its_noun(self, before: re.Match[str] | None, hit: Hit) -> bool:
        """Tell whether a capital noun before makes another name of it: “Cerro Colorado”."""
        word = before.group() if before else ""
        level = self._words.level.get(fold(word)) if word[:1].isupper() else None
        if level is None or self._text[: hit.end].isupper():
            return False
        return all(entry.level is not level for entry in (*hit.options, *hit.others))

    def _is_name(self, match: re.Match[str] | None) -> bool:
        word = match.group() if match else ""
        if word[-1:] == "." and len(word) > _LONGEST_TITLE:
            return False  # the sentence before ends there
        plain = fold(word)
        if not word[:1].isupper() or plain in self._words.level or plain in self._words.opener:
            return False
        return word not in self._function and word not in self._calendar

    def _level_after(self, hit: Hit) -> PlaceLevel | None:
        after = re.match(r" (\w+)", self._folded[hit.end : hit.end + 24])
        return self._words.level_after.get(after.group(1)) if after else None

    def _level_beside(self, hit: Hit, before: str) -> PlaceLevel | None:
        """Return the level that the noun before or after the name gives it."""
        if level := self._level_after(hit):
            return level
        words = before.split()
        for size in (2, 1):
            if len(words) >= size and (level := self._words.level.get(" ".join(words[-size:]))):
                return level
        return None

    def _choose(self, hit: Hit, level: PlaceLevel | None) -> Place | None:
        around = self._around(hit)
        scored = sorted(
            [
                (-self._score(entry, level, around), *_rank(entry), entry)
                for entry in (*hit.options, *hit.others)
            ],
            key=lambda item: item[:-1],
        )
        score, best = -scored[0][0], scored[0][-1]
        if best.size and not self._is_spoken_for(best, score, hit):
            return None
        if best.caution == "shared" and score < 1:
            verbatim = self._text[hit.start : hit.end]
            ids = tuple(item[-1].id for item in scored)
            return Place(
                verbatim=verbatim, path=verbatim, candidates=ids, start=hit.start, end=hit.end
            )
        return self._known(best, hit, [item[-1] for item in scored])

    def _is_spoken_for(self, entry: PlaceEntry, score: int, hit: Hit) -> bool:
        """Tell whether a place that nobody chose is meant: a large one alone of its name, or
        one of the country that the text or its sentence speaks of, or said to lie somewhere."""
        if entry.size <= _LARGE and len(hit.options) == 1:
            return True
        return score >= _SPOKEN_FOR

    def _company(self, hit: Hit) -> set[str]:
        """Return the places that certainly are named in the same sentence."""
        if hit.start not in self._companies:
            start, end = self._sentence(hit)
            at = self._at[hit.start]
            before = itertools.takewhile(
                lambda one: one.start >= start, self._hits[max(0, at - 40) : at][::-1]
            )
            after = itertools.takewhile(lambda one: one.start < end, self._hits[at + 1 : at + 40])
            around = itertools.chain(before, after)
            self._companies[hit.start] = {one.options[0].id for one in around if _is_sure(one)}
        return self._companies[hit.start]

    def _sentence(self, hit: Hit) -> tuple[int, int]:
        edges = [
            m.end() for m in _SENTENCE_EDGE.finditer(self._text, max(0, hit.start - 400), hit.start)
        ]
        after = _SENTENCE_EDGE.search(self._text, hit.end, hit.end + 400)
        return (edges[-1] if edges else hit.start - 400), (
            after.start() if after else hit.end + 400
        )

    def _around(self, hit: Hit) -> _Around:
        near, country = self._company(hit), self._index.country
        return _Around(near, {country(one) for one in near}, self._container(hit))

    def _score(self, entry: PlaceEntry, level: PlaceLevel | None, around: _Around) -> int:
        code = self._index.country(entry.id)
        score = 0
        if level is not None:
            score += 8 if entry.level is level else -2
        container = around.container
        if not container.isdisjoint(self._index.chain(entry.id)[1:]):
            score += 20 if len(container) == 1 else 7
        if around.near and self._is_near(entry, around.near):
            score += 6
        if code in around.countries:
            score += 3
        if code == self._country:
            score += 3
        if code in self._countries:
            score += 1
        return score

    def _container(self, hit: Hit) -> set[str]:
        """Return the ids that the place is said to lie in: "Sucre, Bolivia"."""
        at = self._at[hit.start] + 1
        if at < len(self._hits):
            outer = self._hits[at]
            if _is_link(self._folded, (hit.end, outer.start), self._words):
                return {option.id for option in (*outer.options, *outer.others)}
        return set()

    def _is_near(self, entry: PlaceEntry, near: set[str]) -> bool:
        """Tell whether the sentence names what holds the place, or something in it."""
        above = [one for one in self._index.chain(entry.id)[1:] if ":" in one]
        return any(one in near for one in above) or any(
            entry.id in self._index.chain(one)[1:] for one in near if entry.parent
        )

    def _at_sea(self, hit: Hit, before: str, place: Place) -> tuple[int, Place]:
        """Return the span's start and place with "off the coast of" taken in."""
        phrase = _ends_with(before, self._words.coast)
        if not phrase:
            return hit.start, place
        start = hit.start - len(phrase) - (len(before) - len(before.rstrip()))
        verbatim = self._text[start : hit.end]
        return start, Place(
            verbatim=verbatim,
            path=verbatim,
            place_id=f"{place.place_id}:coast" if place.place_id else None,
            level=PlaceLevel.SEA.value,
            start=start,
            end=hit.end,
        )


def _rank(entry: PlaceEntry) -> tuple[int, int, str]:
    return entry.size, _RANK.get(entry.level, 9), entry.id


def _is_sure(hit: Hit) -> bool:
    return not hit.is_open and not hit.options[0].caution and not hit.options[0].size


def _is_link(folded: str, between: tuple[int, int], words: Surroundings) -> bool:
    """Tell whether what stands between two places says that the first lies in the second."""
    start, end = between
    if end - start > 24:
        return False
    tokens = folded[start:end].replace(",", " , ").replace("(", " ( ").split()
    links = [token for token in tokens if token in words.link]
    rest = [token for token in tokens if token not in words.link and token not in words.level]
    return bool(links) and not rest


def _ends_with(before: str, phrases: frozenset[str]) -> str:
    """Return the longest phrase the text ends with, a blank and "the" after it allowed."""
    bare = before.rstrip()
    if bare == before:
        return ""
    words = bare.split()
    for size in range(min(6, len(words)), 0, -1):
        phrase = " ".join(words[-size:])
        if phrase in phrases and bare.endswith(phrase):
            return phrase
    return ""


def unknown_place_after_preposition(
    text: str, *, language: str, known: Sequence[PlaceSpan] = ()
) -> tuple[PlaceSpan, ...]:
    """Return capitalised names after a word of place that the gazetteer does not hold.

    `known` are the spans of `find` on the same text: they are left out, and one that follows
    ("in Mill Row, Caracas") is taken into the path. The places have no id.
    """
    folded, words = fold_same_length(text), surroundings(language)
    taken = {point for span in known for point in range(span.start, span.end)}
    found = []
    for match in _before_place(language).finditer(folded):
        name = _NAME.match(text, match.end())
        if name is None or name.start() in taken:
            continue
        start = _with_article(text, match.start(), match.end())
        noun_at = match.start("noun")
        if noun_at >= 0 and text[noun_at].isupper():  # "na Cidade Velha": it is part of the name
            start = noun_at
        end = next((at for at in range(start, name.end()) if at in taken), name.end())
        end = start + len(_PARTICLES_AT_END.sub("", text[start:end]))
        end = _without_next(text, start, end, words)
        if start < end and _may_be_place(text[start:end], language):
            span = _unknown(text, folded, (start, end), noun=match.group("noun"), words=words)
            found.append(_with_container(span, folded, known, words))
            taken.update(range(start, end))
    found += _before_known(text, folded, known, language=language, taken=taken)
    return tuple(sorted(found, key=lambda one: one.start))


def _before_known(
    text: str, folded: str, known: Sequence[PlaceSpan], *, language: str, taken: set[int]
) -> list[PlaceSpan]:
    """Return names that a known place follows after a comma: “a bar of Mill Row, Ulster”."""
    found = []
    words = surroundings(language)
    for span in known:
        if text[max(0, span.start - 2) : span.start] != ", ":
            continue
        match = _NAME_AT_END.search(text, max(0, span.start - _LONGEST), span.start - 2)
        if match is None or match.start("name") in taken or match["link"] not in words.link:
            continue
        start, end = match.span("name")
        if _may_be_place(text[start:end], language):
            one = _unknown(text, folded, (start, end), noun=None, words=words)
            found.append(_with_container(one, folded, known, words))
    return found


def _without_next(text: str, start: int, end: int, words: Surroundings) -> int:
    """Return where the name ends where a sentence without its stop follows: “Rocinha Na tarde”."""
    name, _, last = text[start:end].replace("\u00a0", " ").rpartition(" ")
    return start + len(name) if name and last.lower() in words.locative else end


def _with_article(text: str, start: int, end: int) -> int:
    """Return where the name starts: a capital article before it is its own ("en El Vado")."""
    word = text[start:end].rsplit(maxsplit=1)[-1]
    is_own = word[0].isupper() and word.lower() in _ARTICLES
    return end - len(word) - 1 if is_own else end


@functools.cache
def _before_place(language: str) -> re.Pattern[str]:
    words = surroundings(language)
    locative, opener, noun = (
        "|".join(re.escape(word) for word in sorted(group, key=len, reverse=True))
        for group in (words.locative, words.opener, words.level)
    )
    return re.compile(
        rf"(?<!\w)(?:{locative}) (?:(?:{opener}) )*(?:(?P<noun>{noun})(?: (?:of|de|do|da|del))? )?"
        r"(?=\w)"
    )


def _may_be_place(name: str, language: str) -> bool:
    words = re.split(r"[ \u00a0]", name)
    if len(words) == 1 and (name.isupper() or demonym_country(name)):
        return False
    bodies = words_of(WordKind.ORGANISATION, language)
    if len(words) == 1 and words[0] in words_of(WordKind.FUNCTION, language):
        return False
    if len(words) > 1 and words[0] in words_of(WordKind.GIVEN, language):
        return False
    return words[0] not in words_of(WordKind.CALENDAR, language) and bodies.isdisjoint(words)


def _unknown(
    text: str, folded: str, span: tuple[int, int], *, noun: str | None, words: Surroundings
) -> PlaceSpan:
    start, end = span
    level = words.level.get(noun or "")
    after = re.match(r" (\w+)(?! \w+ing)", folded[end : end + 24])
    if level is None and after:
        level = words.level_after.get(after.group(1))
    place = Place(
        verbatim=text[start:end],
        path=text[start:end],
        level=level.value if level else "unknown",
        start=start,
        end=end,
    )
    return PlaceSpan(start=start, end=end, place=place, is_locative=True)


def _with_container(
    span: PlaceSpan, folded: str, known: Sequence[PlaceSpan], words: Surroundings
) -> PlaceSpan:
    at = bisect.bisect_right(known, span.end, key=lambda one: one.start)
    following = known[at] if at < len(known) else None
    if following is None or following.place.level == PlaceLevel.SEA:
        return span
    if not _is_link(folded, (span.end, following.start), words):
        return span
    path = f"{span.place.path}, {following.place.path}"
    return dataclasses.replace(span, place=dataclasses.replace(span.place, path=path))
