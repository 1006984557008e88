"""Who speaks: the body behind a name as one text prints it, and the side it stands on."""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from hechos import packs
from hechos.lang.folding import fold
from hechos.lang.gazetteer.toponyms import world
from hechos.packs import Organisation
from hechos.records import Case, Claim, Party, Text, VoiceLink
from hechos.weighing.rules import SpeakerWords

_TOKEN = re.compile(r"\w+")
OFFICIAL = "official sources"
"""The side of everybody whom a text calls official and does not name."""


@dataclass(frozen=True, slots=True)
class Body:
    """One speaker. `key` is equal for all names of one; `kind` its kind in a pack, or "state"
    for a country or government, or ""; `named` is False for "a rights group"; `parent` the key of
    the body it is an organ of."""

    key: str
    name: str
    kind: str = ""
    named: bool = True
    parent: str = ""


class Speakers:
    """Looks speakers up in the packs, in the parties of linking and in the text around them."""

    def __init__(
        self,
        texts: Iterable[Text],
        parties: Sequence[Party],
        claims: Iterable[Claim],
        *,
        case: Case,
        words: SpeakerWords,
    ) -> None:
        self._texts = {text.id: text for text in texts}
        self._words = words
        self._packs, self._index = _packs(case.pack), _index(case.pack)
        self._scanned: dict[str, tuple[tuple[str, Organisation], ...]] = {}
        self._found: dict[tuple[str, str, str], Body] = {}
        self._fuller: dict[str, list[str]] = defaultdict(list)
        self._place: dict[str, Party] = {m: party for party in parties for m in party.mentions}
        self._named = _by_name(parties)
        self._reports: dict[str, list[VoiceLink]] = defaultdict(list)
        for claim in claims:
            for link in claim.voice:
                self._fuller[claim.text].append(link.speaker.name)
                if link.kind == "report":
                    self._reports[claim.text].append(link)

    # --- one speaker -------------------------------------------------------------------------

    def party(self, claim: Claim, link: VoiceLink) -> Party | None:
        where = f"{claim.text}:{link.speaker.start}-{link.speaker.end}"
        return self._place.get(where) or self._named.get(fold(link.speaker.name))

    def body(self, claim: Claim, link: VoiceLink) -> Body:
        """Return who this link is: of a report, the body that issued it."""
        party = self.party(claim, link)
        name = party.name if party and link.kind == "person" else link.speaker.name
        issuer = self._issuer(claim, link) if link.kind == "report" else ""
        party = self._named.get(fold(issuer)) if issuer else party
        where = (claim.text, link.kind, issuer or name)
        if where not in self._found:
            self._found[where] = self._look(claim.text, link, issuer or name, party)
        return self._found[where]

    def _look(self, text: str, link: VoiceLink, name: str, party: Party | None) -> Body:
        names = dict.fromkeys((name, *(party.variants if party else ())))
        language = self._texts[text].language if text in self._texts else ""
        found = next((one for n in names if (one := self.organisation(n))), None)
        longer = ""
        if found is None and link.kind != "person":
            found, longer = self._in_full(name, text)
        if found is not None and link.kind != "person":
            parent = f"#{found.parent}" if found.parent else ""
            return Body(f"#{found.id}", found.called(language), found.kind.value, parent=parent)
        if link.kind in ("unnamed", "body") and self.is_official(name):
            own = OFFICIAL if link.kind == "unnamed" else _nations().get(fold(name), name)
            return Body(fold(own), name, "state", named=link.kind == "body")
        key = party.id if party and not longer else fold(longer or name)
        return Body(key, longer or name, named=self._is_name(name, link, language))

    def organisation(self, name: str) -> Organisation | None:
        return next((body for pack in self._packs if (body := pack.organisation_of(name))), None)

    def is_official(self, name: str) -> bool:
        """Tell whether a name is that of a country, a government or "official sources"."""
        words = _TOKEN.findall(fold(name))
        return fold(name) in _nations() or not self._words.official.isdisjoint(words)

    def _is_name(self, name: str, link: VoiceLink, language: str) -> bool:
        if link.kind == "unnamed":
            return False
        words = name.split()
        indefinite = words and fold(words[0]) in self._words.indefinite.get(language, ())
        return not indefinite and (any(w[:1].isupper() for w in words) or len(words) <= 3)

    # --- names in the text around -----------------------------------------------------------

    def _in_full(self, name: str, text: str) -> tuple[Organisation | None, str]:
        """Return the only body named in full in this text that "the Mission" can be short for:
        one that a pack knows, else the fuller name as printed."""
        heads = [word for word in _TOKEN.findall(fold(name)) if len(word) > 3]
        if not heads or not self._words.heads.issuperset(heads):
            return None, ""
        known = {
            body.id: body for called, body in self._bodies(text) if _has(called.split(), heads)
        }
        if known:
            return (next(iter(known.values())) if len(known) == 1 else None), ""
        longer = {
            fold(other): other
            for other in self._fuller[text]
            if len(_TOKEN.findall(other)) > len(heads) + 1
            and _has(_TOKEN.findall(fold(other)), heads)
        }
        return None, next(iter(longer.values())) if len(longer) == 1 else ""

    def _issuer(self, claim: Claim, link: VoiceLink) -> str:
        """Name the body that a report is of: in its own name or the words that follow, else that
        of the only report of this text, else the body in the chain."""
        told = self._told_issuer(claim.text, link)
        if not told:
            others = (self._told_issuer(claim.text, one) for one in self._reports[claim.text])
            few = dict.fromkeys(one for one in others if one)
            told = next(iter(few)) if len(few) == 1 else ""
        bodies = [one.speaker.name for one in claim.voice if one.kind == "body"]
        return told or (bodies[-1] if bodies else "")

    def _told_issuer(self, text: str, link: VoiceLink) -> str:
        known, end = self._texts.get(text), link.speaker.end
        rest = ""
        if known is not None and end is not None:
            rest = re.split(r"[.;\n]\s", known.body[end : end + 200], maxsplit=1)[0]
        named = self.bodies_in(link.speaker.name) or self.bodies_in(rest)
        return named[0][1].names.all()[0] if named else ""

    def _bodies(self, text: str) -> Sequence[tuple[str, Organisation]]:
        known = self._texts.get(text)
        return self.bodies_in(known.body) if known else ()

    def bodies_in(self, words: str) -> tuple[tuple[str, Organisation], ...]:
        """Return the bodies of the packs that a stretch of text names, in order."""
        if words not in self._scanned:
            self._scanned[words] = tuple(_scan(words, self._index))
        return self._scanned[words]


