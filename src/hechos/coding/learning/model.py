"""A learned coder as a readable file: a weight for each feature, and what it was made from."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from hechos.coding.learning.features import VERSION, features_of
from hechos.errors import InputError
from hechos.records import Claim, Confidentiality, Made

FORMAT = "hechos learned coder"
_NAMED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """`weights` of features; a proposal whose score is below `threshold` is left out.

    `counts`: training captures that hold the feature. `trained_on`: numbers of claims kept and
    rejected and of captures, and the hash of the decisions; `measured`: precision and recall
    before and after, by cross-validation. `klass`: the highest class of the training captures.
    """

    case: str
    made: Made
    klass: Confidentiality
    intercept: float
    threshold: float
    weights: dict[str, float]
    counts: dict[str, int]
    trained_on: dict[str, Any] = field(default_factory=dict)
    measured: dict[str, Any] = field(default_factory=dict)
    rules: tuple[str, ...] = ()
    version: str = VERSION

    def score(self, claim: Claim) -> float:
        """Return how likely members are to keep the proposal, between 0 and 1."""
        return logistic(self.intercept + sum(weight for _, weight in self.parts(claim)))

    def parts(self, claim: Claim) -> list[tuple[str, float]]:
        """Return the features of the proposal that weigh something, with their weights."""
        weights = self.weights
        return [(one, weights[one]) for one in features_of(claim) if one in weights]

    def keeps(self, claim: Claim) -> bool:
        return self.score(claim) >= self.threshold

    def because(self, claim: Claim) -> str:
        """Say in a sentence why the proposal is left out."""
        low = sorted(self.parts(claim), key=lambda part: (part[1], part[0]))[:_NAMED]
        named = ", ".join(f"“{name}” {weight:+.2f}" for name, weight in low if weight < 0)
        return (
            f"Left out by what the case's decisions taught: {self.score(claim):.2f} is below "
            f"{self.threshold:.2f}" + (f" ({named})." if named else ".")
        )

    def dumps(self) -> str:
        """Return the file: JSON with sorted keys, one feature a line."""
        plain = {
            "format": FORMAT,
            "version": self.version,
            "case": self.case,
            "made": {"by": self.made.by, "at": self.made.at},
            "class": self.klass.name,
            "intercept": self.intercept,
            "threshold": self.threshold,
            "weights": self.weights,
            "counts": self.counts,
            "trained_on": self.trained_on,
            "measured": self.measured,
            "rules": list(self.rules),
        }
        return json.dumps(plain, ensure_ascii=False, indent=1, sort_keys=True) + "\n"

    @property
    def hash(self) -> str:
        return hashlib.sha256(self.dumps().encode()).hexdigest()


def logistic(z: float) -> float:
    return 1 / (1 + math.exp(-max(min(z, 50.0), -50.0)))


def load_model(text: str, *, case: str) -> Model:
    """Return the model of a file; InputError where it is of another case, format or version."""
    try:
        plain = json.loads(text)
        if plain["format"] != FORMAT or plain["version"] != VERSION:
            raise InputError(
                f"The learned coder is of version {plain.get('version')}; this is {VERSION}.",
                hint="Train it again: hechos coder train CASE",
            )
        model = Model(
            case=plain["case"],
            made=Made(**plain["made"]),
            klass=Confidentiality[plain["class"]],
            intercept=float(plain["intercept"]),
            threshold=float(plain["threshold"]),
            weights={str(k): float(v) for k, v in plain["weights"].items()},
            counts={str(k): int(v) for k, v in plain["counts"].items()},
            trained_on=plain["trained_on"],
            measured=plain["measured"],
            rules=tuple(plain["rules"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(f"The file is no learned coder: {error}.") from error
    if model.case != case:
        raise InputError("This learned coder belongs to another case.")
    return model


def sift(claims: Iterable[Claim], model: Model) -> tuple[tuple[Claim, ...], tuple[Claim, ...]]:
    """Return the proposals that the model keeps and those it leaves out, each in their order;
    the latter say why."""
    kept, out = [], []
    for claim in claims:
        if model.keeps(claim):
            kept.append(claim)
        else:
            out.append(replace(claim, because=f"{claim.because} {model.because(claim)}".strip()))
    return tuple(kept), tuple(out)
