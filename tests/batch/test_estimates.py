"""Estimates of many tables: resumed, the same again, and put together over replicates."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.batch.conftest import Run

from hechos.batch.run import estimate_batch
from hechos.counting.estimating import Question
from hechos.counting.fits import Kept

pytest.importorskip("numba", reason="needs the extra count")

CELLS = {1: 60, 2: 50, 3: 20, 4: 40, 5: 12, 6: 10, 7: 5}
DGA = Question(method="dga", checks=False, settings={"points": 200})


def write(path: Path, replicates: int = 2, north: int = 0) -> Path:
    """Write two places that can be estimated and one that cannot, in each replicate."""
    with path.open("w", newline="", encoding="utf-8") as stream:
        out = csv.writer(stream)
        out.writerow(["replicate", "place", "a", "b", "c", "count"])
        for replicate in range(replicates):
            for mask, count in CELLS.items():
                lists = [mask >> j & 1 for j in range(3)]
                out.writerow([f"R{replicate}", "north", *lists, count + replicate + north])
                out.writerow([f"R{replicate}", "south", *lists, count // 2 + 3])
            out.writerow([f"R{replicate}", "east", 1, 0, 0, 9])
    return path


def combined(run: Run) -> dict[str, object]:
    found: dict[str, object] = json.loads((run.out / "combined.json").read_text(encoding="utf-8"))
    return found


def test_strata_are_combined_over_replicates_and_summed(
    tmp_path: Path, job: Callable[..., Run]
) -> None:
    run = job(write(tmp_path / "lists.csv"), part_rows=2)
    report = estimate_batch(run.job, by=["place"], replicate="replicate", question=DGA)
    assert report is not None
    assert report.counts == {"estimates": 4, "refused": 2}
    found = combined(run)
    assert found["not_estimated"] == [["east"]]
    north, south = found["strata"]  # type: ignore[misc]
    total = found["total"]
    assert (north["stratum"], south["stratum"]) == (["north"], ["south"])
    assert total["documented"] == north["documented"] + south["documented"]  # type: ignore[index]
    assert total["median"] == pytest.approx(  # type: ignore[index]
        north["median"] + south["median"], rel=0.05
    )
    rows = run.rows("estimates")
    assert {row["reasons"] for row in rows if row["stratum"] == '["east"]'} == {"R1"}
    assert all(row["median"] is None for row in rows if row["verdict"] == "refuse")


def test_equal_tables_are_fitted_once_and_a_second_start_changes_nothing(
    tmp_path: Path, job: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []
    write_kept = Kept.write
    monkeypatch.setattr(
        Kept,
        "write",
        lambda self, key, value: (written.append(key), write_kept(self, key, value))[1],
    )
    run = job(write(tmp_path / "lists.csv"), part_rows=2)
    estimate_batch(run.job, by=["place"], replicate="replicate", question=DGA)
    assert len(written) == 3, "the south is the same in both replicates"
    before = {file: file.read_bytes() for file in run.out.rglob("*.parquet")}
    estimate_batch(run.job, by=["place"], replicate="replicate", question=DGA)
    assert len(written) == 3
    assert run.said[-1] == "All 6 items are done already."
    assert {file: file.read_bytes() for file in run.out.rglob("*.parquet")} == before


def test_only_what_changed_is_done_anew_and_it_is_what_a_fresh_run_gives(
    tmp_path: Path, job: Callable[..., Run]
) -> None:
    run = job(write(tmp_path / "lists.csv"), part_rows=2)
    estimate_batch(run.job, by=["place"], replicate="replicate", question=DGA)
    write(tmp_path / "lists.csv", north=4)
    estimate_batch(run.job, by=["place"], replicate="replicate", question=DGA)
    assert "The input changed since" in " ".join(run.said)
    fresh = job(tmp_path / "lists.csv", out="fresh", part_rows=2)
    estimate_batch(fresh.job, by=["place"], replicate="replicate", question=DGA)
    assert run.rows("estimates") == fresh.rows("estimates")
    assert combined(run) == combined(fresh)


def test_a_run_without_replicates_sums_strata(tmp_path: Path, job: Callable[..., Run]) -> None:
    path = write(tmp_path / "lists.csv", replicates=1)
    text = path.read_text(encoding="utf-8")
    path.write_text(
        "\n".join(line.split(",", 1)[1] for line in text.splitlines()), encoding="utf-8"
    )
    run = job(path)
    assert estimate_batch(run.job, by=["place"], replicate=None, question=DGA)
    total = combined(run)["total"]
    assert total["low"] < total["median"] < total["high"]  # type: ignore[index]
