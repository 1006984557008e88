"""Fit a logistic regression on decided proposals; scikit-learn is needed here and nowhere else."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hechos.coding.learning.features import features_of, words_of
from hechos.coding.learning.rules import LearningRules
from hechos.errors import UnavailableError
from hechos.records import Claim

_ROUND = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A proposal that a member decided on. `keep`: accepted or edited, so that a claim came of
    it; `decision` is the id of the decision; `group` the captures that must not be split."""

    claim: Claim
    keep: bool
    decision: str
    group: str = ""


@dataclass(frozen=True, slots=True)
class Fitted:
    intercept: float
    weights: dict[str, float]
    counts: dict[str, int]


Rows = list[tuple[str, ...]]


def rows_of(examples: Sequence[Example], banned: Collection[str]) -> Rows:
    return [features_of(example.claim, banned=banned) for example in examples]


def fit(examples: Sequence[Example], rows: Rows, *, rules: LearningRules) -> Fitted:
    """Return the weights that tell kept from rejected proposals.

    Words of fewer than `rules.word_captures` captures are left out. The same examples in any
    order give the same weights (L2-penalised likelihood, Fan et al. 2008, liblinear). Where all
    were kept, or none, nothing can be told and no feature weighs anything.
    """
    order = sorted(range(len(examples)), key=lambda n: (examples[n].decision, rows[n]))
    counts = _captures_by_feature(examples, rows)
    names = sorted(f for f, n in counts.items() if not words_of(f) or n >= rules.word_captures)
    keeps = [examples[n].keep for n in order]
    intercept, weights = solve([rows[n] for n in order], keeps, names, strength=rules.strength)
    return Fitted(intercept, weights, {name: counts[name] for name in weights})


def solve(
    rows: Rows, keeps: Sequence[bool], names: Sequence[str], *, strength: float
) -> tuple[float, dict[str, float]]:
    """Return intercept and weights of the features in `names`; those that weigh nothing are out."""
    if len(set(keeps)) < 2:
        return 0.0, {}
    index = {name: column for column, name in enumerate(names)}
    machine = _regression(strength)
    machine.fit(_matrix(rows, index), [int(keep) for keep in keeps])
    weights = {
        name: round(float(weight), _ROUND)
        for name, weight in zip(names, machine.coef_[0], strict=True)
        if round(float(weight), _ROUND)
    }
    return round(float(machine.intercept_[0]), _ROUND), weights


def _captures_by_feature(examples: Sequence[Example], rows: Rows) -> Mapping[str, int]:
    pairs = {(f, e.claim.capture) for e, row in zip(examples, rows, strict=True) for f in row}
    return Counter(feature for feature, _ in pairs)


def _regression(strength: float) -> Any:
    try:
        from sklearn.linear_model import LogisticRegression
    except ImportError as error:
        raise UnavailableError(
            "Training needs scikit-learn, which is not installed.",
            hint="pip install 'hechos[learn]'. A coder that was trained runs without it.",
        ) from error
    return LogisticRegression(
        C=strength, solver="liblinear", random_state=0, max_iter=1000, tol=1e-6
    )


def _matrix(rows: Rows, index: Mapping[str, int]) -> Any:
    from scipy.sparse import csr_matrix

    columns = [sorted(index[f] for f in row if f in index) for row in rows]
    starts = [0]
    for row in columns:
        starts.append(starts[-1] + len(row))
    flat = [column for row in columns for column in row]
    return csr_matrix(([1.0] * len(flat), flat, starts), shape=(len(rows), len(index)))


def grouped(examples: Sequence[Example]) -> list[Example]:
    """Return the examples with their groups: captures that print one passage go together, so
    that a reprint is never learned from and tested on."""
    leader: dict[str, str] = {}

    def find(one: str) -> str:
        while leader.setdefault(one, one) != one:
            one = leader[one]
        return one

    printed: defaultdict[str, list[str]] = defaultdict(list)
    for example in examples:
        printed[" ".join(example.claim.quote.split())].append(example.claim.capture)
    for quote, captures in sorted(printed.items()):
        if len(quote) >= _LONG:
            for other in captures[1:]:
                first, second = sorted((find(captures[0]), find(other)))
                leader[second] = first
    return [
        Example(claim=e.claim, keep=e.keep, decision=e.decision, group=find(e.claim.capture))
        for e in examples
    ]


_LONG = 60


def hash_of(examples: Sequence[Example]) -> str:
    """Return the hash of the training decisions: their ids and outcomes, in order of ids."""
    lines = sorted(f"{e.decision} {'kept' if e.keep else 'rejected'}\n" for e in examples)
    return hashlib.sha256("".join(lines).encode()).hexdigest()