def _has(words: Sequence[str], heads: Iterable[str]) -> bool:
    return set(words).issuperset(heads)


def _by_name(parties: Iterable[Party]) -> dict[str, Party]:
    """Index parties by folded name; a name of two parties belongs to neither."""
    found: dict[str, dict[str, Party]] = defaultdict(dict)
    for party in parties:
        for name in (party.name, *party.variants):
            found[fold(name)][party.id] = party
    return {name: next(iter(few.values())) for name, few in found.items() if len(few) == 1}


@functools.cache
def _nations() -> dict[str, str]:
    """Return the id of a country by each of its folded names."""
    return {
        fold(name): place.id
        for place in world()
        if place.level.value == "country"
        for name in (place.name, place.name_es, place.name_pt, *place.aliases)
        if name
    }


Index = Mapping[str, Sequence[tuple[tuple[str, ...], Organisation]]]


def _scan(words: str, index: Index) -> Iterator[tuple[str, Organisation]]:
    tokens = _TOKEN.findall(words)
    folded = [fold(token) for token in tokens]
    at = 0
    while at < len(folded):
        size, body = _longest(index, folded, tokens, at)
        if body is not None:
            yield " ".join(folded[at : at + size]), body
        at += size


def _longest(
    index: Index, folded: list[str], tokens: list[str], at: int
) -> tuple[int, Organisation | None]:
    for name, body in index.get(folded[at], ()):
        if tuple(folded[at : at + len(name)]) != name:
            continue
        if len(name) > 1 or tokens[at] in body.acronyms:
            return len(name), body
    return 1, None


def _packs(own: str | None) -> tuple[packs.Pack, ...]:
    return (*((packs.load(own),) if own else ()), packs.generic())


@functools.lru_cache(maxsize=8)
def _index(own: str | None) -> Index:
    """Index names of two words and more, and acronyms, by first word, the longest first."""
    index: dict[str, list[tuple[tuple[str, ...], Organisation]]] = defaultdict(list)
    for pack in _packs(own):
        for name, body in _names(pack):
            words = tuple(_TOKEN.findall(fold(name)))
            index[words[0]].append((words, body))
    for entries in index.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return index


def _names(pack: packs.Pack) -> Iterator[tuple[str, Organisation]]:
    for body in pack.organisations:
        names = [name for name in (*body.names.all(), *body.aliases) if len(name.split()) > 1]
        for name in (*names, *body.acronyms):
            if pack.organisation_of(name) is body:
                yield name, body
