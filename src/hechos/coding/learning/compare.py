"""Does what was learned help? Precision and recall before and after, by cross-validation."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import comb
from typing import Any

from hechos.coding.learning.model import logistic
from hechos.coding.learning.rules import LearningRules
from hechos.coding.learning.train import Example, Fitted, Rows, fit, grouped, rows_of


@dataclass(frozen=True, slots=True)
class Score:
    """Of the decided proposals: `kept` were right, `shown` are shown, `right` are both.

    Recall is of what the rules propose; what no rule proposes nobody decided on."""

    kept: int
    shown: int
    right: int

    @property
    def precision(self) -> float:
        return self.right / self.shown if self.shown else 0.0

    @property
    def recall(self) -> float:
        return self.right / self.kept if self.kept else 0.0

    @property
    def f(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def as_row(self) -> dict[str, float]:
        return {
            "precision": round(100 * self.precision, 1),
            "recall": round(100 * self.recall, 1),
            "f": round(100 * self.f, 1),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """`missing` says how many decisions are missing, by kind; `because` why it may or may not be
    switched on. `threshold` is that of a model trained on all of the examples."""

    kept: int
    rejected: int
    captures: int
    missing: Mapping[str, int]
    is_better: bool
    because: str
    before: Score | None = None
    after: Score | None = None
    threshold: float = 0.0

    def measured(self) -> dict[str, Any]:
        if self.before is None or self.after is None:
            return {}
        return {"before": self.before.as_row(), "after": self.after.as_row()}


def compare(
    examples: Sequence[Example], *, rules: LearningRules, banned: Collection[str] = ()
) -> Comparison:
    """Cross-validate on the decisions: each is judged by a model, and by a threshold, that were
    made without its capture and without captures that print the same passage."""
    kept = sum(e.keep for e in examples)
    captures = len({e.claim.capture for e in examples})
    have = {"kept": kept, "rejected": len(examples) - kept, "captures": captures}
    need = {"kept": rules.kept, "rejected": rules.rejected, "captures": rules.captures}
    missing = {key: need[key] - have[key] for key in need if have[key] < need[key]}
    if missing:
        because = f"Too few decisions: {say_missing(missing)} missing."
        return Comparison(
            kept=kept,
            rejected=have["rejected"],
            captures=captures,
            missing=missing,
            is_better=False,
            because=because,
        )
    examples = grouped(examples)
    rows = rows_of(examples, banned)
    scores, shown = _judged(examples, rows, rules)
    before = Score(kept, len(examples), kept)
    after = Score(kept, sum(shown), sum(s and e.keep for s, e in zip(shown, examples, strict=True)))
    is_better, because = verdict(before, after, rules)
    return Comparison(
        kept=kept,
        rejected=have["rejected"],
        captures=captures,
        missing={},
        is_better=is_better,
        because=because,
        before=before,
        after=after,
        threshold=choose_threshold(scores, [e.keep for e in examples], rules),
    )


def say_missing(missing: Mapping[str, int]) -> str:
    words = {
        "kept": "accepted or edited claims",
        "rejected": "rejected claims",
        "captures": "captures with a decision",
    }
    return ", ".join(f"{n} {words[key]}" for key, n in missing.items())


def verdict(before: Score, after: Score, rules: LearningRules) -> tuple[bool, str]:
    """Say whether the filter is better: F rises, few kept claims are lost, and right removals
    lead wrong ones by more than chance (exact sign test, one-sided)."""
    lost = before.right - after.right
    removed = (before.shown - after.shown) - lost
    chance = sign_test(removed, lost)
    told = f"of {removed + lost} left out, {removed} were rejected by members and {lost} were not"
    if after.f <= before.f:
        return False, f"It is not better: {told}."
    if 100 * lost > rules.loss * before.kept:
        loss = f"{100 * lost / before.kept:.1f} % of the claims kept"
        return False, f"It loses {loss}, more than {rules.loss:g} %: {told}."
    if chance > rules.chance:
        return False, f"It may be chance (p = {chance:.2f}): {told}."
    return True, f"It is better: {told} (p = {chance:.4f})."


def sign_test(right: int, wrong: int) -> float:
    """Return how likely so many right ones or more are if right and wrong were equally likely."""
    n = right + wrong
    return float(sum(comb(n, k) for k in range(right, n + 1)) / 2**n)


def _judged(
    examples: Sequence[Example], rows: Rows, rules: LearningRules
) -> tuple[list[float], list[bool]]:
    """Return for each example its score and whether it would be shown, made without its group."""
    folds = folds_of(examples, rules.folds)
    scores, shown = [0.0] * len(examples), [True] * len(examples)
    for fold in range(rules.folds):
        inside = [n for n in range(len(examples)) if folds[n] != fold]
        model, threshold = _trained([examples[n] for n in inside], [rows[n] for n in inside], rules)
        for n in (n for n in range(len(examples)) if folds[n] == fold):
            scores[n] = score_of(rows[n], model)
            shown[n] = scores[n] >= threshold
    return scores, shown


def _trained(examples: Sequence[Example], rows: Rows, rules: LearningRules) -> tuple[Fitted, float]:
    """Return a model and the threshold that its own cross-validation chooses."""
    folds = folds_of(examples, rules.folds)
    scores = [0.0] * len(examples)
    for fold in range(rules.folds):
        inside = [n for n in range(len(examples)) if folds[n] != fold]
        model = fit([examples[n] for n in inside], [rows[n] for n in inside], rules=rules)
        for n in (n for n in range(len(examples)) if folds[n] == fold):
            scores[n] = score_of(rows[n], model)
    threshold = choose_threshold(scores, [e.keep for e in examples], rules)
    return fit(examples, rows, rules=rules), threshold


def score_of(row: Sequence[str], model: Fitted) -> float:
    return logistic(model.intercept + sum(model.weights.get(f, 0.0) for f in row))


def folds_of(examples: Sequence[Example], folds: int) -> list[int]:
    """Return the fold of each example: whole groups, the largest first into the smallest fold."""
    sizes = Counter(e.group for e in examples)
    ranked = sorted(sizes, key=lambda g: (-sizes[g], hashlib.sha256(g.encode()).digest()))
    filled = [0] * folds
    of: dict[str, int] = {}
    for group in ranked:
        fold = min(range(folds), key=lambda n: (filled[n], n))
        of[group] = fold
        filled[fold] += sizes[group]
    return [of[e.group] for e in examples]


_APART = 1e-5
"""Scores that lie nearer than this are one score: a threshold never stands between them."""


def choose_threshold(scores: Sequence[float], keeps: Sequence[bool], rules: LearningRules) -> float:
    """Return the threshold with the best F of those that lose few enough kept claims; 0 if none."""
    kept = sum(keeps)
    order = sorted(zip(scores, keeps, strict=True))
    best, chosen, lost = Score(kept, len(order), kept).f, 0.0, 0
    for n, (score, keep) in enumerate(order[:-1]):
        lost += keep
        if 100 * lost > rules.choosing_loss * kept:
            break
        upper = order[n + 1][0]
        now = Score(kept, len(order) - n - 1, kept - lost).f
        if now > best and upper - score > _APART:
            best, chosen = now, round((score + upper) / 2, 6)
    return chosen
