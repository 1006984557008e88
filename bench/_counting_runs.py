"""What the bench of counting runs: published tables, simulated populations, what R made of them."""

from __future__ import annotations

import functools
import importlib.util
import json
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from hechos.counting import Histories
from hechos.counting.estimating import tables_of
from hechos.counting.systems.fitting import Fitted, estimator_of, fit
from hechos.counting.verdicts import Linkage

DATA = Path(__file__).parents[2] / "shared" / "data" / "mse"
LISTS = "ABCDEFGH"
FRESH = 20_311
"""Seed of the simulated populations: not the one that the references were tuned on."""
REVIEWED = 400
"""Pairs that a clerical review looks at, to measure precision and recall."""
T = TypeVar("T")


@functools.cache
def table(name: str) -> Histories:
    return tables_of(DATA / f"{name}.csv")[()]


@functools.cache
def reference() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((DATA / "reference.json").read_text(encoding="utf-8"))
    return found


def lcmcr(name: str, tag: str = "std") -> dict[str, Any]:
    rows = reference()["lcmcr"]
    found: dict[str, Any] = next(r for r in rows if (r["dataset"], r["tag"]) == (name, tag))
    return found


def timed(work: Callable[..., T], *given: Any, **named: Any) -> tuple[T, float]:
    """Return what came of it, and the seconds of CPU it took."""
    start = time.process_time()
    return work(*given, **named), time.process_time() - start


def fitted(histories: Histories, method: str, **settings: Any) -> Fitted:
    settings.setdefault("seed", 1)
    return fit(histories, method, settings)


def warm_up() -> None:
    """Compile and load what is compiled and loaded once."""
    four = Histories.of("abcd", dict.fromkeys(range(1, 16), 20))
    for method in ("lcm", "dga", "loglinear", "chao"):
        estimator_of(method, {}).fit(four)


@functools.cache
def simulator() -> Any:
    spec = importlib.util.spec_from_file_location("simulate", DATA / "simulate.py")
    if spec is None or spec.loader is None:
        raise SystemExit("simulate.py cannot be loaded.")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def populations(scenario: str, count: int) -> Iterator[dict[str, tuple[int, Histories]]]:
    """Yield the strata of each simulated population: true number, and histories."""
    for number in range(count):
        strata = simulator().simulate(scenario, number, FRESH)
        yield {name: (people, histories_of(seen)) for name, (people, seen) in strata.items()}


def histories_of(seen: Any) -> Histories:
    lists = seen.shape[1]
    masks = seen.astype(int) @ (1 << np.arange(lists))
    cells = Counter(int(mask) for mask in masks)
    return Histories.of(LISTS[:lists], {mask: n for mask, n in cells.items() if mask})


def badly_linked(scenario: str, count: int) -> Iterator[tuple[int, Histories, Linkage]]:
    """Yield the true number, the histories after errors of matching, and what a review of
    REVIEWED pairs would say of precision and recall."""
    missed, false = {"link_miss5": (0.05, 0), "link_miss20": (0.2, 0), "link_false5": (0, 0.05)}[
        scenario
    ]
    module = simulator()
    for number in range(count):
        random = np.random.default_rng(
            np.random.SeedSequence([FRESH, zlib.crc32(scenario.encode()), number])
        )
        people = module.classes(random, [(2_000, [0.30, 0.25, 0.20, 0.15])])
        apparent = module.linkage_errors(random, people, missed, false)
        true, held = _pairs(people), _pairs(apparent)
        review = np.random.default_rng([FRESH, number])
        yield (
            2_000,
            histories_of(apparent),
            Linkage(
                precision=_measured(min(true / held, 1.0) if false else 1.0, review),
                recall=_measured(min(held / true, 1.0) if missed else 1.0, review),
            ),
        )


def _pairs(seen: Any) -> float:
    on = seen.sum(axis=1)
    return float((on * (on - 1) / 2).sum())


def _measured(share: float, review: np.random.Generator) -> tuple[float, float, float]:
    """Return what a review finds, with Wilson's interval."""
    found = review.binomial(REVIEWED, share) / REVIEWED
    z2 = 1.96**2 / REVIEWED
    middle = (found + z2 / 2) / (1 + z2)
    half = float(np.sqrt(found * (1 - found) * z2 + z2 * z2 / 4)) / (1 + z2)
    return found, max(middle - half, 0.0), min(middle + half, 1.0)
