"""Lists of people held in the report: numbers, what stands behind them, and who may read them."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import Cli

MAP = """
kind = "detention"
days = "YYYY-MM-DD"
[columns]
key = "no"
victims = "name"
time = "taken"
exit = "out"
exit_on = "out on"
sex = "sex"
[fixed]
type = "LIB.ARREST"
author = "Norvik Register"
"""
LAST = date(2031, 5, 30)


def take(cli: Cli, folder: Path, rows: list[str], klass: str = "C1") -> None:
    cli("new", "norvik", "--title", "Norvik", "--class", klass)
    table, map_ = folder / "held.csv", folder / "map.toml"
    table.write_text("\n".join(["no,name,taken,out,out on,sex", *rows]), encoding="utf-8")
    map_.write_text(MAP, encoding="utf-8")
    words = ("--map", str(map_), "--list", "held", "--class", klass)
    cli("register", "import", "norvik", str(table), *words)


def rows(number: int, *, recent: int, out: int) -> list[str]:
    """Return people held of whom some came, and some went home, in the last week."""
    made = []
    for n in range(number):
        taken = LAST - timedelta(days=2 if n < recent else 90 + n)
        gone = f"released_unconditional,{LAST}" if n >= number - out else ","
        made.append(f"{n},Person{n} Vell{n},{taken},{gone},{'F' if n % 2 else 'M'}")
    return made


def report(cli: Cli, folder: Path, audience: str, language: str = "en") -> dict[str, Any]:
    words = ("--audience", audience, "--format", "json", "--language", language)
    cli("report", "norvik", "--to", str(folder), *words)
    found: dict[str, Any] = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    return found


def section(made: dict[str, Any]) -> list[dict[str, Any]]:
    own = [one for one in made["sections"] if one["id"] == "section-registers"]
    return own[0]["blocks"] if own else []


def words(line: list[dict[str, Any]]) -> str:
    return "".join(part["text"] for part in line)


def tables(blocks: list[dict[str, Any]]) -> list[dict[str, list[str]]]:
    """Return each table: the cells of its rows by the first."""
    found = []
    for one in blocks:
        if one["block"] == "table":
            cells = [[words(cell) for cell in row["cells"]] for row in one["rows"]]
            found.append({first: rest for first, *rest in cells})
    return found


def test_the_report_counts_each_list_and_draws_it(cli: Cli, tmp_path: Path) -> None:
    take(cli, tmp_path, rows(24, recent=6, out=8))
    blocks = section(report(cli, tmp_path / "out", "internal"))
    (lead,) = [words(one["lead"]) for one in blocks if one["block"] == "paragraph"][1:]
    assert lead == "held: 16 held on 30 May 2031, as documented."
    lines, moves = tables(blocks)
    assert lines["people held"] == ["18", "16", "−2"]
    assert lines["women"] == ["9", "8", "−1"]
    assert moves == {"new": ["+6"], "released without conditions": ["−8"]}
    plots = [words(one["caption"]) for one in blocks if one["block"] == "plot"]
    assert plots == [
        "Who came and who went — held",
        "Share still held by days since the arrest — held",
    ]


def test_every_number_opens_on_rows_of_the_list(cli: Cli, tmp_path: Path) -> None:
    take(cli, tmp_path, rows(12, recent=3, out=2))
    made = report(cli, tmp_path / "out", "internal")
    passages = {one["id"] for source in made["sources"] for one in source["passages"]}
    passages |= {source["id"] for source in made["sources"]}
    blocks = section(made)
    (lead,) = [one for one in blocks if one["block"] == "paragraph"][1:]
    (stock,) = [part for part in lead["lead"] if part.get("kind") == "count"]
    assert len(stock["to"]) == 10  # one entry a person
    assert stock["passages"]
    assert set(stock["passages"]) <= passages
    cells = [
        part for one in blocks for row in one.get("rows", []) for c in row["cells"] for part in c
    ]
    counts = [part for part in cells if part["kind"] == "count"]
    assert len(counts) > 10
    for part in counts:
        assert part["to"]
        assert part["href"] == lead["id"] or (
            part["passages"] and set(part["passages"]) <= passages
        )
    assert len(json.dumps(blocks)) < 150_000  # nothing is repeated in every cell


@pytest.mark.parametrize("change", [(20, 30), (20, 3), (2, 30)])
def test_the_public_reads_no_number_of_few_people(
    change: tuple[int, int], cli: Cli, tmp_path: Path
) -> None:
    recent, out = change
    whole = min(change) >= 5
    take(cli, tmp_path, rows(100, recent=recent, out=out), klass="C0")
    blocks = section(report(cli, tmp_path / "out", "public"))
    said = json.dumps(blocks)
    assert ("could point at one of them" in said) != whole
    assert any(one["block"] == "table" for one in blocks) == whole


@pytest.mark.parametrize(
    ("language", "said"),
    [("es", "personas detenidas"), ("pt", "pessoas detidas"), ("fr", "personnes détenues")],
)
def test_it_is_said_in_the_language_of_the_report(
    language: str, said: str, cli: Cli, tmp_path: Path
) -> None:
    take(cli, tmp_path, rows(12, recent=3, out=2))
    made = report(cli, tmp_path / "out", "internal", language)
    blocks = section(made)
    assert made["language"] == language
    assert tables(blocks)[0][said] == ["9", "10", "+1"]
    assert '"language": "en"' not in json.dumps(blocks)


def test_a_case_without_a_list_has_no_such_section(cli: Cli, tmp_path: Path) -> None:
    cli("new", "norvik", "--title", "Norvik")
    assert section(report(cli, tmp_path / "out", "internal")) == []
