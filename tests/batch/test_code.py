"""Claims of many rows: the same as those of a text alone, whatever the parts and the workers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.batch.conftest import CASE, Run, Write, news
from tests.conftest import Cli

from hechos.batch.run import code_batch
from hechos.coding.code import code_text
from hechos.coding.rules import installed
from hechos.errors import InputError, NotFoundError
from hechos.reading.read import read_text
from hechos.records import Capture, Claim, wire


def numbered(count: int) -> dict[str, list[str]]:
    return {"id": [f"a{n}" for n in range(count)], "text": [news(n) for n in range(count)]}


def claims_alone(body: str) -> list[Claim]:
    capture = Capture(
        id=CASE.id, case=CASE.id, made=CASE.made, object="", address="", name="", origin="",
        how="", tool="", size=0, media_type="text/plain",
    )  # fmt: skip
    text = read_text(body, capture=capture, case=CASE)
    assert text.text
    rules = installed(CASE.languages, CASE.pack)
    return [*text.claims, *code_text(text.text, text.claims, rules=rules, case=CASE)]


def test_every_row_gives_the_claims_of_its_text(write: Write, job: Callable[..., Run]) -> None:
    run = job(write("in.parquet", **numbered(5)), part_rows=2)
    report = code_batch(run.job, case=CASE)
    assert report
    assert (report.rows, report.failed) == (5, 0)
    rows = run.rows("claims")
    found = [(row["document"], row["key"], row["quote"]) for row in rows]
    assert found == [
        (f"a{n}", claim.key, claim.quote or None)
        for n in range(5)
        for claim in claims_alone(news(n))
    ]
    deaths = [row for row in rows if row["point"] == 6.0]
    assert {(row["time"], row["source"]) for row in deaths} == {
        ("2031-05-02", "office of the mayor")
    }
    whole = wire.loads(deaths[0]["json"])
    assert isinstance(whole, Claim)
    assert whole.id == deaths[0]["id"]


def test_parts_and_workers_change_nothing(write: Write, job: Callable[..., Run]) -> None:
    source = write("in.parquet", **numbered(6))
    runs = [
        job(source, "one", part_rows=6),
        job(source, "two", part_rows=2, workers=2),
    ]
    for run in runs:
        code_batch(run.job, case=CASE)
    assert runs[0].rows("claims") == runs[1].rows("claims")


def test_a_bad_row_is_kept_with_its_reason(write: Write, job: Callable[..., Run]) -> None:
    source = write(
        "in.parquet",
        id=["a", "b", None, "a", "e"],
        text=[news(1), None, news(3), news(4), "  \n"],
    )
    run = job(source)
    report = code_batch(run.job, case=CASE)
    assert report
    assert (report.failed, report.counts["texts"]) == (4, 1)
    assert [(row["id"], row["code"]) for row in run.rows("failures.parquet")] == [
        ("b", "no_text"),
        ("in.parquet#3", "no_id"),
        ("a", "repeated_id"),
        ("e", "no_text"),
    ]


def test_bytes_that_are_no_utf8_fail_their_row_alone(write: Write, job: Callable[..., Run]) -> None:
    import pyarrow as pa

    texts = pa.array([news(0).encode(), b"caf\xe9", news(2).encode()], pa.binary())
    run = job(write("in.parquet", id=["a", "b", "c"], text=texts.cast(pa.string(), safe=False)))
    code_batch(run.job, case=CASE)
    assert [(row["id"], row["code"]) for row in run.rows("failures.parquet")] == [("b", "encoding")]


def test_a_column_published_dates_the_document(write: Write, job: Callable[..., Run]) -> None:
    source = write(
        "in.parquet",
        url=["a"],
        body=["Police arrested 7 students in Norvik on Friday, the mayor said."],
        published=[dt.date(2031, 5, 5)],
    )
    run = job(source, columns={"id": "url", "text": "body"})
    code_batch(run.job, case=CASE)
    rows = {row["type"]: row for row in run.rows("claims")}
    assert rows["published"]["value"] == "2031-05-05"
    assert [row["time"] for row in rows.values() if row["point"] == 7.0] == ["2031-05-02"]


def test_a_folder_of_text_files_is_an_input(tmp_path: Path, job: Callable[..., Run]) -> None:
    folder = tmp_path / "texts"
    (folder / "sub").mkdir(parents=True)
    (folder / "b.txt").write_text(news(1), encoding="utf-8")
    (folder / "sub" / "a.txt").write_text(news(2), encoding="latin-1")
    (folder / "page.html").write_text("<html><body>no</body></html>")
    (folder / "gone.txt").symlink_to(folder / "nowhere")
    run = job(folder)
    code_batch(run.job, case=CASE)
    assert {row["document"] for row in run.rows("claims")} == {"b.txt", "sub/a.txt"}
    codes = {row["id"]: row["code"] for row in run.rows("failures.parquet")}
    assert codes == {"gone.txt": "missing", "page.html": "unsupported"}


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"id": ["a"]}, "no column “text”"),
        ({"id": [], "text": []}, "no rows"),
    ],
    ids=["no text", "no rows"],
)
def test_an_input_that_cannot_be_used_is_a_sentence(
    write: Write, job: Callable[..., Run], columns: dict[str, list[str]], words: str
) -> None:
    with pytest.raises(InputError, match=words):
        code_batch(job(write("in.parquet", **columns)).job, case=CASE)


def test_what_is_not_there_or_no_parquet_is_a_sentence(
    tmp_path: Path, job: Callable[..., Run]
) -> None:
    with pytest.raises(NotFoundError):
        code_batch(job(tmp_path / "nothing").job, case=CASE)
    (tmp_path / "bad.parquet").write_bytes(b"PAR1 and no more")
    with pytest.raises(InputError, match="not a Parquet file"):
        code_batch(job(tmp_path / "bad.parquet").job, case=CASE)


def test_the_command_says_what_it_costs_and_what_failed(tmp_path: Path, write: Write) -> None:
    cli = Cli(tmp_path / "home")
    source = write("in.parquet", id=["a", "b"], text=[news(1), None])
    words = ("batch", "code", str(source), "--out", str(tmp_path / "out"), "--workers", "1")
    dry = cli(*words, "--dry-run")
    assert "2 items: about 1 s of CPU" in dry.stderr
    assert not (tmp_path / "out").exists()
    done = cli(*words, "--json", code=4)
    assert '"failed": 1' in done.stdout
    assert "failures.parquet" in done.stderr
    cli("batch", "code", str(source), "--out", str(tmp_path), code=1)
    cli(*words, "--master", "local[2]", code=2)
    cli(*words, "--column", "text", code=2)
    cli(*words, "--memory", "much", code=2)
