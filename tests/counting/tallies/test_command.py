"""`hechos tally` as its users start it, and the words that it uses."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import openpyxl
from click.testing import CliRunner, Result
from tests.conftest import Cli

from hechos.cli import main

HERE = Path(__file__).parent
SOURCE = HERE.parents[2] / "src" / "hechos"
ACCUSING = re.compile(
    r"fraud|fraude|steal|stole|rigg|cheat|forge|fake|manipulat|tamper|falsif|suspici|irregular|"
    r"anomal|illegitima|trampa|robo\b",
    re.IGNORECASE,
)
SHEETS = """\
mesa;lector;imagen;qr;Ada;Luis;validos;nulos;total
001;ana;aa;001!120!80!5;120;80;200;5;205
001;ben;aa;;120;80;200;5;205
002;ana;bb;002!90!101!3;90;110;200;3;203
003;ana;cc;;150;100;251;4;255
004;ana;dd;;20x;95;295;1;296
"""
TABLES = """\
mesa,parroquia,estado,electores
001,Sur,Alder,300
002,Sur,Alder,280
003,Norte,Alder,310
005,Sur,Brezo,200
"""
FORM = 'separators = "!"\nfields = ["table", "ada", "luis", "null"]\n'


def run(folder: Path, *words: str) -> Result:
    for name, text in (("s.csv", SHEETS), ("t.csv", TABLES), ("code.toml", FORM)):
        (folder / name).write_text(text, "utf-8")
    files = [str(folder / word) if "." in word and "/" not in word else word for word in words]
    return CliRunner().invoke(main, ["--home", str(folder / "none"), "tally", *files])


ALL = ("s.csv", "--tables", "t.csv", "--code", "code.toml", "--by", "parroquia")


def test_sheets_are_added_up_by_place_and_bad_rows_told(tmp_path: Path) -> None:
    result = run(tmp_path, *ALL)
    assert result.exit_code == 4
    assert "2 sheets counted (1 read alike" in result.stdout
    assert "1 wait, 2 tables without a sheet." in result.stdout
    assert re.search(r"Sur, Alder +2 +1 +1 +0 +120 +80 +205\n", result.stdout)
    assert "table 003: Candidates together: 250; valid votes stated: 251: 1 fewer." in result.stdout
    assert "table 002 waits" in result.stdout
    assert "610 of 1,090 electors (55.96 %; none stated for 1 of the tables)" in result.stdout
    assert result.stderr.splitlines() == [
        "Candidates, all columns with numbers: Ada, Luis.",
        "s.csv, row 6: “20x” for “Ada” is no whole number.",
    ]
    assert not (tmp_path / "none").exists()


def test_json_has_the_same_in_lines(tmp_path: Path) -> None:
    rows = [json.loads(line) for line in run(tmp_path, *ALL, "--json").stdout.splitlines()]
    assert [row["what"] for row in rows[:8]] == [*["source"] * 2, *["sum"] * 5, "sheets tested"]
    assert rows[0]["sha256"] == hashlib.sha256(SHEETS.encode()).hexdigest()
    assert next(row for row in rows if row.get("table") == "001")["rows"] == [2, 3]
    assert rows[2]["counts"]["votes"] == [["Ada", 270], ["Luis", 180]]
    assert {row["what"] for row in rows} >= {"check", "sheet", "failed"}
    assert [r["because"] for r in rows if r["what"] == "failed"]


def test_a_workbook_is_read_as_well(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for line in SHEETS.splitlines():
        book.active.append(line.split(";"))
    book.save(tmp_path / "s.xlsx")
    first, second = run(tmp_path, "s.csv"), run(tmp_path, "s.xlsx")
    assert first.stdout == second.stdout


def test_sheets_that_a_case_preserves_are_read_from_it(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text(SHEETS, "utf-8")
    cli("new", "vote", "--title", "The vote")
    cli("add", "vote", str(tmp_path / "s.csv"), code=None)
    (tmp_path / "s.csv").unlink()
    capture = cli.rows("captures", "vote")[0]
    by_name = cli("tally", "s.csv", "--case", "vote", "--json", code=4).stdout
    by_id = cli("tally", capture["id"], "--case", "vote", "--json", code=4).stdout
    assert by_name == by_id
    source = json.loads(by_name.splitlines()[0])
    assert (source["capture"], source["sha256"]) == (capture["id"], capture["address"])
    cli("withdraw", capture["id"], "--by", "keeper", "--because", "asked to")
    assert "No capture is called" in cli("tally", "s.csv", "--case", "vote", code=1).stderr


def test_double_waits_for_a_second_reader(tmp_path: Path) -> None:
    result = run(tmp_path, "s.csv", "--double")
    assert "1 sheets counted" in result.stdout
    assert "table 003 waits: Read by one reader; two must agree." in result.stdout


def test_bulletins_alone_are_checked(tmp_path: Path) -> None:
    result = run(tmp_path, "--bulletins", f"{HERE}/announced.toml")
    assert result.exit_code == 0
    assert "DIFFERS BY 72,000" in result.stdout
    assert "is 12,386,669 of 20,654,431 electors of the tables counted (59.97 %)" in result.stdout
    assert "B leads A by 3,914,965" in result.stdout


def test_without_anything_it_says_what_to_give(tmp_path: Path) -> None:
    result = run(tmp_path)
    assert result.exit_code == 1
    assert "Give a file of tally sheets" in result.stderr
    (tmp_path / "empty.csv").write_text("", "utf-8")
    assert run(tmp_path, "empty.csv").exit_code == 1


def test_it_reports_and_accuses_nobody(tmp_path: Path) -> None:
    words = [
        run(tmp_path, *ALL).output,
        run(tmp_path, "--bulletins", f"{HERE}/announced.toml").output,
    ]
    words.append(run(tmp_path, "--help").output)
    for folder in ("counting/tallies", "counting/patterns", "cli/counting"):
        paths = sorted((SOURCE / folder).rglob("*.*"))
        words += [p.read_text("utf-8") for p in paths if p.suffix in {".py", ".toml"}]
    assert len(words) > 15
    assert not [found.group() for text in words for found in ACCUSING.finditer(text)]
