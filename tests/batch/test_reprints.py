"""Reprints among many rows: the edges of a case, whatever the parts, the workers and the engine."""

from __future__ import annotations

import random
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.batch.conftest import CASE, Run, Write

from hechos.batch.documents import capture_of, read_row
from hechos.batch.inputs import Row
from hechos.batch.run import reprint_batch
from hechos.linking.copies.reprints import find_reprints
from hechos.linking.facts import gather
from hechos.linking.rules import LinkingRules
from hechos.reading.rules import ReadingRules

pytest.importorskip("duckdb", reason="needs duckdb (extra link)")
sys.path.insert(0, str(Path(__file__).parents[2] / "bench"))
import _articles as bench

Edge = tuple[str, str, str, tuple[tuple[int, ...], ...]]


def articles(count: int, seed: int = 3) -> list[Row]:
    """Generated articles with reprints among them, some of which quote others by a few words."""
    rng = random.Random(seed)  # noqa: S311 - invented texts
    rows = []
    for number, one in enumerate(bench.articles(count, seed)):
        day = "" if number % 7 == 0 else one.published.isoformat()
        rows.append(Row(f"a{number}", f"{one.outlet} {number}", bench._text(one), day))
    for number in range(0, count - 1, 9):
        words = rows[number + 1].text.split()
        at = rng.randrange(max(1, len(words) - 20))
        quote = " ".join(words[at : at + 16])
        old = rows[number]
        text = f"{old.text}\n\n“{quote}”, it said.\n"
        rows[number] = Row(old.id, old.name, text, old.published)
    return rows


def columns(rows: list[Row]) -> dict[str, list[str]]:
    return {
        what: [getattr(row, what) for row in rows] for what in ("id", "name", "text", "published")
    }


def edges_in_memory(rows: list[Row]) -> list[Edge]:
    rules = ReadingRules.load()
    readings = [read_row(row, case=CASE, rules=rules) for row in rows]
    facts = gather(
        [capture_of(row, CASE) for row in rows],
        [reading.text for reading in readings if reading.text],
        [claim for reading in readings for claim in reading.claims],
        rules=LinkingRules.load(),
        case=CASE,
        at="2031-01-01T00:00:00Z",
    )
    ids = [document.capture.origin for document in facts.documents]
    return sorted(
        (
            ids[edge.left],
            ids[edge.right],
            edge.kind,
            tuple((*run.left, *run.right, run.words) for run in edge.runs),
        )
        for edge in find_reprints(facts)
    )


def edges_of(run: Run) -> list[Edge]:
    found: list[dict[str, Any]] = run.rows("edges")
    return sorted(
        (e["left"], e["right"], e["kind"], tuple(tuple(run.values()) for run in e["runs"]))
        for e in found
    )


def test_edges_are_those_of_a_case(write: Write, job: Callable[..., Run]) -> None:
    rows = articles(260)
    run = job(write("in.parquet", **columns(rows)), part_rows=70, workers=2)
    report = reprint_batch(run.job, case=CASE)
    expected = edges_in_memory(rows)
    assert {edge[2] for edge in expected} == {"reprint", "partial", "shared_quote"}
    assert edges_of(run) == expected
    assert report
    assert report.counts["edges"] == len(expected)


def test_spans_lie_at_the_same_words(write: Write, job: Callable[..., Run]) -> None:
    rows = articles(60)
    run = job(write("in.parquet", **columns(rows)))
    reprint_batch(run.job, case=CASE)
    text = {row.id: row.text for row in rows}
    for left, right, _, runs in edges_of(run):
        for a, b, c, d, _ in runs:
            first, second = text[left][a:b].lower(), text[right][c:d].lower()
            assert re.findall(r"\w+", first) == re.findall(r"\w+", second)


def test_the_order_of_rows_changes_nothing(write: Write, job: Callable[..., Run]) -> None:
    rows = articles(90)
    runs = [job(write("one.parquet", **columns(rows)), "one"),
            job(write("two.parquet", **columns(rows[::-1])), "two")]  # fmt: skip
    for run in runs:
        reprint_batch(run.job, case=CASE)
    assert edges_of(runs[0]) == edges_of(runs[1])


def test_a_second_start_does_nothing_and_a_changed_row_is_found(
    write: Write, job: Callable[..., Run]
) -> None:
    rows = articles(90)
    run = job(write("in.parquet", **columns(rows)), part_rows=30)
    reports = [reprint_batch(run.job, case=CASE) for _ in range(2)]
    assert reports[0] == reports[1]
    assert run.said[-1] == "All 90 items are done already."
    rows[5] = Row(rows[5].id, rows[5].name, rows[50].text, rows[5].published)
    again = job(write("in.parquet", **columns(rows)))
    reprint_batch(again.job, case=CASE)
    assert again.said[0] == "The input changed since: 1 of 3 parts are done anew."
    assert edges_of(again) == edges_in_memory(rows)


def test_a_join_that_was_stopped_is_made_again(
    write: Write, job: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    from hechos.batch import run as commands

    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    run = job(write("in.parquet", **columns(articles(40))))
    with monkeypatch.context() as patched:
        patched.setattr(commands, "join", stopped)
        with pytest.raises(KeyboardInterrupt):
            reprint_batch(run.job, case=CASE)
    assert not (run.out / "edges").exists()
    reprint_batch(run.job, case=CASE)
    assert edges_of(run) == edges_in_memory(articles(40))


def test_rows_without_text_fail_and_take_no_part(write: Write, job: Callable[..., Run]) -> None:
    rows = articles(30)
    given: dict[str, list[Any]] = columns(rows)
    given["text"][3] = None
    given["text"][4] = "one two"
    run = job(write("in.parquet", **given))
    report = reprint_batch(run.job, case=CASE)
    assert report
    assert (report.failed, report.counts["texts"]) == (1, 29)
    rest = [row for row in rows if row.id not in ("a3", "a4")]
    assert edges_of(run) == edges_in_memory(rest)
