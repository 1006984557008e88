"""Who has spoken or been named so far, so that “she”, “the group”, “Mr. Valinas” lead to a name."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, field
from typing import Any

from hechos.coding.frames.document import Page
from hechos.coding.frames.phrases import Sentence
from hechos.lang.folding import fold_same_length
from hechos.lang.names import NameSpan, same_name
from hechos.lang.places import demonym_country
from hechos.records import Mention, PartyKind, VoiceLink, When

_WORDS = re.compile(r"\w+")
_FEW = 24
_OFFICE = 48


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
    """Who has spoken or been named so far.

    `full` leads from a surname to the fullest name, `acronyms` from an acronym to its words,
    `known` from a name to what its bearer was first said to be, `called` from a body to the nouns
    it was called by; `persons` and `bodies` are in the order of mention."""

    page: Page
    person: Speaker | None = None
    body: Speaker | None = None
    last: Speaker | None = None
    several: Speaker | None = None
    saying: Any = None
    told: int = -1
    persons: list[Speaker] = field(default_factory=list)
    bodies: list[str] = field(default_factory=list)
    full: dict[str, str] = field(default_factory=dict)
    acronyms: dict[str, str] = field(default_factory=dict)
    known: dict[str, Speaker] = field(default_factory=dict)
    called: dict[str, set[str]] = field(default_factory=dict)

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
            self.persons.append(speaker)
            if speaker.role or speaker.name not in self.known:
                self.known.setdefault(speaker.name, speaker)
        if speaker.kind == "body":
            self.body = speaker
            self.bodies.append(speaker.name)
        if self._is_plural(speaker):
            self.several = speaker
        self.last = speaker

    def _is_plural(self, speaker: Speaker) -> bool:
        words = _WORDS.findall(fold_same_length(speaker.verbatim))
        if not words or words[0] in ("he", "she"):
            return False
        classes = self.page.lexicon.classes
        stop = next((i for i, w in enumerate(words) if i and classes.get(w) in _STOPS), len(words))
        return any(word.endswith("s") and len(word) > 4 for word in words[:stop])

    def pass_over(self, sentence: Sentence) -> None:
        """Take note of bodies and titled persons that a sentence names, who need not speak."""
        for name in sentence.names:
            if name.kind == PartyKind.ORGANISATION:
                self.bodies.append(self.fullest_body(name.verbatim))
                continue
            before = self.page.body[max(sentence.start, name.start - _OFFICE) : name.start]
            words = before.split()[-2:]
            offices = self.page.lexicon.speakers["person"]
            if name.title or (words and fold_same_length(words[-1]) in offices):
                full = self.fullest(name.verbatim)
                role = " ".join(words).strip(" ,.;:")
                self.persons.append(
                    Speaker(name.start, name.end, name.verbatim, full, "person", role)
                )

    def fullest(self, name: str) -> str:
        """Return the fullest form the document gives of a person's name."""
        words = name.split()
        if not words:
            return name
        full = self.full.get(fold_same_length(words[-1]))
        return full if full and len(full) > len(name) and same_name(name, full) else name

    def fullest_body(self, name: str) -> str:
        """Return the full name of an acronym or a shortened name that the document gives."""
        name = without_article(name, self.page)
        if name in self.acronyms:
            return self.acronyms[name]
        for full in self.acronyms.values():
            if full.startswith(name + " ("):
                return full
        longer = {full for full in self.acronyms.values() if _goes_on(full, name)}
        can_be_short = " " in name or fold_same_length(name) in self.page.lexicon.speakers["body"]
        return longer.pop() if len(longer) == 1 and can_be_short else name

    def body_called(self, words: list[str], word: str, *, is_definite: bool) -> str | None:
        """Return the body last named that “the group”, “the panel” may mean, or None.

        `words` are those of the description, `word` the noun in it that stands for a body."""
        page = self.page
        generic = word in page.lexicon.speakers["generic"]
        extra = {w for w in words if w != word and page.lexicon.classes.get(w, "w") == "w"}
        extra -= page.lexicon.speakers["definite"]
        recent = list(dict.fromkeys(reversed(self.bodies[-_FEW:])))
        for name in recent:
            own = self._words_of(name)
            if word in own and (extra <= own or (generic and not extra)):
                return name
        if not is_definite or (extra and not generic):
            return None
        kin = page.lexicon.tables["kin_of_body"].get(word, frozenset())
        spoke = [self.body.name] if self.body is not None else []
        recent.sort(key=str.islower)  # names before descriptions
        for name in dict.fromkeys([*spoke, *recent]):
            if not kin.isdisjoint(self._words_for(name)):
                return name
        return next(iter([*spoke, *recent]), None) if generic else None

    def _words_of(self, name: str) -> set[str]:
        return set(_WORDS.findall(fold_same_length(name))) | self.called.get(name, set())

    def _words_for(self, name: str) -> set[str]:
        own = self._words_of(name)
        kinds: dict[str, frozenset[str]] = self.page.lexicon.tables["kin_of_kind"]
        for pack in self.page.packs:
            found = pack.organisation_of(name)
            if found is not None:
                return own | kinds.get(found.kind, frozenset())
        return own

    def _is_ours(self, extra: set[str], role: set[str]) -> bool:
        """Tell “the Peruvian leader” in a text on Peru: whom it calls just president."""
        ours = self.page.country
        return len(role) == 1 and all(
            (country := demonym_country(word)) is not None and country == ours for word in extra
        )

    def person_called(self, words: list[str], word: str) -> Speaker | None:
        """Return the person last named whose office is, or is a kind of, the noun.

        What else the description says (“the Venezuelan leader”) must be said of the person too."""
        kin = self.page.lexicon.tables["kin_of_person"].get(word, frozenset()) | {word}
        extra = set(words[1:]) - {word}
        for person in reversed(self.persons[-_FEW:]):
            role = set(_WORDS.findall(fold_same_length(person.role or "")))
            if not kin.isdisjoint(role) and (extra <= role or self._is_ours(extra, role)):
                return self.known.get(person.name, person)
        return None


_STOPS = tuple("OIRB")
_OF = tuple(f" {word} " for word in ("of", "on", "de", "del", "da", "do", "das", "dos"))


def _goes_on(full: str, name: str) -> bool:
    """Tell whether the longer name only says what the body is of, or for which country."""
    return full.startswith(name) and full[len(name) :].startswith(_OF)


def _with_acronym(name: NameSpan, page: Page) -> str:
    words = without_article(name.verbatim, page)
    if name.acronym is None or name.acronym in words:
        return words
    return f"{words} ({name.acronym})"


def without_article(name: str, page: Page) -> str:
    """Drop “the” of “the Commission”; articles that belong to a name (“El Nacional”) stay."""
    first, _, rest = name.partition(" ")
    return rest if rest and page.lexicon.language == "en" and first.lower() == "the" else name


@functools.lru_cache(maxsize=1024)
def _initials(name: str) -> str:
    return "".join(word[0] for word in name.split() if word[0].isupper())
