"""Published tables: what the packages of R make of them, and what the papers say."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("numba", reason="needs the extra count")

import numpy as np

from hechos.counting.combining import combine_replicates
from hechos.counting.histories import Histories
from hechos.counting.systems.graphs import average, decomposable, fast_grid
from hechos.counting.systems.latent import LatentClass
from hechos.counting.systems.pairs import Chao
from hechos.counting.systems.selection import best_bic, stepwise
from hechos.counting.systems.tables import Table

Read = Callable[[str], Histories]
Reference = dict[str, list[dict[str, Any]]]


def test_latent_classes_of_kosovo_are_those_of_r(tables: Read) -> None:
    found = LatentClass().fit(tables("kosovo"))
    assert found.median_ == pytest.approx(10_471, rel=0.01)
    assert found.low_ == pytest.approx(9_133, rel=0.03)
    assert found.high_ == pytest.approx(13_943, rel=0.03)
    assert found.diagnostics_["effective"] >= 1_000
    assert found.diagnostics_["r_hat"] < 1.01


@pytest.mark.parametrize("name", ["hav_taiwan", "spina_bifida_my97", "lesbian"])
def test_latent_classes_are_those_of_r(name: str, tables: Read, reference: Reference) -> None:
    (one,) = (r for r in reference["lcmcr"] if (r["dataset"], r["tag"]) == (name, "std"))
    found = LatentClass().fit(tables(name))
    assert found.median_ == pytest.approx(one["quantiles"]["50%"], rel=0.02)
    assert found.low_ == pytest.approx(one["quantiles"]["2.5%"], rel=0.06)
    assert found.high_ == pytest.approx(one["quantiles"]["97.5%"], rel=0.06)


def test_averages_over_graphs_are_those_of_r(tables: Read, reference: Reference) -> None:
    done = 0
    for one in reference["dga"]:
        settings = one["settings"]
        if one["J"] == 5 or settings["Nmissing_max"] > 50_000:
            continue
        table = tables(one["dataset"])
        grid = np.arange(0, settings["Nmissing_max"] + 1, settings["Nmissing_step"], dtype=float)
        found = average(table, delta=settings["delta"], grid=grid)
        assert found.mean + table.documented == pytest.approx(one["mean"], rel=1e-6)
        fast = average(table, delta=settings["delta"], grid=fast_grid(settings["Nmissing_max"]))
        for share, name in ((0.025, "2.5%"), (0.5, "50%"), (0.975, "97.5%")):
            assert found.quantile(share) + table.documented == one["quantiles"][name]
            assert fast.quantile(share) + table.documented == pytest.approx(
                one["quantiles"][name], rel=0.005
            )
        done += 1
    assert done >= 12


def test_six_lists_have_graphs_too() -> None:
    assert len(decomposable(6).edges) == 18_154


def test_forward_steps_are_those_of_r(tables: Read, reference: Reference) -> None:
    wanted = [r for r in reference["loglinear"] if "estimatepopulation.0 stepwise" in r["method"]]
    assert len(wanted) >= 19
    for one in wanted:
        if one["J"] > 6:
            continue
        table = Table.of(tables(one["dataset"]))
        found = stepwise(table)
        assert found is not None
        assert table.documented + found.unseen == pytest.approx(one["estimate"], rel=1e-6)


def test_the_best_model_by_bic_is_that_of_the_papers(tables: Read) -> None:
    for name, order, total in (("kosovo", 3, 10_356.519), ("korea_palembang", 2, 157.16667)):
        table = Table.of(tables(name))
        found = best_bic(table, order=order)
        assert found is not None
        assert table.documented + found.unseen == pytest.approx(total, rel=1e-6)


def test_chaos_bound_is_that_of_r(tables: Read, reference: Reference) -> None:
    done = 0
    for one in reference["loglinear"]:
        if not one["method"].endswith("closedp.t") or not tables(one["dataset"]).frequencies[1]:
            continue
        wanted = {row["model"]: row["abundance"] for row in one["table"]}
        found = Chao().fit(tables(one["dataset"]))
        assert found.median_ == pytest.approx(wanted["Mth Chao (LB)"], rel=1e-4)
        done += 1
    assert done >= 15


def test_replicates_are_combined_as_verdata_does(shared: Path) -> None:
    path = shared / "data" / "mse" / "verdata_combine_golden.json"
    golden = json.loads(path.read_text(encoding="utf-8"))
    draws = [np.array(one["N"], float) for one in golden["replicates"]]
    documented = [one["n_obs"] for one in golden["replicates"]]
    found = combine_replicates(draws, documented)
    assert (round(found.low), round(found.middle), round(found.high)) == (1_266, 1_593, 2_148)
    narrower = combine_replicates(draws, documented, rule="rubin")
    assert (round(narrower.low), round(narrower.high)) == (1_275, 2_111)
