"""`hechos patterns` on a coding sheet and on a case."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.conftest import Cli

from hechos.cli import main
from hechos.counting.patterns.cases import NOTE, Answer
from hechos.counting.patterns.tables import incidents_of_rows, wounds_of_rows
from hechos.errors import InputError

SHEET = """\
id,fecha,estado,cuerpos,nivel,sin orden,disparo
1,2024-07-28,Alder,Policía;Ejército,mid,si,si
2,2024-07-29,Alder,Policía,direct,si,no
3,2024-10,Brezo,?,reservado,?,
4,2024-13,Alder,,,si,no
5,,,,,maybe,no
"""
WOUNDS = "body,region\n1,chest\n2,chest\n2,head\n3,?\n,head\n"
REFERENCE = 'name = "made up"\nsource = "invented"\n[shares]\nhead = 40\nchest = 60\n'


def run(folder: Path, *words: str) -> Result:
    known = ("known.txt", "Alder\nBrezo\nCedro\n")
    files = (("s.csv", SHEET), ("w.csv", WOUNDS), ("r.toml", REFERENCE), known)
    for name, text in files:
        (folder / name).write_text(text, "utf-8")
    paths = [str(folder / word) if word in dict(files) else word for word in words]
    return CliRunner().invoke(main, ["--home", str(folder / "home"), "patterns", *paths])


def test_a_coding_sheet_is_counted_with_denominators_and_what_is_missing(tmp_path: Path) -> None:
    words = ("--known", "known.txt", "--order", "direct,mid,senior")
    result = run(tmp_path, "--table", "s.csv", *words, "--wounds", "w.csv", "--reference", "r.toml")
    assert result.exit_code == 4
    assert NOTE in result.stdout
    assert "Coverage: 2 of 3 places of the level state (66.7 %)." in result.stdout
    assert "2 of 2 documented incidents with an answer (100.0 %); 1 asked, unknown" in result.stdout
    assert "1 withheld: 33.3 % to 66.7 %" in result.stdout
    assert "Ejército and Policía: 1 incidents" in result.stdout
    assert "p = 1 (exact)" in result.stdout
    assert result.stderr.splitlines() == [
        "s.csv, row 5: “2024-13” is no date.",
        "s.csv, row 6: “maybe” for “sin orden” is neither yes, no nor missing.",
        "w.csv, row 6: The row does not say of which body it is.",
    ]
    assert not (tmp_path / "home").exists()


def test_every_line_of_json_carries_the_note(tmp_path: Path) -> None:
    result = run(tmp_path, "--table", "s.csv", "--wounds", "w.csv", "--json")
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    kept = [row for row in rows if row["what"] != "failed"]
    assert len(rows) - len(kept) == 3
    assert {row["note"] for row in kept} == {NOTE}
    forces = next(row for row in rows if row["what"] == "forces")
    assert forces["shares"][0]["name"] == "Policía"
    assert forces["shares"][0]["denominator"] == 2


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ((), "Give a case, or --table"),
        (("--table", "s.csv", "--reference", "r.toml"), "needs --wounds"),
        (("--table", "s.csv", "--feature", "x"), "No incident has the feature “x”"),
        (("--table", "w.csv"), "No column says which incident"),
        (("nowhere",), "no home"),
    ],
)
def test_wrong_use_ends_in_a_sentence(tmp_path: Path, words: tuple[str, ...], why: str) -> None:
    result = run(tmp_path, *words)
    assert result.exit_code == 1
    assert why in result.stderr


def test_a_case_is_counted_from_its_incidents(demo: Cli) -> None:
    rows = {row["what"]: row for row in demo.rows("patterns", "demo")}
    incidents = [one for one in demo.rows("incidents", "demo") if not one["pattern"]]
    assert 0 < rows["basis"]["incidents"] <= len(incidents)
    assert rows["spread"]["coverage"]["denominator"] == 24
    features = {share["name"]: share for share in rows["similarity"]["features"]}
    assert features["arrest"]["missing"]["not_asked"] > 0
    assert "of which a person accepted 0" in demo("patterns", "demo").stdout


def test_rows_keep_the_three_ways_of_missing() -> None:
    row = {"id": "1", "date": "refused", "state": "?", "forces": "unknown", "warrant": ""}
    (case,), failed = incidents_of_rows([(2, row)])
    assert failed == ()
    assert (case.time, case.places, case.forces) == ("", (), ())
    assert case.why_missing("time") is Answer.WITHHELD
    assert case.why_missing("place") is Answer.UNKNOWN
    assert case.why_missing("forces") is Answer.UNKNOWN
    assert case.why_missing("level") is Answer.NOT_ASKED
    assert case.answer("warrant") is Answer.NOT_ASKED


def test_an_incident_stands_once() -> None:
    made, failed = incidents_of_rows([(2, {"id": "1"}), (3, {"id": "1"}), (4, {"id": ""})])
    assert len(made) == 1
    assert [one.row for one in failed] == [3, 4]


def test_wounds_need_a_body_and_a_region() -> None:
    with pytest.raises(InputError, match="two columns"):
        wounds_of_rows([(2, {"body": "1"})])
