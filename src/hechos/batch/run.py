"""The commands of a batch: say what it costs, take in, do what is missing, report."""

from __future__ import annotations

import functools
from dataclasses import replace

from hechos.batch.claims import code_part, code_rows
from hechos.batch.cost import join_cost, time_sample
from hechos.batch.jobs import Job, Report, agree, hash_of, look_through, report
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
from hechos.batch.steps import Step, look, rules_hash, run, sum_counts
from hechos.coding.rules import installed
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
        cost += join_cost(found.characters)
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
