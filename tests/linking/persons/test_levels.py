"""Levels and blocks of the data files: each example falls into its level."""

from __future__ import annotations

from typing import Any

import pytest

from hechos.lang.lexicon import load_toml
from hechos.linking.persons.blocking import blocks_for
from hechos.linking.persons.levels import DATA, comparisons_for
from hechos.linking.persons.model import default_model, read_model

duckdb = pytest.importorskip("duckdb")

COLUMNS = {
    **dict.fromkeys(
        ("g1", "g2", "s1", "s2", "kg1", "kg2", "ks1", "ks2", "dp", "bs", "sex"), "varchar"
    ),
    **dict.fromkeys(("place", "kplace", "region", "number", "code0", "text0"), "varchar"),
    **dict.fromkeys(("d0", "d1", "b0", "b1", "age", "yr", "ym"), "int"),
    "minor": "boolean",
}
FILLED = frozenset(COLUMNS)
CASES = [
    (row["name"], level["label"], pair)
    for row in load_toml(DATA / "levels.toml")["comparison"]
    for level in row["level"]
    for pair in level.get("examples", [])
]


def literal(value: Any, kind: str) -> str:
    shown = "null" if value is None else f"'{value}'" if isinstance(value, str) else str(value)
    return f"cast({shown} as {kind})"


@pytest.mark.parametrize(("kind", "label", "pair"), CASES, ids=[case[1] for case in CASES])
def test_an_example_falls_into_its_level(kind: str, label: str, pair: list[dict[str, Any]]) -> None:
    comparison = next(c for c in comparisons_for(FILLED) if c.kind == kind)
    values = ", ".join(
        f"{literal(row.get(name), column)} as {name}_{side}"
        for side, row in zip("lr", pair, strict=True)
        for name, column in COLUMNS.items()
    )
    cases = f"when {comparison.missing} then 'missing' " + " ".join(
        f"when {'true' if lv.sql == 'ELSE' else lv.sql} then '{lv.label}'"
        for lv in comparison.levels
    )
    sql = f"select case {cases} end from (select {values})"  # noqa: S608 - of the data file
    found = duckdb.connect().execute(sql).fetchall()
    assert found == [(label,)]


def test_every_level_has_shipped_weights_and_they_fall_from_first_to_last() -> None:
    model = default_model(FILLED)
    for comparison in model.comparisons:
        weights = [model.weight(comparison, level) for level in comparison.levels]
        assert weights[0] > weights[-1] or comparison.fixed, comparison.name


def test_a_model_written_is_the_model_read() -> None:
    model = default_model(FILLED)
    assert read_model(model.as_json(), FILLED).as_json() == model.as_json()


def test_blocks_need_only_columns_that_are_filled() -> None:
    assert blocks_for(frozenset(("g1", "s1", "kg1", "ks1")))
    assert len(blocks_for(FILLED)) > len(blocks_for(FILLED - {"bs", "number"}))
