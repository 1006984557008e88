"""Speakers: from the words beside a verb of saying to a person, a body, a report or a class."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Any

from hechos.coding.frames.document import Page, between
from hechos.coding.frames.phrases import Sentence
from hechos.lang.folding import fold_same_length
from hechos.lang.names import NameSpan, same_name, strip_titles
from hechos.records import Bound, Mention, PartyKind, VoiceLink, When

_TOKEN = re.compile(r"[\w'-]+|[,(–-]")
_EDGE = " ,;:\"“”'«»–-("
_KINDS = ("report", "unnamed", "body", "person")
_LONG = 4
_ROLE = 5
_ARTICLE = 4  # room for “the” before a number


@dataclass(slots=True)
class Speaker:
    """`kind` as in a voice link; `role` the words that say what a person is; `body` the body a
    person or report speaks for."""

    start: int
    end: int
    verbatim: str
    name: str
    kind: str
    role: str | None = None
    body: str | None = None
    size: int | None = None

    def links(self, verb: str, stance: str, said_at: When | None) -> tuple[VoiceLink, ...]:
        own = VoiceLink(
            speaker=self.mention(),
            kind=self.kind,
            verb=verb,
            stance=stance,
            said_at=said_at,
            proximity=3 if self.kind in ("body", "report") else 2,
            connection=self.role,
        )
        if self.body is None or self.body == self.name:
            return (own,)
        mention = Mention(verbatim=self.body, name=self.body, kind=PartyKind.ORGANISATION)
        return (VoiceLink(speaker=mention, kind="body", stance="reports", proximity=3), own)

    @property
    def is_named(self) -> bool:
        return any(word[:1].isupper() for word in self.name.split()[1:]) or self.name.isupper()

    def mention(self) -> Mention:
        return Mention(
            verbatim=self.verbatim,
            name=self.name,
            kind=_PARTY.get(self.kind, PartyKind.UNKNOWN),
            start=self.start,
            end=self.end,
            low=self.size,
            high=self.size,
        )


_PARTY = {
    "person": PartyKind.PERSON,
    "body": PartyKind.ORGANISATION,
    "unnamed": PartyKind.GROUP,
}


@dataclass(slots=True)
class Memory:
    """Who has spoken or been named so far, for “she”, “the group”, “Mr. Valinas”.

    `full` leads from a surname to the fullest name, `acronyms` from an acronym to its words,
    `known` from a name to what its bearer was first said to be."""

    page: Page
    person: Speaker | None = None
    body: Speaker | None = None
    last: Speaker | None = None
    several: Speaker | None = None
    saying: Any = None
    told: int = -1
    bodies: list[str] = field(default_factory=list)
    full: dict[str, str] = field(default_factory=dict)
    acronyms: dict[str, str] = field(default_factory=dict)
    known: dict[str, Speaker] = field(default_factory=dict)

    def __post_init__(self) -> None:
        names = sorted(self.page.names, key=lambda n: (-len(n.verbatim.split()), n.start))
        for name in names:
            words = name.verbatim.split()
            if len(words) > 1 and name.kind != PartyKind.ORGANISATION:
                self.full.setdefault(fold_same_length(words[-1]), name.verbatim)
            if name.acronym:
                self.acronyms.setdefault(name.acronym, _with_acronym(name, self.page))
            elif len(words) > 1:
                self.acronyms.setdefault(_initials(name.verbatim), name.verbatim)

    def remember(self, speaker: Speaker) -> None:
        if speaker.kind == "person":
            self.person = speaker
            if speaker.role or speaker.name not in self.known:
                self.known.setdefault(speaker.name, speaker)
        if speaker.kind == "body":
            self.body = speaker
            self.bodies.append(speaker.name)
        if speaker.name.split()[0].casefold() not in ("he", "she") and _is_plural(
            speaker, self.page
        ):
            self.several = speaker
        self.last = speaker

    def pass_over(self, sentence: Sentence) -> None:
        for name in sentence.names:
            if name.kind == PartyKind.ORGANISATION:
                self.bodies.append(self.fullest_body(name.verbatim))

    def fullest(self, name: str) -> str:
        """Return the fullest form the document gives of a person's name."""
        words = name.split()
        if not words:
            return name
        full = self.full.get(fold_same_length(words[-1]))
        return full if full and len(full) > len(name) and same_name(name, full) else name

    def fullest_body(self, name: str) -> str:
        """Return the full name of an acronym or a shortened name that the document gives."""
        name = _without_article(name, self.page)
        if name in self.acronyms:
            return self.acronyms[name]
        longer = [full for full in self.acronyms.values() if full.startswith(name + " ")]
        return longer[0] if len(set(longer)) == 1 and " " in name else name

    def body_with(self, word: str, generic: bool) -> str | None:
        """Return the body last named whose name holds the word, else the last one at all."""
        for name in reversed(self.bodies):
            if word in fold_same_length(name):
                return name
        return self.bodies[-1] if generic and self.bodies else None


