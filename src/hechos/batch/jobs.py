"""One call of a batch: what every command does before its work and after it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path

from hechos import __version__
from hechos.batch.cost import Cost, Survey, amount, survey
from hechos.batch.inputs import Input, open_input
from hechos.batch.parts import PART_ROWS, cut, known, take_in
from hechos.batch.steps import Done, Progress, rules_hash, sum_counts, write_failures
from hechos.engine.base import Engine, EngineName, EngineSettings
from hechos.engine.start import open_engine
from hechos.errors import UnavailableError
from hechos.records import Case, RuleSet


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One call: what is read, where results go, on which engine; `say` takes sentences.

    `running` is an engine that runs already: none is started then."""

    source: Path
    out: Path
    columns: Mapping[str, str] = field(default_factory=dict)
    part_rows: int | None = None
    engine: EngineSettings = field(default_factory=EngineSettings)
    running: Engine | None = None
    is_dry: bool = False
    say: Callable[[str], None] = print
    progress: Progress = lambda _stage, _done, _total: None

    @property
    def workers(self) -> int:
        return self.engine.workers or 1

    @property
    def is_spark(self) -> bool:
        return self.engine.name is EngineName.SPARK

    def start(self) -> AbstractContextManager[Engine]:
        """Start the engine that is to do the work."""
        if self.running:
            return nullcontext(self.running)
        return open_engine(replace(self.engine, scratch=self.out / "work" / "scratch"))


@dataclass(frozen=True, slots=True)
class Report:
    """What came of a batch: rows, how many of each thing, and how many failed."""

    rows: int
    counts: dict[str, int]
    failed: int


@dataclass(frozen=True, slots=True)
class Intake:
    """What a command is to work on, looked through once and not yet copied."""

    command: str
    source: Input
    part_rows: int
    found: Survey


def look_through(job: Job, command: str) -> Intake:
    source = open_input(job.source, job.columns)
    before = known(job.out, command)
    size = job.part_rows or (before.part_rows if before else PART_ROWS)
    return Intake(command, source, size, survey(cut(source.rows(), size, job.out)))


def agree(job: Job, intake: Intake, *, cost: Cost, because: Iterable[str]) -> bool:
    """Say what is to be done, why and at what cost; take the rows in, but for a dry run."""
    if not say_cost(job, cost, items=intake.found.items, because=because):
        return False
    take_in(
        intake.source,
        job.out,
        parts=intake.found.parts,
        part_rows=intake.part_rows,
        command=intake.command,
    )
    return True


def say_cost(job: Job, cost: Cost, *, items: int, because: Iterable[str]) -> bool:
    """Say what is to be done, why and at what cost; False where that was all that was asked."""
    for sentence in filter(None, because):
        job.say(sentence)
    if cost.cpu:
        start = " Spark takes some 25 s more to start." if job.is_spark else ""
        job.say(cost.say(job.workers) + start)
        _check_room(job.out, cost)
    else:
        job.say(f"All {items:,} items are done already.")
    if not job.is_dry:
        job.out.mkdir(parents=True, exist_ok=True)
    return not job.is_dry


def _check_room(out: Path, cost: Cost) -> None:
    """Raise UnavailableError where the disk has less room than the work will take."""
    here = out.absolute()
    while not here.exists():
        here = here.parent
    free = shutil.disk_usage(here).free
    if free < cost.disk:
        raise UnavailableError(
            f"The disk of {out} has {amount(free)} free; the work takes about {amount(cost.disk)}.",
            hint="Give --out a folder on a larger disk.",
        )


def report(job: Job, intake: Intake, marks: Sequence[Done]) -> Report:
    return Report(
        rows=intake.found.items, counts=sum_counts(marks), failed=write_failures(marks, job.out)
    )


def hash_of(case: Case, rulesets: Iterable[RuleSet]) -> str:
    """Return a hash over all that a result follows from, but for the rows."""
    rules = [f"{one.stage}/{one.name}/{one.version}/{one.hash}" for one in rulesets]
    return rules_hash(__version__, case.pack or "", *case.languages, *rules)
