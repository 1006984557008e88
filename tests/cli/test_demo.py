"""The whole demonstration: its second case is counted, and its files are those of the guides."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from tests.conftest import Cli, Prepared

from hechos.cli.demo.counted import HISTORIES, LISTS, MAPS, TALLY

ON = ("--on", "2025-02-10")
CASE = "/case/lumen"


def make_whole(cli: Cli) -> None:
    told = cli("demo", "--into", str(cli.home.parent)).output
    (cli.home / "told.txt").write_text(told, "utf-8")


@pytest.fixture
def whole(prepared: Prepared) -> Cli:
    return prepared("whole", make_whole)


def test_it_says_in_short_what_was_counted(whole: Cli) -> None:
    told = (whole.home / "told.txt").read_text("utf-8")
    assert (
        "13 on 3 February 2025 + 5 new + 1 registered late − 6 exits − 1 removed after "
        "verification = 12 on 10 February 2025." in told
    )
    assert "Tally sheets: 10 of 12 tables counted, 1 waits." in told
    assert "announced: 542; summed: 533: 9 more." in told
    assert "70 documented, and no estimate: Nobody has measured how well" in told


def test_every_row_of_its_lists_was_imported(whole: Cli) -> None:
    claims = whole.rows("claims", "lumen")
    said = [row["passages"][0]["quote"] for row in claims if row["content"]["type"] == "LIFE.UNK"]
    for author, file in (
        ("Harbour Watch", "killed-harbour-watch.csv"),
        ("Parish of Lumen", "killed-parish.csv"),
        ("Night Clinic", "killed-night-clinic.csv"),
    ):
        assert sum(f"Kept by: {author}" in words for words in said) == rows_in(file)
    entries = [row for row in claims if row["content"]["type"] in ("LIB.ARREST", "LIB.DET")]
    assert len(entries) == rows_in("people-held.csv")


def rows_in(file: str) -> int:
    return len((LISTS / file).read_text("utf-8").splitlines()) - 1


def test_its_register_has_ways_out_of_many_kinds_and_entries_that_do_not_fit(whole: Cli) -> None:
    held = whole.rows("register", "show", "lumen", *ON, "--all")
    exits = {one["type"] for row in held for one in row["exits"]}
    assert exits >= {
        "released_unconditional",
        "excarcelated_with_measures",
        "house_arrest",
        "bail",
        "acquitted",
        "exchanged",
        "died_in_custody",
        "transfer",
    }
    found = {row["type"] for row in whole.rows("register", "check", "lumen", *ON)}
    assert found == {
        "no judge in time",
        "no judge on file",
        "exit before entry",
        "possible_enforced_disappearance",
    }


def test_nobody_in_particular_holds_or_kills(whole: Cli) -> None:
    held = {row["body"] for row in whole.rows("register", "show", "lumen", *ON, "--all")}
    assert {"harbour police", "coast guard", "army", "Hill Front"} <= held
    killed = (LISTS / "killed-harbour-watch.csv").read_text("utf-8").splitlines()[1:]
    told = {line.split(",")[4] for line in killed}
    assert told == {"harbour police", "coast guard", "army", "Hill Front", ""}


def test_its_estimate_is_refused_until_matches_are_decided(whole: Cli) -> None:
    (kept,) = whole.rows("estimate", "--case", "lumen", "--list")
    assert kept["verdict"] == "refuse"
    assert [code for code, _ in kept["reasons"]] == ["R7"]
    assert kept["interval"] is None
    assert kept["documented"] == 70


def test_its_tables_are_known_by_name_in_the_case(whole: Cli) -> None:
    names = ["--tables", TALLY["tables"], "--bulletins", TALLY["bulletins"]]
    sure = whole.rows("tally", TALLY["sheets"], "--case", "lumen", *names, "--by", "parish")
    files = whole.rows(
        "tally",
        str(LISTS / TALLY["sheets"]),
        *("--tables", str(LISTS / TALLY["tables"])),
        *("--bulletins", str(LISTS / TALLY["bulletins"]), "--by", "parish"),
    )
    (total, *_) = [row for row in sure if row["what"] == "sum"]
    assert (total["tables"], total["counted"], total["waiting"]) == (12, 10, 1)
    assert [row for row in sure if row["what"] == "check"] == [
        row for row in files if row["what"] == "check"
    ]


def test_the_lists_come_with_what_reads_them() -> None:
    there = {path.name for path in Path(LISTS).iterdir()}
    assert there == {*MAPS, *(way for _, way in MAPS.values()), *TALLY.values(), HISTORIES}


def test_the_table_of_histories_is_that_of_the_lists(whole: Cli) -> None:
    (kept,) = whole.rows("estimate", "--case", "lumen", "--list")
    names = [name for name, _ in kept["lists"]]
    with (LISTS / HISTORIES).open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    said = {
        sum(1 << place for place, name in enumerate(names) if row[name] == "1"): int(row["count"])
        for row in rows
    }
    assert dict(kept["cells"]) == said


def test_pages_of_the_counted_case_open(whole: Cli) -> None:
    from tests.app.cast import account

    from hechos.app.home import open_home

    open_home(whole.home)
    lead = account("Heron", "lumen", roles=["lead"])

    def page(address: str) -> str:
        answer = lead.get(address)
        assert answer.status_code == 200, address
        return answer.content.decode()

    files = dict(re.findall(r'<option value="([^"]+)">([\w.-]+\.csv)', page(f"{CASE}/tallies/")))
    ids = {name: one for one, name in files.items()}
    asked = "&".join(f"{key}={ids[name]}" for key, name in TALLY.items())
    assert "Votes for Harbour List announced: 542; summed: 533" in page(f"{CASE}/tallies/?{asked}")
    register = page(f"{CASE}/register/?on=2025-02-10&last=2025-02-03")
    assert "<b>12</b> held on 10 February 2025" in register
    assert "How many people were killed" in page(f"{CASE}/estimates/")
    counts = page(f"{CASE}/counts/")
    assert all(f">{town}<" in counts for town in ("Lumen", "Old Quay", "Norvik", "Brena"))
    for name in MAPS:
        text = page(f"/capture/{ids[name]}/")
        assert "<mark" in text, name
        assert "row 2" in text, name