def _with_acronym(name: NameSpan, page: Page) -> str:
    words = _without_article(name.verbatim, page)
    if name.acronym is None or name.acronym in words:
        return words
    return f"{words} ({name.acronym})"


def _without_article(name: str, page: Page) -> str:
    """Drop “the” of “the Commission”; articles that belong to a name (“El Nacional”) stay."""
    first, _, rest = name.partition(" ")
    return rest if rest and page.lexicon.language == "en" and first.lower() == "the" else name


def _initials(name: str) -> str:
    return "".join(word[0] for word in name.split() if word[0].isupper())


def _is_plural(speaker: Speaker, page: Page) -> bool:
    words = _heads(fold_same_length(speaker.verbatim), page)
    return any(word.endswith("s") and len(word) > 4 for word in words)


def _heads(folded: str, page: Page) -> list[str]:
    """Return the words of a noun phrase before its first preposition, relative or comma."""
    classes = page.lexicon.classes
    words: list[str] = []
    for match in _TOKEN.finditer(folded):
        word = match.group()
        if not word[0].isalnum() or (words and classes.get(word, "") in tuple("OIRB")):
            break
        words.append(word)
    return words


def read_speaker(
    span: tuple[int, int], page: Page, memory: Memory, *, strict: bool
) -> Speaker | None:
    """Return the speaker that a noun phrase names, or None where it names none.

    `strict`: a phrase with neither a name nor a noun for a speaker is none, even a place."""
    start, end = _bare(span, page)
    if start >= end:
        return None
    first_end = _first_part(page, start, end)
    words = _heads(page.folded[start:first_end], page)
    if not words:
        return None
    pronoun = _pronoun(words, page, memory)
    if pronoun is not None:
        return pronoun
    kinds = {kind: _first(words, page.lexicon.speakers[kind]) for kind in _KINDS}
    names = between(page.names, start, first_end)
    if not names and (kinds["person"] or not any(kinds.values())):
        names = between(page.names, start, end)
    phrase = _Phrase((start, end), (start, first_end), names, kinds)
    return _choose(phrase, page, memory) or (None if strict else _of_place(phrase.part, page))


def _bare(span: tuple[int, int], page: Page) -> tuple[int, int]:
    start, end = span
    while start < end and page.body[start] in _EDGE:
        start += 1
    while end > start and page.body[end - 1] in _EDGE:
        end -= 1
    return start, end


def _first_part(page: Page, start: int, end: int) -> int:
    commas = [
        at for mark in (",", " – ", " - ", " — ") if (at := page.body.find(mark, start, end)) > 0
    ]
    return min(commas, default=end)


