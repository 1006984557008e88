"""The commands of a batch: say what it costs, take in, do what is missing, report."""

from __future__ import annotations

import functools
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path

from hechos import __version__
from hechos.batch.claims import code_part, code_rows
from hechos.batch.cost import Cost, Survey, amount, survey, time_sample
from hechos.batch.inputs import Input, open_input
from hechos.batch.parts import PART_ROWS, cut, known, take_in
from hechos.batch.steps import (
    Done,
    Progress,
    State,
    Step,
    look,
    rules_hash,
    run,
    sum_counts,
    write_failures,
)
from hechos.coding.rules import installed
from hechos.engine.base import Engine, EngineName, EngineSettings
from hechos.engine.start import open_engine
from hechos.errors import UnavailableError
from hechos.reading.rules import ReadingRules
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


def code_batch(job: Job, *, case: Case) -> Report | None:
    """Code every row; None where it was only to be said what that would cost."""
    rules = installed(case.languages, case.pack)
    step = Step(
        name="code",
        work=functools.partial(code_part, case=case),
        rules=_hash(case, (*rules.rulesets, *ReadingRules.load().rulesets)),
        out=job.out,
        tables=("claims", "doubts"),
    )
    intake = _survey(job, "code")
    state = look(step, intake.found.parts)
    work = functools.partial(code_rows, case=case, rules=rules)
    cost = time_sample(
        work, intake.found, share=intake.found.share(state.missing), workers=job.workers
    )
    if not _agreed(job, intake, cost, state):
        return None
    marks = state.done
    if state.missing:
        with job.start() as engine:
            marks = run(step, intake.found.parts, engine=engine, progress=job.progress)
    return _report(job, intake, marks)


@dataclass(frozen=True, slots=True)
class _Intake:
    command: str
    source: Input
    part_rows: int
    found: Survey


def _survey(job: Job, command: str) -> _Intake:
    source = open_input(job.source, job.columns)
    before = known(job.out, command)
    size = job.part_rows or (before.part_rows if before else PART_ROWS)
    return _Intake(command, source, size, survey(cut(source.rows(), size, job.out)))


def _agreed(job: Job, intake: _Intake, cost: Cost, state: State) -> bool:
    """Say what is to be done, why and at what cost; take the rows in, but for a dry run."""
    if state.because:
        job.say(state.because)
    if state.missing:
        start = " Spark takes some 25 s more to start." if job.is_spark else ""
        job.say(cost.say(job.workers) + start)
        _check_room(job.out, cost)
    else:
        job.say(f"All {intake.found.items:,} items are done already.")
    if job.is_dry:
        return False
    job.out.mkdir(parents=True, exist_ok=True)
    take_in(
        intake.source,
        job.out,
        parts=intake.found.parts,
        part_rows=intake.part_rows,
        command=intake.command,
    )
    return True


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


def _report(job: Job, intake: _Intake, marks: Sequence[Done]) -> Report:
    return Report(
        rows=intake.found.items, counts=sum_counts(marks), failed=write_failures(marks, job.out)
    )


def _hash(case: Case, rulesets: Iterable[RuleSet]) -> str:
    """Return a hash over all that a result follows from, but for the rows."""
    rules = [f"{one.stage}/{one.name}/{one.version}/{one.hash}" for one in rulesets]
    return rules_hash(__version__, case.pack or "", *case.languages, *rules)
