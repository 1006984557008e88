"""Say of each edge what it rests on: numbers that add up, and a sentence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from hechos.linking.persons.levels import Comparison
from hechos.linking.persons.model import Model

if TYPE_CHECKING:
    import pyarrow as pa

PRIOR = "prior"
WHY = {
    "same": "",
    "family": "Same surnames, time and place, but other given names: it may be a family. ",
    "review": "A person must look. ",
}


Step = tuple[str, float]


def explain(
    edges: pa.Table, model: Model, called: Mapping[str, str]
) -> Iterator[tuple[dict[str, Any], tuple[Step, ...], str]]:
    """Return each edge with its steps in log2, which sum up to the weight, and a sentence.

    `called` gives the list's own names of the columns code0, text0, …
    """
    for row in edges.to_pylist():
        steps = steps_of(row, model, called)
        yield row, steps, WHY[row["judgement"]] + sentence(steps)


def steps_of(row: Mapping[str, Any], model: Model, called: Mapping[str, str]) -> tuple[Step, ...]:
    """Return what each comparison added, the prior first; nothing of what was not compared."""
    steps = [(PRIOR, round(model.prior_weight, 2))]
    for comparison in model.comparisons:
        gamma = row[f"gamma_{comparison.name}"]
        if gamma is None or gamma < 0:
            continue
        level = comparison.levels[len(comparison.levels) - 1 - gamma]
        weight = model.weight(comparison, level) + _rarity(row, comparison)
        label = level.label.replace("{c}", called.get(comparison.name, comparison.name))
        steps.append((label, round(weight, 2)))
    if changed := row.get("second_stage"):
        steps.append(("learned from reviewed pairs", round(changed, 2)))
    return tuple(steps)


def _rarity(row: Mapping[str, Any], comparison: Comparison) -> float:
    """Return what the rarity of the value adds, where the level weighs it."""
    return float(row.get(f"mw_tf_adj_{comparison.name}") or 0.0)


def sentence(steps: tuple[Step, ...]) -> str:
    """Return the steps in words, the heaviest first after the prior."""
    first, *rest = steps
    rest.sort(key=lambda step: (-abs(step[1]), step[0]))
    words = [f"{first[0]} {first[1]:+.1f}", *(f"{weight:+.1f} {label}" for label, weight in rest)]
    return f"{'; '.join(words)}: {sum(weight for _, weight in steps):+.1f} in all."
