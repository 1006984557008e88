"""The model that weighs agreement: chances of each level among same and among other persons."""

from __future__ import annotations

import functools
import hashlib
import json
import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from hechos.errors import InputError
from hechos.linking.persons.levels import DATA, KINDS, Comparison, Level, comparisons_for

Chances = tuple[float, float]
"""m and u: how often a level is met in pairs of one person and in pairs of two."""

LEAST = 1e-7


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """Comparisons with their chances, and the share of random pairs that are one person."""

    comparisons: tuple[Comparison, ...]
    chances: Mapping[tuple[str, str], Chances]
    prior: float
    trained: bool = False

    @property
    def hash(self) -> str:
        return hashlib.sha256(self.as_json().encode()).hexdigest()

    @property
    def prior_weight(self) -> float:
        return math.log2(self.prior / (1 - self.prior))

    def weight(self, comparison: Comparison, level: Level) -> float:
        m, u = self.chances[comparison.name, level.label]
        return math.log2(m / u)

    def comparison(self, kind: str) -> Comparison | None:
        return next((c for c in self.comparisons if c.kind == kind), None)

    def settings(self, dialect: str = "duckdb") -> dict[str, Any]:
        """Return the settings of Splink; the same for each engine."""
        return {
            "link_type": "dedupe_only",
            "sql_dialect": dialect,
            "unique_id_column_name": "row",
            "linker_uid": "hechos",
            "probability_two_random_records_match": self.prior,
            "retain_matching_columns": True,
            "retain_intermediate_calculation_columns": True,
            "blocking_rules_to_generate_predictions": ["1 = 0"],
            "comparisons": [self._setting(c) for c in self.comparisons],
        }

    def _setting(self, comparison: Comparison) -> dict[str, Any]:
        levels: list[dict[str, Any]] = [
            {
                "sql_condition": comparison.missing,
                "label_for_charts": "not compared",
                "is_null_level": True,
            }
        ]
        for level in comparison.levels:
            m, u = self.chances[comparison.name, level.label]
            made = {
                "sql_condition": level.sql,
                "label_for_charts": level.label,
                "m_probability": m,
                "u_probability": u,
            }
            if level.tf:
                made |= {
                    "tf_adjustment_column": level.tf,
                    "tf_adjustment_weight": 1.0,
                    "disable_tf_exact_match_detection": True,
                }
            levels.append(made)
        return {"output_column_name": comparison.name, "comparison_levels": levels}

    def as_json(self) -> str:
        """Return the model as text that `read_model` reads: weights per comparison and level."""
        rows: dict[str, dict[str, list[float]]] = {}
        for comparison in self.comparisons:
            rows[comparison.name] = {
                level.label: [float(f"{x:.6g}") for x in self.chances[comparison.name, level.label]]
                for level in comparison.levels
            }
        whole = {"prior": float(f"{self.prior:.6g}"), "trained": self.trained, "chances": rows}
        return json.dumps(whole, indent=1, ensure_ascii=False)


@functools.cache
def shipped() -> dict[str, Any]:
    """Return the weights that hechos brings."""
    plain: dict[str, Any] = json.loads((DATA / "model.json").read_text("utf-8"))
    return plain


def default_model(filled: Collection[str]) -> Model:
    """Return the shipped model for a list with these columns filled."""
    return _from_plain(shipped(), comparisons_for(filled))


def read_model(text: str, filled: Collection[str]) -> Model:
    """Return a model written by `as_json`; levels that it lacks have the shipped weights."""
    try:
        plain = json.loads(text)
        return _from_plain(plain, comparisons_for(filled))
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(
            "The model of persons cannot be read.", hint="Give a file that hechos wrote."
        ) from error


def _from_plain(plain: Mapping[str, Any], comparisons: tuple[Comparison, ...]) -> Model:
    chances = {}
    for comparison in comparisons:
        known = plain["chances"].get(comparison.name, {})
        fallback = shipped()["chances"].get(comparison.kind, {})
        for level in comparison.levels:
            m, u = known.get(level.label) or fallback.get(level.label) or (0.5, 0.5)
            chances[comparison.name, level.label] = (max(m, LEAST), max(u, LEAST))
    trained = bool(plain.get("trained", False))
    return Model(
        comparisons=comparisons, chances=chances, prior=float(plain["prior"]), trained=trained
    )


def with_trained(model: Model, settings: Mapping[str, Any], *, only: Collection[str]) -> Model:
    """Return the model with the chances that Splink estimated for the comparisons in `only`.

    A level that training never met keeps the ratio of the shipped one, at what it met least.
    """
    chances = dict(model.chances)
    for made in settings["comparisons"]:
        name = made["output_column_name"]
        if name not in only:
            continue
        for level in made["comparison_levels"]:
            m, u = level.get("m_probability"), level.get("u_probability")
            if not level.get("is_null_level") and m is not None and u is not None:
                key = (name, level["label_for_charts"])
                chances[key] = (max(m, LEAST), max(u, LEAST))
    return replace(model, chances=chances, trained=True)


def with_prior(model: Model, prior: float) -> Model:
    return replace(model, prior=min(max(prior, 1e-12), 0.5))


__all__ = ["KINDS", "Chances", "Model", "default_model", "read_model", "with_prior", "with_trained"]
