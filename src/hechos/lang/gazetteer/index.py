"""Look names of the gazetteer up in text, and walk from a place to what it lies in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from hechos.lang.folding import fold
from hechos.lang.gazetteer.atlas import atlas
from hechos.lang.gazetteer.toponyms import PlaceEntry, PlaceLevel, demonyms
from hechos.lang.memo import Memo
from hechos.lang.names import UPPER
from hechos.records import Place

_CAPITAL = re.compile(rf"(?<![\w-])[{UPPER}0-9]\w*")
_WORDS = re.compile(r"[^\W\d_]{4,}")

_MOST = 12  # places of one name that are kept

_Options = tuple[tuple[PlaceEntry, ...], tuple[PlaceEntry, ...]]
_Names = tuple[tuple[int, ...], dict[str, _Options]]


@dataclass(frozen=True, slots=True)
class Hit:
    """A name of the gazetteer in the text and the places it may be; `others` of the name are
    meant only where the words around say so."""

    start: int
    end: int
    options: tuple[PlaceEntry, ...]
    others: tuple[PlaceEntry, ...] = ()

    @property
    def is_open(self) -> bool:
        return len(self.options) > 1 or self.options[0].caution == "shared"


def _goes_on(after: str) -> bool:
    """Tell whether the word goes on: "Caracas-based" and "Caracasfoo" are no Caracas."""
    return after[:1].isalnum() or (after[:1] == "-" and after[1:].isalpha())


def _is_same(entry: PlaceEntry, chosen: PlaceEntry) -> bool:
    """Tell whether a place of the atlas is one that was chosen by hand."""
    return entry.id[:3] == chosen.id[:3] and entry.level is chosen.level


def _sorted_out(found: list[PlaceEntry]) -> _Options:
    """Part the places of a name from those that only a noun for their level calls."""
    options = tuple(entry for entry in found if entry.caution != "kind")
    called = tuple(entry for entry in found if entry.caution == "kind")
    return (options, called) if options else (called, ())


class PlaceIndex:
    """All entries by id and by name, those of the atlas once a text names them."""

    def __init__(self, entries: Iterable[PlaceEntry]) -> None:
        self.entries = {entry.id: entry for entry in entries}
        names: dict[str, dict[str, list[PlaceEntry]]] = {}
        self._exact: dict[str, set[str]] = {}
        for entry in self.entries.values():
            for name in entry.names:
                self._add(names, fold(name), entry)
                if name.isupper() and len(name) <= 5:
                    self._exact.setdefault(fold(name), set()).add(name)
        self._atlas = atlas()
        self._chosen = names
        self._names = Memo(self._named)
        self._chains: dict[str, tuple[str, ...]] = {}

    def _named(self, first: str) -> _Names | None:
        """Return the names that begin with a word: lengths, longest first, and places."""
        chosen_here = self._chosen.get(first, {})
        phrases = {phrase: _sorted_out(found) for phrase, found in chosen_here.items()}
        wide: dict[str, list[PlaceEntry]] = {}
        for phrase, entry in self._atlas.named(first):
            if not any(_is_same(entry, one) for one in chosen_here.get(phrase, ())):
                wide.setdefault(phrase, []).append(entry)
        for phrase, found in wide.items():
            chosen, others = phrases.get(phrase, ((), ()))
            most = sorted(found, key=lambda one: (one.size, one.id))[:_MOST]
            more = (*others, *most)
            phrases[phrase] = (chosen, more) if chosen else (more, ())
        if not phrases:
            return None
        return tuple(sorted({len(phrase) for phrase in phrases}, reverse=True)), phrases

    def entry(self, place_id: str) -> PlaceEntry | None:
        found = self.entries.get(place_id)
        if found is None and ":" in place_id and (found := self._atlas.entry(place_id)):
            self.entries[place_id] = found
        return found

    @staticmethod
    def _add(names: dict[str, dict[str, list[PlaceEntry]]], phrase: str, entry: PlaceEntry) -> None:
        first = re.match(r"\w+", phrase)
        if first is not None:
            found = names.setdefault(first.group(), {}).setdefault(phrase, [])
            if entry not in found:
                found.append(entry)

    def hits(self, text: str, folded: str) -> list[Hit]:
        """Return the longest names by start, not overlapping; `folded` has the text's length."""
        hits: list[Hit] = []
        done = 0
        for match in _CAPITAL.finditer(text):
            start, end = match.span()
            names = self._names[folded[start:end]]
            if names is None or start < done:
                continue
            hit = self._hit(text, folded, start, names)
            if hit is not None:
                hits.append(hit)
                done = hit.end
        return hits

    def _hit(
        self,
        text: str,
        folded: str,
        start: int,
        names: _Names,
    ) -> Hit | None:
        lengths, by_phrase = names
        for length in lengths:
            end = start + length
            phrase = folded[start:end]
            options = by_phrase.get(phrase)
            if options is not None and not _goes_on(folded[end : end + 2]):
                exact = self._exact.get(phrase)
                if exact is None or text[start:end] in exact:
                    return Hit(start, end, *options)
        return None

    def chain(self, place_id: str) -> tuple[str, ...]:
        """Return the id and the ids of all it lies in, nearest first."""
        if place_id not in self._chains:
            chain: list[str] = []
            todo = [place_id]
            while todo:
                entry = self.entry(todo.pop(0))
                if entry is not None and entry.id not in chain:
                    chain.append(entry.id)
                    todo += [one for one in (entry.parent, *entry.also_in) if one]
            self._chains[place_id] = tuple(chain)
        return self._chains[place_id]

    def country(self, place_id: str | None) -> str | None:
        """Return the ISO code of the place's country; None for seas, regions and the unknown."""
        code = (place_id or "").partition(":")[0]
        return code.upper() if code in self.entries else None

    def most_spoken_of(self, hits: Iterable[Hit], folded: str) -> str | None:
        """Return the country that places and words for its people name most, first named first."""
        counts: Counter[str] = Counter()
        for hit in hits:
            first = hit.options[0]
            is_sure = not hit.is_open and not first.caution and not first.size
            if is_sure and (code := self.country(first.id)):
                counts[code] += 1
        peoples = demonyms()
        for word in _WORDS.findall(folded):
            if word in peoples:
                counts[peoples[word]] += 1
        return counts.most_common(1)[0][0] if counts else None

    @staticmethod
    def peoples(folded: str) -> set[str]:
        known = demonyms()
        return {known[word] for word in _WORDS.findall(folded) if word in known}

    def path(self, entry: PlaceEntry, language: str) -> str:
        parts = [entry.called(language)]
        above = self.entry(entry.parent)
        while above is not None:
            name = above.called(language)
            is_said = above.level is PlaceLevel.STATE and fold(name).startswith(fold(parts[-1]))
            if above.path and name != parts[-1] and not is_said:
                parts.append(name)
            above = self.entry(above.parent)
        return ", ".join(parts)

    def place(
        self,
        entry: PlaceEntry,
        *,
        verbatim: str,
        language: str,
        span: tuple[int | None, int | None] = (None, None),
    ) -> Place:
        return Place(
            verbatim=verbatim,
            path=self.path(entry, language),
            place_id=entry.id,
            level=entry.level.value,
            start=span[0],
            end=span[1],
        )
