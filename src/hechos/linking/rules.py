"""The rules of linking: thresholds, groupings of acts and words, as loaded from its data files."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from typing import Any

from hechos.lang.lexicon import load_toml, ruleset
from hechos.lang.names import fold
from hechos.lang.universes.families import Family, families
from hechos.lang.universes.populations import groups
from hechos.records import LANGUAGES, RuleSet

_DATA = files("hechos.linking") / "data"
_TOKEN = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class Role(StrEnum):
    OCCASION = "occasion"
    COHORT = "cohort"
    ADDITIVE = "additive"
    ORDINAL = "ordinal"
    OF_THEM = "of_them"
    GENERIC = "generic"
    ARTICLE = "article"


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    key: str
    role: Role
    tier: int
    forms: tuple[str, ...]
    example: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    type: str
    one: str
    many: str
    example: str
    persons: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReprintRules:
    run_words: int
    window: int
    shared: int
    long_shared: int
    thin: float
    near: int
    keep: int
    common: int
    furniture: int
    mostly: float
    compare: int
    edge: int
    reprint_containment: float
    partial_run: int
    partial_containment: float
    partial_words: int
    partial_short: float
    quote_run: int
    own_words: int
    quote_words: int
    quote_share: float
    name_share: float
    passage_cover: float
    least_run: int
    solid_run: int
    evidence_words: int
    boilerplate_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TranslationRules:
    days: int
    least: int
    share: float
    close: float
    unseen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoRules:
    bits: int
    documents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeRules:
    statement_days: int
    short_days: int
    gap_days: int
    date_slip_days: int
    carry_characters: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureRules:
    near_characters: int
    chain: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Strengths:
    """By which links of rules go first where a decision keeps some of them from joining."""

    in_one_text: float
    spelling: float
    body: float
    acronym: float
    longer: float
    shorter: float
    surname: float


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentRules:
    """Types by what they are to an episode; `official` versions stand against `disputed`."""

    parent: frozenset[str]
    around: frozenset[str]
    official: frozenset[str]
    disputed: frozenset[str]
    denials: frozenset[str]
    allegations: frozenset[str]


class Lexicon:
    """Words of all three languages together, looked up by folded token."""

    def __init__(self, words: tuple[Word, ...]) -> None:
        self._exact: dict[str, dict[str, int]] = {}
        self._prefix: list[tuple[str, str, int]] = []
        self._known: dict[str, dict[str, int]] = {}
        for word in words:
            for form in word.forms:
                if form.endswith("*"):
                    self._prefix.append((form[:-1], word.key, word.tier))
                else:
                    self._exact.setdefault(form, {})[word.key] = word.tier

    def keys(self, text: str | None, role: Role) -> frozenset[str]:
        """Return the keys of a role that the text holds, without the role's name."""
        return frozenset(self.tiers(text, role)) if text else frozenset()

    def tiers(self, text: str, role: Role) -> dict[str, int]:
        found: dict[str, int] = {}
        start = f"{role}:"
        for token in _TOKEN.findall(fold(text)):
            for key, tier in self._of(token).items():
                if key.startswith(start):
                    found[key.removeprefix(start)] = tier
        return found

    def _of(self, token: str) -> dict[str, int]:
        known = self._known.get(token)
        if known is None:
            known = dict(self._exact.get(token, {}))
            for prefix, key, tier in self._prefix:
                if token.startswith(prefix):
                    known[key] = tier
            self._known[token] = known
        return known


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkingRules:
    reprints: ReprintRules
    translations: TranslationRules
    photos: PhotoRules
    times: TimeRules
    figures: FigureRules
    strengths: Strengths
    incidents: IncidentRules
    families: tuple[Family, ...]
    phrases: tuple[Phrase, ...]
    named: frozenset[str]
    lexicon: Lexicon
    rulesets: tuple[RuleSet, ...]

    @classmethod
    @functools.cache
    def load(cls) -> LinkingRules:
        plain: dict[str, Any] = load_toml(_DATA / "linking.toml")
        names = ["linking.toml", "phrases.toml", *(f"words.{one}.toml" for one in LANGUAGES)]
        incidents = plain["incidents"]
        return cls(
            reprints=ReprintRules(**plain["reprints"]),
            translations=TranslationRules(**plain["translations"]),
            photos=PhotoRules(**plain["photos"]),
            times=TimeRules(**plain["times"]),
            figures=FigureRules(**plain["figures"]),
            strengths=Strengths(**plain["strengths"]),
            incidents=IncidentRules(
                parent=frozenset(incidents["parent"]),
                around=frozenset(incidents["around"]),
                official=frozenset(incidents["official"]),
                disputed=frozenset(incidents["disputed_by_official"]),
                denials=frozenset(incidents["denials"]),
                allegations=frozenset(incidents["allegations"]),
            ),
            families=families(),
            phrases=load_toml(_DATA / "phrases.toml", entry=Phrase),
            named=frozenset(plain["voices"]["named"]),
            lexicon=Lexicon(words()),
            rulesets=(ruleset("linking", "linking", *(_DATA / name for name in names)),),
        )

    def family_of(self, kind: str) -> Family | None:
        return _by_type(self.families).get(kind)

    def phrase_of(self, kind: str) -> Phrase:
        """Return the nouns of a type; one we have none for is named by its own code."""
        known = _phrases(self.phrases).get(kind)
        if known:
            return known
        plain = kind.replace("_", " ") if kind.islower() else kind
        return Phrase(type=kind, one=plain, many=plain, example="")


def words() -> tuple[Word, ...]:
    """Return all entries; the groups of people that make a cohort are those of the language."""
    own = (load_toml(_DATA / f"words.{one}.toml", entry=Word) for one in LANGUAGES)
    cohorts = tuple(
        Word(
            key=f"{Role.COHORT}:{group.key}",
            role=Role.COHORT,
            tier=1,
            forms=group.forms,
            example=group.example,
        )
        for one in LANGUAGES
        for group in groups(one)
        if group.cohort
    )
    return (*(word for some in own for word in some), *cohorts)


@functools.cache
def _by_type(families: tuple[Family, ...]) -> dict[str, Family]:
    return {kind: family for family in families for kind in family.types}


@functools.cache
def _phrases(phrases: tuple[Phrase, ...]) -> dict[str, Phrase]:
    return {phrase.type: phrase for phrase in phrases}
