"""Speakers: from the words beside a verb of saying to a person, a body, a report or a class."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from hechos.coding.document import Page, between
from hechos.coding.phrases import Sentence
from hechos.lang.names import NameSpan, same_name, strip_titles
from hechos.records import Mention, PartyKind, VoiceLink, When

_TOKEN = re.compile(r"[\w'-]+")


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

    def mention(self) -> Mention:
        kind = {"person": PartyKind.PERSON, "body": PartyKind.ORGANISATION, "unnamed": PartyKind.GROUP}
        return Mention(
            verbatim=self.verbatim,
            name=self.name,
            kind=kind.get(self.kind, PartyKind.UNKNOWN),
            start=self.start,
            end=self.end,
        )


@dataclass(slots=True)
class Memory:
    """Who has spoken or been named so far, for “she”, “the group”, “Mr. Valinas”."""

    page: Page
    person: Speaker | None = None
    body: Speaker | None = None
    last: Speaker | None = None
    bodies: list[str] = field(default_factory=list)
    full: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        people = [n.verbatim for n in self.page.names if n.kind != PartyKind.ORGANISATION]
        for name in sorted(set(people), key=lambda n: (-len(n.split()), n)):
            words = name.split()
            if len(words) > 1:
                self.full.setdefault(words[-1].casefold(), name)

    def remember(self, speaker: Speaker) -> None:
        if speaker.kind == "person":
            self.person = speaker
        if speaker.kind == "body" and any(c.isupper() for c in speaker.name):
            self.body = speaker
            self.bodies.append(speaker.name)
        self.last = speaker

    def pass_over(self, sentence: Sentence) -> None:
        for name in sentence.names:
            if name.kind == PartyKind.ORGANISATION:
                self.bodies.append(name.verbatim)

    def fullest(self, name: str) -> str:
        """Return the fullest form the document gives of a person's name."""
        words = name.split()
        if len(words) > 1 or not words:
            return name
        full = self.full.get(words[-1].casefold())
        return full if full and same_name(name, full) else name

    def body_with(self, word: str, generic: bool) -> str | None:
        """Return the body last named whose name holds the word, else the last one at all."""
        for name in reversed(self.bodies):
            if word in name.casefold():
                return name
        return self.bodies[-1] if generic and self.bodies else None


def read_speaker(
    span: tuple[int, int], page: Page, memory: Memory, *, strict: bool
) -> Speaker | None:
    """Return the speaker that a noun phrase names, or None where it names none."""
    start, end = span
    words = [(m.group(), start + m.start()) for m in _TOKEN.finditer(page.folded[start:end])]
    if not words:
        return None
    cues = page.lexicon.cues
    names = between(page.names, start, end)
    person = next((n for n in names if n.kind == PartyKind.PERSON), None)
    if person is None and len(words) <= 3:
        person = next((n for n in names if n.kind == PartyKind.UNKNOWN and memory.fullest(n.verbatim) != n.verbatim), None)
    if person is not None:
        return _person(person, span, page, memory)
    kinds = {kind: _first(words, cues["speakers"][kind]) for kind in ("report", "unnamed", "body", "person")}
    if kinds["report"] is not None:
        return _report(span, kinds["report"], names, page, memory)
    if names and (kinds["unnamed"] is None or names[0].start < kinds["unnamed"][1]):
        return _named_body(names[0], span, page, memory, kinds["person"] is not None)
    if len(words) == 1 and words[0][0] in cues["pronouns"]["person"]:
        return memory.person
    if len(words) == 1 and words[0][0] in cues["pronouns"]["group"]:
        return memory.last
    if kinds["unnamed"] is not None:
        return _plain(span, page, "unnamed")
    if kinds["body"] is not None:
        return _body(span, kinds["body"][0], page, memory)
    if kinds["person"] is not None:
        return _plain(span, page, "person")
    return None


def _first(words: list[tuple[str, int]], known: list[str]) -> tuple[str, int] | None:
    return next((pair for pair in words if pair[0] in known), None)


def _plain(span: tuple[int, int], page: Page, kind: str) -> Speaker:
    verbatim = _trim(page.slice(*span))
    return Speaker(span[0], span[1], verbatim, verbatim, kind)


def _trim(text: str) -> str:
    return text.strip(" ,;:\"“”'")


def _person(name: NameSpan, span: tuple[int, int], page: Page, memory: Memory) -> Speaker:
    bare = strip_titles(name.verbatim)[0] or name.verbatim
    full = memory.fullest(bare)
    before = _trim(page.slice(span[0], name.start))
    after = _trim(page.slice(name.end, span[1]))
    role = before if len(before.split()) > 1 else (after or before)
    others = [n for n in between(page.names, *span) if n is not name and n.kind == PartyKind.ORGANISATION]
    body = others[0].verbatim if others else None
    return Speaker(
        name.start, name.end, name.verbatim, full, "person", role or None, body
    )


def _named_body(
    name: NameSpan, span: tuple[int, int], page: Page, memory: Memory, is_person: bool
) -> Speaker:
    if is_person:
        verbatim = _trim(page.slice(*span))
        return Speaker(span[0], span[1], verbatim, verbatim, "person", None, name.verbatim)
    return Speaker(name.start, name.end, name.verbatim, name.verbatim, "body")


def _report(
    span: tuple[int, int],
    word: tuple[str, int],
    names: tuple[NameSpan, ...],
    page: Page,
    memory: Memory,
) -> Speaker | None:
    verbatim = _trim(page.slice(*span))
    if word[0].endswith(("figures", "cifras", "dados")) or "official" in verbatim.casefold():
        return Speaker(span[0], span[1], verbatim, verbatim, "unnamed")
    if names:
        return Speaker(names[0].start, names[0].end, names[0].verbatim, names[0].verbatim, "body")
    body = memory.body.name if memory.body else None
    return Speaker(span[0], span[1], verbatim, verbatim, "report", None, body)


def _body(span: tuple[int, int], word: str, page: Page, memory: Memory) -> Speaker:
    verbatim = _trim(page.slice(*span))
    generic = word in page.lexicon.cues["speakers"]["generic"]
    if len(verbatim.split()) <= 3:
        known = memory.body_with(word, generic)
        if known is not None:
            return Speaker(span[0], span[1], verbatim, known, "body")
    return Speaker(span[0], span[1], verbatim, verbatim, "body")