def _pronoun(words: list[str], page: Page, memory: Memory) -> Speaker | None:
    if len(words) > 2:
        return None
    pronouns = page.lexicon.cues["pronouns"]
    if words[0] in pronouns["person"]:
        return memory.person
    if words[0] in pronouns["group"]:
        return memory.several or memory.last
    return None


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A noun phrase: all of it, its part before a comma, its names, its nouns for speakers."""

    whole: tuple[int, int]
    part: tuple[int, int]
    names: tuple[NameSpan, ...]
    kinds: dict[str, str | None]


def _choose(phrase: _Phrase, page: Page, memory: Memory) -> Speaker | None:
    names, kinds = phrase.names, phrase.kinds
    if kinds["report"] is not None:
        return _report(phrase.part, names, page, memory)
    person = next((n for n in names if _is_person(n, memory, kinds)), None)
    if person is not None:
        return _person(person, phrase.whole, page, memory)
    lead = kinds["body"] or kinds["unnamed"]
    if names and (lead is None or not _stands_alone(lead, names[0], page)):
        return _named_body(
            names[0], phrase.part, page, memory, is_person=kinds["person"] is not None
        )
    if kinds["body"] is not None:
        return _body(phrase.whole if names else phrase.part, kinds["body"], page, memory)
    kind = "unnamed" if kinds["unnamed"] else "person" if kinds["person"] else None
    return _plain(phrase.part, page, kind) if kind else None


def _is_person(name: NameSpan, memory: Memory, kinds: dict[str, str | None]) -> bool:
    if name.kind == PartyKind.PERSON:
        return True
    if name.kind == PartyKind.ORGANISATION or kinds["body"]:
        return False
    return memory.fullest(name.verbatim) != name.verbatim or name.verbatim in memory.known


def _stands_alone(lead: str, name: NameSpan, page: Page) -> bool:
    """Tell whether a noun for a body is no word of the name: “UN-backed mission”."""
    inside = page.folded[name.start : name.end]
    return lead not in inside or "-" in inside.split()[-1]


def _first(words: list[str], known: frozenset[str]) -> str | None:
    return next((word for word in words if word in known), None)


def _plain(span: tuple[int, int], page: Page, kind: str) -> Speaker:
    verbatim = page.slice(*span).strip(_EDGE)
    return Speaker(span[0], span[1], verbatim, verbatim, kind, size=_size(span, page))


def _size(span: tuple[int, int], page: Page) -> int | None:
    """Return how many speak, where the phrase begins with an exact number: “seven unions”."""
    at = bisect_right(page.sentences, span[0], key=lambda one: one.start) - 1
    numbers = page.sentences[at].numbers if at >= 0 else ()
    first = next((n.quantity for n in numbers if span[0] <= n.start <= span[0] + _ARTICLE), None)
    if first is None or first.bound is not Bound.EXACT or not isinstance(first.point, int):
        return None
    return first.point


def _person(name: NameSpan, span: tuple[int, int], page: Page, memory: Memory) -> Speaker:
    bare = strip_titles(name.verbatim)[0] or name.verbatim
    office, bare = _off_office(bare, page)
    full = memory.fullest(bare)
    before = f"{page.slice(span[0], name.start)} {office}".strip(_EDGE)
    if len(before.split()) > _ROLE:
        before = " ".join(before.split()[-_ROLE:])
    after = page.slice(name.end, span[1]).strip(_EDGE) if name.end < span[1] else ""
    role = before if len(before.split()) > 1 else (after or before)
    others = between(page.names, *span)
    body = next((o.verbatim for o in others if o.kind == PartyKind.ORGANISATION), None)
    known = memory.known.get(full)
    if known is not None and not role:
        role, body = known.role or "", body or known.body
    return Speaker(name.start, name.end, name.verbatim, full, "person", role or None, body)


def _off_office(name: str, page: Page) -> tuple[str, str]:
    """“Americas director Erika G.” → (“Americas director”, “Erika G.”)."""
    words = name.split()
    offices = page.lexicon.speakers["person"]
    last = max((i for i, w in enumerate(words[:-1]) if fold_same_length(w) in offices), default=-1)
    return " ".join(words[: last + 1]), " ".join(words[last + 1 :])


def _named_body(
    name: NameSpan, span: tuple[int, int], page: Page, memory: Memory, *, is_person: bool
) -> Speaker:
    full = memory.fullest_body(name.verbatim)
    if is_person:
        verbatim = page.slice(*span).strip(_EDGE)
        return Speaker(span[0], span[1], verbatim, verbatim, "person", None, full)
    kind = "body" if _is_body(name, full, page) else "person"
    return Speaker(name.start, name.end, name.verbatim, full, kind)


def _is_body(name: NameSpan, full: str, page: Page) -> bool:
    """Tell bodies from people where the name alone does not: known bodies, articles, acronyms."""
    words = name.verbatim.split()
    if name.kind == PartyKind.ORGANISATION or len(words) == 1 or full != name.verbatim:
        return True
    if page.lexicon.classes.get(words[0].lower()) == "E":
        return True
    return any(pack.organisation_of(name.verbatim) is not None for pack in page.packs)


def _report(
    span: tuple[int, int], names: tuple[NameSpan, ...], page: Page, memory: Memory
) -> Speaker | None:
    verbatim = page.slice(*span).strip(_EDGE)
    if "oficial" in page.folded[slice(*span)] or "official" in page.folded[slice(*span)]:
        return Speaker(span[0], span[1], verbatim, verbatim, "unnamed")
    if names:
        full = memory.fullest_body(names[-1].verbatim)
        return Speaker(names[-1].start, names[-1].end, names[-1].verbatim, full, "body")
    body = memory.body.name if memory.body and len(verbatim.split()) <= _LONG else None
    return Speaker(span[0], span[1], verbatim, verbatim, "report", None, body)


def _body(span: tuple[int, int], word: str, page: Page, memory: Memory) -> Speaker:
    verbatim = page.slice(*span).strip(_EDGE)
    generic = word in page.lexicon.speakers["generic"]
    if len(verbatim.split()) < _LONG and not _is_indefinite(verbatim, page):
        known = memory.body_with(word, generic)
        if known is not None:
            return Speaker(span[0], span[1], verbatim, known, "body")
    return Speaker(span[0], span[1], verbatim, verbatim, "body", size=_size(span, page))


def is_generic(speaker: Speaker, page: Page) -> bool:
    """Tell whether a body is only called a group, an organisation: “a prominent rights group”."""
    words = fold_same_length(speaker.verbatim).split()
    generic = page.lexicon.speakers["generic"]
    return _is_indefinite(speaker.verbatim, page) and any(word in generic for word in words)


def _is_indefinite(verbatim: str, page: Page) -> bool:
    return fold_same_length(verbatim.split(maxsplit=1)[0]) in page.lexicon.speakers["indefinite"]


def _of_place(span: tuple[int, int], page: Page) -> Speaker | None:
    """“Argentina filed a complaint”: a country speaks as its government."""
    for spot in between(page.places, *span):
        if spot.end >= span[1] - 1 and spot.start <= span[0] + 4 and spot.place.level == "country":
            return Speaker(spot.start, spot.end, spot.place.verbatim, spot.place.path, "body")
    return None
