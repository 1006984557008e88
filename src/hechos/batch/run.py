"""The commands of a batch: say what it costs, take in, do what is missing, report."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import replace

from hechos.batch.claims import code_part, code_rows
from hechos.batch.cost import NOTHING, join_cost, time_sample
from hechos.batch.estimates import (
    TABLES_IN_A_PART,
    cut_tables,
    estimate_part,
    table_cost,
    write_combined,
)
from hechos.batch.jobs import Job, Report, agree, hash_of, look_through, report, say_cost
from hechos.batch.parts import known, write_manifest
from hechos.batch.persons import (
    fields_of,
    jars_of,
    link_list,
    list_cost,
    open_list,
    rules_of_lists,
)
from hechos.batch.reprints import (
    PAGES_AT,
    PRINTS_AT,
    compare_ranks,
    compare_rows,
    fingerprint_part,
    fingerprint_rows,
    join,
    joined,
    ranks_of,
)
from hechos.batch.steps import Step, do, look, rules_hash, run, sum_counts, write_failures
from hechos.coding.rules import installed
from hechos.counting.estimating import Question, need_extra, tables_of
from hechos.engine.local import MEMORY, need_duckdb
from hechos.engine.spark import SparkEngine
from hechos.linking.rules import LinkingRules
from hechos.reading.rules import ReadingRules
from hechos.records import Case


def code_batch(job: Job, *, case: Case) -> Report | None:
    """Code every row; None where it was only to be said what that would cost."""
    rules = installed(case.languages, case.pack)
    step = Step(
        name="code",
        work=functools.partial(code_part, case=case),
        rules=hash_of(case, (*rules.rulesets, *ReadingRules.load().rulesets)),
        out=job.out,
        tables=("claims", "doubts"),
    )
    intake = look_through(job, "code")
    parts = intake.found.parts
    state = look(step, parts)
    work = functools.partial(code_rows, case=case, rules=rules)
    share = intake.found.share(state.missing)
    cost = time_sample(work, intake.found, share=share, workers=job.workers)
    if not agree(job, intake, cost=cost, because=[state.because]):
        return None
    marks = state.done
    if state.missing:
        with job.start() as engine:
            marks = run(step, parts, engine=engine, progress=job.progress)
    return report(job, intake, marks)


def reprint_batch(job: Job, *, case: Case) -> Report | None:
    """Find the reprints among all rows; None where it was only to be said what that would cost.

    Fingerprints are made part by part, joined once, and the pairs that come of it are compared in
    parts again, of as many later documents as a part has rows."""
    job = replace(job, out=job.out.absolute())
    if not job.is_spark:
        need_duckdb()  # now, and not after hours of fingerprints
    rules = LinkingRules.load()
    key = hash_of(case, (*rules.rulesets, *ReadingRules.load().rulesets))
    intake = look_through(job, "reprints")
    found, parts = intake.found, intake.found.parts
    prints = Step(
        name="fingerprints",
        work=functools.partial(fingerprint_part, case=case),
        rules=key,
        out=job.out,
        tables=(PAGES_AT, PRINTS_AT),
    )
    pairs = Step(
        name="compare",
        work=functools.partial(compare_ranks, out=job.out, parts=parts),
        rules=key,
        out=job.out,
        tables=("edges",),
    )
    state = look(prints, parts)
    whole = rules_hash(key, *(part.hash for part in parts))
    documents = None if state.missing else joined(job.out, whole)
    ranks = ranks_of(documents or 0, intake.part_rows, whole)
    left = look(pairs, ranks)
    rest = 1.0 if documents is None else len(left.missing) / max(1, len(ranks))
    cost = time_sample(
        functools.partial(fingerprint_rows, case=case),
        found,
        share=found.share(state.missing),
        workers=job.workers,
    )
    cost += time_sample(compare_rows, found, share=rest, workers=job.workers)
    if documents is None:
        cost += join_cost(found.characters, memory=job.engine.memory or MEMORY)
    if not agree(job, intake, cost=cost, because=[state.because, left.because]):
        return None
    marks, compared = state.done, left.done
    if cost.cpu:
        with job.start() as engine:
            marks = run(prints, parts, engine=engine, progress=job.progress)
            if documents is None:
                documents = sum_counts(marks)["texts"]
                join(engine, job.out, rules.reprints, key=whole, documents=documents)
            ranks = ranks_of(documents, intake.part_rows, whole)
            compared = run(pairs, ranks, engine=engine, progress=job.progress)
    return report(job, intake, (*marks, *compared))


def estimate_batch(
    job: Job, *, by: Sequence[str], replicate: str | None, question: Question
) -> Report | None:
    """Estimate every stratum of every replicate of a table of capture histories; None where it
    was only to be said what that would cost."""
    need_extra()
    columns = (*((replicate,) if replicate else ()), *by)
    split = 1 if replicate else 0
    own = {
        ("".join(key[:split]), key[split:]): histories
        for key, histories in tables_of(job.source, columns).items()
    }
    known(job.out, "estimate")
    parts = cut_tables(own, job.part_rows or TABLES_IN_A_PART)
    step = Step(
        name="estimates",
        work=functools.partial(estimate_part, question=question, fits=job.out / "work" / "fits"),
        rules=rules_hash(question.digest({}, columns)),
        out=job.out,
        tables=("estimates",),
    )
    state = look(step, parts)
    cost = table_cost(parts, state.missing, question)
    if not say_cost(job, cost, items=len(own), because=[state.because]):
        return None
    marks = state.done
    if state.missing:
        write_manifest(job.out, "estimate", 0, ())
        with job.start() as engine:
            marks = run(step, parts, engine=engine, progress=job.progress)
    write_combined(job.out, question=question, by=by)
    return Report(len(own), sum_counts(marks), write_failures(marks, job.out))


def person_batch(job: Job, *, tradition: str, unique: bool) -> Report | None:
    """Link the persons of a list; None where it was only to be said what that would cost.

    A list is one piece: which rows are one person depends on all of them."""
    people = open_list(job.source, fields_of(job.columns, tradition=tradition, unique=unique))
    known(job.out, "persons")
    step = Step(
        name="persons",
        work=functools.partial(link_list, workers=job.workers),
        rules=rules_of_lists(),
        out=job.out,
        tables=("edges", "review", "clusters"),
    )
    state = look(step, (people,))
    cost = list_cost(people) if state.missing else NOTHING
    if not say_cost(job, cost, items=people.size, because=[state.because]):
        return None
    marks = state.done
    if state.missing:
        write_manifest(job.out, "persons", 0, ())
        engine = replace(job.engine, jars=jars_of(job.engine))
        with replace(job, engine=engine).start() as running:
            session = running.session if isinstance(running, SparkEngine) else None
            work = functools.partial(link_list, session=session, workers=job.workers)
            marks = (do(replace(step, work=work), people),)
    return Report(people.size, sum_counts(marks), write_failures(marks, job.out))
