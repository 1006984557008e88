"""The score of two accounts: what each level of agreement adds to the odds that they are one."""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib.resources import files

from hechos.lang.lexicon import load_toml, ruleset
from hechos.linking.episodes.compare import Account, Bounds, Level, Rarity, compare
from hechos.records import RuleSet

_DATA = files("hechos.linking") / "data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """What a level adds, as log2 of odds, and why; `per_bit` for each bit of what is shared."""

    key: str
    weight: float
    says: str
    example: str
    why: str
    per_bit: float = 0.0


@dataclass(frozen=True, slots=True)
class Score:
    """`weight` is log2 of the odds that the evidence adds; `steps` sum up to it."""

    weight: float
    probability: float
    steps: tuple[tuple[str, float], ...]

    @property
    def reason(self) -> str:
        return "; ".join(f"{added:+.1f} {what}" for what, added in self.steps)


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentModel:
    """`prior` is log2 of the odds of a pair before its evidence; from a probability of `same` on
    a pair is linked, from `review` on a person is asked."""

    version: str
    prior: float
    same: float
    review: float
    agree: float
    common_bits: float
    block_bits: float
    bounds: Bounds
    weights: dict[str, Weight] = field(repr=False)
    ruleset: RuleSet

    @classmethod
    @functools.cache
    def load(cls) -> IncidentModel:
        plain = load_toml(_DATA / "incidents.toml")
        rows = load_toml(_DATA / "incident_weights.toml", entry=Weight, table="level")
        names = ("incidents.toml", "incident_weights.toml")
        return cls(
            **plain["model"],
            bounds=Bounds(**plain["bounds"]),
            weights={row.key: row for row in rows},
            ruleset=ruleset("linking", "incidents", *(_DATA / name for name in names)),
        )

    @property
    def cut(self) -> float:
        """Return the weight from which a pair is linked."""
        return self.weight_of(self.same)

    def weight_of(self, probability: float) -> float:
        """Return the evidence that makes a pair so probable."""
        return math.log2(probability / (1 - probability)) - self.prior

    def weigh(self, a: Account, b: Account, rarity: Rarity) -> float:
        """Return the weight of a score alone, for the many pairs that come to nothing."""
        levels = compare(a, b, rarity=rarity, bounds=self.bounds)
        return round(sum(self._added(level) for level in levels), 2)

    def score(self, a: Account, b: Account, rarity: Rarity) -> Score:
        return self.add_up(compare(a, b, rarity=rarity, bounds=self.bounds))

    def add_up(self, levels: Iterable[Level]) -> Score:
        steps = tuple((self.weights[f"{one[0]}.{one[1]}"].says, self._added(one)) for one in levels)
        weight = round(sum(added for _, added in steps), 2)
        return Score(weight, 1 / (1 + 2 ** -(self.prior + weight)), steps)

    def _added(self, level: Level) -> float:
        feature, name, bits = level
        row = self.weights[f"{feature}.{name}"]
        return round(row.weight + row.per_bit * bits, 2) if bits else row.weight
