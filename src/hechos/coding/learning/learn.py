"""Make a case's model from its decisions."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from hechos.coding.frames.lexicons import Lexicon
from hechos.coding.learning.compare import Comparison
from hechos.coding.learning.model import Model
from hechos.coding.learning.rules import LearningRules
from hechos.coding.learning.train import Example, fit, hash_of, rows_of
from hechos.lang.folding import fold
from hechos.records import Confidentiality, Made


def learn(
    examples: Sequence[Example],
    found: Comparison,
    *,
    rules: LearningRules,
    banned: Collection[str],
    case: str,
    made: Made,
) -> Model:
    """Return the model of all examples; `found` is their comparison, whose threshold it takes."""
    fitted = fit(examples, rows_of(examples, banned), rules=rules)
    return Model(
        case=case,
        made=made,
        klass=max((e.claim.klass for e in examples), default=Confidentiality.C0),
        intercept=fitted.intercept,
        threshold=found.threshold,
        weights=fitted.weights,
        counts=fitted.counts,
        trained_on={
            "kept": found.kept,
            "rejected": found.rejected,
            "captures": found.captures,
            "decisions": hash_of(examples),
        },
        measured=found.measured(),
        rules=(rules.source.hash,),
    )


def known_words(lexicons: Collection[Lexicon]) -> frozenset[str]:
    """Return the folded words of the lexicons: these are no names, however they are printed."""
    words: set[str] = set()
    for lexicon in lexicons:
        words.update(lexicon.openers)
        words.update(fold(word) for word in lexicon.classes)
        words.update(*lexicon.words.values())
    return frozenset(word for word in words if word.isalpha())
