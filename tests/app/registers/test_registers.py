"""A list of people held: imported twice, shown, balanced, corrected; as its users do it."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import Cli

HEAD = (
    "No,Name,Sex,Age,Taken on,By,Held in,Judge on,Out on,How,Conditions,Moved to,Moved on,Listed on"
)
ROWS = """\
1,Ana Prado,F,34,2025-01-02,Guard,Alta,2025-01-03,,,,Baja,2025-01-10,2025-01-02
2,Luis Vega,M,16,2025-01-03,Guard,Alta,2025-01-09,2025-01-10,let go,report weekly,,,2025-01-03
3,Mara Ruiz,F,29,2025-01-09,Police,,,,,,,,2025-01-16
4,Ivo Paz,M,41,2025-01-15,Police,Baja,2025-01-16,,,,,,2025-01-15
5,Ana Prado,F,19,2025-01-11,Guard,Alta,2025-01-12,2025-01-19,died in custody,,,,2025-01-11"""
MAP = """
kind = "detention"
[columns]
key = "No"
victims = "Name"
sex = "Sex"
age = "Age"
time = "Taken on"
actors = "By"
held_at = "Held in"
judge = "Judge on"
exit_on = "Out on"
exit = "How"
conditions = "Conditions"
moved_to = "Moved to"
moved_on = "Moved on"
said_at = "Listed on"
[fixed]
type = "LIB.ARREST"
author = "Norvik Register"
[terms.type]
"let go" = "excarcelated_with_measures"
"""
WEEK = ("--from", "2025-01-13", "--to", "2025-01-20")


class Desk:
    def __init__(self, cli: Cli, folder: Path) -> None:
        self.cli, self.folder = cli, folder
        self.map = folder / "map.toml"
        self.map.write_text(MAP, encoding="utf-8")
        cli("new", "norvik", "--title", "Norvik")

    def table(self, name: str, lines: Sequence[str]) -> Path:
        path = self.folder / name
        path.write_text("\n".join([HEAD, *lines]), encoding="utf-8")
        return path

    def take(self, path: Path, *more: str, code: int = 0) -> str:
        words = ("register", "import", "norvik", str(path), "--map", str(self.map), *more)
        return self.cli(*words, code=code).stderr

    def rows(self, verb: str, *more: str) -> list[dict[str, Any]]:
        return self.cli.rows("register", verb, "norvik", *more)


def is_of_row(claim: dict[str, Any]) -> bool:
    return str(claim["passages"][0]["quote"]).startswith("No: ")


@pytest.fixture
def desk(cli: Cli, tmp_path: Path) -> Desk:
    return Desk(cli, tmp_path)


def test_a_list_is_checked_imported_and_counted(desk: Desk) -> None:
    path = desk.table("list.csv", ROWS.splitlines())
    assert "5 are right, 0 are not. Nothing was imported." in desk.take(path, "--dry-run")
    assert not [c for c in desk.cli.rows("claims", "norvik") if is_of_row(c)]
    assert "17 claims are new" in desk.take(path)
    held = desk.rows("show", "--on", "2025-01-20")
    assert {(row["name"], row["entry"], row["body"]) for row in held} == {
        ("Ana Prado", "2025-01-02", "Guard"),
        ("Mara Ruiz", "2025-01-09", "Police"),
        ("Ivo Paz", "2025-01-15", "Police"),
    }
    ana = next(row for row in held if row["name"] == "Ana Prado")
    assert ana["places"] == ["Alta", "Baja"]
    assert ana["traits"] == {"age": "adult", "sex": "female"}
    *moves, balance = desk.rows("balance", *WEEK)
    assert [(m["term"], m["name"], m["day"]) for m in moves] == [
        ("new", "Ivo Paz", "2025-01-15"),
        ("late_registered", "Mara Ruiz", "2025-01-16"),
        ("exits", "Ana Prado", "2025-01-19"),
    ]
    assert balance["holds"] is True
    assert balance["sentence"] == (
        "2 on 13 January 2025 + 1 new + 1 registered late − 1 exits = 3 on 20 January 2025."
    )
    everyone = {row["name"]: row for row in desk.rows("show", "--all", "--on", "2025-01-20")}
    assert everyone["Luis Vega"]["standing"] == "restricted"
    assert everyone["Luis Vega"]["exits"][0]["conditions"] == ["report weekly"]


def test_every_claim_of_a_row_stands_on_its_cells_and_opens(desk: Desk) -> None:
    from hechos.app.home import present_home
    from hechos.app.register import queries
    from hechos.archive.objects import ObjectStore
    from hechos.records import Cell, TextSpan

    desk.take(desk.table("list.csv", ROWS.splitlines()))
    head = queries.head_of("norvik")
    store = ObjectStore(present_home().case_folder(head.id))
    bodies = {text.id: text.body for text, _ in queries.texts(head, store.read)}
    with (desk.folder / "list.csv").open(encoding="utf-8", newline="") as file:
        table = list(csv.reader(file))
    of_row = [c for c in queries.claims(head) if c.rule.startswith("import/")]
    for claim in of_row:
        assert isinstance(claim.anchor.selector, TextSpan)
        assert claim.anchor.selector.holds_in(bodies[claim.text])
        cells = [p.selector for p in claim.passages if isinstance(p.selector, Cell)]
        words = {table[cell.row - 1][cell.column - 1] for cell in cells}
        assert words
        assert all(word in claim.quote for word in words)
        time = claim.content.time
        if time is not None:
            assert bodies[claim.text][time.start : time.end] == time.verbatim == time.edtf
    mentions = {claim.rule.split("#")[1]: set() for claim in of_row}
    for claim in of_row:
        people = [*getattr(claim.content, "victims", ()), *getattr(claim.content, "subjects", ())]
        mentions[claim.rule.split("#")[1]] |= {(claim.text, one.start) for one in people}
    assert [len(found) for found in mentions.values()] == [1] * 5


def test_a_later_list_brings_what_is_new_and_takes_the_place_of_what_changed(desk: Desk) -> None:
    lines = ROWS.splitlines()
    desk.take(desk.table("list.csv", lines))
    lines[3] = lines[3].replace("2025-01-16,,,,,,", "2025-01-16,2025-01-18,bail,,,,")
    lines[2] = lines[2].replace(",29,", ",17,")
    later = desk.table("later.csv", lines)
    assert "1 claims are new, 16 were here, 1 took the place" in desk.take(later, "--list", "list")
    assert "0 claims are new, 18 were here, 0 took" in desk.take(later, "--list", "list")
    by_name = {row["name"]: row for row in desk.rows("show", "--all")}
    assert by_name["Mara Ruiz"]["traits"]["age"] == "adolescent"
    assert by_name["Ivo Paz"]["exits"] == [{"type": "bail", "on": "2025-01-18", "conditions": []}]
    lines[3] = ROWS.splitlines()[3]
    last = desk.table("last.csv", lines[1:])
    said = desk.take(last, "--list", "list")
    assert (
        "0 claims are new, 13 were here, 0 took the place of earlier ones, 1 are no longer" in said
    )
    by_name = {row["name"]: row for row in desk.rows("show", "--all")}
    assert by_name["Ivo Paz"]["exits"] == []
    assert len(by_name) == 4


def test_an_entry_that_a_member_rejects_leaves_by_verification(desk: Desk) -> None:
    desk.take(desk.table("list.csv", ROWS.splitlines()))
    (ivo,) = [row for row in desk.rows("show") if row["name"] == "Ivo Paz"]
    why = "Never held: a mix-up of names."
    desk.cli("decide", ivo["claims"][0], "reject", "--by", "keeper", "--because", why)
    *moves, balance = desk.rows("balance", "--from", "2025-01-20", "--to", "2999-01-01")
    assert [(m["term"], m["name"], m["why"]) for m in moves] == [
        ("removed_after_verification", "Ivo Paz", why)
    ]
    assert balance["holds"] is True


def test_one_name_in_two_rows_is_two_people_until_somebody_decides(desk: Desk) -> None:
    desk.take(desk.table("list.csv", ROWS.splitlines()))
    shown = desk.cli("register", "show", "norvik", "--all")
    assert "Ana Prado" in shown.stderr
    assert "1 name stands in several rows" in shown.stderr
    people = {row["person"] for row in desk.rows("show", "--all") if row["name"] == "Ana Prado"}
    assert len(people) == 2
    assert desk.rows("check", "--on", "2025-01-20") != []
    victims = desk.rows("count", "--type", "LIB.ARREST")[-2]
    assert (victims["unit"], victims["low"], victims["named_most"]) == ("victims", 4, 5)
    pair = next(
        p
        for p in desk.cli.rows("parties", "norvik")
        if p["name"] == "Ana Prado" and len(p["mentions"]) > 1
    )
    desk.cli(
        "decide", pair["id"], "same", "--set", f"with={pair['mentions'][1]}",
        "--by", "keeper", "--because", "One person.",
    )  # fmt: skip
    people = {row["person"] for row in desk.rows("show", "--all") if row["name"] == "Ana Prado"}
    assert len(people) == 1
    assert desk.rows("count", "--type", "LIB.ARREST")[-2]["named_most"] == 4
    assert "overlapping spells" in {row["type"] for row in desk.rows("check")}


def test_wrong_rows_are_listed_and_stop_no_other(desk: Desk) -> None:
    lines = [
        *ROWS.splitlines(),
        "6,Eva Luna,zz,22,2025-01-14,Police,Baja,,2025-01-17,levitated,,,,2025-01-15",
        "7,,F,22,2025-01-14,Police,Baja,,2025-01-17,,,,,2025-01-15",
    ]
    said = desk.take(desk.table("list.csv", lines), code=4)
    assert "row 7, How: “levitated”. The vocabulary has no such act or status" in said
    assert "row 7, Sex: “zz”. The words are not known" in said
    assert "row 8, How: “”. It says when it ended and not how." in said
    assert "row 8, Name: “”. Nobody is named." in said
    assert "7 rows: 5 are right, 2 are not." in said
    codes = {c["content"]["type"] for c in desk.cli.rows("claims", "norvik")}
    assert "levitated" not in codes


def test_two_lists_are_never_mixed(desk: Desk) -> None:
    desk.take(desk.table("list.csv", ROWS.splitlines()))
    desk.take(desk.table("other.csv", ["1,Noe Gil,M,20,2025-01-04,Guard,,,,,,,,"]))
    asked = desk.cli("register", "show", "norvik", code=1)
    assert "count different people" in asked.stderr
    assert "list, other, documents" in asked.stderr
    assert [row["name"] for row in desk.rows("show", "--list", "other")] == ["Noe Gil"]
    assert desk.rows("show", "--list", "documents") == []
    assert "no list “x”" in desk.cli("register", "show", "norvik", "--list", "x", code=1).stderr


def test_without_a_map_one_is_printed_and_a_wrong_one_is_told(desk: Desk) -> None:
    path = desk.table("list.csv", ROWS.splitlines())
    blank = desk.cli("register", "import", "norvik", str(path), code=1)
    assert "#   Taken on" in blank.stdout
    assert '# exit_on = "…"' in blank.stdout
    for body, why in (
        ("[columns", "is no TOML"),
        ('kind = "act"', "not one of a list of people held"),
        ('[fixed]\ntype = "LIB.ARREST"\nauthor = "x"', "a number for each row"),
        ('kind = "detention"\nzorp = 1', "zorp"),
        ("columns = 3", "columns"),
        ("head = true", "head"),
        ("[columns]\nkey = 3", "columns"),
        ('[columns]\nkey = "No"\nwings = "Sex"', "wings"),
    ):
        desk.map.write_text(body, encoding="utf-8")
        assert why in desk.take(path, code=1)
    assert "no file" in desk.take(desk.folder / "none.csv", code=1)


def test_a_bulletin_and_durations_are_told_in_lines_and_sentences(desk: Desk) -> None:
    desk.take(desk.table("list.csv", ROWS.splitlines()))
    *lines, bulletin = desk.rows("bulletin", "--on", "2025-01-20")
    assert {row["what"]: row["change"] for row in lines} == {
        "people held": 1,
        "women": 0,
        "men": 1,
        "adults": 1,
        "let out under measures": 0,
        "detentions on file": 2,
    }
    assert bulletin["flows"]["flows"]["exits"] == "1"
    *steps, summary = desk.rows("duration", "--on", "2025-01-20")
    assert [(s["day"], s["at_risk"], s["ended"]) for s in steps] == [(7, 3, 1), (8, 3, 1)]
    assert (summary["judge_in_time"], summary["judge_not_in_time"]) == (3, 2)
    assert "not an estimate" in summary["sentence"]


def test_printed_balances_and_totals_need_no_home(cli: Cli) -> None:
    balances = Path(__file__).parents[2] / "counting" / "registers" / "data" / "balances.csv"
    shown = cli("register", "printed", str(balances), code=4)
    assert "9 balances, 8 fit." in shown.stderr
    assert "687 adults + 1 adolescents = 688, and the total is 687." in shown.stdout
    asked = cli("register", "totals", "1687", "--new", "10", "--exits", "?", "--after", "1601")
    assert "− 96 exits" in asked.stdout
    assert "leave about 400" in cli("register", "totals", "2400", "--exits", "~2000").stdout
    assert "no number" in cli("register", "totals", "many", code=1).stderr
    assert "cannot be" in cli("register", "totals", "5", "--exits", "9", code=1).stderr
    assert not cli.home.exists()


def test_what_does_not_fit_is_a_doubt_of_the_case_that_a_person_answers(desk: Desk) -> None:
    from hechos.app.register import queries
    from hechos.records import Decision

    lines = ROWS.splitlines()
    desk.take(desk.table("list.csv", lines))

    def doubts() -> dict[str, dict[str, Any]]:
        found = desk.cli.rows("doubts", "norvik")
        return {one["text"].split(",")[0]: one for one in found if "judge" in one["type"]}

    assert set(doubts()) == {"Luis Vega", "Mara Ruiz"}
    answered = doubts()["Luis Vega"]
    assert (answered["type"], answered["status"]) == ("no judge in time", "open")
    why = "The court was closed."
    words = ("--set", "status=accepted", "--by", "keeper", "--because", why)
    desk.cli("decide", answered["id"], "resolve", *words)
    later = desk.table("later.csv", [*lines, "6,Eva Luna,F,30,2025-03-01,Guard,,2025-03-02,,,,,,"])
    desk.take(later, "--list", "list")
    kept = doubts()["Luis Vega"]
    assert (kept["id"], kept["status"], kept["resolution"]) == (
        answered["id"],
        "accepted",
        f"{why} (keeper)",
    )
    lines[2] = lines[2].replace("Police,,,", "Police,,2025-01-10,")
    lines[1] = lines[1].replace("2025-01-09", "2025-01-08")
    desk.take(desk.table("last.csv", lines), "--list", "list")
    assert set(doubts()) == {"Luis Vega"}
    assert doubts()["Luis Vega"]["status"] == "open"
    head = queries.head_of("norvik")
    assert any(one.because == why for one in queries.given(head, Decision))
