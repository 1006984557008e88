"""Do one step of a batch over its parts: what is done stays done, what fails is kept with why."""

from __future__ import annotations

import functools
import hashlib
import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from hechos.batch.parts import VERSION, whole
from hechos.batch.tables import write_table
from hechos.engine.base import Engine

Progress = Callable[[str, int, int], None]


class Piece(Protocol):
    """A piece of work: its place in the order, and a hash over all that it is made of."""

    @property
    def number(self) -> int: ...
    @property
    def hash(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Failed:
    """A row that could not be worked on, or of which a part could not."""

    id: str
    name: str
    code: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Done:
    """What came of one piece: how many of each thing, how long, and what failed."""

    number: int
    hash: str
    rules: str
    counts: dict[str, int]
    cpu: float
    failed: tuple[Failed, ...] = ()


@dataclass(frozen=True, slots=True)
class Made:
    """What a step returns of one piece: tables by name, as columns of rows, and what failed."""

    tables: dict[str, Any]
    counts: dict[str, int]
    failed: tuple[Failed, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Step:
    """`work` makes the `tables` of one piece; `rules` is a hash over all that it works by."""

    name: str
    work: Callable[[Any], Made]
    rules: str
    out: Path
    tables: tuple[str, ...]

    def mark(self, number: int) -> Path:
        return self.out / "work" / "done" / f"{self.name}-{number:05}.json"

    def table(self, name: str, number: int) -> Path:
        return self.out / name / f"part-{number:05}.parquet"

    def is_whole(self, number: int) -> bool:
        return all(self.table(name, number).exists() for name in self.tables)


@dataclass(frozen=True, slots=True)
class State:
    """What a second start finds: marks that hold, pieces to do, and a sentence on why."""

    done: tuple[Done, ...]
    missing: tuple[Any, ...]
    because: str = ""


def rules_hash(*parts: str) -> str:
    """Return one hash for rules, settings and the version of the batch."""
    return hashlib.sha256("\x1f".join((VERSION, *parts)).encode()).hexdigest()


def look(step: Step, pieces: Sequence[Piece]) -> State:
    """Find out which pieces are done as they stand, and which are to be done, or anew."""
    done: list[Done] = []
    missing: list[Piece] = []
    old_rules = changed = 0
    for piece in pieces:
        mark = _read(step.mark(piece.number))
        same = mark and (mark.hash, mark.rules) == (piece.hash, step.rules)
        if mark and same and step.is_whole(piece.number):
            done.append(mark)
            continue
        missing.append(piece)
        old_rules += bool(mark and mark.rules != step.rules)
        changed += bool(mark and mark.rules == step.rules and mark.hash != piece.hash)
    said = [
        f"The rules changed since: {old_rules} of {len(pieces)} parts are done anew."
        if old_rules
        else "",
        f"The input changed since: {changed} of {len(pieces)} parts are done anew."
        if changed
        else "",
    ]
    return State(tuple(done), tuple(missing), " ".join(filter(None, said)))


def run(
    step: Step, pieces: Sequence[Piece], *, engine: Engine, progress: Progress
) -> tuple[Done, ...]:
    """Do what is missing, and return the marks of all pieces in their order."""
    state = look(step, pieces)
    marks = {mark.number: mark for mark in state.done}
    total = len(pieces)
    progress(step.name, len(marks), total)
    for mark in engine.map(functools.partial(do, step), state.missing):
        marks[mark.number] = mark
        progress(step.name, len(marks), total)
    _remove_surplus(step, total)
    return tuple(marks[piece.number] for piece in pieces)


def do(step: Step, piece: Piece) -> Done:
    """Make the tables of a piece and its mark, the mark last."""
    before = time.process_time()
    step.mark(piece.number).unlink(missing_ok=True)
    made = step.work(piece)
    for name, table in made.tables.items():
        write_table(table, step.table(name, piece.number))
    spent = time.process_time() - before
    done = Done(piece.number, piece.hash, step.rules, made.counts, spent, made.failed)
    words = json.dumps(_plain(done), ensure_ascii=False)
    whole(step.mark(piece.number), lambda path: path.write_text(words, encoding="utf-8"))
    return done


def _plain(done: Done) -> dict[str, Any]:
    return {
        "number": done.number,
        "hash": done.hash,
        "rules": done.rules,
        "counts": done.counts,
        "cpu": round(done.cpu, 3),
        "failed": [[one.id, one.name, one.code, one.sentence] for one in done.failed],
    }


def _read(path: Path) -> Done | None:
    """Return a mark; one that cannot be read counts as none."""
    try:
        plain = json.loads(path.read_text(encoding="utf-8"))
        failed = tuple(Failed(*one) for one in plain.pop("failed"))
        return Done(**plain, failed=failed)
    except (OSError, ValueError, TypeError):
        return None


def _remove_surplus(step: Step, total: int) -> None:
    """Remove what pieces beyond the last left: the input was longer before."""
    files = [
        *(step.out / "work" / "done").glob(f"{step.name}-*.json"),
        *(file for name in step.tables for file in (step.out / name).glob("part-*.parquet")),
    ]
    for file in files:
        if int(file.stem.rpartition("-")[2]) >= total:
            file.unlink()


def sum_counts(marks: Sequence[Done]) -> dict[str, int]:
    total: dict[str, int] = {}
    for mark in marks:
        for key, value in mark.counts.items():
            total[key] = total.get(key, 0) + value
    return total


def write_failures(marks: Sequence[Done], out: Path) -> int:
    """Write all that failed as one table; none, no table. Return how many."""
    import pyarrow as pa

    file = out / "failures.parquet"
    failed = list(_all_failed(marks))
    if not failed:
        file.unlink(missing_ok=True)
        return 0
    names = ("id", "name", "code", "sentence")
    table = pa.table({name: [getattr(one, name) for one in failed] for name in names})
    write_table(table, file)
    return len(failed)


def _all_failed(marks: Sequence[Done]) -> Iterator[Failed]:
    for mark in marks:
        yield from mark.failed
