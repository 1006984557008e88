"""What a batch would cost: some of its rows, from all over the input, worked on and timed."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from hechos.batch.inputs import Row
from hechos.batch.parts import Part
from hechos.batch.steps import Made
from hechos.batch.tables import packed_size
from hechos.errors import InputError
from hechos.lang.lexicon import load_toml

SAMPLE = 40
ENOUGH = 4.0
"""Seconds of CPU after which a sample is large enough."""


@dataclass(frozen=True, slots=True)
class Survey:
    """How much there is, in which parts, and some rows spread evenly over it."""

    parts: tuple[Part, ...]
    bytes: int
    sample: tuple[Row, ...]

    @property
    def items(self) -> int:
        return sum(part.rows for part in self.parts)

    @property
    def characters(self) -> int:
        return sum(part.characters for part in self.parts)

    def share(self, missing: Iterable[Part]) -> float:
        """Return what part of all characters lies in these parts."""
        return sum(part.characters for part in missing) / max(1, self.characters)


@dataclass(frozen=True, slots=True)
class Cost:
    """`cpu` in seconds over all workers; `memory` and `disk` in bytes. `items` are those to do,
    of `of`; `timed` rows of the sample were worked on to know."""

    items: int
    of: int
    cpu: float
    memory: int
    disk: int
    timed: int

    def __add__(self, other: Cost) -> Cost:
        """Return the cost of both, one after the other."""
        return Cost(
            items=max(self.items, other.items),
            of=max(self.of, other.of),
            cpu=self.cpu + other.cpu,
            memory=max(self.memory, other.memory),
            disk=self.disk + other.disk,
            timed=max(self.timed, other.timed),
        )

    def say(self, workers: int) -> str:
        rest = "" if self.items == self.of else f" of {self.of:,}"
        wall = self.cpu / max(1, workers)
        return (
            f"{self.items:,}{rest} items: about {duration(self.cpu)} of CPU, {duration(wall)} with "
            f"{workers} {'worker' if workers == 1 else 'workers'}, {amount(self.memory)} of memory "
            f"and {amount(self.disk)} of disk (from {self.timed} items, timed)."
        )


NOTHING = Cost(items=0, of=0, cpu=0.0, memory=0, disk=0, timed=0)


def list_cost(rows: int, *, prepared: float, timed: int) -> Cost:
    """Return what linking a list costs: `prepared` seconds for all its names, and the pairs.

    Pairs grow faster than rows (data/cost.toml)."""
    rates = _rates()["persons"]
    pairs = rows * rates["pairs"] * (rows / 100_000) ** rates["growth"] / 1e6
    return Cost(
        items=rows,
        of=rows,
        cpu=rates["training"] + prepared + pairs * rates["seconds"],
        memory=int(rates["base"] + rows * rates["row"] + pairs * rates["memory"]),
        disk=int(rows * rates["disk"]),
        timed=timed,
    )


def _rates() -> dict[str, Any]:
    rates: dict[str, Any] = load_toml(files("hechos.batch") / "data" / "cost.toml")
    return rates


def survey(cut: Iterable[tuple[Part, list[Row]]]) -> Survey:
    """Go through all rows once, and keep every k-th so that up to 2 · SAMPLE remain."""
    kept: list[Row] = []
    parts: list[Part] = []
    step, items, size = 1, 0, 0
    for part, rows in cut:
        parts.append(part)
        for row in rows:
            if items % step == 0:
                kept.append(row)
                if len(kept) > 2 * SAMPLE:
                    kept, step = kept[::2], step * 2
            items += 1
            size += _size(row.text)
    if not parts:
        raise InputError("The input holds no rows.")
    return Survey(tuple(parts), size, tuple(kept))


def _size(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-8", "replace"))


def join_cost(characters: int, *, memory: int) -> Cost:
    """Return what joining the fingerprints of so many characters costs (data/cost.toml)."""
    rates = _rates()["join"]
    millions = characters / 1e6
    return Cost(
        items=0,
        of=0,
        cpu=millions * rates["seconds"],
        memory=memory,
        disk=int(millions * rates["disk"]),
        timed=0,
    )


def time_sample(
    work: Callable[[Sequence[Row]], Made], found: Survey, *, share: float, workers: int
) -> Cost:
    """Return what the work costs on all rows, by what it costs on those of the sample.

    `share` is the part of all characters that is still to do."""
    if not share:
        return NOTHING
    usable = [row for row in found.sample if row.trouble is None and row.text.strip()]
    work(usable[:1])  # what a process loads once is no cost of a row
    spent, characters, timed = 0.0, 0, 0
    made: dict[str, list[Any]] = {}
    for row in usable:
        start = time.process_time()
        result = work([row])
        spent += time.process_time() - start
        characters += len(row.text)
        for name, table in result.tables.items():
            made.setdefault(name, []).append(table)
        timed += 1
        if spent > ENOUGH:
            break
    ratio = found.characters / characters if characters else 0.0
    return Cost(
        items=round(found.items * share),
        of=found.items,
        cpu=spent * ratio * share,
        memory=(workers + 1) * resident(),
        disk=int(ratio * sum(map(packed_size, made.values()))),
        timed=timed,
    )


def resident() -> int:
    """Return the most memory this process has held, in bytes."""
    import resource

    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def duration(seconds: float) -> str:
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    minutes = seconds / 60
    return f"{minutes:.0f} min" if minutes < 90 else f"{minutes / 60:.1f} h"


def amount(size: float) -> str:
    for unit in ("bytes", "kB", "MB"):
        if size < 999.5:
            return f"{size:.0f} {unit}"
        size /= 1000
    return f"{size:.1f} GB"
