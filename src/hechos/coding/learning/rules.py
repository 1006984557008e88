"""The limits of learning: what it needs, how it fits, when it may be switched on."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from hechos.coding.frames.lexicons import data
from hechos.errors import LexiconError
from hechos.lang.lexicon import load_toml, ruleset
from hechos.records import RuleSet


@dataclass(frozen=True, slots=True, kw_only=True)
class LearningRules:
    """The fields are told in learning.toml; losses are per cent of the claims kept."""

    kept: int
    rejected: int
    captures: int
    word_captures: int
    strength: float
    folds: int
    choosing_loss: float
    loss: float
    chance: float
    sides: tuple[str, ...]
    stem: int
    endings: tuple[str, ...]
    source: RuleSet


@functools.cache
def learning_rules() -> LearningRules:
    path = data("learning.toml")
    plain = load_toml(path)
    try:
        return LearningRules(
            **plain["needs"],
            **plain["fit"],
            **plain["judge"],
            sides=tuple(word for words in plain["sides"].values() for word in words),
            stem=plain["endings"]["stem"],
            endings=tuple(sorted(plain["endings"]["of"], key=lambda e: (-len(e), e))),
            source=ruleset("coding", "coding/learning", path, version=plain["version"]),
        )
    except (KeyError, TypeError) as error:
        raise LexiconError(f"In learning.toml: {error}.") from error
