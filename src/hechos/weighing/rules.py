"""The rules of weighing: recipe, outcomes of differences, words for documents."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Literal

from hechos.errors import LexiconError
from hechos.lang.folding import fold
from hechos.lang.lexicon import load_toml, ruleset
from hechos.records import Level, Outcome, RuleSet
from hechos.records.base import LANGUAGES

CASES = (
    "denial",
    "official version",
    "later bulletin",
    "rival results",
    "polarity in a relay",
    "number in a relay",
    "date in a relay",
    "unit",
    "place or interval",
    "other acts",
    "part and whole",
    "stated parts",
    "stated populations",
    "one names a group",
    "stated rules",
    "register and total",
    "beside a fight",
    "equal",
    "later and larger",
    "later and smaller",
    "unsigned and larger",
    "order unknown",
    "bound and number",
    "one universe",
    "other",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class GradingRecipe:
    """What grades of members do; see data/recipe.toml, tables grades and pattern."""

    unusable_source: tuple[str, ...]
    unusable_information: tuple[str, ...]
    weak_source: tuple[str, ...]
    weak_information: tuple[str, ...]
    weak_integrity: tuple[str, ...]
    vouched_source: tuple[str, ...]
    pattern_incidents: int
    pattern_source: tuple[str, ...]
    pattern_information: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How far the machine may propose; see data/recipe.toml for the meaning of each."""

    version: str
    first_hand: int
    relay: int
    relay_cap: Level
    origins: int
    named: tuple[str, ...]
    individual_cap: Level
    official_versions: tuple[str, ...]
    denials: tuple[str, ...]
    versions_due: tuple[str, ...]
    grading: GradingRecipe
    stances: tuple[str, ...]
    kinds: tuple[str, ...]
    interested: tuple[str, ...]
    speech: tuple[str, ...]
    harm_units: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerWords:
    """Words by which speakers are understood; see data/recipe.toml for the meaning of each."""

    official: frozenset[str]
    offices: frozenset[str]
    state: frozenset[str]
    registers: frozenset[str]
    unknown: frozenset[str]
    fillers: frozenset[str]
    voices: frozenset[str]
    heads: frozenset[str]
    indefinite: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class MarginWords:
    """How a text says of which parts a total is made; see data/margins.toml."""

    id: str
    form: str
    language: str
    kind: str
    example: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeRule:
    case: str
    name: Outcome
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentWords:
    title: str
    words: tuple[str, ...]
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One question of the checklist for testimony; see data/checklist.toml."""

    id: str
    question: str
    effect: Literal["doubt", "not_first_hand", "none"]
    example: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """Words of one stage of a procedure and its place in the order; see data/stages.toml."""

    rank: int
    words: tuple[str, ...]
    example: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WeighingRules:
    recipe: Recipe
    checklist: tuple[Item, ...]
    stages: tuple[Stage, ...]
    speakers: SpeakerWords
    margins: tuple[MarginWords, ...]
    outcomes: dict[str, OutcomeRule]
    documents: dict[str, tuple[DocumentWords, ...]]
    rulesets: tuple[RuleSet, ...]

    @classmethod
    def load(cls) -> WeighingRules:
        return _load()

    def rank(self, stage: str) -> int | None:
        """Return the place of a stage in the order of procedures; None where it is not known."""
        found = [
            (len(word), entry.rank)
            for entry in self.stages
            for word in entry.words
            if re.search(rf"\b{re.escape(word)}\b", fold(stage))
        ]
        return max(found)[1] if found else None

    @property
    def titles(self) -> tuple[str, ...]:
        """Kinds of document, the most telling first."""
        return tuple(dict.fromkeys(e.title for some in self.documents.values() for e in some))

    def document_title(self, text: str, language: str) -> str | None:
        """Return the kind of document that the words name, or None."""
        folded = fold(text)
        for entry in self.documents.get(language, ()):
            if _any_of(entry.words).search(folded):
                return entry.title
        return None


@functools.cache
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(re.escape(word) for word in words) + r")s?\b")


def _file(name: str) -> Traversable:
    return files("hechos.weighing") / "data" / name


@functools.cache
def _load() -> WeighingRules:
    outcomes = load_toml(_file("outcomes.toml"), entry=OutcomeRule, table="outcome")
    missing = sorted(set(CASES) - {rule.case for rule in outcomes})
    if missing:
        raise LexiconError(f"outcomes.toml has no entry for “{missing[0]}”.")
    names = (
        "recipe.toml",
        "outcomes.toml",
        "margins.toml",
        "checklist.toml",
        "stages.toml",
        *(f"documents.{code}.toml" for code in LANGUAGES),
    )
    return WeighingRules(
        recipe=_recipe(),
        checklist=load_toml(_file("checklist.toml"), entry=Item, table="item"),
        stages=load_toml(_file("stages.toml"), entry=Stage, table="stage"),
        speakers=_speakers(),
        margins=load_toml(_file("margins.toml"), entry=MarginWords, table="margin"),
        outcomes={rule.case: rule for rule in outcomes},
        documents={
            code: load_toml(_file(f"documents.{code}.toml"), entry=DocumentWords, table="document")
            for code in LANGUAGES
        },
        rulesets=(ruleset("weighing", "recipe", *map(_file, names)),),
    )


def _recipe() -> Recipe:
    plain = load_toml(_file("recipe.toml"))
    try:
        return Recipe(
            version=plain["version"],
            first_hand=plain["first_hand"],
            relay=plain["relay"],
            relay_cap=Level(plain["relay_cap"]),
            origins=plain["origins"],
            named=tuple(plain["named"]),
            individual_cap=Level(plain["individual_cap"]),
            official_versions=tuple(plain["versions"]["official"]),
            denials=tuple(plain["versions"]["denial"]),
            versions_due=tuple(plain["versions"]["obligatory"]),
            grading=_grading(plain["grades"], plain["pattern"]),
            stances=tuple(plain["findings"]["stances"]),
            kinds=tuple(plain["findings"]["kinds"]),
            interested=tuple(plain["doubts"]["interested"]),
            speech=tuple(plain["doubts"]["speech"]),
            harm_units=tuple(plain["doubts"]["harm_units"]),
        )
    except (KeyError, ValueError) as error:
        raise LexiconError(f"recipe.toml cannot be used: {error}.") from error


def _grading(grades: dict[str, list[str]], pattern: dict[str, Any]) -> GradingRecipe:
    return GradingRecipe(
        unusable_source=tuple(grades["unusable_source"]),
        unusable_information=tuple(grades["unusable_information"]),
        weak_source=tuple(grades["weak_source"]),
        weak_information=tuple(grades["weak_information"]),
        weak_integrity=tuple(grades["weak_integrity"]),
        vouched_source=tuple(grades["vouched_source"]),
        pattern_incidents=pattern["incidents"],
        pattern_source=tuple(pattern["source"]),
        pattern_information=tuple(pattern["information"]),
    )


def _speakers() -> SpeakerWords:
    try:
        plain = load_toml(_file("recipe.toml"))["speakers"]
        return SpeakerWords(
            official=frozenset(map(fold, plain["official"])),
            offices=frozenset(map(fold, plain["offices"])),
            state=frozenset(plain["state"]),
            registers=frozenset(map(fold, plain["registers"])),
            unknown=frozenset(map(fold, plain["unknown"])),
            fillers=frozenset(map(fold, plain["fillers"])),
            voices=frozenset(plain["voices"]),
            heads=frozenset(map(fold, plain["heads"])),
            indefinite={code: tuple(words) for code, words in plain["indefinite"].items()},
        )
    except KeyError as error:
        raise LexiconError(f"recipe.toml has no {error}.") from error
