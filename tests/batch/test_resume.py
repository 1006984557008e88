"""A batch that was stopped goes on; what changed is done anew, and nothing else."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from tests.batch.conftest import CASE, Run, Write, news

from hechos.batch import parts
from hechos.batch import run as commands
from hechos.batch.inputs import Row
from hechos.batch.run import code_batch
from hechos.errors import InputError, UnavailableError
from hechos.records import Case


@pytest.fixture
def coded(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids of the rows that were coded, but for the sample that is timed."""
    ids: list[str] = []

    def code_part(part: parts.Part, *, case: Case) -> object:
        rows = part.read()
        ids.extend(row.id for row in rows)
        return commands.code_rows(rows, case=case, rules=commands.installed(case.languages, None))

    monkeypatch.setattr(commands, "code_part", code_part)
    return ids


def source(write: Write, count: int = 6, changed: int | None = None) -> Path:
    texts = [news(n + 50 if n == changed else n) for n in range(count)]
    return write("in.parquet", id=[f"a{n}" for n in range(count)], text=texts)


def test_a_second_start_does_nothing_again(
    write: Write, job: Callable[..., Run], coded: list[str]
) -> None:
    first = job(source(write), part_rows=2)
    reports = [code_batch(first.job, case=CASE) for _ in range(2)]
    assert len(coded) == 6
    assert reports[0] == reports[1]
    assert first.said[-1] == "All 6 items are done already."


def test_a_run_that_was_stopped_goes_on_where_it_was(
    write: Write, job: Callable[..., Run], coded: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = job(source(write), part_rows=2)
    whole = parts.whole

    def stopped(path: Path, write: Callable[[Path], object]) -> None:
        if path.name == "part-00001.parquet":
            raise KeyboardInterrupt
        whole(path, write)

    with monkeypatch.context() as patched:
        patched.setattr("hechos.batch.tables.whole", stopped)
        with pytest.raises(KeyboardInterrupt):
            code_batch(run.job, case=CASE)
    del coded[:]
    report = code_batch(run.job, case=CASE)
    assert coded == ["a2", "a3", "a4", "a5"]
    assert report
    assert report.counts["texts"] == 6
    assert not list(run.out.rglob(".*"))


def test_a_changed_row_is_done_anew_with_its_part(
    write: Write, job: Callable[..., Run], coded: list[str]
) -> None:
    code_batch(job(source(write), part_rows=2).job, case=CASE)
    del coded[:]
    again = job(source(write, changed=3))
    code_batch(again.job, case=CASE)
    assert coded == ["a2", "a3"]
    assert "The input changed since: 1 of 3 parts are done anew." in again.said
    assert 57.0 in {row["point"] for row in again.rows("claims")}


def test_changed_rules_do_all_anew(write: Write, job: Callable[..., Run], coded: list[str]) -> None:
    code_batch(job(source(write), part_rows=2).job, case=CASE)
    del coded[:]
    again = job(source(write))
    code_batch(again.job, case=dataclasses.replace(CASE, languages=("en",)))
    assert len(coded) == 6
    assert "The rules changed since: 3 of 3 parts are done anew." in again.said


def test_a_shorter_input_leaves_nothing_of_the_longer(
    write: Write, job: Callable[..., Run]
) -> None:
    code_batch(job(source(write), part_rows=2).job, case=CASE)
    shorter = job(source(write, count=3))
    report = code_batch(shorter.job, case=CASE)
    assert report
    assert report.counts["texts"] == 3
    assert {row["document"] for row in shorter.rows("claims")} == {"a0", "a1", "a2"}


def test_a_table_that_was_removed_is_made_again(write: Write, job: Callable[..., Run]) -> None:
    run = job(source(write), part_rows=2)
    code_batch(run.job, case=CASE)
    before = run.rows("claims")
    (run.out / "claims" / "part-00001.parquet").unlink()
    code_batch(run.job, case=CASE)
    assert run.rows("claims") == before


def test_a_folder_with_other_things_is_refused(
    write: Write, tmp_path: Path, job: Callable[..., Run]
) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "letter.txt").write_text("mine")
    with pytest.raises(InputError, match="other things"):
        code_batch(job(source(write)).job, case=CASE)


def test_a_disk_without_room_is_a_sentence(
    write: Write, job: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = type("Usage", (), {"free": 10})
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage)
    with pytest.raises(UnavailableError, match="10 bytes free"):
        code_batch(job(source(write)).job, case=CASE)


def test_a_row_the_coder_fails_on_never_stops_the_others(
    write: Write, job: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    from hechos.batch import claims

    honest = claims.code_document

    def failing(text: object, *given: object, name: str, **options: object) -> object:
        if name == "a1":
            raise KeyError(name)
        return honest(text, *given, name=name, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(claims, "code_document", failing)
    run = job(source(write, count=3))
    code_batch(run.job, case=CASE)
    (failed,) = run.rows("failures.parquet")
    assert failed["sentence"] == "The program gave up on it (KeyError)."
    assert {row["document"] for row in run.rows("claims")} == {"a0", "a2"}


def rows(texts: Iterable[str]) -> list[Row]:
    return [Row(str(n), "", text, "") for n, text in enumerate(texts)]


def test_parts_are_cut_by_rows_and_by_size(tmp_path: Path) -> None:
    large = "x" * (parts.PART_CHARACTERS // 2 + 1)
    found = [part.rows for part, _ in parts.cut(rows(["a", "b", "c", large, large]), 2, tmp_path)]
    assert found == [2, 2, 1]
